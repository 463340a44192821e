// The cleanup of a route frees the next hop, which the table of the kernel side, package fib, still maps.
package main

import (
	"fmt"
	"os"
	"runtime"

	"example.com/route-table/fib"
)

// Route is what users of this program hold.
type Route struct {
	prefix string
	hop    fib.Hop
}

func NewRoute(prefix string, metric int) *Route {
	r := &Route{prefix: prefix, hop: fib.NewHop(metric)}
	fib.Install(prefix, r.hop)
	runtime.AddCleanup(r, fib.FreeHop, r.hop) // or BL106|BL102
	return r
}

func (r *Route) String() string {
	return fmt.Sprintf("%s metric %d", r.prefix, fib.Metric(r.prefix))
}

func main() {
	for i, prefix := range os.Args {
		r := NewRoute(prefix, i)
		fmt.Println(r)
		runtime.KeepAlive(r)
	}
	runtime.GC()
	fmt.Println(fib.Len())
}
