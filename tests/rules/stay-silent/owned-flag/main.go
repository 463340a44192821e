// Close frees the text only when the value owns it; values that borrow it from the statement do not.
package main

/*
#include <stdlib.h>
#include <string.h>

struct stmt { char *col0; };
*/
import "C"

import (
	"fmt"
	"os"
	"unsafe"
)

// Value is a column of a row, borrowed from the statement or a copy.
type Value struct {
	text  *C.char
	owned bool
}

func (v Value) Len() int { return int(C.strlen(v.text)) }

func (v *Value) Close() {
	if v.owned {
		C.free(unsafe.Pointer(v.text))
		v.text, v.owned = nil, false
	}
}

type Stmt struct{ st C.struct_stmt }

func (s *Stmt) Step(text string) {
	if s.st.col0 != nil {
		C.free(unsafe.Pointer(s.st.col0))
	}
	s.st.col0 = C.CString(text)
}

// Column answers column 0 until the next Step; with copied, for ever.
func (s *Stmt) Column(copied bool) Value {
	if copied {
		return Value{C.strdup(s.st.col0), true}
	}
	return Value{s.st.col0, false}
}

func (s *Stmt) Finalize() {
	C.free(unsafe.Pointer(s.st.col0))
	s.st.col0 = nil
}

func main() {
	var s Stmt
	for _, arg := range os.Args {
		s.Step(arg)
		v := s.Column(len(arg)%2 == 0)
		fmt.Println(v.Len())
		v.Close()
		w := s.Column(false)
		fmt.Println(w.Len())
	}
	s.Finalize()
}
