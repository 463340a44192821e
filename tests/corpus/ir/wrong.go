package p

func f() (int, error) { return 0 }

func g(x any, n float64) {
	goto inside
	for i := range n {
		a, b := f(), i
		a.b, undefined = c, 1
	}
	switch y := n.(type) {
	case undefined, 3:
		y++
	}
	select {
	case x := 1:
	case <-x:
	}
	{
	inside:
		break
	}
	defer g
	go 1
	for x := range func(func(int)) {} {
		return x, x
	}
	func() { continue; goto inside }()
	undefined(f()...).x[g] += -"x" &&
}
