/* SPDX-License-Identifier: MIT */
/* walk.h - one walk over one stack */
#ifndef UNWIND_WALK_H
#define UNWIND_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unwind/stack.h"
#include "unwind/unwind.h"

enum {
	WALK_NO_SLOT = -1,
	WALK_INITIAL = -2, /* rbp is still what it was at the start */
};

/* Why a walk stopped. */
enum walk_end {
	WALK_DONE, /* the outermost frame was seen */
	WALK_CUT,  /* no room for more frames */
	WALK_LOST, /* no tables, or memory that is not there */
	WALK_GO,   /* the next frame is Go's: go_continue() */
	WALK_HARD, /* the light walk cannot do this frame */
};

/*
 * The registers and the frames so far.  The pc of regs is the last of the
 * frames, already in pc[]; exact says that it is an instruction and not a
 * return address.
 */
struct walk {
	uint64_t regs[UNWIND_NREGS];
	uint32_t known;
	bool exact;
	uint64_t *pc;
	size_t n, max;
	struct stack_view view;
};

/*
 * What a light walk depended on, in words relative to the stack pointer it
 * started with.  See memo.c.
 */
struct walk_note {
	int32_t *ret_slots; /* [i]: where frame i's pc was read; [0] unused */
	/* Frame pointers that a CFA came from: slot << 32 | value, the slot
	 * WALK_INITIAL for the register at the start, the value minus the
	 * stack pointer at the start. */
	uint64_t *frames;
	size_t nframes, max;
	int32_t last_slot;   /* of the last of them */
	bool overflowed;     /* depended on more than can be noted */
	uint32_t generation; /* of the modules, before the walk */
	int32_t rbp_slot;    /* at the end: where rbp is */
	int64_t sp;	     /* at the end, in bytes */
};

/* False when there is no room. */
static inline bool walk_emit(struct walk *w, uint64_t pc)
{
	if (w->n == w->max)
		return false;
	w->pc[w->n++] = pc;
	return true;
}

void walk_init(struct walk *w, uint64_t *pc, size_t max);

/*
 * Through C frames, with rsp and rbp alone, which is enough for nearly all
 * code and half the work.  note may be NULL.
 */
enum walk_end walk_light(struct walk *w, struct walk_note *note);

/* One C frame outwards, with all registers; WALK_HARD when that went well. */
enum walk_end walk_step(struct walk *w);

/* The same until it ends. */
enum walk_end walk_full(struct walk *w);

/* The rest of a walk, whatever is on it; returns the flags of the stack. */
uint16_t walk_rest(struct walk *w, enum walk_end end);

#endif
