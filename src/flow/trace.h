/* SPDX-License-Identifier: MIT */
/*
 * trace.h - how something came about, step by step
 *
 * A trace is a list of steps, newest first, that is shared and never
 * changed: what happened to a value is its last step, and what led to it is
 * behind.  A step that is a call has the steps inside the callee as well.
 *
 * Ownership: steps live in the arena of the summary or analysis that made
 * them, and point only into arenas that live at least as long.
 *
 * Threads: read-only once made.
 */
#ifndef FLOW_TRACE_H
#define FLOW_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/position.h"

struct arena;
struct c_effect;
struct ir_function;

/* The words of 3-interfaces: role of a step. */
#define TRACE_ROLES(X)      \
	X(ALLOC, "alloc")   \
	X(STORE, "store")   \
	X(FREE, "free")     \
	X(DELETE, "delete") \
	X(USE, "use")       \
	X(READ, "read")     \
	X(WRITE, "write")   \
	X(GO, "go")         \
	X(LOCK, "lock")     \
	X(CALL, "call")     \
	X(BRANCH, "branch") \
	X(ESCAPE, "escape")

enum trace_role {
#define X(NAME, text) TRACE_##NAME,
	TRACE_ROLES(X)
#undef X
		NTRACE_ROLES
};

extern const char *const trace_roles[NTRACE_ROLES];

struct trace {
	const struct trace *before; /* what led to it, or NULL */
	const struct trace *inside; /* TRACE_CALL &c: the step in the callee */
	const struct ir_function *fn;
	pos_t pos;
	uint8_t role;
	uint8_t depth; /* of inside, below each other */
	uint16_t len;  /* with those before it; inside not counted */
	/*
	 * What is done there, by whom: "C.free", "delete", "sync.Pool.Put".
	 * The sentence of the step is made of it in rules/.  Static, or in
	 * the arena.
	 */
	const char *what;
	const struct c_effect *effect; /* of a C function: where it is known */
};

/* Longer ones lose their oldest steps, deeper ones what is inside. */
#define TRACE_MAX_LEN 24
#define TRACE_MAX_DEPTH 12

const struct trace *trace_step(struct arena *a, const struct trace *before,
			       enum trace_role role,
			       const struct ir_function *fn, pos_t pos,
			       const char *what);

/* The same step as seen from a caller: a call, with it inside. */
const struct trace *trace_call(struct arena *a, const struct trace *inside,
			       const struct ir_function *fn, pos_t pos,
			       const char *what);

/* The innermost step: where it really happens. */
const struct trace *trace_innermost(const struct trace *t);

#endif
