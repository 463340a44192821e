/* SPDX-License-Identifier: MIT */
/*
 * held.h - who still holds what was freed, and what nobody holds
 *
 * Comes in: a process of a session that stands still, in a finding, at its
 * end or in between.  Goes out: holders for its findings, and findings that
 * only a look from outside can make (BR105, BR106).  They are told when the
 * process is added to the report.
 *
 * A thousand entries of one map are one finding: blocks that are held by the
 * same map, object or variable, and were allocated and freed at the same
 * places, are told together, with a count and some of the holders.
 *
 * Threads: as report.h.
 */
#ifndef REPORT_HELD_H
#define REPORT_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory;
struct record_process;
struct reporter;

struct held_input {
	/* A copy of its place, as of reporter_hold(); its table of modules is
	 * filled if it is empty. */
	struct record_process *process;
	struct memory *memory;
	uint64_t heap; /* where its struct record_heap is */
	bool notes;    /* those that C alone holds are wanted */
	bool leaks;    /* and those that nobody does */
	/* The program goes on: a block that was not held already at the last
	 * look may be about to be let go of, and is not told yet. */
	bool passing;
};

/* What was freed and is held, and what has leaked. */
void held_sweep(struct reporter *r, const struct held_input *in);

/*
 * Who holds the block of finding number `index` of in->process.  Nothing is
 * done for a finding that is not about a freed block.
 */
void held_ask(struct reporter *r, const struct held_input *in, uint32_t index);

/* For report.c: */
struct finding_run;

/* Sets the holders of finding number `index` of p. */
void held_take(const struct reporter *r, const struct record_process *p,
	       uint32_t index, struct finding_run *run);

#endif
