// SPDX-License-Identifier: MIT

// Each entry has a font of its own, so each entry may be freed.
package main

/*
#include <stdlib.h>

struct font {
	int height;
};

static struct font *font_open(int height)
{
	struct font *f = malloc(sizeof(*f));

	if (!f)
		abort();
	f->height = height;
	return f;
}

static void font_close(struct font *f)
{
	free(f);
}
*/
import "C"

import "fmt"

func height(paragraphs int) int {
	fonts := map[string]*C.struct_font{}
	fonts["body"] = C.font_open(12)
	fonts["title"] = C.font_open(12)
	sum := int(fonts["title"].height)
	sum += paragraphs * int(fonts["body"].height)
	for _, f := range fonts {
		C.font_close(f)
	}
	return sum
}

func main() {
	fmt.Println("the page is", height(4), "points high")
}
