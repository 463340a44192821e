/* SPDX-License-Identifier: MIT */
/*
 * What a callee has stored, in its caller's memory.
 *
 * Addresses of fields and slots are those that the caller has.  What the
 * callee did with the key that stands for all elements of a container is
 * done with each that it was gone through for (summary_apply.c).
 */
#include "flow/summary_impl.h"

#include "flow/class.h"
#include "flow/exec.h"
#include "flow/gopointer_impl.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "flow/state_impl.h"

/* A slot that the container lacked is put in it, now that it holds
 * something. */
static void attach(struct apply *a, val_t v)
{
	for (uint32_t steps = 0; steps < 8; steps++) {
		const struct pre_edge *e;

		if (!a->pre_of[v])
			return;
		e = &a->c->pre[a->pre_of[v] - 1];
		if (a->detached[v]) {
			a->detached[v] = false;
			state_set(a->s, a->map[e->from], ACCESS_ELEM,
				  map_cell(a, e->key), a->map[v], NULL);
		}
		v = e->from;
	}
}

static bool was_asked(const struct apply *a, val_t v, const struct edge *e)
{
	for (uint32_t i = 0; i < a->c->npre; i++) {
		const struct pre_edge *p = &a->c->pre[i];

		if (p->from == v && p->access == e->access && p->key == e->key)
			return true;
	}
	return false;
}

/* The callee did not look at what it overwrote: that is known here only. */
static void drop_old(struct apply *a, val_t v, const struct edge *e, val_t now)
{
	const struct edge *old = state_edge(a->s, a->map[v], e->access, 0);
	struct dropped d = {.holder = a->map[v], .access = e->access};

	if (!old || old->to == NO_VAL || !e->stored || was_asked(a, v, e) ||
	    state_same(a->s, old->to, now) == TRI_YES ||
	    state_is_zero(a->s, old->to) == TRI_YES ||
	    state_cell(a->s, old->to)->origin == ORIGIN_NUMBER)
		return;
	d.lost = old->to;
	d.trace = map_trace(a, e->stored);
	state_dropped_add(a->s, &d);
}

uint32_t apply_known_keys(const struct state *s, val_t of, val_t *ret)
{
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, of); e && n < APPLY_ELEMENTS;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL &&
		    !state_is_all(s, e->key))
			ret[n++] = e->key;
	return n;
}

/* The callee knows this element by a key of its own. */
bool apply_told_apart(struct apply *a, val_t v, val_t key)
{
	const struct summary_case *c = a->c;

	for (uint32_t i = 0; i < c->npre; i++)
		if (c->pre[i].from == v && c->pre[i].access == ACCESS_ELEM &&
		    !apply_is_all(a, c->pre[i].key) && a->map[c->pre[i].key] &&
		    state_same(a->s, a->map[c->pre[i].key], key) == TRI_YES)
			return true;
	for (uint32_t i = c->cells[v].first_edge; i; i = c->edges[i - 1].next) {
		const struct edge *e = &c->edges[i - 1];

		if (e->access == ACCESS_ELEM && !apply_is_all(a, e->key) &&
		    a->map[e->key] &&
		    state_same(a->s, a->map[e->key], key) == TRI_YES)
			return true;
	}
	return false;
}

/* An element was taken out: it is not the first or last one any more. */
static void forget_links(struct apply *a, val_t of, val_t key)
{
	for (uint32_t part = MODEL_FRONT; part <= MODEL_BACK; part++) {
		const struct edge *e = state_edge(a->s, of, ACCESS_MODEL, part);

		if (e && e->to == key)
			state_set(a->s, of, ACCESS_MODEL, part,
				  state_unknown(a->s, NULL), NULL);
	}
}

/* One of all elements is deleted, or holds something else now. */
static void change_one(struct apply *a, val_t of, const struct edge *e,
		       val_t key)
{
	const struct trace *t = map_trace(a, e->stored);
	const struct edge *at;

	if (e->to == NO_VAL) {
		state_set(a->s, of, ACCESS_ELEM, key, NO_VAL, t);
		forget_links(a, of, key);
		return;
	}
	at = state_own_edge(a->s, of, ACCESS_ELEM, key);
	if (at && at->to)
		state_set(a->s, at->to, ACCESS_DEREF, 0,
			  state_unknown(a->s, NULL), t);
}

/* Each that the callee has done something with, when it has looked at them;
 * else all. */
static void change_all(struct apply *a, val_t v, const struct edge *e)
{
	struct state *s = a->s;
	val_t of = a->map[v], keys[APPLY_ELEMENTS];
	uint32_t group = a->group[e->key], n;

	for (uint32_t i = 0; i < a->gone.len; i++)
		if (a->gone.at[i].group == group && a->gone.at[i].of == of)
			change_one(a, of, e, a->gone.at[i].key);
	if (group)
		return;
	n = apply_known_keys(s, of, keys);
	for (uint32_t i = 0; i < n; i++)
		if (!apply_told_apart(a, v, keys[i]))
			change_one(a, of, e, keys[i]);
	state_set(s, of, ACCESS_ELEM, state_all_key(s, of), map_cell(a, e->to),
		  map_trace(a, e->stored));
}

/* An address in what the caller has: of a field, of a slot. */
static bool map_part(struct apply *a, val_t v, const struct edge *e,
		     uint32_t key)
{
	const struct cell *c = &a->c->cells[e->to];
	const struct edge *own;

	if (a->map[e->to] || c->link != LINK_INSIDE || c->base != v)
		return false;
	if (e->access == ACCESS_FIELD) {
		a->map[e->to] =
			state_read(a->s, a->map[v], ACCESS_FIELD, key, c->type);
		map_fresh(a, e->to);
		return true;
	}
	if (e->access != ACCESS_ELEM)
		return false;
	own = state_own_edge(a->s, a->map[v], ACCESS_ELEM, key);
	if (!own || !own->to)
		return false;
	a->map[e->to] = own->to;
	map_fresh(a, e->to);
	return true;
}

static val_t block_of(const struct apply *a, val_t v)
{
	for (uint32_t i = 0; i < 16 && a->c->cells[v].link; i++)
		v = a->c->cells[v].base;
	return v;
}

/* What the caller has freed gets a holder in the callee. */
static void keep_freed(struct apply *a, const struct edge *e, val_t v)
{
	const struct cell *c = &a->c->cells[block_of(a, e->to)];

	if (e->access == ACCESS_DEREF && CUT_IS_OLD(c) && !c->freed)
		event_escape(a->x, a->s, v, "stored");
}

/* A Go pointer in memory that turns out to be of C here. */
static void tell_left(struct apply *a, val_t v, const struct edge *e, val_t to)
{
	const struct cell *c = &a->c->cells[block_of(a, v)];
	struct state of_case = a->view;

	of_case.edges = a->c->edges;
	of_case.nedges = a->c->nedges;
	if (CUT_IS_OLD(c) && c->origin == ORIGIN_UNKNOWN && !c->from_c &&
	    go_is_c(a->x, a->s, a->map[v]) && !go_is_pinned(&of_case, e->to))
		gopointer_stored(a->x, a->s, a->map[v], to, NULL,
				 map_use(a, e->stored));
}

static void store(struct apply *a, val_t v, const struct edge *e)
{
	struct state *s = a->s;
	bool elem = e->access == ACCESS_ELEM;
	uint32_t key = e->key;
	val_t to;

	if (elem && apply_is_all(a, key) && !a->picked[a->group[key]] &&
	    CUT_IS_OLD(&a->c->cells[v])) {
		change_all(a, v, e);
		state_forget_len(s, a->map[v]);
		return;
	}
	if (elem)
		key = map_cell(a, key);
	if (CUT_IS_OLD(&a->c->cells[v])) {
		attach(a, v);
		if (map_part(a, v, e, key))
			return;
	}
	to = map_cell(a, e->to);
	if (CUT_IS_OLD(&a->c->cells[block_of(a, v)]))
		keep_freed(a, e, to);
	if (e->access == ACCESS_DEREF) {
		drop_old(a, v, e, to);
		class_note_store(a->x->worker->classes, a->s, a->map[v], to);
	}
	state_set(s, a->map[v], e->access, key, to, map_trace(a, e->stored));
	if (e->access == ACCESS_DEREF && e->stored && to)
		tell_left(a, v, e, to);
	if (!elem)
		return;
	if (to == NO_VAL)
		forget_links(a, a->map[v], key);
	state_forget_len(s, a->map[v]);
}

/* All that the callee did not store in it since is zero. */
static void clear(struct apply *a, val_t v)
{
	struct state *s = a->s;
	val_t of = a->map[v], fields[32];
	uint32_t n = 0;

	state_clear(s, of, ACCESS_ELEM);
	state_forget_len(s, of);
	for (const struct edge *e = state_first(s, of); e && n < 32;
	     e = state_next(s, e))
		if (e->access == ACCESS_FIELD && e->to)
			fields[n++] = e->to;
	for (uint32_t i = 0; i < n; i++)
		state_clear(s, fields[i], ACCESS_DEREF);
}

void apply_edges(struct apply *a, val_t v)
{
	for (uint32_t i = a->c->cells[v].first_edge; i && !a->s->full;
	     i = a->c->edges[i - 1].next)
		store(a, v, &a->c->edges[i - 1]);
}

void apply_stores(struct apply *a, uint32_t group)
{
	for (val_t v = 1; v <= a->c->ncells; v++) {
		const struct cell *c = &a->c->cells[v];

		if (!CUT_IS_OLD(c) || !a->map[v] || a->group[v] != group ||
		    state_cell(a->s, a->map[v])->flags & CELL_CONST)
			continue;
		if (c->flags & CELL_FRESH)
			clear(a, v);
		apply_edges(a, v);
	}
	while (a->nfresh)
		apply_edges(a, a->fresh[--a->nfresh]);
}
