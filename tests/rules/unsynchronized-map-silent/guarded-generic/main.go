// The generic Guarded gives its value to a closure under its lock, and to nobody else.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/guarded-generic/guard"
)

type ledger map[string]int

func main() {
	g := guard.New(ledger{})
	for i, arg := range os.Args {
		g.Go(func(l ledger) { l[arg] += i })
		g.Go(func(l ledger) {
			if l[arg] > 0 {
				delete(l, strings.ToUpper(arg))
			}
		})
	}
	sum := 0
	g.Wait(func(l ledger) {
		for _, n := range l {
			sum += n
		}
	})
	fmt.Println(sum)
}
