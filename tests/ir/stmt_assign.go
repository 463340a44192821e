// Assignments and declarations.
package assign

type point struct{ x, y int }

type deep struct {
	p *point
	a [3]point
	m map[string]int
}

func f() int          { return 0 }
func two() (int, any) { return 0, nil }
func d() *deep        { return nil }

func declared() (int, any) {
	var a, b = f(), "x"
	var c int
	var e, g = two()
	var h any = a
	var _, _ = f(), f()
	var _ any = f()
	var _, k = two()
	var arr [3]int
	const z = 3
	_, _, _, _ = b, c, e, arr
	_, _ = g, k
	return z, h
}

func defined() {
	a, b := f(), f()
	a, c := b, a
	_, c = two2()
	e, a := two2()
	_, _ = c, e
}

func two2() (int, int) { return 0, 0 }

// Operands first, then stores from left to right.
func parallel(s []int, m map[string]int, i int) {
	i, s[i] = 1, 2
	s[0], s[1] = s[1], s[0]
	m["a"], m["b"] = m["b"], f()
	d().p.x, d().a[i].y, *(&i) = 1, 2, 3
	var x any
	i, x = two()
	m["c"], x = two()
	_ = x
	_, _ = m["d"], f()
	(i) = 3
	d().m["x"] = i
}

func literals(p point, a [2]int) {
	p = point{p.y, p.x}
	a = [2]int{a[1], a[0]}
	q := point{x: 1}
	q, p = p, q
	var r any = point{}
	r = q
	_ = r
}

func ops(s []int, m map[string]float64, b byte, t string) {
	s[f()] += 2
	s[0] <<= b
	s[1] &^= s[2]
	m["x"] *= 1.5
	m[t] /= m[t+"x"]
	d().p.x++
	d().a[1].y--
	d().m["k"]++
	b >>= 3
	b--
	t += "x"
	*d().p = point{}
	var x complex128
	x++
	var u uint
	u %= 3
	u |= 1
	u ^= 2
	u -= 1
	_ = func() { u++ }
}

func commaOk(m map[string]int, x any, c chan int) (ok bool) {
	_, ok = m["x"]
	v, ok := x.(int)
	v, ok = <-c
	var y, z any
	y, z = m["y"]
	y, z = <-c
	_, _, _ = v, y, z
	return
}

func generic[T ~int | ~float64](p *T, s []T) {
	*p++
	s[0] += *p
	var x, y T = 1, *p
	x, y = y, x
	*p -= x
}

func use() { generic(new(int), nil) }
