/* SPDX-License-Identifier: MIT */
/*
 * exit.h - what a function leaves behind (private to flow/)
 *
 * At each end of a function exit_check() (exec.h) looks at what outlives it:
 * who still holds memory that was freed (exit_held.c), what nobody holds any
 * more (exit_leak.c), what a finalizer will free (exit_finalizer.c).
 *
 * Ownership: everything is in the worker's scratch arena, and goes with the
 * function, but for issues.
 *
 * Threads: as struct exec.
 */
#ifndef FLOW_EXIT_H
#define FLOW_EXIT_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/exec.h"
#include "flow/issue.h"

struct flow;
struct ir_param;
struct type;

/* What outlives the function, or may. */
enum root_kind {
	ROOT_NONE,
	ROOT_GLOBAL,
	ROOT_C_GLOBAL,
	ROOT_PARAM,
	ROOT_FREE_VAR,
	ROOT_RESULT,
	ROOT_GOROUTINE,
	ROOT_LOCAL, /* a register: it does not outlive the function */
};

/* Who points to a node: an edge backwards. */
struct exit_in {
	val_t from;
	const struct edge *edge;
	bool key;      /* the node is the key of the edge */
	uint32_t next; /* of the same node; + 1; 0: last */
};

/* One end of a function. */
struct exit_end {
	struct exec *x;
	struct state *s;
	const val_t *results;
	uint32_t nresults;
	uint8_t *roots;	     /* enum root_kind, by node */
	uint32_t *first_in;  /* + 1, by node */
	struct exit_in *ins; /* by node: who points to it */
};

#define EXIT_MAX_STEPS 12

/* A way from a root to memory. */
struct exit_hold {
	val_t root;
	uint8_t kind; /* enum root_kind */
	bool is_key;  /* the last step leads to the key of an entry */
	uint32_t n;
	struct reach_step steps[EXIT_MAX_STEPS]; /* from the root on */
};

/*
 * exit_hold.c: the roots that hold one of the nodes of a set (marks[v] != 0),
 * nearest first; the way leads neither through a node that is freed nor
 * through `avoid`.  False from visit ends the search.
 */
typedef bool exit_hold_fn(void *ctx, const struct exit_hold *h);
void exit_holders(const struct exit_end *e, const uint8_t *marks, val_t avoid,
		  exit_hold_fn *visit, void *ctx);
/* Makes roots, first_in and ins. */
void exit_index(struct exit_end *e);

/* The step to the innermost container (map, slice, channel...), or -1. */
int exit_container(const struct exit_hold *h);

/* exit_name.c: the holder in words, and what it is by its types. */
void exit_describe(const struct exit_end *e, const struct exit_hold *h,
		   struct issue_holder *ret);
/* The static type of what has the memory: of the element, field, variable;
 * NULL when it is not known. */
struct type *exit_held_type(const struct exit_end *e,
			    const struct exit_hold *h);
/* A field or global that its container has a name by; of NULL: none. */
struct holder_class exit_class(const struct exit_end *e,
			       const struct exit_hold *h);

void exit_check_held(struct exit_end *e);
void exit_check_leaks(struct exit_end *e);
void exit_check_finalizers(struct exit_end *e);

/* exit_looks.c: whether the function that drops memory there has looked at it
 * before, or frees. */
bool exit_looks_first(const struct flow *f, const struct trace *drop);

/*
 * Decides about latent issues, of all functions together, and takes out what
 * is none: before they are sorted.
 */
void exit_settle(struct flow *f, struct issue **issues, uint32_t *n);

/* The last statement of the process: nothing outlives it. */
bool exit_is_main(const struct ir_function *fn);

#endif
