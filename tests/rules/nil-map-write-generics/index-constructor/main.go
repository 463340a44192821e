// NewIndex of the generic index makes none of its two maps when it gets no rows.
package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
)

// Index finds rows by a key.
type Index[K cmp.Ordered, R any] struct {
	key  func(R) K
	rows map[K][]R
	keys []K
}

func NewIndex[K cmp.Ordered, R any](key func(R) K, rows ...R) *Index[K, R] {
	x := &Index[K, R]{key: key}
	if len(rows) > 0 {
		x.rows = make(map[K][]R, len(rows))
	}
	for _, r := range rows {
		x.Insert(r)
	}
	return x
}

func (x *Index[K, R]) Insert(r R) {
	k := x.key(r)
	old, ok := x.rows[k]
	if !ok {
		at, _ := slices.BinarySearch(x.keys, k)
		x.keys = slices.Insert(x.keys, at, k)
	}
	x.rows[k] = append(old, r) // want BL201
}

func (x *Index[K, R]) Each(f func(K, []R)) {
	for _, k := range x.keys {
		f(k, x.rows[k])
	}
}

type order struct {
	id   int
	city string
}

func main() {
	byCity := NewIndex(func(o order) string { return o.city })
	for i, arg := range os.Args {
		byCity.Insert(order{i, arg})
	}
	byCity.Each(func(city string, o []order) { fmt.Println(city, len(o)) })
}
