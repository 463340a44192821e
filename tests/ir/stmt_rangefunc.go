// Range over functions: bodies become functions.
package rangefunc

type seq[T any] func(yield func(T) bool)

func count(n int) seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs(yield func(string, int) bool) {}
func times(yield func() bool)            {}

func simple() (sum int) {
	for i := range count(10) {
		if i == 2 {
			continue
		}
		if i == 5 {
			break
		}
		sum += i
	}
	for range times {
		sum++
	}
	for k := range pairs {
		sum += len(k)
	}
	for _, v := range pairs {
		sum += v
	}
	return
}

func assigned(m map[string]int) {
	var k string
	for k, m[k] = range pairs {
	}
}

func returns(n int) (string, int) {
	for k, v := range pairs {
		if v == n {
			return k, v
		}
		for i := range count(v) {
			if i == n {
				return "inner", i
			}
		}
	}
	return "", 0
}

func named() (err error, n int) {
	defer func() { recover() }()
	for range times {
		n++
		if n > 3 {
			return
		}
		return nil, 4
	}
	return
}

func defers() {
	for i := range count(3) {
		defer println(i)
		for range times {
			defer println("inner")
		}
	}
}

func branches(n int) {
outer:
	for i := range count(3) {
	middle:
		for j := range count(3) {
			for k := range count(3) {
				switch i + j + k {
				case 0:
					continue
				case 1:
					continue middle
				case 2:
					continue outer
				case 3:
					break outer
				case 4:
					goto end
				case 5:
					goto inside
				case 6:
					break
				}
				return
			inside:
				println(i, j, k)
			}
			for l := 0; l < n; l++ {
				if l == j {
					break middle
				}
			}
		}
	}
end:
	println(n)
}

func back(n int) {
again:
	for i := range count(n) {
		if i == 3 {
			n--
			goto again
		}
	}
}

func captured() (fs []func() int) {
	x := 0
	for i := range count(3) {
		fs = append(fs, func() int { x++; return i + x })
		for j := range count(i) {
			fs = append(fs, func() int { return i + j })
		}
	}
	return
}

func generic[T any](s seq[T]) (last T) {
	for x := range s {
		last = x
	}
	return
}

func use() { generic(count(3)) }
