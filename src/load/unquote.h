/* SPDX-License-Identifier: MIT */
/*
 * unquote.h - what a Go string literal stands for
 */
#ifndef LOAD_UNQUOTE_H
#define LOAD_UNQUOTE_H

#include <stddef.h>

struct arena;

/* Of len bytes with quotes, either kind; NULL when it is malformed. */
char *unquote_go(struct arena *a, const char *text, size_t len);

#endif
