/* SPDX-License-Identifier: MIT */
/*
 * clean.h - text from outside, for a terminal
 *
 * Names of functions, files and threads come from the watched program and
 * may hold escape sequences.  Control characters are shown as '?'.
 */
#ifndef EMIT_CLEAN_H
#define EMIT_CLEAN_H

#include <stddef.h>

struct buf;

void put_clean(struct buf *out, const char *s);

/* Columns that s takes on a terminal: characters, not bytes. */
size_t clean_width(const char *s);

#endif
