package p

import "unsafe"

type E struct{ a, b int }
type I interface {
	M() (int, error)
}

func (e *E) M() (int, error) { return e.a, nil }

func f(x any, ch chan int, args ...string) (n int, err error) {
	defer func() { recover() }()
outer:
	for i, s := range args {
		switch y := x.(type) {
		case int, string:
			_ = y
			continue outer
		case I:
			n, err = y.M()
		case nil:
			break outer
		default:
			goto done
		}
		select {
		case v, ok := <-ch:
			if !ok {
				return v, nil
			}
		case ch <- i:
		default:
			n += len(s) << 3 >> 1 &^ 4
		}
	}
	for range 10 {
		n++
	}
	for k := range func(yield func(string) bool) {} {
		_ = k
	}
done:
	p := (*[4]int)(unsafe.Pointer(&n))
	m := map[E][]int{{1, 2}: {3: 4, 5}, {a: 3}: p[1:2:3]}
	clear(m)
	return min(n, 3, 4), err
}
