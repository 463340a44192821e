/* SPDX-License-Identifier: MIT */
/* bytes.h - comparisons without libc, which may be interposed or not there */
#ifndef UNWIND_BYTES_H
#define UNWIND_BYTES_H

#include <stdbool.h>
#include <stddef.h>

static inline bool bytes_equal(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	while (n > 0 && *x == *y) {
		x++;
		y++;
		n--;
	}
	return n == 0;
}

static inline bool text_equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

#endif
