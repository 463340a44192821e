// Switches.
package switches

func f() int { return 0 }

func tag(n int) string {
	switch n {
	case 0, 1:
		return "few"
	case f():
		fallthrough
	case 7:
		n++
	default:
		return "default"
	case 9:
		break
	}
	return ""
}

func conditions(a, b bool, x any) int {
	switch {
	case a && b:
		return 1
	case !a, b || a:
		return 2
	case x:
		return 3
	case x == nil:
	}
	switch c := a; {
	case c:
		return 4
	}
	switch true {
	case a:
		return 5
	}
	return 0
}

func defaults(n int) (r int) {
	switch n {
	default:
		fallthrough
	case 1:
		r = 1
		if n == 3 {
			break
		}
		r = 2
	case 2:
		r = 3
	}
	switch n {
	default:
	}
	switch f() {
	}
	return
}

func mixed(x any, e error, p *int) int {
	switch x {
	case 1, "one", nil, e, p:
		return 1
	}
	switch p {
	case nil:
		return 2
	}
	switch e {
	case x:
		return 3
	}
	return 4
}

func labelled(n int) {
sw:
	switch {
	case n > 0:
		for {
			if n--; n == 3 {
				break sw
			}
			switch n {
			case 1:
				continue
			}
			break
		}
	}
}

func generic[T comparable](x, y T, b bool) int {
	switch x {
	case y:
		return 1
	}
	return 2
}

func use() { generic(1, 2, true) }
