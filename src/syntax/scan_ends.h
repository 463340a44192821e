/* SPDX-License-Identifier: MIT */
/*
 * scan_ends.h - where comments and the insides of strings end
 *
 * For those who read tokens and those who skip them; inside of the scanner.
 */
#ifndef SYNTAX_SCAN_ENDS_H
#define SYNTAX_SCAN_ENDS_H

#include "syntax/scanner.h"
#include "syntax/simd.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The newline that ends a comment, or the end of the text. */
static inline const uint8_t *line_end(const struct scanner *s,
				      const uint8_t *at)
{
	at = v16_find(at, '\n');
	return LIKELY(at < s->end) ? at : s->end;
}

/* One past the comment that begins at at; NULL when it does not end. */
static inline const uint8_t *block_comment_end(const struct scanner *s,
					       const uint8_t *at)
{
	for (at += 2;; at++) {
		at = v16_find(at, '*');
		if (UNLIKELY(at >= s->end))
			return NULL;
		if (at[1] == '/' && at + 1 < s->end)
			return at + 2;
	}
}

static inline vmask string_stops(const uint8_t *at)
{
	v16 v = v16_load(at);

	return v16_mask(v16_is(v, '"') | v16_is(v, '\\') | v16_is(v, '\n'));
}

/* The byte that stops the inside of a string: a quote, "\", a newline. */
static inline const uint8_t *string_stop(const uint8_t *at)
{
#if defined(__SSE2__)
	for (;; at += 32) {
		vmask m = string_stops(at) | string_stops(at + 16) << 16;

		if (m)
			return at + vmask_first(m);
	}
#else
	vmask m;

	while (!(m = string_stops(at)))
		at += 16;
	return at + vmask_first(m);
#endif
}

#endif
