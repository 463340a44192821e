// Reset clears the table of interned C strings without freeing one of them.
package main

/*
#include <stdlib.h>
#include <string.h>

static int same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}
*/
import "C"

import "fmt"

// interner makes one C string of each Go string, for a parser that compares
// by address.
type interner struct {
	strs  map[string]*C.char
	bytes int
}

func (in *interner) get(s string) *C.char {
	if p, ok := in.strs[s]; ok {
		return p
	}
	p := C.CString(s)
	in.strs[s] = p
	in.bytes += len(s) + 1
	return p
}

// reset makes room for the next document.
func (in *interner) reset() {
	clear(in.strs) // want BL105
	in.bytes = 0
}

func parse(in *interner, words ...string) (n int) {
	var last *C.char
	for _, w := range words {
		p := in.get(w)
		if last != nil && C.same(last, p) != 0 {
			n++
		}
		last = p
	}
	return n
}

func main() {
	in := &interner{strs: make(map[string]*C.char)}
	fmt.Println(parse(in, "a", "a", "b"), in.bytes)
	in.reset()
	fmt.Println(parse(in, "c", "c"), in.bytes)
}
