// Package set has a generic set that is a map type, and visited is its zero value.
package main

import (
	"fmt"
	"os"

	"example.com/set-zero-value/set"
)

type graph map[string][]string

func reachable(g graph, from string) int {
	var visited set.Set[string]
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
