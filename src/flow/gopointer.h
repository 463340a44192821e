/* SPDX-License-Identifier: MIT */
/*
 * gopointer.h - pointers to Go memory in the hands of C (private to flow/)
 *
 * The rules are those of cmd/cgo, "Passing pointers", as runtime/cgocall.go
 * checks them:
 *
 *	C is given a pointer	what it points to has no Go pointer in it, but
 *				to pinned memory
 *	C keeps it		only while it is pinned
 *	C's memory		has no Go pointer in it, but to pinned memory
 *	a Go function gives C	no Go pointer, but to pinned memory
 *
 * Where it is known that a value is a Go pointer an issue is made, where it
 * is not and the value was there before, the caller is asked (ask.h).
 *
 * Threads: as struct exec.
 */
#ifndef FLOW_GOPOINTER_H
#define FLOW_GOPOINTER_H

#include "flow/ask.h"

struct c_call;
struct c_effect;
struct ir_function;
struct type;

/* v, of static type t (NULL: not known), was stored at the address addr. */
void gopointer_stored(struct exec *x, struct state *s, val_t addr, val_t v,
		      struct type *t, const struct trace *stored);
/* The same of a struct or array that v is the address of a copy of. */
void gopointer_stored_struct(struct exec *x, struct state *s, val_t addr,
			     val_t v, struct type *t,
			     const struct trace *stored);
/* C is called: before it does anything. */
void gopointer_passed(struct c_call *c);
/* The row keeps v, in `where` (an address, or NO_VAL: nobody knows). */
void gopointer_kept(struct c_call *c, const struct c_effect *row, val_t v,
		    val_t where);
/* Memory of v is not pinned by the pinner any more: it was until now. */
void gopointer_unpinned(struct exec *x, struct state *s, val_t block);
/* A function that C calls returns: an //export. */
void gopointer_returned(struct exec *x, struct state *s, const val_t *results,
			uint32_t nresults);

ask_fn gopointer_answer;

/* It is made for C: what it gives is memory of C unless it was given some of
 * Go. */
void gopointer_given(struct c_call *c, val_t result);

/* plan.c: a call of C in it may be given a Go pointer, or it is an //export
 * that gives one. */
bool gopointer_matters(const struct ir_function *fn);

#endif
