/* SPDX-License-Identifier: MIT */
/*
 * gort_image.h - memory that never was, for gort/ to read
 *
 * Takes the place of trace/memory.c in a program that includes it: bytes
 * are where the test puts them, and nowhere else.  Lines are short, so that
 * an image of what a reading of a real program touched is small.
 */
#ifndef TESTS_UNIT_GORT_IMAGE_H
#define TESTS_UNIT_GORT_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "gort/internal.h"
#include "trace/memory.h"

enum { IMAGE_LINE = 64 };

struct memory {
	struct arena *arena;
	struct ptrmap lines; /* by address + 1 */
};

static struct memory image;

static inline void image_reset(void)
{
	if (!image.arena)
		image.arena = arena_create(0);
	arena_reset(image.arena);
	image.lines = (struct ptrmap){.slots = NULL};
}

/* The line around addr, made of zeros when it was not there. */
static inline uint8_t *image_line(uint64_t addr)
{
	uint64_t start = addr & ~(uint64_t)(IMAGE_LINE - 1);
	void **at = ptrmap_at_key(&image.lines, image.arena, start + 1);

	if (!*at)
		*at = arena_alloc(image.arena, IMAGE_LINE);
	return *at;
}

static inline void image_put(uint64_t addr, const void *data, size_t n)
{
	const uint8_t *p = data;

	for (size_t i = 0; i < n; i++)
		image_line(addr + i)[(addr + i) % IMAGE_LINE] = p[i];
}

static inline void image_word(uint64_t addr, uint64_t w)
{
	image_put(addr, &w, sizeof(w));
}

size_t memory_read(struct memory *m, uint64_t addr, void *to, size_t n)
{
	uint8_t *p = to;
	size_t done = 0;

	while (done < n) {
		size_t at = (addr + done) % IMAGE_LINE, here = IMAGE_LINE - at;
		const uint8_t *line =
			ptrmap_get_key(&m->lines, addr + done - at + 1);

		if (!line || addr + done < addr)
			break;
		if (here > n - done)
			here = n - done;
		memcpy(p + done, line + at, here);
		done += here;
	}
	return done;
}

bool memory_word(struct memory *m, uint64_t addr, uint64_t *ret)
{
	uint64_t w;

	if (memory_read(m, addr, &w, sizeof(w)) != sizeof(w))
		return false;
	*ret = w;
	return true;
}

const struct memory_thread *memory_threads(const struct memory *m,
					   size_t *ret_n)
{
	(void)m;
	*ret_n = 0;
	return NULL;
}

/* What nobody who has no file behind him asks for, but is linked with. */
const struct memory_region *memory_regions(const struct memory *m,
					   size_t *ret_n)
{
	(void)m;
	*ret_n = 0;
	return NULL;
}

const char *memory_program(const struct memory *m)
{
	(void)m;
	return "";
}

uint64_t memory_scan(struct memory *m, uint64_t start, uint64_t end,
		     memory_scan_fn *each, void *arg)
{
	(void)m;
	(void)start;
	(void)end;
	(void)each;
	(void)arg;
	return 0;
}

/* A reader of the image as a release has it, without a file behind it. */
static inline struct gort *image_open(int minor, bool swiss)
{
	struct arena *a = arena_create(0);
	struct gort *g = ARENA_NEW(a, struct gort);

	g->arena = a;
	g->scratch = arena_create(0);
	g->memory = &image;
	g->info.minor = minor;
	g->info.swiss = swiss;
	g->info.version = "go1";
	layout_of_release(minor, &g->layout);
	g->nmodules = 1;
	return g;
}

static inline void image_close(struct gort *g)
{
	arena_destroy(g->scratch);
	arena_destroy(g->arena);
}

#endif
