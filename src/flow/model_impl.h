/* SPDX-License-Identifier: MIT */
/*
 * model_impl.h - what the files model_*.c share (private)
 *
 * One file a family of functions; models.def has the rows.  A model is a
 * model_fn: what its function does in the state.  Prototypes come from the
 * table, so that each is checked against the type.
 */
#ifndef FLOW_MODEL_IMPL_H
#define FLOW_MODEL_IMPL_H

#include "flow/call.h"
#include "flow/exec.h"
#include "flow/exec_impl.h"
#include "flow/model.h"

#define MODEL(name, fn, matters) model_fn fn;
#include "flow/models.def"
#undef MODEL

/* Entries of one container that are walked one by one. */
enum { MODEL_MAX_ENTRIES = 16 };

struct model_entries {
	struct {
		val_t key, slot;
		const struct trace *stored;
	} at[MODEL_MAX_ENTRIES];
	uint32_t n;
};

/*
 * What an entry of a container holds: its slot's content, found or made.
 */
val_t model_entry(struct state *s, val_t container, val_t key);
/* Whether there is one of this key. */
enum tri model_has(const struct state *s, val_t container, val_t key);
/*
 * The entries a walk goes over: the known ones, and one with an ALL key for
 * those that nobody knows, when there may be any (all).
 */
void model_entries(struct state *s, val_t container, bool all,
		   struct model_entries *ret);
/*
 * A copy of the entries of one container in another: slots of its own, each
 * with an element of type elem (NULL: an interface).
 */
void model_copy_entries(struct exec *x, struct state *s, val_t from, val_t to,
			struct type *elem, const char *what);
/* What a slot holds, of type elem (NULL: an interface). */
val_t model_element(struct state *s, val_t slot, struct type *elem);
/* An element stored in a container, of type elem. */
void model_put(struct exec *x, struct state *s, val_t container, val_t key,
	       val_t v, struct type *elem, const char *what);
/* Whether a value of this type may lead to memory. */
bool model_holds(struct type *t);

/* What the address of a variable holds, and to put something there. */
val_t model_load(struct state *s, val_t addr);
void model_store(struct exec *x, struct state *s, val_t addr, val_t v,
		 const char *what);
/* The address of a field of the struct at addr. */
val_t model_field(struct state *s, val_t addr, const char *name);

/* Results: a value; two of them. */
bool model_give(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t v);
bool model_give2(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t v, val_t w);
bool model_give_unknown(struct exec *x, struct state *s,
			const struct ir_instr *in);
/* An error that is not nil; a boolean that nobody knows. */
val_t model_error(struct state *s);
val_t model_bool(struct state *s);

/*
 * Calls a function value, and goes on with what it has given, in each state
 * that it leaves: false when there is none but those in x->extra.
 */
typedef bool model_then(void *ctx, struct exec *x, struct state *s,
			const struct ir_instr *in, val_t result);
bool model_call(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t fn, const val_t *args, uint32_t nargs, model_then *then,
		void *ctx);
/* The same for a function that is known. */
bool model_call_fn(struct exec *x, struct state *s, const struct ir_instr *in,
		   struct ir_function *fn, val_t closure, const val_t *args,
		   uint32_t nargs, model_then *then, void *ctx);

/* For model_split(): the way on which the result is false. */
model_then model_give_false;

/* Runs a function value without arguments as a goroutine. */
bool model_run_go(struct exec *x, struct state *s, const struct ir_instr *in,
		  val_t fn);

/*
 * A fork that goes on with `then` as well, when `truth` of the boolean cond
 * can be there; cond NO_VAL: always.  Nothing when there are too many.
 */
void model_split(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t cond, bool truth, model_then *then, void *ctx);

#endif
