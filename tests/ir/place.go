// Places: fields, elements, pointers, and what escapes through them.
package place

type inner struct{ a, b int }
type mid struct {
	inner
	p *inner
}
type outer struct {
	*mid
	arr [4]inner
	m   map[string]inner
}

var g outer

func fields(o outer, p *outer) int {
	o.a = 1
	p.p.b = o.b
	p.arr[2].a = 3
	return o.a + p.mid.p.a + o.arr[1].b + o.m["x"].a + g.b
}

func order(f func() *inner, i func() int, s []int, m map[int]int, v func() int) {
	f().a = v()
	s[i()] = v()
	m[i()] = v()
	*f() = inner{v(), v()}
	s[i()] += v()
	m[i()]++
	f().b, s[0] = v(), v()
}

func addresses(i int, o outer) (*int, *inner, []inner, *[4]inner) {
	x := i
	y := [3]int{}
	z := y[:]
	_ = z
	p := &o.arr
	q := &*p
	return &x, &o.arr[i], o.arr[1:3:4], q
}

func values(f func() [3]int, s string, b []byte, h func() inner) (int, byte, byte, string, []byte) {
	return f()[1] + h().b, s[2], "abc"[len(b)], s[1:], b[:len(b)]
}

func pairs(m map[string]int, c chan int, a any) (bool, bool, bool) {
	_, ok1 := m["a"]
	_, ok2 := <-c
	v, ok3 := a.(interface{ M() })
	_ = v
	x := a.(int)
	_ = -x
	return ok1, ok2, ok3
}

func pointerArray(p *[8]int, q **[8]int) (int, []int, int, int) {
	p[1] = 2
	return p[3], (*q)[2:], len(p), cap(*q)
}

func bothCall(f func() [3]int, g func() int, s func() string) (int, byte) {
	return f()[g()], s()[g()+1]
}

func generic[T []byte | string](t T, i int) (byte, T) { return t[i], t[1:] }

func elems[P ~[]E | ~[3]E, E any](p P) E { return p[1] }

func set[S ~[]E, E any](s S, e E) *E {
	s[0] = e
	return &s[1]
}

func use() {
	generic("x", 1)
	generic([]byte{}, 1)
	elems[[]int, int]([]int{})
	set([]string{}, "")
}
