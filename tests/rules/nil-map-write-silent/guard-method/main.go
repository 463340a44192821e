// Package audit writes to its map only when Enabled says so, which tests the map.
package main

import (
	"fmt"
	"os"

	"example.com/guard-method/audit"
)

func main() {
	var off audit.Log
	on := audit.Open(4)
	for _, arg := range os.Args {
		off.Record("main", arg)
		on.Record("main", arg)
	}
	fmt.Println(off.Count("main"), on.Count("main"))
}
