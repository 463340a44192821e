// Package stmt lets C copy the Go text, as it says so with copy = 1.
package main

import (
	"fmt"
	"os"

	"example.com/bind-transient/stmt"
)

func main() {
	s := stmt.Prepare()
	defer s.Close()
	for i, arg := range os.Args {
		if i == 4 {
			break
		}
		s.BindText(i, arg)
	}
	fmt.Println(s.Step())
}
