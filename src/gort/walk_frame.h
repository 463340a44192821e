/* SPDX-License-Identifier: MIT */
/*
 * walk_frame.h - the frames of a goroutine, and what is live in them
 *
 * Internal to walk_stack.c.  See walk_frame.c.
 */
#ifndef GORT_WALK_FRAME_H
#define GORT_WALK_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gort;
struct gort_goroutine;

/* Bits for words from start on. */
struct frame_bits {
	uint64_t start;
	uint64_t data; /* their address */
	uint32_t n;
};

struct frame {
	uint64_t pc; /* within the call, or where it was interrupted */
	uint64_t sp, cfa;
	const char *function; /* NULL: unknown */
	/* The collector's word on what is live; false: nobody's. */
	bool precise;
	struct frame_bits locals, args;
	uint64_t varp;	  /* where locals end */
	uint64_t objects; /* the address of the table of those whose address
			   * is taken; 0 */
};

/*
 * Calls each for the frames of a goroutine, innermost first, until it says
 * false.
 */
void frames_each(struct gort *g, const struct gort_goroutine *r,
		 bool (*each)(void *arg, const struct frame *f), void *arg);

/* Whether the collector takes the word at addr for a live pointer. */
bool frame_live(struct gort *g, const struct frame *f, uint64_t addr);

/* Whether addr is in a local whose address is taken. */
bool frame_object(struct gort *g, const struct frame *f, uint64_t addr);

#endif
