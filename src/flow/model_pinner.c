/* SPDX-License-Identifier: MIT */
/*
 * runtime.Pinner: what was pinned is an element of it, by itself as the key,
 * until Unpin.  MODEL_PINNER says that it is one.
 */
#include "flow/gopointer.h"
#include "flow/model_impl.h"

enum { MOST_PINNED = 32 };

bool model_pin(struct exec *x, struct state *s, const struct ir_instr *in,
	       const val_t *args, uint32_t nargs)
{
	const struct trace *step;
	val_t slot;

	(void)in;
	(void)nargs;
	if (!state_assume_zero(s, args[0], false))
		return false;
	if (state_is_zero(s, args[1]) == TRI_YES)
		return true;
	step = exec_step(x, NULL, TRACE_CALL, "runtime.Pinner.Pin");
	state_set(s, args[0], ACCESS_MODEL, MODEL_PINNER, state_int(s, 1),
		  NULL);
	state_set(s, state_block(s, args[1]), ACCESS_MODEL, MODEL_PINNED,
		  state_int(s, 1), NULL);
	slot = state_new_slot(s, args[0]);
	state_set(s, slot, ACCESS_DEREF, 0, args[1], step);
	state_set(s, args[0], ACCESS_ELEM, args[1], slot, step);
	return true;
}

bool model_unpin(struct exec *x, struct state *s, const struct ir_instr *in,
		 const val_t *args, uint32_t nargs)
{
	val_t pinned[MOST_PINNED];
	uint32_t n = 0;

	(void)in;
	(void)nargs;
	if (!state_assume_zero(s, args[0], false))
		return false;
	for (const struct edge *e = state_first(s, args[0]);
	     e && n < MOST_PINNED; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to)
			pinned[n++] = state_block(s, e->key);
	state_set(s, args[0], ACCESS_MODEL, MODEL_PINNER, state_int(s, 1),
		  NULL);
	state_clear(s, args[0], ACCESS_ELEM);
	for (uint32_t i = 0; i < n; i++)
		gopointer_unpinned(x, s, pinned[i]);
	return true;
}
