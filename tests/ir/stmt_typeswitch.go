// Type switches.
package typeswitch

import "io"

type named struct{ a, b int }

func (named) String() string { return "" }

func f() any { return nil }

func symbolic(x any) (n int) {
	switch y := x.(type) {
	case int:
		n = y
	case string, []byte:
		_ = y
		n = 2
	case nil:
		_ = y
		n = 3
	case *named:
		n = y.a
	case interface{ String() string }:
		n = len(y.String())
	case named:
		n = y.b
	default:
		_ = y
		n = 4
	}
	return
}

func plain(x any) int {
	switch x.(type) {
	case int, nil:
		return 1
	case error:
		return 2
	}
	switch f().(type) {
	}
	switch f().(type) {
	default:
		return 3
	}
	return 4
}

func initialized(r io.Reader) {
	switch x := r; y := x.(type) {
	case io.ReadCloser:
		y.Close()
	case io.Writer:
		y.Write(nil)
	}
}

func defaultFirst(x any) int {
l:
	switch y := x.(type) {
	default:
		_ = func() any { return y }
	case int:
		if y > 3 {
			break l
		}
		for {
			break l
		}
	case func(int) int:
		return y(1)
	}
	return 0
}

func generic[T any](x any) (r T) {
	switch y := x.(type) {
	case T:
		r = y
	case []T:
		r = y[0]
	case int:
		switch any(r).(type) {
		case int:
			r = any(y).(T)
		}
	}
	return
}

func use() { generic[string](nil) }
