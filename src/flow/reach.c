/* SPDX-License-Identifier: MIT */
/*
 * reach.c - what can be reached from a node
 *
 * Breadth first, so that the path to a node is a shortest one: the way a
 * person would name it.  The queue holds for each node the one before it;
 * the path is read off backwards.
 */
#include "flow/state.h"

#include "flow/model.h"
#include "flow/state_impl.h"

struct reached {
	val_t v;
	uint32_t before; /* its place in the queue */
	const struct edge *edge;
	uint32_t depth;
};

struct walk {
	const struct state *s;
	reach_fn *visit;
	void *ctx;
	uint8_t *met;
	struct reached *queue;
	uint32_t n;
};

static bool is_holder(const struct edge *e)
{
	return e->access != ACCESS_LEN &&
	       (e->access != ACCESS_MODEL || e->key < MODEL_LINKS);
}

static bool visit(struct walk *w, val_t v, uint32_t before,
		  const struct edge *e)
{
	struct reach_step path[REACH_MAX_DEPTH];
	const struct reached *r = &w->queue[before];
	uint32_t n = r->depth + 1, i = n;

	if (!v || w->met[v])
		return true;
	w->met[v] = 1;
	w->queue[w->n++] = (struct reached){v, before, e, n};
	path[--i] = (struct reach_step){r->v, e};
	for (; i > 0; r = &w->queue[r->before])
		path[--i] = (struct reach_step){w->queue[r->before].v, r->edge};
	return w->visit(w->ctx, w->s, v, path, n);
}

/* Freed memory that is perhaps not freed is as good as any. */
static bool is_gone(const struct state *s, val_t v)
{
	const struct freed *f = state_freed(s, v);

	return f && !f->maybe;
}

static bool expand(struct walk *w, uint32_t at)
{
	const struct state *s = w->s;
	val_t v = w->queue[at].v;
	const struct edge *e;

	if (w->queue[at].depth >= REACH_MAX_DEPTH || is_gone(s, v))
		return true;
	for (e = state_first(s, v); e; e = state_next(s, e))
		if (e->to && is_holder(e) && !visit(w, e->to, at, e))
			return false;
	for (e = state_first(s, v); e; e = state_next(s, e))
		if (e->to && e->access == ACCESS_ELEM &&
		    !(state_cell(s, e->key)->flags & (CELL_CONST | CELL_ALL)) &&
		    !visit(w, e->key, at, e))
			return false;
	return true;
}

void state_reach(const struct state *s, val_t root, reach_fn *visit_fn,
		 void *ctx)
{
	struct walk w = {.s = s, .visit = visit_fn, .ctx = ctx};
	size_t n = s->ncells + 1;

	if (!root)
		return;
	w.met = pool_take(s->pool, n);
	w.queue = pool_take(s->pool, n * sizeof(*w.queue));
	w.met[root] = 1;
	w.queue[w.n++].v = root;
	for (uint32_t i = 0; i < w.n; i++)
		if (!expand(&w, i))
			break;
	pool_give(s->pool, 2);
}

static void mark(val_t v, uint8_t *marks, val_t *stack, uint32_t *n)
{
	if (!v || marks[v])
		return;
	marks[v] = 1;
	stack[(*n)++] = v;
}

void state_mark(const struct state *s, val_t v, uint8_t *marks)
{
	val_t *stack = pool_take(s->pool, (s->ncells + 1) * sizeof(*stack));
	const struct edge *e;
	uint32_t n = 0;

	mark(v, marks, stack, &n);
	while (n) {
		v = stack[--n];
		for (e = state_first(s, v); e; e = state_next(s, e)) {
			mark(e->to, marks, stack, &n);
			if (e->access == ACCESS_ELEM && e->to)
				mark(e->key, marks, stack, &n);
		}
	}
	pool_give(s->pool, 1);
}
