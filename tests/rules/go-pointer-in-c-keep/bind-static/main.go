// Package stmt lets C keep the address of the Go text, as it says so with copy = 0.
package main

import (
	"fmt"
	"os"

	"example.com/bind-static/stmt"
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
