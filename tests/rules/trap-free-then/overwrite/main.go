// The old translation is freed and its entry gets the new one at once, with nothing in between.
package main

/*
#include <stdlib.h>
#include <string.h>

static char *translate(const char *s, int lang)
{
	size_t n = strlen(s);
	char *t = malloc(n + 4);

	if (!t)
		return NULL;
	memcpy(t, s, n);
	memcpy(t + n, lang ? ".de" : ".fr", 4);
	return t;
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

type catalog struct {
	lang  int
	texts map[string]*C.char
}

func (c *catalog) refresh(key string) error {
	ck := C.CString(key)
	defer C.free(unsafe.Pointer(ck))
	fresh := C.translate(ck, C.int(c.lang))
	if fresh == nil {
		return fmt.Errorf("catalog: %s: out of memory", key)
	}
	if old, ok := c.texts[key]; ok {
		C.free(unsafe.Pointer(old))
	}
	c.texts[key] = fresh
	return nil
}

func (c *catalog) text(key string) string {
	if p, ok := c.texts[key]; ok {
		return C.GoString(p)
	}
	return key
}

func main() {
	c := &catalog{texts: make(map[string]*C.char)}
	for c.lang = 0; c.lang < 2; c.lang++ {
		for _, key := range []string{"title", "body"} {
			if err := c.refresh(key); err != nil {
				fmt.Println(err)
				return
			}
		}
	}
	fmt.Println(c.text("title"), c.text("foot"))
	for key, p := range c.texts {
		delete(c.texts, key)
		C.free(unsafe.Pointer(p))
	}
}
