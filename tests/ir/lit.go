// Composite literals.
package lit

type point struct{ x, y int }
type base struct {
	point
	name string
}
type outer struct {
	*base
	z    any
	list []point
}
type mixed struct {
	base
	n int
}

func structs(i int) (point, *point, outer) {
	return point{1, i}, &point{y: 2}, outer{base: &base{name: "n"}, z: i}
}

func promoted(i int) mixed { return mixed{x: i, name: "p", n: 3} }

func arrays(i int) ([3]int, [5]string, []any, []*point) {
	return [...]int{1, i, 3}, [5]string{2: "c", "d", 0: "a"},
		[]any{4: i, 1: nil, "x"}, []*point{{1, 2}, nil, {y: i}}
}

func maps(f func() int) map[any]*point {
	return map[any]*point{1: {1, 2}, "a": nil, f(): {x: f()}}
}

func nested() map[string][]map[point][2]int {
	return map[string][]map[point][2]int{"k": {{point{1, 2}: {3}}, {{5, 6}: {1: 7}}}}
}

func empty() ([]int, map[int]int, struct{}, [0]int, *[]int) {
	return []int{}, map[int]int{}, struct{}{}, [0]int{}, &[]int{}
}

var global = []point{{1, 2}, {3, 4}}

func swap(p point) point {
	p = point{p.y, p.x}
	return p
}

func runes() ([256]bool, []int) { return [256]bool{'a': true, 'b': true}, []int{'c': 1, 2} }

type pair[K, V any] struct {
	key K
	val V
}

func generic[T any](t T) []pair[string, T] {
	return []pair[string, T]{{"a", t}, {val: t}}
}

func use() { generic(1.5) }

type lists[T any] interface{ ~[]T }

func core[S lists[T], T any](t T) S { return S{t, 3: t} }

func useCore() { core[[]int](1) }
