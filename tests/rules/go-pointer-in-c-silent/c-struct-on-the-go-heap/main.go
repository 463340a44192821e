// Package lru links nodes of a C type that are Go memory, and C never sees them.
package main

import (
	"fmt"
	"os"

	"example.com/c-struct-on-the-go-heap/lru"
)

func main() {
	l := lru.New(3)
	for _, arg := range os.Args {
		l.Touch(arg)
	}
	fmt.Println(l.Oldest())
}
