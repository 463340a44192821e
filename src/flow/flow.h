/* SPDX-License-Identifier: MIT */
/*
 * flow.h - what becomes of memory in a whole program
 *
 * Comes in: a program in SSA form and its call graph.  Goes out: issues
 * (issue.h), each once, in an order that depends on nothing but the source.
 *
 * Functions are executed symbolically (exec.h) one after the other, from
 * callees to callers: what a function does to memory that its caller can see
 * is its summary (summary.h), which is applied where it is called.  A
 * function of which nothing can matter (no C, no container that frees, no
 * callee that does either) is not looked at until a function that matters
 * calls it.  plan.c says which those are.
 *
 * Ownership: issues and their traces live in the result.
 *
 * Threads: flow_run() starts its own; the same bytes whatever their number.
 */
#ifndef FLOW_FLOW_H
#define FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/position.h"

struct callgraph;
struct flow;
struct ir_function;
struct ir_program;
struct issue;

struct flow_config {
	unsigned jobs; /* threads; 0: as the program's */
	/* The text of the user's .belay file: its effects are used. */
	const char *effects_path, *effects_text;
	size_t effects_size;
	void (*progress)(void *ctx, uint32_t done, uint32_t of);
	void *ctx;
};

/* Where precision was given up: a function too large to be looked at whole. */
struct flow_note {
	const struct ir_function *fn;
	pos_t pos;
	const char *message;
};

struct flow_stats {
	uint32_t functions; /* with bodies */
	uint32_t executed;  /* that mattered */
	uint64_t steps;	    /* instructions, of all paths */
	double cpu;	    /* seconds, of all threads */
};

struct flow_result {
	struct issue **issues; /* by package, file, position, kind */
	uint32_t nissues;
	struct flow_note *notes; /* in the same order */
	uint32_t nnotes;
	struct flow_stats stats;
	struct flow *flow; /* private */
};

/* Never NULL. */
struct flow_result *flow_run(struct ir_program *p, const struct callgraph *g,
			     const struct flow_config *config);
void flow_destroy(struct flow_result *r); /* NULL is fine */

#endif
