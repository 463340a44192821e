// Slices are in the same list of values, but only names and numbers of it become keys.
package main

import (
	"fmt"
	"os"

	"example.com/other-values-in-the-list/table"
)

func main() {
	t := table.New()
	for i, arg := range os.Args {
		t.Add(arg, i, []string{arg}, map[string]int{arg: i})
	}
	fmt.Println(t.Len(), t.Rest())
}
