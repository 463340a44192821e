// SetBanner("") frees the banner and sets the global to nil, which Show tests.
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
			C.free(unsafe.Pointer(banner))
			banner = nil
		}
		return
	}
	next := C.CString(text)
	if banner != nil {
		C.free(unsafe.Pointer(banner))
	}
	banner = next
}

func Show() {
	if banner != nil {
		C.puts(banner)
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
