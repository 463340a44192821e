// The map's values point into static tables of the library; the objects that are freed are others.
package main

/*
#include <stdlib.h>

struct codec {
	int id;
	const char *name;
};

static const struct codec codecs[] = {
	{ 8, "pcma" }, { 0, "pcmu" }, { 111, "opus" }, { 0, NULL },
};

static const struct codec *codec_find(int id)
{
	for (const struct codec *c = codecs; c->name; c++)
		if (c->id == id)
			return c;
	return NULL;
}

struct ctx {
	const struct codec *codec;
	short frame[160];
};

static struct ctx *ctx_new(const struct codec *c)
{
	struct ctx *x = calloc(1, sizeof(*x));

	if (x)
		x->codec = c;
	return x;
}

static void ctx_free(struct ctx *x)
{
	free(x);
}
*/
import "C"

import "fmt"

// known caches the static descriptions.
var known = map[int]*C.struct_codec{}

func describe(id int) (string, error) {
	c, ok := known[id]
	if !ok {
		c = C.codec_find(C.int(id))
		if c == nil {
			return "", fmt.Errorf("codec %d is not known", id)
		}
		known[id] = c
	}
	x := C.ctx_new(c)
	if x == nil {
		return "", fmt.Errorf("codec %d: out of memory", id)
	}
	defer C.ctx_free(x)
	return C.GoString(x.codec.name), nil
}

func main() {
	for _, id := range []int{8, 111, 8, 9} {
		fmt.Println(describe(id))
	}
}
