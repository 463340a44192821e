/* SPDX-License-Identifier: MIT */
/*
 * plan.h - which functions are executed, when, and by whom (private)
 *
 * Ownership and threads: struct flow belongs to flow_run().
 */
#ifndef FLOW_PLAN_H
#define FLOW_PLAN_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/ptrmap.h"
#include "flow/flow.h"
#include "flow/issue.h"

struct arena;
struct c_table;
struct call_site;
struct class_table;
struct exec;
struct model_table;
struct state_pool;
struct summary;

struct flow_worker {
	struct flow *flow;
	unsigned number;
	struct arena *arena;   /* summaries, traces, issues: for good */
	struct arena *scratch; /* of the function under way */
	struct arena *tmp;     /* of one call of summary_make(), _apply() */
	struct state_pool *pool;
	struct class_table *classes;
	struct {
		struct issue **at;
		uint32_t len, cap;
	} issues;
	struct {
		struct flow_note *at;
		uint32_t len, cap;
	} notes;
	struct { /* scratch arenas of functions under way, in each other */
		struct arena **at;
		uint32_t len, cap;
	} scratches;
	uint64_t steps;
	uint32_t executed;
	double cpu;	/* seconds */
	uint32_t depth; /* of summaries made on demand, in each other */
};

/* Of functions, by node of the call graph. */
enum plan_node {
	PLAN_DIRECT = 1 << 0, /* its own calls free or give memory */
	PLAN_EVENT = 1 << 1,  /* a call of it makes the caller DIRECT */
	PLAN_HEAVY = 1 << 2,  /* too much behind it to be made on demand */
	PLAN_BODY = 1 << 3,
	PLAN_CALLED = 1 << 4, /* by code of the program, as far as we see */
	PLAN_GO = 1 << 5,     /* a goroutine runs it */
};

/* Of components of the call graph. */
enum plan_scc {
	PLAN_MAY = 1 << 0, /* one of them, or of what it calls, is DIRECT */
	PLAN_RECURSIVE = 1 << 1,
};

/* How far a component is; atomic. */
enum plan_progress { PLAN_TODO, PLAN_RUNNING, PLAN_DONE };
enum plan_answer { PLAN_UNKNOWN, PLAN_NO, PLAN_YES };

struct plan {
	uint8_t *nodes;	 /* enum plan_node */
	uint8_t *sccs;	 /* enum plan_scc */
	uint32_t *order; /* components that MAY, in an order to run them */
	uint32_t norder;
	uint32_t *level; /* by component: rising in order; 0: not in it */
	uint32_t nbodies;
	bool goes; /* code outside of std starts goroutines */
};

struct flow {
	struct ir_program *prog;
	const struct callgraph *graph;
	const struct flow_config *config;
	struct model_table *models;
	struct c_table *c;
	struct arena *arena; /* of what is made before the workers start */
	struct plan plan;
	struct flow_worker *workers;
	unsigned nworkers;
	/* By node of the graph; NULL: not made.  To be read when the component
	 * is DONE, or by who runs it. */
	const struct summary **summaries;
	_Atomic uint8_t *progress; /* by component: enum plan_progress */
	_Atomic uint8_t *matters;  /* by component: enum plan_answer */
	_Atomic uint32_t next;	   /* in plan.order */
	struct flow_wait *wait;	   /* private: flow.c */
	/* By node: it freed something that it had not made, on some path.
	 * Written by who executes it, read when all is done. */
	uint8_t *frees;
	/* demand_plan(): uses of maps that may go wrong, and which; fields
	 * and globals that nobody stores a map in. */
	struct ptrmap suspects, never, always;
};

/* plan.c: who is to be executed.  One cheap pass over all functions. */
void plan_make(struct flow *f);

/* Callees of a call that are looked at: of one that may run more, none. */
#define PLAN_MAX_CALLEES 8
const uint32_t *plan_callees(const struct callgraph *g,
			     const struct call_site *site, uint32_t *ret_n);

/*
 * The summary of a function: made before, or now when nobody thought that it
 * matters.  NULL: it has no body, calls (and is called by) the function under
 * way and was not summed up yet, or there is too much behind it.
 */
const struct summary *flow_summary_of(struct exec *x, struct ir_function *fn);

/* A note for the user, once for each function. */
void flow_note(struct exec *x, const char *message);

#endif
