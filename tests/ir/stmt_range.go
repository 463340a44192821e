// Range over everything but functions.
package ranges

func array(a [3]string, p *[3]string) {
	for i, s := range a {
		println(i, s)
	}
	for i := range a {
		println(i)
	}
	for range p {
		print()
	}
	for _, s := range p {
		println(s)
	}
	for i, s := range *p {
		println(i, s)
	}
}

func slice(xs []int) (sum int) {
	for _, x := range xs {
		sum += x
	}
	for i := range xs {
		xs[i] = i
	}
	for _, _ = range xs {
		sum++
	}
	return
}

func text(s string) (n int, last rune) {
	for i, r := range s {
		n, last = i, r
	}
	for i := range s {
		n += i
	}
	for range s {
		n++
	}
	for range "constant" {
		n++
	}
	return
}

func table(m map[string][]int) (n int) {
	for k, v := range m {
		n += len(k) + len(v)
	}
	for k := range m {
		delete(m, k)
	}
	for _, v := range m {
		n += v[0]
	}
	for range m {
		n++
	}
	return
}

func channel(c <-chan int) (sum int) {
	for x := range c {
		sum += x
	}
	for range c {
		sum++
	}
	return
}

func integers(n uint8) (sum int) {
	for i := range n {
		sum += int(i)
	}
	for range n {
		sum++
	}
	for i := range 10 {
		sum += i
	}
	const big = 1 << 40
	for i := range int64(big) {
		sum += int(i)
	}
	for range 3 {
		sum++
	}
	return
}

type pair struct{ k, v any }

func f() *pair       { return nil }
func g() map[any]int { return nil }

// The places are evaluated in each iteration, before either is written.
func places(m map[string]int, s []int, a []any) {
	for f().k, f().v = range m {
	}
	var i int
	for i, s[i] = range s {
	}
	for a[0], a[1] = range "text" {
	}
	for g()[len(a)] = range s {
	}
	for i = range 5 {
	}
}

func captured(xs []int) (fs []func() int) {
	for i, x := range xs {
		fs = append(fs, func() int { return i + x })
	}
	return
}

func labelled(m map[int][]int) {
outer:
	for k, v := range m {
		for _, x := range v {
			if x == k {
				continue outer
			}
			if x < k {
				break outer
			}
		}
	}
}

type list[T any] []T

func generic[T any, S ~[]T, M ~map[string]T, N ~int](s S, m M, n N, p *list[T]) (r T) {
	for i, x := range s {
		_, r = i, x
	}
	for k, x := range m {
		_, r = k, x
	}
	for i := range n {
		_ = i
	}
	for _, x := range *p {
		r = x
	}
	return
}

func use() {
	generic([]int{1}, map[string]int{}, 3, new(list[int]))
}
