package p

import "unsafe"

const (
	a = iota << 3
	b
	_
	c float64 = 1 << 62
	d = 'x' + 1.5i*1i
	e = "s"[0:1]
	f = len("abc") * unsafe.Sizeof(g)
	h = 0x1.8p-3 / 3
	big = 1<<500 - 1
	small = big >> 490
	bad uint8 = 256
	div = 1 / 0
)

var g struct {
	x int8
	y [small]int64
	z complex128
}
var s uint = 3
var shift float64 = 1 << s
var t = [...]int{5: 1, 2, 1: 3}
