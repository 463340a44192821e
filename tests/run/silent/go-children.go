// SPDX-License-Identifier: MIT

// Programs started by os/exec, and the status of this one.
package main

// #include <stdlib.h>
import "C"

import (
	"fmt"
	"os"
	"os/exec"
)

func main() {
	C.free(C.malloc(100))
	for i := 0; i < 10; i++ {
		out, err := exec.Command("sh", "-c", "echo one two; exit 3").Output()
		fmt.Printf("%q %v\n", out, err)
	}
	os.Exit(5)
}
