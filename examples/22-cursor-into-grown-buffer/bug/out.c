/* SPDX-License-Identifier: MIT */
#include "out.h"

#include <stdlib.h>

static void resize(struct out *o, size_t cap)
{
	o->data = realloc(o->data, cap);
	if (!o->data)
		abort();
	o->cap = cap;
}

void out_start(struct out *o)
{
	o->data = NULL;
	o->len = 0;
	resize(o, 16);
}

void out_byte(struct out *o, unsigned char byte)
{
	if (o->len == o->cap)
		resize(o, 2 * o->cap);
	o->data[o->len++] = byte;
}

void out_finish(struct out *o)
{
	free(o->data);
}
