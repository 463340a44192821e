/* SPDX-License-Identifier: MIT */
/*
 * summary.h - what a function does to memory that its caller can see
 *
 * A summary has a few cases; each is one way through the function: what must
 * hold for it (facts of what was there before), what it asks of memory (pre
 * edges, uses), what it leaves (edges, what was freed), and its results.
 * They are made of the states at the function's end, cut down to what can be
 * reached from parameters, free variables, globals and results; cases that
 * leave the same are one.
 *
 * Ownership: in the arena of the worker that made it, for as long as the
 * flow.  Threads: read-only once published (flow_summary_of()).
 */
#ifndef FLOW_SUMMARY_H
#define FLOW_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/state.h"

struct arena;
struct exec;
struct ir_function;
struct ir_instr;

#define SUMMARY_MAX_CASES 12
#define SUMMARY_MAX_CELLS 400

/* A key that a container did not have before: a fact, no effect. */
struct summary_absent {
	val_t holder, key;
};

struct summary_case {
	/*
	 * Cells are numbered from 1, as in a state: parameters first, then
	 * free variables.  Of cells that were there before (PRE) edges are
	 * only those that the function changed; pre has what it asked for, in
	 * an order in which `from` is known before `to`.  terms: of what the
	 * cells are the results; one whose result is a known boolean is a
	 * fact.
	 */
	struct cell *cells;
	struct edge *edges;
	struct pre_edge *pre;
	struct flow_term *terms;
	struct dropped *dropped;
	struct ask *asks; /* of what was there before */
	struct summary_absent *absent;
	val_t *results;
	uint32_t ncells, nedges, npre, nterms, ndropped, nabsent, nresults;
	uint32_t nasks;
	bool certain;  /* no undecided branch was taken in it */
	bool waits;    /* it waits for something */
	bool nothing;  /* it changes, uses and gives nothing */
	bool endless;  /* what a goroutine has done when a loop goes round */
	int32_t locks; /* how many more are held at its end */
};

struct summary {
	const struct ir_function *fn;
	const char *name; /* as a trace shows it */
	const struct summary_case *cases;
	uint32_t ncases; /* 0: it never returns, as far as is known */
	/*
	 * It does something to memory of its caller that callers must know:
	 * frees, or gives owned memory.  Else only calls from functions that
	 * matter need it.
	 */
	bool matters;
	bool whole; /* no case is missing, as far as is known */
};

/* Of the ends of x; in x->arena. */
const struct summary *summary_make(struct exec *x);

/*
 * How the callee runs: in place of the call; or as a goroutine of its own,
 * which does what it does later, unless it waits for something first.
 */
enum summary_run { SUMMARY_CALL, SUMMARY_GO };

/*
 * Applies a summary at `in`: args are the receiver and parameters, closure
 * has the captured values (or NO_VAL).  Splits s into a state for each case
 * that can be, each with its result set; false when none goes on in s.
 * Makes the issues that come of it: uses and frees of what the caller has
 * freed.
 */
bool summary_apply(struct exec *x, struct state *s, const struct ir_instr *in,
		   const struct summary *sum, enum summary_run run,
		   val_t closure, const val_t *args, uint32_t nargs);

/* For tests: one line a cell. */
struct buf;
void summary_print(const struct summary *sum, struct buf *b);

#endif
