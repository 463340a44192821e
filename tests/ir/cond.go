// Conditions as jumps and as values.
package cond

func jumps(a, b, c bool) int {
	if a && (b || !c) {
		return 1
	}
	if !(a || b) && c {
		return 2
	}
	if !!a {
		return 3
	}
	for a != b || !(b && c) {
		a = b
	}
	if true || a {
		return 4
	}
	return 5
}

type flag bool

func values(a, b flag, f func() flag) flag {
	x := a && b
	y := a || b || f() && !x
	return x != y && (a == b) == (x == y)
}

func chain(a, b, c, d string) string { return a + b + "x" + (c + d) }

func order(f, g, h func() int) bool {
	return f()+g()*h() < h()-g()/f() == (f() == g())
}
