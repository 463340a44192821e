/* SPDX-License-Identifier: MIT */
/* cursor.h - reads DWARF's numbers out of memory that may hold anything */
#ifndef UNWIND_CURSOR_H
#define UNWIND_CURSOR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * A reader that fails softly: past the end it gives zeros and says so.
 * Addresses, not pointers: what is read may lie in any object.
 */
struct cursor {
	uintptr_t at, end;
	bool bad;
};

static inline bool cursor_has(struct cursor *c, uint64_t n)
{
	if (c->at <= c->end && n <= c->end - c->at)
		return true;
	c->bad = true;
	c->at = c->end;
	return false;
}

/* n bytes, least significant first; n is at most 8. */
static inline uint64_t cursor_bytes(struct cursor *c, unsigned n)
{
	uint64_t v = 0;

	if (!cursor_has(c, n))
		return 0;
	memcpy(&v, (const void *)c->at, n);
	c->at += n;
	return v;
}

static inline uint8_t cursor_u8(struct cursor *c)
{
	return (uint8_t)cursor_bytes(c, 1);
}

static inline uint64_t cursor_uleb(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0;; shift += 7) {
		uint8_t b = cursor_u8(c);

		if (shift < 64)
			v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80) || c->bad)
			return v;
	}
}

static inline int64_t cursor_sleb(struct cursor *c)
{
	uint64_t v = 0;

	for (unsigned shift = 0;;) {
		uint8_t b = cursor_u8(c);

		if (shift < 64)
			v |= (uint64_t)(b & 0x7f) << shift;
		shift += 7;
		if (!(b & 0x80) || c->bad) {
			if ((b & 0x40) && shift < 64)
				v |= ~UINT64_C(0) << shift;
			return (int64_t)v;
		}
	}
}

#endif
