/* SPDX-License-Identifier: MIT */
/*
 * call.h - calls of values (private to flow/): see also exec.h
 *
 * Ownership and threads: as exec.h.
 */
#ifndef FLOW_CALL_H
#define FLOW_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/state.h"

struct call_site;
struct callgraph;
struct exec;
struct ir_instr;

/* The site of a call, or NULL. */
const struct call_site *call_site_of(const struct callgraph *g,
				     const struct ir_instr *in);

/*
 * A function value that is called at `in`: what it is known to be, else what
 * the call graph says, each in a state of its own.  The result is set by
 * exec_set(); false when no way goes on in s.
 */
bool call_value(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t fn, const val_t *args, uint32_t nargs);

/* The same, run as a goroutine: nothing is waited for. */
bool call_go(struct exec *x, struct state *s, const struct ir_instr *in,
	     val_t fn, const val_t *args, uint32_t nargs);

/* Takes back a state of exec_split(): that way cannot be gone. */
void call_unsplit(struct exec *x, struct state *s);

#endif
