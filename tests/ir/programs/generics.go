package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Instances: types and functions, methods, constraints, zero values.

type number interface {
	~int | ~int8 | ~float64
}

func sum[T number](xs ...T) (t T) {
	for _, x := range xs {
		t += x
	}
	return
}

type list[T any] struct {
	head *node[T]
	n    int
}

type node[T any] struct {
	v    T
	next *node[T]
}

func (l *list[T]) push(v T) *list[T] {
	l.head = &node[T]{v, l.head}
	l.n++
	return l
}

func (l *list[T]) all() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.v) {
				return
			}
			i++
		}
	}
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

type tree[K cmp.Ordered, V any] struct {
	k           K
	v           V
	left, right *tree[K, V]
}

func (t *tree[K, V]) put(k K, v V) *tree[K, V] {
	if t == nil {
		return &tree[K, V]{k: k, v: v}
	}
	switch c := cmp.Compare(k, t.k); {
	case c < 0:
		t.left = t.left.put(k, v)
	case c > 0:
		t.right = t.right.put(k, v)
	default:
		t.v = v
	}
	return t
}

func (t *tree[K, V]) walk(f func(K, V)) {
	if t != nil {
		t.left.walk(f)
		f(t.k, t.v)
		t.right.walk(f)
	}
}

type small int8

func (s small) String() string { return fmt.Sprintf("small(%d)", int8(s)) }

func join[T fmt.Stringer](xs []T) string {
	return strings.Join(mapped(xs, T.String), "+")
}

type pair[A, B any] struct {
	a A
	b B
}

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case []T:
		return "slice of it"
	case fmt.Stringer:
		return "stringer"
	case pair[int, T]:
		return "pair"
	}
	return fmt.Sprintf("%T", x)
}

func keys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func main() {
	fmt.Println(sum(1, 2, 3), sum(1.5, 2.5), sum[small](100, 27, 1))
	l := new(list[string]).push("a").push("b").push("c")
	for i, v := range l.all() {
		if i == 2 {
			break
		}
		fmt.Println(i, v)
	}
	fmt.Println(mapped([]int{1, 2}, func(i int) string { return fmt.Sprint(i * i) }))
	var t *tree[string, []int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t = t.put(w, []int{i})
	}
	t.walk(func(k string, v []int) { fmt.Print(k, v, " ") })
	fmt.Println()
	fmt.Println(join([]small{1, -2}))
	fmt.Println(kind(1), kind("s"), kind(small(1)), kind(pair[int, string]{}), kind([]int{}))
	fmt.Println(keys(map[string]bool{"z": true, "a": false}))
	fmt.Printf("%v %+v %T\n", pair[int, string]{1, "x"}, pair[string, *int]{}, pair[int, list[small]]{})
	fmt.Println(slices.MaxFunc([]string{"aa", "b", "cccc"}, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
	fmt.Println(min(3, 1, 2), max("a", "c", "b"), min(2.5, 1))
}
