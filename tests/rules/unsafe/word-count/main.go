// Count makes map keys with unsafe.String over C memory and frees the memory, so every key of the map is dangling.
package main

/*
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static size_t word_len(const char *s)
{
	size_t n = 0;

	while (s[n] && !isspace((unsigned char)s[n]))
		n++;
	return n;
}
*/
import "C"

import (
	"fmt"
	"os"
	"strings"
	"unsafe"
)

// Counter counts words over many texts.
type Counter struct {
	words map[string]int
	texts int
}

func (c *Counter) Count(text string) {
	c.texts++
	buf := C.CString(text)
	p := unsafe.Pointer(buf)
	for *(*byte)(p) != 0 {
		n := int(C.word_len((*C.char)(p)))
		if n == 0 {
			p = unsafe.Add(p, 1)
			continue
		}
		word := unsafe.String((*byte)(p), n)
		c.words[word]++
		p = unsafe.Add(p, n)
	}
	C.free(unsafe.Pointer(buf)) // want BL102 "words"
}

func main() {
	c := &Counter{words: make(map[string]int)}
	for _, arg := range os.Args {
		c.Count(strings.ReplaceAll(arg, "/", " "))
	}
	fmt.Println(len(c.words), c.texts)
}
