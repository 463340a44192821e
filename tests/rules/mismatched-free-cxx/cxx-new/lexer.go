// Tokens come from a lexer in C++, and go to the wrong heap.
package lexer

/*
#include <stdlib.h>
#include "lex.h"
*/
import "C"

import "unsafe"

// Kinds reads the kinds of all tokens of a text.
func Kinds(text string) []int {
	s := C.CString(text)
	defer C.free(unsafe.Pointer(s))
	var kinds []int
	for i := 0; i < len(text); i++ {
		t := C.token_next(s, C.int(i))
		if t == nil {
			break
		}
		kinds = append(kinds, int(t.kind))
		C.free(unsafe.Pointer(t)) // want BL104
	}
	return kinds
}
