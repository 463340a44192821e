// Package kv gives a Store by its name, and each has the maps that it writes.
package main

import (
	"fmt"
	"os"

	"example.com/store-factory-made/kv"
)

func main() {
	for _, name := range []string{"memory", "trace"} {
		s, err := kv.Open(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		for i, arg := range os.Args {
			s.Set(arg, []byte{byte(i)})
		}
		fmt.Println(name, s.Len())
	}
}
