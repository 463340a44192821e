// The cleanup of a route takes the next hop out of package fib and then frees it.
package main

import (
	"fmt"
	"os"
	"runtime"

	"example.com/route-table-on-entry/fib"
)

// Route is what users of this program hold.
type Route struct {
	prefix string
	hop    fib.Hop
}

func NewRoute(prefix string, metric int) *Route {
	r := &Route{prefix: prefix, hop: fib.NewHop(metric)}
	fib.Install(prefix, r.hop)
	runtime.AddCleanup(r, fib.Withdraw, prefix)
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
