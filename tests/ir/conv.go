// Conversions, written and implied.
package conv

import "unsafe"

type celsius float64
type text string
type stringer interface{ String() string }
type named interface {
	String() string
	Name() string
}
type point struct{ x, y int }
type tagged struct {
	x int `json:"x"`
	y int
}
type node *point
type ints []int
type fn func(int)

func (c celsius) String() string { return "" }

func numbers(i int, f float64, c complex128) (celsius, uint8, complex64) {
	return celsius(f) + celsius(i), uint8(i), complex64(c)
}

func constants() (celsius, []byte, any, *point, unsafe.Pointer) {
	return 1, []byte("abc"), 'x', nil, nil
}

func texts(s string, b []byte, r []rune, t text) (text, string, []byte, string) {
	_ = string(r)
	_ = []rune(t)
	return text(b), string(t), []byte(s), string(rune(65))
}

func interfaces(c celsius, n named, e error) (stringer, any, any) {
	var s stringer = n
	s = c
	_ = stringer(n)
	_ = interface{ String() string }(s)
	return s, e, any(c)
}

func same(p point, t *tagged, n node, i ints, f func(int), c chan int) (tagged, *point, *point, []int, fn) {
	var send chan<- int = c
	_ = send
	_ = (<-chan int)(c)
	return tagged(p), (*point)(t), n, i, f
}

func pointers(p unsafe.Pointer, q *int, u uintptr) (uintptr, *string, unsafe.Pointer) {
	_ = unsafe.Pointer(u)
	return uintptr(p), (*string)(unsafe.Pointer(q)), unsafe.Pointer(q)
}

func arrays(s []int) ([4]int, *[4]int, [0]int, *[0]int) {
	_ = [2]int(ints(s))
	return [4]int(s), (*[4]int)(s), [0]int(s), (*[0]int)(s)
}

func compare(c celsius, e error, a any, p *point) bool {
	return c == 1 && a == c && e == nil && nil != p && a != "x" && 2 < c
}

func shifts(i int, u uint8, c celsius) (int, uint8, int64) {
	return i << u, 1 << i, 1<<u | int64(i)>>2
}

func counts(u uint) int { return 1 << (1<<u + -(1 >> u)) }

func toArray[T []int | [2]int](t T) [2]int { return [2]int(t) }

func many[F int | float64 | []byte, T string | []byte](f F) any { return f }

func cross[F ~string | []byte, T []byte | ~string](f F) T { return T(f) }

func widen[T stringer](t T) (stringer, any) { return t, t }

func zero[T *int | []int]() T { return nil }

func number[T int | float64]() T { return 1 }

func letter[T ~string | ~[]byte]() T { return T("A") }

func code[T ~string]() T { return T(65) }

func useAll() {
	letter[string]()
	letter[[]byte]()
	code[text]()
	toArray([]int{1, 2})
	toArray([2]int{})
	many[int, string](1)
	cross[string, []byte]("x")
	cross[text, text]("x")
	widen(celsius(1))
	widen[stringer](celsius(2))
	zero[*int]()
	number[float64]()
}
