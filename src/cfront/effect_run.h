/* SPDX-License-Identifier: MIT */
/*
 * effect_run.h - what the files behind effects_solve() share
 *
 * effect_solve.c says in which order functions are looked at, effect_run.c
 * goes through one, effect_call.c knows what a call does, effect_sum.c makes
 * rows of what was found.
 */
#ifndef CFRONT_EFFECT_RUN_H
#define CFRONT_EFFECT_RUN_H

#include "base/ptrmap.h"
#include "base/vec.h"
#include "cfront/body.h"
#include "cfront/effect_impl.h"
#include "cfront/effect_state.h"

enum {
	RUN_EXITS = 24,
	RUN_STATES = 16,    /* of one block, before they are merged */
	RUN_LOSS = 4,	    /* of what counts, see way_distance() */
	RUN_PARAMS = 32,    /* whose reads and writes are told */
	RUN_GLOBALS = 16,   /* whose writes are */
	RUN_WORK = 3000000, /* instructions of one function, all visits */
	RUN_FORMULA = 8,
};

/*
 * A result that is computed from what the arguments hold, for callers that
 * branch on it: the nodes of a value, the last one being it.
 */
struct formula {
	struct value nodes[RUN_FORMULA]; /* a: index + 1 of another node */
	uint32_t n;
};

/* What is known of one function of the set. */
struct summary {
	struct c_effects effects;
	struct formula result;
	bool in_range; /* the result is in [low, high] */
	int64_t low, high;
};

struct effects {
	struct arena *arena;
	struct body_set *set;
	struct summary *sums; /* by number of function */
	uint32_t nsums;
	struct ptrmap exports;	      /* name + 1: not NULL */
	struct ptrmap from_files;     /* name + 1: struct effect_rows * */
	struct ptrmap from_table;     /* name + 1: struct c_effects * */
	struct ptrmap fields_by_name; /* name + 1: uint32_t * */
	uint64_t flow_work;
	const struct c_effects **all; /* by name */
	uint32_t nall;
	const struct c_error *errors;
	uint32_t nerrors;
};

struct run_exit {
	struct state *state;
	value_t value;
	uint32_t line;
};

struct run_block {
	struct state *at[RUN_STATES];
	uint32_t n;
	uint32_t nmerged; /* to make room for others */
	uint32_t base;	  /* number of its first instruction */
	bool queued;
};

/* Where an argument's memory was first read and written; 0: not. */
struct run_use {
	uint32_t reads, writes;
};

struct run {
	struct effects *e;
	const struct body *body;
	const struct body_func *func;
	struct arena *scratch;
	struct values values;
	struct state *unused;
	struct run_block *blocks;
	uint32_t *order; /* of blocks: number in reverse postorder */
	uint32_t *queue; /* a heap of those numbers */
	uint32_t *by_order;
	uint32_t nqueue;
	uint32_t max_states, max_merged; /* of one block */
	uint64_t work;
	bool cut;
	struct run_exit exits[RUN_EXITS];
	uint32_t nexits;
	struct run_use uses[RUN_PARAMS];
	/* Variables in which a pointer is put that no other row tells of:
	 * NULL, or one that was in memory already. */
	struct {
		uint32_t number, line;
	} globals[RUN_GLOBALS];
	uint32_t nglobals;
};

/* effect_run.c: false when it was too much. */
void run_function(struct run *r);
value_t run_value(struct run *r, struct state *s, operand_t o);
void run_reads(struct run *r, value_t base, uint32_t line);
void run_writes(struct run *r, value_t base, uint32_t line);
/* The same for a variable, or what is behind it. */
void run_writes_global(struct run *r, value_t base, uint32_t line);
value_t run_load(struct run *r, struct state *s, value_t base, uint32_t field);

/* effect_call.c: false when the call does not come back. */
bool run_call(struct run *r, struct state *s, const struct body_instr *in,
	      uint32_t site);

/* effect_sum.c */
void run_summary(struct run *r, struct summary *ret);

/* effect_keep.c: what is solved as text, and back. */
void effects_write(const struct effects *e, struct buf *out);
bool effects_read(struct effects *e, const char *text, size_t size);
void effects_sort(struct effects *e);

/* effect_solve.c: what is known of a function now; NULL: nothing. */
const struct summary *effects_summary(struct effects *e, uint32_t func);
bool effects_exported(const struct effects *e, name_t name);

#endif
