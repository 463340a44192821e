/* SPDX-License-Identifier: MIT */
/* natives.h - prototypes of everything in natives.def, and what they share */
#ifndef NATIVES_H
#define NATIVES_H

#include "interp.h"

#define NATIVE(name, fn) native_fn fn;
#define NATIVE_AS(name, instead)
#include "natives.def"
#undef NATIVE
#undef NATIVE_AS

/* A native that is one expression; a: its arguments, r: its results. */
#define SIMPLE(name, ...)                                           \
	enum native_end name(struct g *g, uint64_t *a, uint64_t *r) \
	{                                                           \
		(void)g;                                            \
		(void)a;                                            \
		(void)r;                                            \
		__VA_ARGS__;                                        \
		return NATIVE_DONE;                                 \
	}

#define STRING_AT(i) ((struct go_string *)&a[i])
#define SLICE_AT(i) ((struct go_slice *)&a[i])
#define DOUBLE_AT(p) (*(double *)(p))

#endif
