/* SPDX-License-Identifier: MIT */
/*
 * Compaction is a copying collector (Cheney, "A nonrecursive list compacting
 * algorithm", 1970): nodes get new numbers in the order in which they are
 * met, breadth first from the roots, and the list of those met is the queue.
 *
 * Roots are live registers, what was there before the function began by
 * name, what goroutines have, objects with finalizers, arguments of deferred
 * calls, what was dropped, and what is asked of.  Beside edges the walk follows
 * what was there before (pre), links, and the operands of what was computed.  A
 * term whose result nobody has is kept when its value is known: it is a fact.
 */
#include "flow/state.h"

#include <string.h>

#include "flow/state_impl.h"

struct compact {
	struct state *from, *to;
	uint32_t *map;	/* old -> new; 0: not met */
	val_t *order;	/* new - 1 -> old */
	uint32_t n, at; /* met, and walked */
	/* Edges of pre[] by node, in order: + 1; 0: none. */
	uint32_t *pre_first, *pre_next;
};

static void meet(struct compact *c, val_t v)
{
	if (!v || c->map[v])
		return;
	c->order[c->n++] = v;
	c->map[v] = c->n;
}

uint32_t *pre_lists(const struct state *s, uint32_t *first)
{
	uint32_t *next = pool_take(s->pool, s->npre * sizeof(*next));

	for (uint32_t i = s->npre; i-- > 0;) {
		next[i] = first[s->pre[i].from];
		first[s->pre[i].from] = i + 1;
	}
	return next;
}

static void meet_edges(struct compact *c, val_t v)
{
	const struct state *s = c->from;
	const struct edge *e;

	for (e = state_first(s, v); e; e = state_next(s, e)) {
		if (e->access == ACCESS_ELEM)
			meet(c, e->key);
		meet(c, e->to);
	}
	for (uint32_t i = c->pre_first[v]; i; i = c->pre_next[i - 1]) {
		if (s->pre[i - 1].access == ACCESS_ELEM)
			meet(c, s->pre[i - 1].key);
		meet(c, s->pre[i - 1].to);
	}
}

static void meet_operands(struct compact *c, const struct flow_term *t)
{
	meet(c, t->x);
	if (term_has_y(t))
		meet(c, t->y);
}

static void walk(struct compact *c)
{
	const struct state *s = c->from;

	while (c->at < c->n) {
		val_t v = c->order[c->at++];
		const struct cell *cell = state_cell(s, v);

		meet(c, cell->base);
		meet_edges(c, v);
		if (cell->term)
			meet_operands(c, &s->terms[cell->term - 1]);
	}
}

static void meet_roots(struct compact *c, const uint64_t *live)
{
	const struct state *s = c->from;

	FOR_LIVE(i, live, s->nregs)
	meet(c, s->regs[i]);
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *cell = state_cell(s, v);

		if (cell->root || cell->finalizer ||
		    cell->flags & CELL_GOROUTINE)
			meet(c, v);
	}
	for (uint32_t i = 0; i < s->ndefers; i++)
		for (uint32_t j = 0; j < s->defers[i].nargs; j++)
			meet(c, state_defer_args(s, &s->defers[i])[j]);
	for (uint32_t i = 0; i < s->nasks; i++)
		meet(c, s->asks[i].v);
	for (uint32_t i = 0; i < s->ndropped; i++) {
		meet(c, s->dropped[i].holder);
		meet(c, s->dropped[i].lost);
		if (s->dropped[i].access == ACCESS_ELEM)
			meet(c, s->dropped[i].key);
	}
}

static bool stays(const struct compact *c, val_t v)
{
	return c->map[v] || state_cell(c->from, v)->flags & CELL_CONST;
}

/* Operands stand before what was made of them, so one round is enough. */
static void meet_facts(struct compact *c)
{
	const struct state *s = c->from;

	for (uint32_t i = 0; i < s->nterms; i++) {
		const struct flow_term *t = &s->terms[i];
		const struct cell *result = state_cell(s, t->result);

		if (t->tok == TERM_DEAD || c->map[t->result] ||
		    result->lo != result->hi)
			continue;
		if (stays(c, t->x) && (!term_has_y(t) || stays(c, t->y)))
			meet(c, t->result);
		walk(c);
	}
}

static void copy_edges(struct compact *c, const struct cell *old,
		       struct cell *new)
{
	struct state *t = c->to;
	uint32_t i = old->first_edge;

	if (i)
		new->first_edge = t->nedges + 1;
	while (i) {
		struct edge e = c->from->edges[i - 1];

		i = e.next;
		if (e.access == ACCESS_ELEM)
			e.key = c->map[e.key];
		e.to = c->map[e.to];
		e.next = i ? t->nedges + 2 : 0;
		t->edges[t->nedges++] = e;
	}
}

static void copy_cells(struct compact *c)
{
	struct state *s = c->from, *t = c->to;

	t->cells = state_reserve(t->cells, &t->cells_cap, c->n + 1,
				 sizeof(*t->cells));
	t->edges = state_reserve(t->edges, &t->edges_cap, s->nedges,
				 sizeof(*t->edges));
	memset(&t->cells[0], 0, sizeof(t->cells[0]));
	t->ncells = c->n;
	state_index_reset(t, s->nindex < c->n ? s->nindex : c->n);
	for (val_t v = 1; v <= c->n; v++) {
		const struct cell *old = state_cell(s, c->order[v - 1]);
		struct cell *new = state_cell(t, v);

		*new = *old;
		new->base = c->map[old->base];
		new->first_edge = new->term = new->first_term = 0;
		copy_edges(c, old, new);
		if (new->flags &(CELL_CONST | CELL_GLOBAL))
			state_index_add(t, v);
	}
}

static void copy_pre(struct compact *c)
{
	struct state *s = c->from, *t = c->to;

	t->pre = state_reserve(t->pre, &t->pre_cap, s->npre, sizeof(*t->pre));
	for (uint32_t i = 0; i < s->npre; i++) {
		struct pre_edge p = s->pre[i];

		if (!c->map[p.from])
			continue;
		p.from = c->map[p.from];
		p.to = c->map[p.to];
		if (p.access == ACCESS_ELEM)
			p.key = c->map[p.key];
		t->pre[t->npre++] = p;
	}
}

static void copy_terms(struct compact *c)
{
	const struct state *s = c->from;

	for (uint32_t i = 0; i < s->nterms; i++) {
		const struct flow_term *f = &s->terms[i];

		if (f->tok == TERM_DEAD || !c->map[f->result])
			continue;
		state_add_term(c->to, f->tok, c->map[f->x],
			       term_has_y(f) ? c->map[f->y] : f->y,
			       c->map[f->result]);
	}
}

static void copy_rest(struct compact *c, const uint64_t *live)
{
	struct state *s = c->from, *t = c->to;

	FOR_LIVE(i, live, s->nregs)
	t->regs[i] = c->map[s->regs[i]];
	t->args = state_reserve(t->args, &t->args_cap, s->nargs,
				sizeof(*t->args));
	t->defers = state_reserve(t->defers, &t->defers_cap, s->ndefers,
				  sizeof(*t->defers));
	t->dropped = state_reserve(t->dropped, &t->dropped_cap, s->ndropped,
				   sizeof(*t->dropped));
	for (uint32_t i = 0; i < s->ndefers; i++) {
		struct deferred d = s->defers[i];
		const val_t *args = state_defer_args(s, &d);

		d.first_arg = t->nargs;
		for (uint32_t j = 0; j < d.nargs; j++)
			t->args[t->nargs++] = c->map[args[j]];
		t->defers[t->ndefers++] = d;
	}
	for (uint32_t i = 0; i < s->ndropped; i++) {
		struct dropped d = s->dropped[i];

		d.holder = c->map[d.holder];
		d.lost = c->map[d.lost];
		if (d.access == ACCESS_ELEM)
			d.key = c->map[d.key];
		t->dropped[t->ndropped++] = d;
	}
	t->asks = state_reserve(t->asks, &t->asks_cap, s->nasks,
				sizeof(*t->asks));
	for (uint32_t i = 0; i < s->nasks; i++) {
		t->asks[t->nasks] = s->asks[i];
		t->asks[t->nasks++].v = c->map[s->asks[i].v];
	}
	t->locks = s->locks;
	t->waited = s->waited;
	t->certain = s->certain;
	t->counted = s->counted;
}

void state_compact(struct state *s, const uint64_t *live)
{
	struct state_pool *p = s->pool;
	struct compact c = {.from = s};
	size_t n = s->ncells + 1;
	struct state old;

	if (s->full)
		return;
	c.to = state_take(p, s->nregs);
	c.map = pool_take(p, n * sizeof(*c.map));
	c.order = pool_take(p, n * sizeof(*c.order));
	c.pre_first = pool_take(p, n * sizeof(*c.pre_first));
	c.pre_next = pre_lists(s, c.pre_first);
	meet_roots(&c, live);
	walk(&c);
	meet_facts(&c);
	copy_cells(&c);
	copy_pre(&c);
	copy_terms(&c);
	copy_rest(&c, live);
	pool_give(p, 4);
	old = *s;
	*s = *c.to;
	*c.to = old;
	state_release(c.to);
}
