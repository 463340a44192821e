// SPDX-License-Identifier: MIT

package main

type number interface{ ~int | ~int32 | ~float64 }

type pair[K comparable, V any] struct {
	key K
	val V
}

//go:noinline
func (p *pair[K, V]) set(k K, v V) {
	p.key, p.val = k, v
	innermost(1)
}

func largest[T number](xs ...T) (ret T) {
	for _, x := range xs {
		if x > ret {
			ret = x
		}
	}
	return ret
}

func generic(x int) int {
	var p pair[int, []string]
	p.set(x, []string{"a"})
	return p.key + largest(x, 2) + int(largest(1.5, 2.5))
}
