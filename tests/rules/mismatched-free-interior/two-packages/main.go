// The body of a bus message is inside the message's block, and main frees the body.
package main

/*
#include <stdlib.h>
*/
import "C"

import (
	"fmt"
	"os"

	"example.com/two-packages/msg"
)

func text(m *msg.Msg) string {
	return C.GoStringN((*C.char)(m.Body()), C.int(m.Len()))
}

func main() {
	for i, s := range os.Args {
		m := msg.New(uint(i), s)
		if m == nil {
			fmt.Fprintln(os.Stderr, "bus: out of memory")
			os.Exit(1)
		}
		fmt.Println(text(m))
		C.free(m.Body()) // want BL104
	}
}
