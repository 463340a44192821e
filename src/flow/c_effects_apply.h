/* SPDX-License-Identifier: MIT */
/*
 * c_effects_apply.h - effects whose conditions are decided (private)
 */
#ifndef FLOW_C_EFFECTS_APPLY_H
#define FLOW_C_EFFECTS_APPLY_H

#include "flow/c_effects_impl.h"

enum { C_MAX_ROWS = 128 };

/* What holds of a row in this state. */
enum { C_NO, C_YES, C_PERHAPS };

struct c_run {
	struct c_call c;
	uint32_t nrows; /* of what is known, that are looked at */
	uint8_t holds[C_MAX_ROWS];
	struct c_target
		*places; /* of the rows' paths; one of them is at work */
	uint32_t calls;	 /* of Go functions that are done */
};

/* A call of a function of which this is known. */
bool c_call_known(struct exec *x, struct state *s, const struct ir_instr *in,
		  const struct ir_function *fn, const struct c_known *k,
		  const val_t *args, uint32_t nargs);

/* All rows that hold; the result is set. */
bool c_apply(struct c_run *r);

/* New memory as a row gives it. */
val_t c_alloc(struct c_call *c, const struct c_effect *row);
/* Gives the call its result, and an error for a second one. */
bool c_give(struct c_call *c, val_t v);
/* Argument i is a pointer, by its type in Go. */
bool c_is_pointer(const struct c_call *c, uint32_t i);
/* A step of the call that knows which row it is. */
const struct trace *c_step(struct c_call *c, enum trace_role role,
			   const struct c_effect *row);

/* c_effects_memory.c: one row each. */
bool c_free(struct c_run *r, uint32_t i);
bool c_unref(struct c_run *r, uint32_t i);
void c_ref(struct c_run *r, uint32_t i);
bool c_realloc(struct c_run *r, uint32_t i);
void c_write(struct c_run *r, uint32_t i);
void c_clear(struct c_run *r, uint32_t i);
void c_keep(struct c_run *r, uint32_t i);
void c_out(struct c_run *r, uint32_t i);

#endif
