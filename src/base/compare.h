/* SPDX-License-Identifier: MIT */
/*
 * compare.h - the steps of an order, for qsort()
 *
 *	int c = compare_text(x->path, y->path);
 *
 *	return c ? c : compare_number(x->line, y->line);
 */
#ifndef BASE_COMPARE_H
#define BASE_COMPARE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline int compare_number(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* NULL comes first. */
static inline int compare_text(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

#endif
