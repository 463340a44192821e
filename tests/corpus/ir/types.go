package p

import "unsafe"

type i interface{ m(...int) i }
type t[K comparable, V any] struct {
	*u
	f map[K]V
}
type u struct{ a, b [2]i }

func (x *u) m(n ...int) i { x.a[0], x.b = x, x.a; return x }

func (x t[K, V]) g(k K, v ...V) (r V, ok bool) {
	switch y := any(k).(type) {
	case nil, error:
		_ = y
	case string:
		return x.f[any(y).(K)], len(y) > 1
	case V:
		r = y
	default:
		r, ok = x.f[k]
	}
	for range v {
		x.f[k] = r
	}
	return
}

func h[S ~[]E, E any](s S, f func(E) bool) (out S) {
	for _, e := range s {
		if f(e) {
			out = append(out, e)
		}
	}
	return out[:len(out):cap(out)]
}

var x = t[string, int]{&u{}, map[string]int{"a": 1 << 3, "b": -1}}
var b, c = x.g("a", 1, 2)
var d = h([]i{x, x.u, 2: nil}, func(y i) bool { return y.m != nil })

func init() {
	v := i.m
	w := x.m
	p := (*[2]int)(unsafe.Pointer(&b))
	q := [...]string{5: "x"}
	_, _, _, _ = v(x, 1), w(p[:]...), q, (&struct{ u }{}).m
	var z complex128 = 1i
	z *= complex(float64(len(q)), 2)
	*(*bool)(nil) = min(3, 4) > b && !c || real(z) != 0
}
