// Wrong statements: the sound ones are built.
package bad

func f() (int, error) { return 0, nil }
func g(int)           {}

func assigns(x any) int {
	a, b := f(), 1
	c, d, e := f()
	c, d = 1, 2, 3
	var h, i, j = f()
	var k, l = 1
	1 = a
	undefined = g(1)
	undefined += 1
	a.b++
	_ += 1
	g(2) = 3
	x.y, z = f()
	m, 3 := 1, 2
	return a + b
}

func returns(n int) (int, error) {
	switch n {
	case 0:
		return
	case 1:
		return 1
	case 2:
		return 1, 2, 3
	case 3:
		return g(3)
	case 4:
		return undefined()
	}
	return f(), f()
}

func branches(n int) {
	break
	continue
	fallthrough
	goto missing
	goto inside
	{
	inside:
		g(4)
	}
	for {
		func() {
			break
			continue
		}()
		break missing
		continue missing
	}
twice:
	g(5)
twice:
	g(6)
	goto twice
	switch {
	default:
		g(7)
		fallthrough
	default:
		g(8)
		fallthrough
	}
}

func loops(n float64) {
	for i := range n {
		g(i)
	}
	for i, j := range 10 {
		g(i + j)
	}
	for i := range undefined {
		g(i)
	}
	for i, j, k := range "x" {
		g(i)
	}
	for x := range g {
		g(x)
	}
	for x := range func(func(int)) {
	} {
		g(x)
	}
	for i := 0; n; i++ {
		g(i)
	}
	for i, 3 := 0, 1; undefined; {
		g(i)
	}
}

func switches(x int, y any) {
	switch z := x.(type) {
	case int:
		g(z)
	}
	switch z := y.(type) {
	case undefined:
		g(z)
	case int, undefined:
		g(9)
	case g:
		g(10)
	}
	switch x {
	case "x", undefined:
		g(11)
	case g(12):
		g(13)
	}
	switch undefined {
	case 1:
		g(14)
	}
}

func selects(c chan int, x int) {
	select {
	case x:
		g(15)
	case y := <-x:
		g(y)
	case c <- "x":
		g(16)
	case x <- 1:
		g(17)
	case x, y, z := <-c:
		g(18)
	}
	select {
	case g(19):
		g(20)
	}
	x <- 1
	c <- "x"
	undefined <- g
}

func calls(c chan int) {
	go f
	defer 1
	defer undefined(g(21))
	go func() { g(22) }
	defer int(3)
	go (g(23))
	defer len("x")
}
