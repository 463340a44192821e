/* SPDX-License-Identifier: MIT */
/*
 * summary_impl.h - what the files of summary.h share (private to them)
 */
#ifndef FLOW_SUMMARY_IMPL_H
#define FLOW_SUMMARY_IMPL_H

#include "base/vec.h"
#include "flow/exec.h"
#include "flow/summary.h"

/* A term whose result is known: a relation of what was there before. */
struct cut_fact {
	uint32_t term; /* of the state */
	uint64_t hash;
};

struct cut_absent {
	struct summary_absent at;
	uint64_t hash;
};

/*
 * An end state of which only what the caller can see is of interest.  cells
 * are a copy: what is known in them is widened when another end leaves the
 * same.
 */
struct cut {
	const struct state *s;
	const struct ir_function *fn;
	const val_t *results;
	uint32_t nresults;
	struct cell *cells;
	uint32_t *pre_of; /* by cell, + 1: the pre edge that leads to it */
	uint8_t *is_key;  /* by cell: the ALL key of a pre edge */
	uint64_t *hash;	  /* by cell: see cut_hash(); 0: not known yet */
	uint8_t *need;	  /* by cell: enum cut_need */
	struct cut_absent *absent;
	struct cut_fact *facts;
	uint32_t nabsent, nfacts;
	uint64_t signature;
	uint32_t score; /* how much a caller wants to know of it */
	bool certain;
	bool endless;
};

enum cut_need { CUT_NOT, CUT_FACT, CUT_EFFECT };

/* summary_cut.c */
/* results NULL: of a state that has not come to an end. */
struct cut *cut_make(struct arena *a, const struct exec *x,
		     const struct state *s, const val_t *results);
/* What an end does and gives, whatever must hold for it. */
void cut_sign(struct cut *c);
/* c stands for the other one, too: forgets in what they disagree. */
void cut_widen(struct cut *c, const struct cut *other, struct arena *a);
/* Marks all that its case must tell of. */
void cut_need(struct cut *c, struct arena *a, bool facts);
/* An edge that was there before and was not changed. */
bool cut_is_pre(const struct cut *c, val_t from, const struct edge *e);
/* The caller can find it: by a way from a root, or it is a constant. */
bool cut_is_known(const struct cut *c, val_t v);
/* Something is known of a value that its type does not say. */
bool cut_has_facts(const struct cell *c);
uint64_t cut_hash(struct cut *c, val_t v);

/* It was there before; for keys that stand for all see cut_is_old(). */
#define CUT_IS_OLD(c) ((c)->flags & (CELL_PRE | CELL_GLOBAL))

static inline bool cut_is_old(const struct cut *c, val_t v)
{
	return CUT_IS_OLD(&c->s->cells[v]) || c->is_key[v];
}

struct gone_through {
	uint32_t group;
	val_t of, key; /* in the caller */
};

/* A summary that is being applied, one case to one state. */
struct apply {
	struct exec *x;
	struct state *s;
	const struct ir_instr *in;
	const struct summary *sum;
	const struct summary_case *c;
	enum summary_run run;
	val_t closure;
	const val_t *args;
	uint32_t nargs;
	struct arena *tmp;
	struct state view; /* the case's cells and terms, as a state */
	val_t *map;	   /* by cell of the case: what it is here */
	uint32_t *pre_of;  /* by cell: the pre edge that leads to it, + 1 */
	uint8_t *detached; /* by cell: a slot that its container lacks */
	/* By cell: the pre edge of an ALL key that it hangs on, + 1; what
	 * hangs on one is there once for each element of the container. */
	uint32_t *group;
	/* By group: one element of it is given or kept: it is one, then. */
	uint8_t *picked;
	/* Elements that groups were gone through for. */
	struct VEC(struct gone_through) gone;
	/* New cells of the case whose edges are still to be made. */
	val_t *fresh;
	uint32_t nfresh, fresh_cap, depth;
	struct { /* a step that was wrapped last, and as what */
		const struct trace *inside, *call;
	} last;
};

/* summary_map.c */
bool map_roots(struct apply *a);
/* What the cell is in the caller; made when the callee made it. */
val_t map_cell(struct apply *a, val_t v);
/* Asks for pre edge i; false: it cannot be. */
bool map_pre(struct apply *a, uint32_t i);
bool map_facts(struct apply *a, uint32_t group);
/* It is only known not to be nil since it was freed. */
bool map_may_be_nil(const struct cell *c);
bool map_terms(struct apply *a);
bool map_absent(struct apply *a);
/* A cell of the case whose edges are to be made, too. */
void map_fresh(struct apply *a, val_t v);
const struct trace *map_trace(struct apply *a, const struct trace *inside);
const struct trace *map_use(struct apply *a, const struct trace *inside);
const struct freed *map_freed(struct apply *a, const struct freed *f);

/* summary_store.c */
#define APPLY_ELEMENTS 16 /* of one container that are gone through */

static inline bool apply_is_all(const struct apply *a, val_t v)
{
	return a->c->cells[v].flags & CELL_ALL;
}

/* Makes the edges of the cells of a group, and of what is new. */
void apply_stores(struct apply *a, uint32_t group);
/* Those of one cell. */
void apply_edges(struct apply *a, val_t v);
/* Keys of a container of the caller's, without that of all. */
uint32_t apply_known_keys(const struct state *s, val_t of, val_t *ret);
/* The callee knows this element of its cell v by a key of its own. */
bool apply_told_apart(struct apply *a, val_t v, val_t key);

#endif
