/* SPDX-License-Identifier: MIT */
/*
 * vec.h - arrays that grow
 *
 *	struct VEC(struct object *) objs = {0};
 *
 *	vec_push(&objs, obj);
 *	for (size_t i = 0; i < objs.len; i++)
 *		use(objs.at[i]);
 *	vec_finish(&objs);
 *
 * A vec in an arena's memory is given to the arena with vec_keep(), or
 * grows there from the start with vec_push_in().  Out of memory, or over
 * 2^31 elements, ends the process with one line as an arena does.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define VEC(type)             \
	{                     \
		type *at;     \
		uint32_t len; \
		uint32_t cap; \
	}

/* Room for one more; at is malloc's, or the arena's when a is given. */
void *vec_grow(void *at, uint32_t len, uint32_t *cap, size_t size,
	       struct arena *a);

#define vec_push(v, ...)                                                 \
	do {                                                             \
		if ((v)->len == (v)->cap)                                \
			(v)->at = vec_grow((v)->at, (v)->len, &(v)->cap, \
					   sizeof(*(v)->at), NULL);      \
		(v)->at[(v)->len++] = (__VA_ARGS__);                     \
	} while (0)

#define vec_push_in(a, v, ...)                                           \
	do {                                                             \
		if ((v)->len == (v)->cap)                                \
			(v)->at = vec_grow((v)->at, (v)->len, &(v)->cap, \
					   sizeof(*(v)->at), (a));       \
		(v)->at[(v)->len++] = (__VA_ARGS__);                     \
	} while (0)

#define vec_pop(v) ((v)->at[--(v)->len])

/* A copy of the elements in the arena, from index i on; NULL when none. */
#define vec_keep(a, v, i)                                                    \
	vec_copy((a), (v)->len > (i) ? (v)->at + (i) : NULL, (v)->len - (i), \
		 sizeof(*(v)->at))

void *vec_copy(struct arena *a, const void *at, size_t n, size_t size);

/* Gives back what vec_push() took; not for vec_push_in(). */
#define vec_finish(v)                    \
	do {                             \
		free((v)->at);           \
		(v)->at = NULL;          \
		(v)->len = (v)->cap = 0; \
	} while (0)

#endif
