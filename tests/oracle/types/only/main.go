// SPDX-License-Identifier: MIT

// Checks packages with go/types and says nothing: what bench/check.sh runs
// beside belay.
package main

import (
	"fmt"
	"os"

	"belay.test/oracle/types/source"
)

func main() {
	packages, err := source.List(".", false, os.Args[1:]...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "only:", err)
		os.Exit(1)
	}
	source.Check(packages, func(p *source.Package) source.Depth {
		if p.DepOnly {
			return source.Declarations
		}
		return source.Recorded
	}, func(*source.Checked) {})
}
