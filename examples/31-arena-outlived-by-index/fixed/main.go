// SPDX-License-Identifier: MIT

// The index holds copies of the words, which the collector looks after.
package main

/*
#include <stdlib.h>
#include <string.h>

struct word {
	int len;
	char text[28];
};

struct arena {
	struct word *words;
	size_t used, size;
};

static struct arena *arena_new(size_t size)
{
	struct arena *a = malloc(sizeof(*a));

	if (!a || !(a->words = malloc(size * sizeof(*a->words))))
		abort();
	a->used = 0;
	a->size = size;
	return a;
}

static struct word *arena_word(struct arena *a, const char *text)
{
	struct word *w = a->words + a->used++;

	if (a->used > a->size)
		abort();
	strncpy(w->text, text, sizeof(w->text));
	w->len = strnlen(text, sizeof(w->text));
	return w;
}

static void arena_free(struct arena *a)
{
	free(a->words);
	free(a);
}
*/
import "C"

import (
	"fmt"
	"strings"
	"unsafe"
)

// longest has the longest word for each first letter.
var longest = map[byte]string{}

func read(text string) {
	a := C.arena_new(1000)
	defer C.arena_free(a)
	for _, word := range strings.Fields(text) {
		p := C.CString(word)
		w := C.arena_word(a, p)
		C.free(unsafe.Pointer(p))
		if int(w.len) > len(longest[word[0]]) {
			longest[word[0]] = C.GoStringN(&w.text[0], w.len)
		}
	}
}

func main() {
	read("a gopher goes where gophers go")
	fmt.Println("g:", longest['g'])
}
