package main

// Variables that closures share, and those that each iteration has anew.

func counter() (func() int, func()) {
	n := 0
	return func() int { n++; return n }, func() { n = 100 }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

type acc struct{ sum int }

func (a *acc) add(n int) { a.sum += n }
func (a acc) get() int   { return a.sum }

func fib() func() int {
	a, b := 0, 1
	return func() int {
		defer func() { a, b = b, a+b }()
		return a
	}
}

func main() {
	next, jump := counter()
	println(next(), next())
	jump()
	println(next())

	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		println(f(), f())
	}
	var ps []*int
	for i := range 3 {
		ps = append(ps, &i)
	}
	println(*ps[0], *ps[1], *ps[2])

	println(compose(func(x int) int { return x + 1 }, func(x int) int { return x * 3 })(4))

	a := acc{1}
	add, get := a.add, a.get
	add(5)
	println(a.sum, get(), a.get())
	thunk, method := acc.get, (*acc).add
	method(&a, 10)
	println(thunk(a))

	f := fib()
	for range 10 {
		print(f(), " ")
	}
	println()

	var rec func(n int) int
	rec = func(n int) int {
		if n == 0 {
			return 1
		}
		return n * rec(n-1)
	}
	println(rec(10))
}
