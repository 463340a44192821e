/* SPDX-License-Identifier: MIT */
/*
 * A list of chunks, newest first.  Memory is cut from the newest one; a
 * request that does not fit opens another, at least twice as large as the
 * last until CHUNK_MAX.  A request over half of CHUNK_MAX gets a chunk of
 * its own behind the newest, so that the room left there is not lost.
 *
 * Chunks come from calloc, which hands out fresh pages without touching
 * them: zeroed memory costs nothing until it is used.  After a reset the
 * chunks wait in a second list, each with the mark up to which it has been
 * written; memory below the mark is zeroed when it is handed out, and only
 * then.  The largest waits in front: what fits into one chunk runs through
 * the same addresses, which are in the processor's cache, each time.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"

#define CHUNK_MIN ((size_t)16 << 10)
#define CHUNK_MAX ((size_t)4 << 20)

struct chunk {
	struct chunk *next;
	char *dirty; /* bytes below it may hold something */
	size_t cap;  /* a multiple of ARENA_ALIGN */
	alignas(16) char data[];
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

/* Where an arena without a chunk stands: arithmetic on NULL is undefined. */
static alignas(ARENA_ALIGN) char no_room[ARENA_ALIGN];

struct arena *arena_create(size_t ceiling)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		give_up(NULL, sizeof(*a));
	a->at = a->end = a->dirty = no_room;
	a->ceiling = ceiling;
	return a;
}

static void free_chunks(struct chunk *c)
{
	for (struct chunk *next; c; c = next) {
		next = c->next;
		free(c);
	}
}

void arena_destroy(struct arena *a)
{
	if (!a)
		return;
	free_chunks(a->newest);
	free_chunks(a->spare);
	free(a);
}

/* The newest chunk's mark, which only the arena knows while it is open. */
static void close_newest(struct arena *a)
{
	if (!a->newest)
		return;
	a->newest->dirty = a->at > a->dirty ? a->at : a->dirty;
	a->closed += (size_t)(a->at - a->newest->data);
}

/* The largest stays in front of the list. */
static void make_spare(struct arena *a, struct chunk *c)
{
	struct chunk **link = &a->spare;

	if (a->spare && c->cap <= a->spare->cap)
		link = &a->spare->next;
	c->next = *link;
	*link = c;
}

void arena_reset(struct arena *a)
{
	close_newest(a);
	for (struct chunk *c = a->newest, *next; c; c = next) {
		next = c->next;
		if (c->cap > CHUNK_MAX)
			free(c);
		else
			make_spare(a, c);
	}
	a->newest = NULL;
	a->at = a->end = a->dirty = no_room;
	a->closed = 0;
}

static struct chunk *take_spare(struct arena *a, size_t size)
{
	for (struct chunk **link = &a->spare; *link; link = &(*link)->next) {
		struct chunk *c = *link;

		if (c->cap >= size) {
			*link = c->next;
			return c;
		}
	}
	return NULL;
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
	c->dirty = c->data;
	return c;
}

/* How much of the chunk may be handed out under the ceiling. */
static size_t room_of(const struct arena *a, const struct chunk *c)
{
	size_t left;

	if (!a->ceiling)
		return c->cap;
	left = (a->ceiling - a->closed) & ~(ARENA_ALIGN - 1);
	return c->cap < left ? c->cap : left;
}

static void *own_chunk(struct arena *a, size_t size)
{
	struct chunk *own = open_chunk(a, size), *c = a->newest;
	size_t taken, room;

	own->next = c->next;
	c->next = own;
	own->dirty = own->data + size;
	a->closed += size;
	/* The ceiling has come nearer to the newest. */
	taken = (size_t)(a->at - c->data);
	taken = (taken + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	room = room_of(a, c);
	a->end = c->data + (room > taken ? room : taken);
	return own->data;
}

void *arena_more(struct arena *a, size_t size, size_t align)
{
	struct chunk *c = a->newest;
	size_t used = arena_used(a), cap;

	if (size > SIZE_MAX - ARENA_ALIGN)
		give_up(a, size);
	/* Two empty requests get two addresses, as from malloc. */
	size = size ? (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1)
		    : ARENA_ALIGN;
	if (a->ceiling && size > a->ceiling - used)
		give_up(a, size);
	if (c && (size_t)(a->end - a->at) >= size + ARENA_ALIGN)
		return align == 8 ? arena_raw(a, size) : arena_alloc(a, size);
	if (c && size > CHUNK_MAX / 2)
		return own_chunk(a, size);

	cap = c && c->cap < CHUNK_MAX ? c->cap * 2 : CHUNK_MIN;
	if (c && c->cap >= CHUNK_MAX)
		cap = CHUNK_MAX;
	close_newest(a);
	c = take_spare(a, size);
	if (!c)
		c = open_chunk(a, cap > size ? cap : size);
	c->next = a->newest;
	a->newest = c;
	a->at = c->data;
	a->dirty = c->dirty;
	a->end = c->data + room_of(a, c);
	if (size > (size_t)(a->end - a->at))
		give_up(a, size);
	return align == 8 ? arena_raw(a, size) : arena_alloc(a, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		give_up(a, SIZE_MAX);
	return arena_alloc(a, n * size);
}

void memory_touch(void *p, size_t size)
{
	enum { PAGE = 4096 };

	for (size_t i = 0; i < size; i += PAGE)
		((volatile char *)p)[i] = 0;
	if (size)
		((volatile char *)p)[size - 1] = 0;
}

void *arena_table(struct arena *a, size_t n, size_t size)
{
	void *p = arena_array(a, n, size);

	memory_touch(p, n * size);
	return p;
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
	if (!a->newest)
		return 0;
	return a->closed + (size_t)(a->at - a->newest->data);
}
