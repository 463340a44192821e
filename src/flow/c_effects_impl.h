/* SPDX-License-Identifier: MIT */
/*
 * c_effects_impl.h - what the files c_effects*.c share (private)
 */
#ifndef FLOW_C_EFFECTS_IMPL_H
#define FLOW_C_EFFECTS_IMPL_H

#include "cfront/effect.h"
#include "flow/exec.h"
#include "flow/model.h"

/* What is known of a C function, as one package calls it. */
struct c_known {
	const char *what; /* "C.free" */
	const struct c_effect *rows;
	uint32_t nrows;
	bool known;    /* false: nothing speaks of it */
	bool has_body; /* what it does not say it does not do */
	bool nonnull;  /* cgo's own: ends the program without memory */
	bool copies;   /* C.GoString &c: the result is new Go memory */
	bool guess;    /* it may free: its name ends in _free, _destroy ... */
	struct ir_function *exported; /* the Go function that it is */
	bool matters;
};

const struct c_known *c_known_of(const struct c_table *t,
				 const struct ir_function *c);
/* A Go function that C calls by this name, or NULL. */
struct ir_function *c_exported(const struct c_table *t, name_t name);

/* A call under way, in one state. */
struct c_call {
	struct exec *x;
	struct state *s;
	const struct ir_instr *in;
	const struct ir_function *c;
	const struct c_known *known;
	const val_t *args;
	uint32_t nargs;
	val_t result; /* NO_VAL: not made yet */
};

/*
 * Where a path leads, before the call: the addresses that hold what it
 * names, and what they hold.  A path without steps has no address.
 */
enum { C_MAX_TARGETS = 8 };

struct c_target {
	uint32_t n;
	struct {
		val_t slot, value; /* NO_VAL: none */
	} at[C_MAX_TARGETS];
};

/* The type of argument i in Go, and of the result; NULL: not known. */
struct type *c_param_type(const struct ir_function *fn, uint32_t i);
struct type *c_result_type(const struct ir_function *fn);
/* None when a pointer on the way is nil. */
void c_target(struct c_call *c, const struct effect_path *p,
	      struct c_target *ret);
/* The first one's value, or NO_VAL. */
val_t c_value(struct c_call *c, const struct effect_path *p);
/* The same of what is given: one element, which a number tells: get(a, i). */
val_t c_picked(struct c_call *c, const struct effect_path *p);

/* c_effects_when.c: what a condition says in the state of the call. */
enum tri c_holds(struct c_call *c, const struct effect_condition *when);
/* Makes it so; false when it cannot be. */
bool c_assume(struct c_call *c, const struct effect_condition *when,
	      bool truth);

#endif
