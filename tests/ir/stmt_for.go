//go:build go1.22

// Loops whose variables are one per iteration.
package loop

func plain(n int) (sum int) {
	for i := 0; i < n; i++ {
		if i == 3 {
			continue
		}
		if i == 7 {
			break
		}
		sum += i
	}
	return
}

func captured(n int) (fs []func() int) {
	for i := 0; i < n; i++ {
		fs = append(fs, func() int { return i })
	}
	return
}

func capturedByPost(n int) {
	for i, f := 0, (func() int)(nil); i < n; i, f = i+1, func() int { return i } {
		if f != nil {
			println(f())
		}
	}
}

func twoOfThree(n int) (p *int) {
	for i, j, k := 0, n, 1; i < j; i, j = i+k, j-1 {
		p = &j
		for l := i; l < j; l++ {
			k += l
		}
	}
	return
}

func modified() {
	for i := 0; ; i++ {
		f := func() { i += 10 }
		f()
		if i > 100 {
			return
		}
	}
}

func forms(c func() bool) {
	for {
		if c() {
			break
		}
	}
	for c() {
	}
	var i int
	for i = 0; c(); i++ {
	}
	for ; c(); i++ {
	}
	for ; ; i++ {
		if c() {
			break
		}
	}
	for i := 0; c(); {
		i++
	}
	for _, j := c(), 1; c(); {
		_ = j
	}
	for i := range 3 {
		_ = i
	}
}

func labelled(n int) {
a:
	for i := 0; i < n; i++ {
	b:
		for j := 0; j < n; j++ {
			switch {
			case i == j:
				continue a
			case i > j:
				break a
			case i+j == n:
				continue b
			}
			_ = func() int { return i * j }
		}
	}
}
