package p

type Number interface{ ~int | ~int64 | ~float64 }

type List[T any] struct {
	next *List[T]
	val  T
}

func (l *List[T]) Push(v T) *List[T] { return &List[T]{l, v} }

func Map[T, U any](l *List[T], f func(T) U) *List[U] {
	if l == nil {
		return nil
	}
	return &List[U]{Map(l.next, f), f(l.val)}
}

func Sum[K comparable, V Number](m map[K]V) (s V) {
	for _, v := range m {
		s += v
	}
	return
}

type Tree[K interface{ Less(K) bool }] struct{ left, right *Tree[K] }

type Set[T comparable] = map[T]struct{}

var total = Sum(map[string]float64{"a": 1, "b": 2.5})
var lens = Map((&List[string]{}).Push("x"), func(s string) int { return len(s) })
var apply func([]int) = each

func each[S ~[]E, E any](s S) {}
