// Rehash frees every key of the symbol table in a range over it and takes a new table.
package main

import (
	"fmt"
	"os"

	"example.com/symbol-keys-new-map/symtab"
)

func main() {
	t := symtab.New()
	for i, arg := range os.Args {
		t.Define(arg, i)
	}
	fmt.Println(t.Value(os.Args[0]))
	t.Rehash()
	fmt.Println(t.Len())
}
