/* SPDX-License-Identifier: MIT */
/*
 * ask.h - what a function asks of its caller (private to flow/)
 *
 * A function that writes into a map it was given asks that the map is not
 * nil; one that gives C a pointer it was given asks that it is no Go pointer.
 * Where the value is known an issue is made at once; of what was there before
 * the function began the state notes it (state_ask_add()), the summary has
 * it, and it is answered where the summary is applied: an issue, nothing, or
 * the same question to the next caller.
 *
 * Threads: as struct exec.
 */
#ifndef FLOW_ASK_H
#define FLOW_ASK_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/state.h"

struct exec;

enum ask_kind {
	ASK_STORED, /* stored in memory of C: no Go pointer */
	ASK_KEPT,   /* kept by C after the call: no Go pointer */
	ASK_INSIDE, /* in memory that C was given: no Go pointer */
	ASK_PASSED, /* C was given it: no Go pointer in what it points to */
	ASK_MAP,    /* a map that is written to: not nil */
	ASK_KEY,    /* a key in an interface: of a type that has an equality */
	NASKS
};

/* v and trace are the caller's: the step is a call, with the callee's in it. */
typedef void ask_fn(struct exec *x, struct state *s, const struct ask *ask);

void ask_answer(struct exec *x, struct state *s, const struct ask *ask);

/* Whoever calls a function that asks this has to be executed for it. */
bool ask_matters(uint8_t kind);

#endif
