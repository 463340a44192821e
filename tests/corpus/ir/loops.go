package p

func seq(yield func(int, string) bool) {}

func f(n int, a *[4]int, m map[string][]int, c chan int, g func(func(int) bool)) (r int, err error) {
	defer func() { err, _ = recover().(error) }()
outer:
	for i, j := 0, n; i < j; i, j = i+1, j-1 {
		for k, v := range m {
			switch {
			case k == "" && i > 0 || len(v) == j:
				continue outer
			case i == 3:
				fallthrough
			default:
				break outer
			}
		}
		defer func() { r += i }()
	}
	for i := range a {
		a[i], r = r, a[i]
	}
	for i, s := range seq {
		for x := range g {
			if x == i {
				continue
			}
			if s == "" {
				goto done
			}
			defer println(s, x)
			return i, nil
		}
	}
	select {
	case r = <-c:
	case c <- n:
		goto outer2
	default:
	}
outer2:
	for r = range c {
		if r > 0 {
			break
		}
	}
	for range 3 {
		r++
	}
done:
	for _, x := range "text" {
		go func() { println(x) }()
	}
	return
}
