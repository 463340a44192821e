/* SPDX-License-Identifier: MIT */
/*
 * model.h - what functions do whose bodies would not say it
 *
 * Two tables.  models.def has functions of Go's library and of well-known
 * modules that free, recycle, hold, wait, or need to be known as containers:
 * sync.Map, sync.Pool, container/list and ring, atomic values, runtime's
 * finalizers and cgo.Handle, syscall.Mmap, unsafe, reflect's headers, errgroup.
 * C functions have the effects that cfront/ found in bodies, attributes, the
 * table and the user's file (c_effects.c applies them).
 *
 * Containers are objects with ELEM edges; what else they have (the list of
 * an element, the function of a pool) are MODEL edges.
 *
 * Threads: the tables are made once before the workers start.
 */
#ifndef FLOW_MODEL_H
#define FLOW_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/state.h"

struct exec;
struct flow;
struct ir_function;
struct ir_instr;
struct ir_program;
struct model_table;

/*
 * What a modelled function does in the state, instead of its body.  Its
 * result goes to exec_set().  False: the path ends (it never returns, or an
 * issue was made that ends it).
 */
typedef bool model_fn(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs);

/*
 * Keys of ACCESS_MODEL edges: what a container has beside its elements.
 * From MODEL_LINKS on they do not hold what they lead to: a walk that looks
 * for holders leaves them out, and they say nothing to a caller's holders.
 */
enum model_part {
	MODEL_RECV, /* what an iterator goes over: exec_range.c */
	MODEL_LINKS,
	MODEL_FRONT = MODEL_LINKS, /* of a list: its first element */
	MODEL_BACK,
	MODEL_NEXT, /* of an element: the one after it */
	MODEL_PREV,
	MODEL_LIST,	 /* the list that it is in */
	MODEL_DONE,	 /* of a sync.Once: 0, or it has run */
	MODEL_COUNT,	 /* of memory of C: references that we know of */
	MODEL_FINALIZER, /* of an object: the function, a closure perhaps */
	MODEL_PINNER,	 /* it is a runtime.Pinner: see model_pinner.c */
	MODEL_PINNED,	 /* of memory: it was, once */
	MODEL_KEPT,	 /* C keeps the memory, nobody knows where */
	MODEL_TOLD,	 /* C has it, and that was told (gopointer.c) */
	MODEL_CLEANUP,	 /* the first of AddCleanup's; see model_finalizer.c */
};

struct model {
	const char *name; /* "(*sync.Map).Load", as ir_function_print_name() */
	model_fn *run;
	/* A function that calls it matters (plan.c): it frees, gives or
	 * recycles, is not just a container. */
	bool matters;
};

struct model_table *model_table_create(struct ir_program *p);
void model_table_destroy(struct model_table *t);
/* All rows, for tests. */
const struct model *model_rows(uint32_t *ret_n);
/* NULL: it has none.  Instances of generic functions have their origin's. */
const struct model *model_of(const struct model_table *t,
			     const struct ir_function *fn);

/* A field, global or channel that a free list might be named so: putting a
 * value there gives it to others.  A guess, for warnings only. */
bool model_is_freelist(name_t name);

/*
 * What the finalizer and the cleanups of obj will free when it is collected,
 * as things are in s: at most cap nodes of memory, *ret_fn what frees each.
 */
struct model_finalized {
	val_t memory;
	const struct finalizer *by;
	const struct freed *freed;
	bool sure; /* no condition in the function that is not known to hold */
};
uint32_t model_finalized(struct exec *x, struct state *s, val_t obj,
			 struct model_finalized *ret, uint32_t cap);

/*
 * Effects of C functions: one table per package with import "C", made before
 * the workers start (names are interned meanwhile), which matter or not.
 */
struct c_table;
struct c_table *c_table_create(struct flow *f, struct ir_program *p);
void c_table_destroy(struct c_table *t);
/* Whether calls of a C function (ir_is_c) make who calls matter. */
bool c_matters(const struct c_table *t, const struct ir_function *c);
/* A call of a C function. */
bool c_call(struct exec *x, struct state *s, const struct ir_instr *in,
	    const struct ir_function *c, const val_t *args, uint32_t nargs);

/* //belay: comments above a Go function: frees p, returns owned, keeps p.
 * NULL when there are none. */
struct go_effects;
const struct go_effects *go_effects_of(struct flow *f,
				       const struct ir_function *fn);
bool go_effects_apply(struct exec *x, struct state *s,
		      const struct ir_instr *in, const struct go_effects *e,
		      const val_t *args, uint32_t nargs);

#endif
