/* SPDX-License-Identifier: MIT */
/*
 * size_class.h - the sizes that packed blocks come in
 *
 * Multiples of 16 up to 128, then four to each doubling, up to 256 KiB: no
 * block wastes more than a fifth.
 */
#ifndef PRELOAD_SIZE_CLASS_H
#define PRELOAD_SIZE_CLASS_H

#include "preload/preload.h"

enum {
	NCLASSES = 8 + 4 * 11,
	CLASS_MAX = 128 << 11, /* the largest packed block, in bytes */
};

/* The class of the smallest size that is at least n; n <= CLASS_MAX. */
static inline unsigned class_of(size_t n)
{
	unsigned log;

	if (n <= 128)
		return n == 0 ? 0 : (unsigned)(n - 1) / 16;
	log = 63 - (unsigned)__builtin_clzll(n - 1); /* 2^log < n */
	return 8 + 4 * (log - 7) + (unsigned)((n - 1) >> (log - 2)) - 4;
}

static inline size_t class_size(unsigned class)
{
	unsigned log, quarter;

	if (class < 8)
		return (class + 1) * (size_t)16;
	log = 7 + (class - 8) / 4;
	quarter = (class - 8) % 4 + 1;
	return ((size_t)1 << log) + ((size_t)quarter << (log - 2));
}

#endif
