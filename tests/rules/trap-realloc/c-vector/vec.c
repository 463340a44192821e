#include "vec.h"

#include <stdlib.h>

int vec_push(struct vec *v, long x)
{
	if (v->n == v->cap) {
		size_t cap = v->cap ? 2 * v->cap : 8;
		long *p = realloc(v->at, cap * sizeof(*p));

		if (!p)
			return -1;
		v->at = p;
		v->cap = cap;
	}
	v->at[v->n++] = x;
	return 0;
}

void vec_clear(struct vec *v)
{
	free(v->at);
	v->at = NULL;
	v->n = v->cap = 0;
}
