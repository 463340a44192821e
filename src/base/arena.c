/* SPDX-License-Identifier: MIT */
/*
 * A list of chunks, newest first.  Memory is cut from the newest one; a
 * request that does not fit opens another, at least twice as large as the
 * last until CHUNK_MAX.  A request over half of CHUNK_MAX gets a chunk of
 * its own behind the newest, so that the room left there is not lost.
 *
 * Chunks come from calloc, which hands out fresh pages without touching
 * them: zeroed memory costs nothing until it is used.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

#define CHUNK_MIN ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)4 << 20)

struct chunk {
	struct chunk *next;
	size_t used, cap;
	alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *newest;
	size_t ceiling;
	size_t used;
};

static _Noreturn void give_up(const struct arena *a, size_t size)
{
	if (a && a->ceiling)
		diag("out of memory: %zu more bytes pass the ceiling of %zu",
		     size, a->ceiling);
	else
		diag("out of memory: %zu more bytes could not be had", size);
	exit(DIAG_EXIT_BROKEN);
}

static struct chunk *open_chunk(struct arena *a, size_t cap)
{
	struct chunk *c;

	if (cap > SIZE_MAX - sizeof(*c))
		give_up(a, cap);
	c = calloc(1, sizeof(*c) + cap);
	if (!c)
		give_up(NULL, cap);
	c->cap = cap;
	return c;
}

static void *cut(struct chunk *c, size_t size)
{
	void *p = c->data + c->used;

	c->used += size;
	return p;
}

struct arena *arena_create(size_t ceiling)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		give_up(NULL, sizeof(*a));
	a->ceiling = ceiling;
	return a;
}

void arena_destroy(struct arena *a)
{
	if (!a)
		return;
	for (struct chunk *c = a->newest, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void *arena_alloc(struct arena *a, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct chunk *c = a->newest;
	size_t cap;

	if (size > SIZE_MAX - align)
		give_up(a, size);
	/* Two empty requests get two addresses, as from malloc. */
	size = size ? (size + align - 1) / align * align : align;
	if (a->ceiling && size > a->ceiling - a->used)
		give_up(a, size);
	a->used += size;

	if (c && size <= c->cap - c->used)
		return cut(c, size);
	if (c && size > CHUNK_MAX / 2) {
		struct chunk *own = open_chunk(a, size);

		own->next = c->next;
		c->next = own;
		return cut(own, size);
	}
	cap = c && c->cap < CHUNK_MAX ? c->cap * 2 : CHUNK_MIN;
	if (c && c->cap >= CHUNK_MAX)
		cap = CHUNK_MAX;
	c = open_chunk(a, cap > size ? cap : size);
	c->next = a->newest;
	a->newest = c;
	return cut(c, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		give_up(a, SIZE_MAX);
	return arena_alloc(a, n * size);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_array(a, len + 1, 1);

	return memcpy(copy, s, len);
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		BUG("a format that cannot be printed: %s", fmt);

	text = arena_array(a, (size_t)len + 1, 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	va_end(ap);
	return text;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
