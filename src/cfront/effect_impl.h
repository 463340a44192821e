/* SPDX-License-Identifier: MIT */
/*
 * effect_impl.h - what the files effect*.c share
 */
#ifndef CFRONT_EFFECT_IMPL_H
#define CFRONT_EFFECT_IMPL_H

#include "cfront/effect.h"

/* Ceilings; what is over them is left out, and the function marked cut. */
enum {
	EFFECT_MAX_ARG = 127,  /* C17 5.2.4.1 */
	EFFECT_MAX_ROWS = 128, /* of one function */
};

void effect_print_path(const struct effect_path *p, struct buf *out);

#endif
