package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Every kind of range, and control that leaves bodies of functions.

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("count ends")
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func find(want int) (found int, err error) {
	defer func() { found += 100 }()
	for i := range count(10) {
		defer fmt.Println("deferred in the body", i)
		if i == want {
			return i, nil
		}
	}
	return -1, fmt.Errorf("no %d", want)
}

func labels() {
outer:
	for i := range count(3) {
		for j := range count(3) {
			switch {
			case j == 1 && i == 0:
				continue outer
			case i == 1:
				break outer
			}
			fmt.Println("at", i, j)
		}
	}
}

func pull() {
	next, stop := iter.Pull(count(3))
	defer stop()
	fmt.Println(next())
	fmt.Println(next())
}

func main() {
	for i, r := range "aé\xff世" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	m := map[int]string{1: "a", 2: "b", 3: "c"}
	seen := 0
	for k := range m {
		seen += k
		delete(m, k)
		m[k+10] = "new"
		if seen > 1000 {
			break
		}
		delete(m, k+10)
	}
	fmt.Println(seen, len(m))
	var total uint8
	for i := range uint8(10) {
		total += i
	}
	fmt.Println(total)
	c := make(chan int, 3)
	c <- 1
	c <- 2
	close(c)
	for v := range c {
		fmt.Println("received", v)
	}
	var p *[4]int
	for i := range p {
		fmt.Print(i)
	}
	fmt.Println()
	fmt.Println(find(2))
	fmt.Println(find(20))
	labels()
	pull()
	for range count(1) {
		fmt.Println("once")
	}
	fmt.Println(slices.Sorted(maps.Keys(map[string]int{"x": 1, "b": 2})))
	for i, v := range slices.Backward([]string{"p", "q"}) {
		fmt.Println(i, v)
	}
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		for i := range count(5) {
			if i == 2 {
				panic("in the body")
			}
		}
	}()
}
