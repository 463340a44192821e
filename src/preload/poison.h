/* SPDX-License-Identifier: MIT */
/*
 * poison.h - what freed memory and slack are filled with
 *
 * A pointer made of poison is not canonical, so following one faults.
 * Blocks over POISON_WHOLE bytes are filled at both ends only: filling the
 * middle would cost more than it finds.
 */
#ifndef PRELOAD_POISON_H
#define PRELOAD_POISON_H

#include <string.h>

#include "preload/preload.h"

enum {
	POISON_BYTE = 0xf5,
	POISON_LIGHT = 64, /* of a block that is freed in a hurry: one line */
	POISON_WHOLE = 1024,
	POISON_TAIL = 64,
	CANARY_BYTE = 0xc5,
	CANARY_MAX = 16,
};

#define POISON_WORD UINT64_C(0xf5f5f5f5f5f5f5f5)
#define CANARY_WORD UINT64_C(0xc5c5c5c5c5c5c5c5)

/*
 * n is a multiple of 16.  Two words at a time and inline: most blocks are
 * small, and a call to memset costs more than filling them.
 */
static inline void poison_words(void *p, size_t n)
{
	typedef uint64_t pair __attribute__((vector_size(16), may_alias));
	const pair fill = {POISON_WORD, POISON_WORD};
	pair *to = p;

	for (pair *end = to + n / sizeof(*to); to < end; to++) {
		*to = fill;
		/* Or gcc makes "rep stos" of it, slow to start. */
		__asm__("" : "+r"(to));
	}
}

/* size is a multiple of 16, p is aligned to 16. */
static inline void poison_fill(void *p, size_t size)
{
	if (size <= POISON_WHOLE) {
		poison_words(p, size);
		return;
	}
	poison_words(p, POISON_WHOLE);
	poison_words((char *)p + size - POISON_TAIL, POISON_TAIL);
}

/* True when n bytes (a multiple of 16) are all poison. */
static inline bool poison_run(const void *p, size_t n)
{
	const uint64_t *w = p;
	uint64_t bad = 0;

	for (size_t i = 0; i < n / sizeof(*w); i += 2)
		bad |= (w[i] ^ POISON_WORD) | (w[i + 1] ^ POISON_WORD);
	return bad == 0;
}

static inline bool poison_holds(const void *p, size_t size)
{
	if (size <= POISON_WHOLE)
		return poison_run(p, size);
	return poison_run(p, POISON_WHOLE) &&
	       poison_run((const char *)p + size - POISON_TAIL, POISON_TAIL);
}

/* The first byte that is not poison; only after poison_holds() said no. */
static inline uintptr_t poison_broken_at(const void *p, size_t size)
{
	const unsigned char *b = p;
	size_t i = 0;

	while (i < size && b[i] == POISON_BYTE)
		i++;
	if (size > POISON_WHOLE && i >= POISON_WHOLE) {
		i = size - POISON_TAIL;
		while (i < size && b[i] == POISON_BYTE)
			i++;
	}
	return (uintptr_t)b + i;
}

/*
 * Slack is what lies between the bytes asked for and those set aside.  Its
 * first CANARY_MAX bytes are watched.
 */
static inline size_t canary_len(size_t size, size_t limit)
{
	return min_size(limit - size, CANARY_MAX);
}

static inline void canary_fill(void *p, size_t size, size_t limit)
{
	const uint64_t fill = CANARY_WORD;
	size_t n = canary_len(size, limit);
	char *to = (char *)p + size;

	for (; n >= sizeof(fill); n -= sizeof(fill), to += sizeof(fill))
		memcpy(to, &fill, sizeof(fill));
	while (n-- > 0)
		*to++ = (char)CANARY_BYTE;
}

/* 0, or the address of the first byte of slack that was written. */
static inline uintptr_t canary_broken_at(const void *p, size_t size,
					 size_t limit)
{
	const unsigned char *b = (const unsigned char *)p + size;
	size_t n = canary_len(size, limit);

	for (size_t i = 0; i < n; i++) {
		if (UNLIKELY(b[i] != CANARY_BYTE))
			return (uintptr_t)b + i;
	}
	return 0;
}

#endif
