/* SPDX-License-Identifier: MIT */
#include "base/vec.h"

#include "base/diag.h"

#define VEC_MAX ((uint32_t)1 << 31)

static _Noreturn void give_up(size_t n, size_t size)
{
	diag("out of memory: a list of %zu elements of %zu bytes", n, size);
	exit(DIAG_EXIT_BROKEN);
}

void *vec_grow(void *at, uint32_t len, uint32_t *cap, size_t size,
	       struct arena *a)
{
	uint32_t want = *cap ? *cap * 2 : 4;
	void *more;

	if (*cap >= VEC_MAX)
		give_up(*cap, size);
	if (a) {
		more = arena_array(a, want, size);
		if (len)
			memcpy(more, at, len * size);
	} else {
		more = reallocarray(at, want, size);
		if (!more)
			give_up(want, size);
	}
	*cap = want;
	return more;
}

void *vec_copy(struct arena *a, const void *at, size_t n, size_t size)
{
	if (!n)
		return NULL;
	return memcpy(arena_array(a, n, size), at, n * size);
}
