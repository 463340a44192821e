/* SPDX-License-Identifier: MIT */
/*
 * Package arena (GOEXPERIMENT=arenas): what New and MakeSlice give goes when
 * the arena goes.
 */
#include "flow/model_impl.h"

bool model_arena_create(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	val_t v = event_alloc(x, s, ORIGIN_ARENA, NO_NAME, "arena.NewArena");

	(void)args;
	(void)nargs;
	state_assume_zero(s, v, false);
	return model_give(x, s, in, v);
}

bool model_arena_free(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)in;
	(void)nargs;
	return event_free(x, s, args[0], FREED_ARENA, NO_NAME, "Arena.Free");
}

bool model_arena_new(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	struct cell *c;
	val_t v;

	(void)nargs;
	event_use(x, s, args[0], TRACE_USE, "allocated from");
	v = exec_go_memory(x, s, in->v.type, "memory of an arena");
	c = state_cell(s, v);
	c->link = LINK_BORROW;
	c->base = args[0];
	return model_give(x, s, in, v);
}
