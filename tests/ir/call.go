// Calls: what is called first, then arguments from left to right, then their
// conversions, then the slice of the variadic ones.
package call

type adder struct{ n int }

func (a adder) plus(i int) int       { return a.n + i }
func (a *adder) add(i int, j ...any) {}

type summer interface{ plus(int) int }

func pair() (int, string)        { return 1, "" }
func triple() (int, any, string) { return 1, nil, "" }
func take(i any, s ...any)       {}
func first(i int, s string)      {}
func none()                      {}

func spread() {
	first(pair())
	take(pair())
	take(triple())
}

func variadic(s []any, x int) {
	take(1)
	take(1, x, "two", nil)
	take(x, s...)
	take(1, []any{}...)
}

func methods(a adder, p *adder, s summer) int {
	p.add(1, 2)
	a.add(1)
	return a.plus(1) + p.plus(2) + s.plus(3)
}

func values(f func(int) func(string) int, m map[string]func()) int {
	m["a"]()
	func() { none() }()
	(func(i int) {})(f(1)("x"))
	return (f)(2)("y")
}

func goes(s summer, a adder, c chan int, m map[int]int) {
	go s.plus(1)
	go a.add(2, 3)
	go func() { close(c) }()
	defer delete(m, 1)
	defer a.plus(4)
	defer s.plus(5)
	defer println("x", 1, a.n)
	defer recover()
	defer panic(a)
}
