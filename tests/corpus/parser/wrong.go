package p

import "C"
import "nowhere"

type S struct {
	S
	a int `tag`
	a string
}

func (S) a() {}
func (x nowhere.T) m() { return 1 }

func f(a int, a string) int {
	var unused C.int
	nowhere.F(C.x, func() { L: for { break M } })
	1 = 2
	a.b.c()
	for i := range 3.5 {
	}
	if f {
	}
	x := S{1, b: 2}
	x, y := 1
	switch { case 1: fallthrough }
	return "", nil
}

func init() int {}
