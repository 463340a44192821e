/* SPDX-License-Identifier: MIT */
/*
 * join_impl.h - two states while they are walked together (private to join)
 */
#ifndef FLOW_JOIN_IMPL_H
#define FLOW_JOIN_IMPL_H

#include "flow/state_impl.h"

enum {
	MAX_NUMBERS = 64, /* pairs of different numbers */
	MAX_CLEAN = 6	  /* how deep what only one has is looked at */
};

/* In ab[], ba[]: only this one has it. */
#define ALONE UINT32_MAX

enum slot { SLOT_NONE, SLOT_REG, SLOT_EDGE, SLOT_ARG, SLOT_DROP };

struct pair {
	val_t a, b;
};

/*
 * The place in a that gets the number of a pair of them; for DROP an edge
 * that a forgets, and the node it begins at.
 */
struct patch {
	uint32_t slot; /* enum slot */
	uint32_t at;
	uint32_t number;
};

/* A state with its edges of pre[] by node. */
struct side {
	const struct state *s;
	uint32_t *pre_first, *pre_next;
	val_t *other; /* whom each node is paired with, ALONE, or 0 */
	/* Nodes that are roots by a name, then by what they are; each ends
	 * with NO_VAL. */
	val_t *named, *unnamed;
};

struct join {
	struct side a, b;
	struct pair *pairs; /* in the order they were met: the queue */
	uint32_t npairs, at;
	struct patch *patches;
	uint32_t npatches;
	uint8_t *met_edges; /* of b: those that one of a is like */
	struct pair numbers[MAX_NUMBERS];
	uint32_t nnumbers;
};

/* join_walk.c */

/* Nothing but a number, or text that is not known to be in memory. */
bool join_is_plain(const struct cell *c);
bool join_same_konst(const struct value *x, const struct value *y);
bool join_same_type(struct type *x, struct type *y);
/* Whether two nodes can be a pair, as far as they themselves tell. */
bool join_same_node(const struct cell *x, const struct cell *y);
/* The node of b that a's is paired with, or equal to when it is constant. */
val_t join_partner(const struct join *j, val_t a);
/* Pairs; slot, at: where a stands, for what it may be replaced by. */
bool join_meet(struct join *j, val_t a, val_t b, enum slot slot, uint32_t at);
/*
 * Whether v, a node of one state only, says nothing: zero in new memory, or
 * found in memory that was not changed.
 */
bool join_is_alone(struct side *side, val_t v, int depth);
/* Follows the edges of all pairs. */
bool join_walk(struct join *j);
/*
 * What pairs were computed from.  Nothing hangs on these being pairs but
 * that terms hold, so it comes last, and never fails.
 */
void join_operands(struct join *j);

/* join_forget.c: what a says and b does not. */
void join_forget(struct join *j, struct state *s);

#endif
