// The map of tokens is local and dies when the function returns, just after everything in it was freed.
package main

/*
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static int is_ident(const char *s)
{
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_')
			return 0;
	return 1;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"unsafe"
)

// distinct counts the different identifiers of a line.
func distinct(line string) (idents, others int) {
	tokens := make(map[string]*C.char)
	defer func() {
		for _, cs := range tokens {
			C.free(unsafe.Pointer(cs))
		}
	}()
	for _, word := range strings.Fields(line) {
		if tokens[word] == nil {
			tokens[word] = C.CString(word)
		}
	}
	for _, cs := range tokens {
		if C.is_ident(cs) != 0 {
			idents++
		} else {
			others++
		}
	}
	return idents, others
}

// longest works on a local slice in the same way.
func longest(words []string) (n int) {
	all := make([]*C.char, len(words))
	for i, w := range words {
		all[i] = C.CString(w)
	}
	for _, cs := range all {
		n = max(n, int(C.strlen(cs)))
	}
	for _, cs := range all {
		C.free(unsafe.Pointer(cs))
	}
	return n
}

func main() {
	for _, arg := range os.Args {
		fmt.Println(distinct(arg))
	}
	fmt.Println(longest(os.Args))
}
