// Package set makes the set of visited nodes with Of.
package main

import (
	"fmt"
	"os"

	"example.com/set-of/set"
)

type graph map[string][]string

func reachable(g graph, from string) int {
	visited := set.Of[string]()
	queue := []string{from}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if visited.Has(n) {
			continue
		}
		visited.Add(n)
		queue = append(queue, g[n]...)
	}
	return visited.Len()
}

func main() {
	g := graph{}
	for i := 1; i < len(os.Args); i++ {
		g[os.Args[i-1]] = append(g[os.Args[i-1]], os.Args[i])
	}
	fmt.Println(reachable(g, os.Args[0]))
}
