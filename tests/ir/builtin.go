// Predeclared functions.
package builtin

import "unsafe"

func makes(n int, c uint8) ([]int, []string, map[int]bool, map[int]bool, chan int, chan int) {
	_ = make([]byte, n, 10)
	_ = make([]byte, 3, c)
	return make([]int, n), make([]string, 4), make(map[int]bool), make(map[int]bool, n), make(chan int), make(chan int, n)
}

func news(x int) (*int, *[2]string, *int, *string, *any) {
	return new(int), new([2]string), new(x + 1), new("s"), new(any(x))
}

func lengths(s []int, a *[4]int, f func() [3]int, t string, m map[int]int, c chan int) int {
	return len(s) + len(a) + cap(a) + len(f()) + len(t) + len(m) + cap(c) + len([2]int{f()[0]})
}

func lists(s []int, b []byte, t string) int {
	s = append(s, 1, 2)
	s = append(s)
	s = append(s, s...)
	b = append(b, t...)
	b = append(b, "lit"...)
	clear(s)
	return copy(s, s[1:]) + copy(b, t)
}

func order(i, j int, f float64, s string) (int, float64, string) {
	return max(i, j, 3), min(f, 2), max(s, "x")
}

func complexes(f float32, c complex128) (complex64, float64, float64) {
	return complex(f, 1), real(c), imag(c)
}

func misc(m map[string]int, c chan int) (r any) {
	delete(m, "x")
	clear(m)
	close(c)
	print(1, "a")
	println()
	return recover()
}

func panics(i int) int {
	if i > 0 {
		panic(i)
	}
	panic("x")
}

func unsafes(p unsafe.Pointer, b *byte, s []int, t string, n int) uintptr {
	_ = unsafe.Add(p, n)
	_ = unsafe.Slice(b, n)
	_ = unsafe.SliceData(s)
	_ = unsafe.String(b, n)
	_ = unsafe.StringData(t)
	return unsafe.Sizeof(n)
}

func generic[S ~[]E, E any, M ~map[string]E](s S, m M, e E) int {
	_ = make(S, 3)
	_ = make(S, len(s))
	_ = make(M, 1)
	_ = new(E)
	s = append(s, e)
	clear(m)
	return len(s) + cap(s) + len(m)
}

func lens[T [3]int | []int | *[3]int](t T) int { return len(t) }

func size[T any](t T) (uintptr, T) { return unsafe.Sizeof(t), *new(T) }

func use() {
	generic([]int{}, map[string]int{}, 1)
	lens([]int{})
	lens([3]int{})
	size("x")
}
