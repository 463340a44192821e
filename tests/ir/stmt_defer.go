// Defer, go, recover, and results.
package defers

type t struct{ f func(int) }

func (t) val(int)     {}
func (*t) ptr(...int) {}

type i interface{ m(int) (int, error) }

func g() (int, string) { return 0, "" }

func calls(x t, y i, f func()) {
	defer f()
	defer x.val(1)
	defer x.ptr(1, 2)
	defer x.f(3)
	defer y.m(4)
	defer func() { x.f(5) }()
	defer println("builtin")
	defer close(make(chan int))
	defer panic("late")
	defer recover()
	go f()
	go x.val(1)
	go y.m(2)
	go func(n int) { println(n) }(3)
	go t.val(x, 4)
	go println()
	if x.f == nil {
		defer (f)()
	}
}

func named() (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			n, err = 1, r.(error)
		}
	}()
	n = 2
	return 3, nil
}

func unnamed() (int, string) {
	defer println()
	if true {
		return 1, "x"
	}
	return g()
}

func blank() (_ int, s string) {
	defer println()
	return g()
}

func loop(n int) {
	for i := range n {
		defer println(i)
	}
}

func converted() (x any, e error) {
	return g2()
}

func g2() (*t, error) { return nil, nil }

func none() {
	func() {
		return
	}()
	return
}

func ends() {
	defer println()
	panic(1)
}
