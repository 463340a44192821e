// Package route interns routes by their value, and a VIA route is a struct with a slice in it.
package main

import (
	"fmt"
	"os"

	"example.com/slice-in-value/route"
)

type direct struct{ host string }

type via struct {
	host string
	hops []string
}

func (d direct) Cost() int { return 1 }
func (v via) Cost() int    { return 1 + len(v.hops) }

func plan(args []string) route.Route {
	if len(args) == 1 {
		return direct{args[0]}
	}
	return via{args[0], args[1:]}
}

func main() {
	var t route.Table
	for i := range os.Args {
		fmt.Println(t.Intern(plan(os.Args[i:])))
	}
}
