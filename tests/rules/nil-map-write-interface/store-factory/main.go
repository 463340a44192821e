// Package kv gives a Store by its name, and the one named "trace" has no map for what it writes.
package main

import (
	"fmt"
	"os"

	"example.com/store-factory/kv"
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
