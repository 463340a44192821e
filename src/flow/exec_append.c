/* SPDX-License-Identifier: MIT */
/*
 * append.
 *
 * Appending keeps the node of the array: both what the old and what the new
 * slice see of it is the same, as it is in Go when there is room.  (When
 * there is none the old slice has a copy that hardly anybody looks at.)
 * What is appended is copied; of elements that hold no memory nothing is kept.
 *
 * append(s[:i], s[i+1:]...) is recognized by both being parts of one array:
 * what is in neither of them is gone.
 */
#include "flow/exec_impl.h"
#include "flow/exec_slice.h"
#include "flow/gopointer.h"
#include "flow/model_impl.h"

#define MOST_COPIED 32

struct some_edges {
	struct edge at[MOST_COPIED];
	uint32_t n;
};

static void elements(const struct state *s, val_t of, struct some_edges *ret)
{
	ret->n = 0;
	for (const struct edge *e = state_first(s, of);
	     e && ret->n < MOST_COPIED; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL)
			ret->at[ret->n++] = *e;
}

/* The index of what is appended next, and one more as the length. */
static val_t next_index(struct state *s, val_t of)
{
	const struct edge *len = state_edge(s, of, ACCESS_LEN, 0);
	bool fresh = state_cell(s, of)->flags & CELL_FRESH;
	const struct cell *c = len ? state_cell(s, len->to) : NULL;
	int64_t n;

	if (c && c->lo == c->hi) {
		n = c->lo;
	} else if (!len && fresh && !state_cell(s, of)->first_edge) {
		n = 0;
	} else {
		state_forget_len(s, of);
		return state_new(s, ORIGIN_NUMBER);
	}
	state_set(s, of, ACCESS_LEN, 0, state_int(s, n + 1), NULL);
	return state_int(s, n);
}

val_t slice_push(struct exec *x, struct state *s, val_t to, val_t v,
		 struct type *elem)
{
	val_t key;

	if (state_is_zero(s, to) == TRI_YES)
		to = state_new_memory(s);
	key = next_index(s, to);
	if (exec_is_struct(elem))
		event_store_struct(x, s, event_slot(x, s, to, key, "appended"),
				   v, elem, "appended");
	else
		event_store(x, s, to, ACCESS_ELEM, key, v, "appended");
	return to;
}

static val_t common_base(const struct state *s, val_t a, val_t b)
{
	const struct cell *p = state_cell(s, a), *q = state_cell(s, b);

	if (q->link != LINK_INSIDE)
		return NO_VAL;
	if (q->base == a || q->base == state_block(s, a))
		return q->base;
	return p->link == LINK_INSIDE && p->base == q->base ? p->base : NO_VAL;
}

/* Copies of the elements; of an ALL one, for the others of `to` too. */
static void push_copies(struct exec *x, struct state *s, val_t to,
			const struct some_edges *from, struct type *elem)
{
	for (uint32_t i = 0; i < from->n; i++) {
		val_t key = state_is_all(s, from->at[i].key)
				    ? from->at[i].key
				    : next_index(s, to);
		val_t v = state_load(s, from->at[i].to, elem);

		val_t slot = event_slot(x, s, to, key, "appended");
		const struct trace *step =
			exec_step(x, NULL, TRACE_STORE, "copied");

		state_store(s, slot, v, elem, from->at[i].stored);
		if (exec_is_struct(elem))
			gopointer_stored_struct(x, s, slot, v, elem, step);
		else
			gopointer_stored(x, s, slot, v, elem, step);
	}
}

/* What both parts of one array have, in a node of its own. */
static val_t without(struct state *s, val_t base, val_t to, val_t from)
{
	bool fresh = state_cell(s, base)->flags & CELL_FRESH;
	val_t left = state_new(s, state_cell(s, base)->origin);
	struct some_edges head, tail;
	struct cell *c = state_cell(s, left);

	c->flags |= CELL_NONZERO | (fresh ? CELL_FRESH : 0);
	elements(s, to, &head);
	elements(s, from, &tail);
	for (uint32_t i = 0; i < head.n; i++)
		state_set(s, left, ACCESS_ELEM, head.at[i].key, head.at[i].to,
			  head.at[i].stored);
	for (uint32_t i = 0; i < tail.n; i++)
		state_set(s, left, ACCESS_ELEM, tail.at[i].key, tail.at[i].to,
			  tail.at[i].stored);
	return left;
}

/* Of memory that is not all known there is an element for all others. */
static void find_others(struct state *s, val_t of, struct some_edges *ret)
{
	val_t all, slot;

	if (ret->n || state_cell(s, of)->flags & CELL_FRESH)
		return;
	all = state_all_key(s, of);
	slot = state_read(s, of, ACCESS_ELEM, all, NULL);
	ret->at[ret->n++] =
		(struct edge){.access = ACCESS_ELEM, .key = all, .to = slot};
}

val_t slice_append(struct exec *x, struct state *s, val_t to, val_t from,
		   struct type *elem)
{
	bool nil = state_is_zero(s, to) == TRI_YES;
	struct some_edges edges;
	val_t base;

	if (from == NO_VAL || state_is_zero(s, from) == TRI_YES)
		return to;
	base = nil ? NO_VAL : common_base(s, to, from);
	if (base)
		return without(s, base, to, from);
	if (nil)
		to = state_new_memory(s);
	state_forget_len(s, to);
	if (!elem || !model_holds(elem))
		return to;
	elements(s, from, &edges);
	find_others(s, from, &edges);
	push_copies(x, s, to, &edges, elem);
	return to;
}

static bool has_slot(const struct some_edges *set, val_t slot)
{
	for (uint32_t i = 0; i < set->n; i++)
		if (set->at[i].to == slot)
			return true;
	return false;
}

void slice_lose(struct state *s, val_t of, val_t to, val_t from)
{
	struct some_edges all, before, after;

	elements(s, of, &all);
	elements(s, to, &before);
	elements(s, from, &after);
	for (uint32_t i = 0; i < all.n; i++) {
		if (!has_slot(&before, all.at[i].to) ||
		    has_slot(&after, all.at[i].to) ||
		    state_is_all(s, all.at[i].key))
			continue;
		state_set(s, of, ACCESS_ELEM, all.at[i].key, NO_VAL, NULL);
	}
}
