// SetBanner("") frees the banner and the global still points to it; Show prints freed memory.
package main

/*
#include <stdio.h>
#include <stdlib.h>
*/
import "C"

import (
	"bufio"
	"os"
	"strings"
	"unsafe"
)

// banner is printed by the C side of the login prompt.
var banner *C.char

func SetBanner(text string) {
	if text == "" {
		if banner != nil {
			C.free(unsafe.Pointer(banner)) // want BL102 // may BL103
		}
		return
	}
	next := C.CString(text)
	if banner != nil {
		C.free(unsafe.Pointer(banner)) // may BL103
	}
	banner = next
}

func Show() {
	if banner != nil {
		C.puts(banner) // may BL101
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		word, rest, _ := strings.Cut(in.Text(), " ")
		switch word {
		case "banner":
			SetBanner(rest)
		case "login":
			Show()
		case "quit":
			return
		}
	}
}
