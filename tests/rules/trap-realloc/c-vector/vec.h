#ifndef VEC_H
#define VEC_H

#include <stddef.h>

struct vec {
	long *at;
	size_t n, cap;
};

int vec_push(struct vec *v, long x);
void vec_clear(struct vec *v);

#endif
