/* SPDX-License-Identifier: MIT */
/*
 * memory_source.h - where the bytes of a struct memory come from
 *
 * Private to memory*.c and core*.c: memory.c keeps pages and answers
 * questions, a source reads.
 */
#ifndef TRACE_MEMORY_SOURCE_H
#define TRACE_MEMORY_SOURCE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "trace/memory.h"
#include "trace/memory_sweep.h"

struct arena;

struct memory_source {
	/* Any bytes; how many, short at the first that is not there. */
	size_t (*read)(struct memory *m, uint64_t addr, void *to, size_t n);
	/* The same for whole pages of regions that may be read; any thread. */
	size_t (*bulk)(struct memory *m, uint64_t addr, void *to, size_t n);
	/*
	 * Finds what may be other than zero in [*at, end), all in one region:
	 * up to max ranges; how many.  *at is then where to go on.
	 */
	size_t (*present)(struct memory *m, uint64_t *at, uint64_t end,
			  struct memory_range *v, size_t max);
	bool (*gone)(const struct memory *m);
	bool (*refresh)(struct memory *m); /* m->arena is new; or NULL */
	void (*close)(struct memory *m);
};

enum { MEMORY_AUXV = 64 };

struct memory_line;

struct memory {
	const struct memory_source *source;
	void *own; /* the source's */
	pid_t pid;
	struct arena *whole; /* lives as long as the struct, and has it */
	struct arena *arena; /* regions: for memory_refresh() to replace */
	struct arena *thread_arena; /* for memory_set_threads() */
	struct memory_region *regions;
	size_t nregions;
	const struct memory_thread *threads;
	size_t nthreads;
	Elf64_auxv_t auxv[MEMORY_AUXV];
	size_t nauxv;
	const char *program;
	const char *note;
	/* Some bytes are there without those before them in their page. */
	bool odd;
	struct memory_line *lines;
	uint8_t *pages;
};

/* Zero but for the arenas. */
struct memory *memory_create(const struct memory_source *source);

/* A thread's own text for ret_why. */
const char *memory_why(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

/* Sorts by start, and cuts what overlaps off the later one. */
size_t memory_sort_regions(struct memory_region *v, size_t n);

#endif
