// The initialization of a package.
package initialize

import (
	"errors"
	_ "io"
)

var a = b + 1
var b = f()
var c, e = g()
var _ = f()
var _, d = g()
var zero int
var table = map[string]func(int) int{
	"x": func(i int) int { return i + a },
}
var any1, any2 any = 1, errors.New("x")

func init() { b++ }
func init() { func() { a++ }() }

func f() int        { return 1 }
func g() (int, any) { return a, nil }

type t struct{}

func (t) init() {}
