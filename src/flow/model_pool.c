/* SPDX-License-Identifier: MIT */
/*
 * sync.Pool: what is put back belongs to whoever gets it next.
 *
 * Put frees its argument, in the sense that a later use of it is one of
 * memory that somebody else has (FREED_RECYCLE).  What Get gives has been
 * used before: nothing is known of its content.
 */
#include "flow/model_impl.h"

bool model_pool_get(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	val_t v, make;

	(void)nargs;
	v = event_alloc(x, s, ORIGIN_POOL, NO_NAME, "sync.Pool.Get");
	make = model_load(s, model_field(s, args[0], "New"));
	/* Without a function an empty pool gives nil. */
	if (state_is_zero(s, make) == TRI_NO)
		state_assume_zero(s, v, false);
	return model_give(x, s, in, v);
}

/*
 * Slices in the fields of what is put back go with it, when they came with
 * it: they were in memory before, and nobody stored them there since.
 */
static uint32_t buffers_of(const struct state *s, val_t v, val_t *ret,
			   uint32_t cap)
{
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, v); e && n < cap;
	     e = state_next(s, e)) {
		const struct edge *in;
		const struct cell *c;

		if (!e->to ||
		    (e->access != ACCESS_FIELD && e->access != ACCESS_DEREF))
			continue;
		in = e->access == ACCESS_DEREF
			     ? e
			     : state_edge(s, e->to, ACCESS_DEREF, 0);
		if (!in || !in->to || in->stored)
			continue;
		c = state_cell(s, in->to);
		if (c->type && !c->freed && c->origin == ORIGIN_UNKNOWN &&
		    type_under(c->type)->kind == TYPE_SLICE)
			ret[n++] = in->to;
	}
	return n;
}

bool model_pool_put(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	enum { CAP = 8 };
	val_t buffers[CAP];
	const struct freed *f;
	uint32_t n;

	(void)in;
	(void)nargs;
	if (state_is_zero(s, args[1]) == TRI_YES)
		return true;
	/* It is freed already, and not by a pool: who gets it has that. */
	f = state_surely_freed(s, args[1]);
	if (f && f->how != FREED_RECYCLE) {
		event_escape(x, s, args[1], "stored");
		return true;
	}
	n = buffers_of(s, args[1], buffers, CAP);
	if (!event_free(x, s, args[1], FREED_RECYCLE, NO_NAME, "sync.Pool.Put"))
		return false;
	for (uint32_t i = 0; i < n; i++)
		event_free(x, s, buffers[i], FREED_RECYCLE, NO_NAME,
			   "sync.Pool.Put");
	return true;
}
