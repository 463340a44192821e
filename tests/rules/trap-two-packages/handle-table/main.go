// main holds numbers and not pointers: using or closing one after Close is an error value and touches no memory.
package main

import (
	"fmt"
	"os"

	"example.com/handle-table/native"
)

func main() {
	byName := make(map[string]native.ID)
	for _, arg := range os.Args {
		id, err := native.Open()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		byName[arg] = id
	}
	for name, id := range byName {
		fmt.Println(id.Feed(len(name)))
		fmt.Println(id.Close())
		fmt.Println(id.Feed(1))
		fmt.Println(id.Close())
	}
}
