// Package shape gives C a Go struct and a Go array whose pointers all lead to C memory.
package main

import (
	"fmt"
	"os"

	"example.com/c-pointers-in-go/shape"
)

func main() {
	p := shape.NewPath(len(os.Args))
	defer p.Close()
	for i, arg := range os.Args {
		p.Set(i, len(arg), i)
	}
	fmt.Println(p.Area(), p.Total())
}
