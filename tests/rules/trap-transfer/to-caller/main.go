// What Take and Put hand back is no longer in the store, and the caller frees it.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"

	"example.com/to-caller/store"
)

func main() {
	s := store.New()
	for i, arg := range os.Args {
		name := fmt.Sprint(i % 3)
		if old := s.Put(name, []byte(arg)); old != nil {
			C.free(old)
		}
	}
	for i := 0; i < 3; i++ {
		p := s.Take(fmt.Sprint(i))
		if p == nil {
			continue
		}
		fmt.Printf("%d: %c\n", i, *(*byte)(p))
		C.free(p)
	}
}
