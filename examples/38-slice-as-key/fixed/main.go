// A set of values takes anything as a member, and a row of a table is an array.
package main

import (
	"fmt"
	"os"
)

// set has values of any type.
type set map[any]bool

func (s set) add(v any) bool {
	if s[v] {
		return false
	}
	s[v] = true
	return true
}

type row [2]string

func main() {
	seen := set{}
	fmt.Println(seen.add(len(os.Args)))
	fmt.Println(seen.add(row{os.Args[0], "1"}))
}
