/* SPDX-License-Identifier: MIT */
/*
 * Edges of a node are a list in the order in which they were made, which is
 * what a range over a map follows.  Most nodes have one to five.  Those of
 * maps and arrays with elements stop at MAX_ELEMS: what comes then is one
 * slot, that of all other keys, so a literal of 100,000 elements costs no
 * more than one of 64.
 *
 * Reading what is not known makes it.  In a FRESH node it is zero.  In one
 * that was there before the function began (PRE) it was there before as
 * well, and is written down as such.  In any other it is simply unknown.
 *
 * An edge of a CELL_ALL key tells of each key that has no edge of its own.
 * When such a key is read it gets a node like the one of all, and not that
 * one: m[1] and m[2] are not the same memory because a loop saw both.
 */
#include "flow/state.h"

#include "flow/c_type.h"
#include "flow/state_impl.h"
#include "types/constant.h"

enum {
	MAX_ELEMS = 64,	 /* of a node, with keys of their own */
	MAX_FIELDS = 256 /* edges of any other access */
};

struct edge *state_all_edge(const struct state *s, val_t from)
{
	struct edge *e;

	for (e = state_first(s, from); e; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && state_is_all(s, e->key))
			return e;
	return NULL;
}

/* Keys that say nothing of their number are different unless a branch said
 * that they are equal; only a term can tell then. */
static bool same_key(const struct state *s, val_t a, val_t b)
{
	if (a == b)
		return true;
	if (state_is_all(s, a) || state_is_all(s, b))
		return state_is_all(s, a) && state_is_all(s, b);
	return state_same(s, a, b) == TRI_YES;
}

static struct edge *elem_edge(const struct state *s, val_t from, val_t key)
{
	struct edge *e;

	for (e = state_first(s, from); e; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->key == key)
			return e;
	for (e = state_first(s, from); e; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && same_key(s, e->key, key))
			return e;
	return NULL;
}

struct edge *state_own_edge(const struct state *s, val_t from,
			    enum access access, uint32_t key)
{
	struct edge *e;

	if (access == ACCESS_ELEM)
		return elem_edge(s, from, key);
	for (e = state_first(s, from); e; e = state_next(s, e))
		if (e->access == access && e->key == key)
			return e;
	return NULL;
}

struct edge *state_edge(const struct state *s, val_t from, enum access access,
			uint32_t key)
{
	struct edge *e = state_own_edge(s, from, access, key);

	if (!e && access == ACCESS_ELEM)
		e = state_all_edge(s, from);
	return e;
}

struct edge *state_add_edge(struct state *s, val_t from, enum access access,
			    uint32_t key, val_t to, const struct trace *stored)
{
	struct cell *c = state_cell(s, from);
	struct edge *last = NULL, *e;

	if (s->nedges >= STATE_MAX_EDGES)
		s->full = true;
	if (s->full)
		return NULL;
	if (s->nedges == s->edges_cap)
		s->edges = vec_grow(s->edges, s->nedges, &s->edges_cap,
				    sizeof(*s->edges), NULL);
	for (e = state_first(s, from); e; e = state_next(s, e))
		last = e;
	e = &s->edges[s->nedges++];
	*e = (struct edge){
		.access = access, .key = key, .to = to, .stored = stored};
	if (last)
		last->next = s->nedges;
	else
		c->first_edge = s->nedges;
	return e;
}

void state_add_pre(struct state *s, val_t from, enum access access,
		   uint32_t key, val_t to)
{
	if (s->npre >= STATE_MAX_PRE)
		s->full = true;
	if (s->full)
		return;
	if (s->npre == s->pre_cap)
		s->pre = vec_grow(s->pre, s->npre, &s->pre_cap, sizeof(*s->pre),
				  NULL);
	s->pre[s->npre++] = (struct pre_edge){
		.from = from, .to = to, .key = key, .access = access};
}

/* Whether the node may have one more edge of this access. */
static bool has_room(const struct state *s, val_t from, enum access access)
{
	uint32_t n = 0;
	struct edge *e;

	for (e = state_first(s, from); e; e = state_next(s, e))
		n += e->access == access;
	return n < (access == ACCESS_ELEM ? MAX_ELEMS : MAX_FIELDS);
}

val_t state_all_key(struct state *s, val_t from)
{
	struct edge *e = state_all_edge(s, from);
	val_t key;

	if (e)
		return e->key;
	key = state_new(s, ORIGIN_UNKNOWN);
	if (!s->full)
		state_cell(s, key)->flags |= CELL_ALL;
	return key;
}

/* Constants are shared by all who have them: nil has no fields to write. */
static bool may_have_edges(const struct state *s, val_t v)
{
	return v && !(state_cell(s, v)->flags & CELL_CONST);
}

void state_set(struct state *s, val_t from, enum access access, uint32_t key,
	       val_t to, const struct trace *stored)
{
	struct edge *e;

	if (!may_have_edges(s, from))
		return;
	e = state_own_edge(s, from, access, key);
	if (!e && !has_room(s, from, access)) {
		if (access != ACCESS_ELEM)
			return;
		/* A delete of one key says nothing of the others. */
		if (to == NO_VAL)
			return;
		key = state_all_key(s, from);
		e = state_own_edge(s, from, access, key);
	}
	if (!e) {
		state_add_edge(s, from, access, key, to, stored);
		return;
	}
	e->to = to;
	e->stored = stored;
}

void state_clear(struct state *s, val_t from, enum access access)
{
	uint32_t *at = &state_cell(s, from)->first_edge;

	if (!may_have_edges(s, from))
		return;
	while (*at) {
		struct edge *e = &s->edges[*at - 1];

		if (e->access == access)
			*at = e->next;
		else
			at = &e->next;
	}
	if (access != ACCESS_LEN)
		state_cell(s, from)->flags |= CELL_FRESH;
}

void state_forget_len(struct state *s, val_t v)
{
	state_clear(s, v, ACCESS_LEN);
}

/* Reading */

static bool leads_to_address(enum access access)
{
	return access == ACCESS_FIELD || access == ACCESS_ELEM;
}

/* The address of a part of what `from` is the address of. */
static val_t new_part(struct state *s, val_t from, struct type *type)
{
	val_t v = state_new(s, ORIGIN_UNKNOWN);
	struct cell *c = state_cell(s, v);
	const struct cell *f = state_cell(s, from);

	if (s->full)
		return v;
	c->origin = f->origin;
	c->family = f->family;
	c->from_c = f->from_c;
	c->link = LINK_INSIDE;
	c->base = from;
	c->type = type;
	c->flags = CELL_NONZERO |
		   (f->flags & (CELL_PRE | CELL_FRESH | CELL_GOROUTINE));
	return v;
}

/* What was at a place before, or is and we do not know what it is. */
static val_t new_content(struct state *s, val_t from, enum access access,
			 struct type *type)
{
	val_t v = state_unknown(s, type);
	struct cell *c = state_cell(s, v);

	if (s->full)
		return v;
	c->flags |= state_cell(s, from)->flags & CELL_PRE;
	c->from_c = (state_cell(s, from)->from_c ||
		     state_cell(s, from)->origin == ORIGIN_C ||
		     state_cell(s, from)->origin == ORIGIN_STATIC) &&
		    type && c_type_of(type) == C_TYPE_YES;
	if (access == ACCESS_DEREF && type_is_number(type))
		c->flags |= CELL_BOXED;
	return v;
}

/* One that is made has elements before any is put in. */
static bool is_slice(const struct state *s, val_t v)
{
	struct type *t = state_cell(s, v)->type;

	return t && type_is_slice(t);
}

/*
 * The length of what has no LEN edge.  A new map has at least one entry when
 * one was put in; how many is known when their keys are.
 */
static val_t new_len(struct state *s, val_t v, struct type *type)
{
	const struct value *k = state_cell(s, v)->konst;
	bool known = state_cell(s, v)->flags & CELL_FRESH;
	uint32_t live = 0;
	struct edge *e;
	val_t len;

	if (k && k->kind == VALUE_STRING)
		return state_int(s, value_string_len(k));
	for (e = state_first(s, v); e; e = state_next(s, e)) {
		if (e->access != ACCESS_ELEM)
			continue;
		if (!(state_cell(s, e->key)->flags & CELL_CONST))
			known = known && !live && e->to == NO_VAL;
		live += e->to != NO_VAL;
	}
	if (!live && is_slice(s, v))
		known = false;
	if (known || state_is_zero(s, v) == TRI_YES)
		return state_int(s, live);
	len = state_unknown(s, type);
	if (s->full)
		return len;
	state_cell(s, len)->origin = ORIGIN_NUMBER;
	state_cell(s, len)->lo = live > 0;
	return len;
}

static val_t new_target(struct state *s, val_t from, enum access access,
			struct type *type)
{
	if (leads_to_address(access))
		return new_part(s, from, type);
	if (access == ACCESS_LEN)
		return new_len(s, from, type);
	if (state_cell(s, from)->flags & CELL_FRESH)
		return state_zero(s, type);
	return new_content(s, from, access, type);
}

static bool was_before(const struct state *s, val_t from)
{
	return (state_cell(s, from)->flags & (CELL_PRE | CELL_FRESH)) ==
	       CELL_PRE;
}

/* One of all */

enum { INSTANCE_DEPTH = 4, INSTANCE_CELLS = 64 };

struct one_of_all {
	struct state *s;
	uint32_t left; /* nodes that may be made */
};

static val_t instance(struct one_of_all *in, val_t v, val_t base, int depth);

static void instance_edges(struct one_of_all *in, val_t v, val_t copy,
			   int depth)
{
	struct state *s = in->s;
	uint32_t i = state_cell(s, v)->first_edge, next;

	for (; i && in->left && !s->full; i = next) {
		struct edge e = s->edges[i - 1];
		val_t to = e.to, base = NO_VAL;

		next = e.next;
		if (e.access == ACCESS_LEN)
			continue;
		if (to) {
			if (leads_to_address(e.access))
				base = copy;
			to = instance(in, to, base, depth - 1);
		}
		state_add_edge(s, copy, e.access, e.key, to, e.stored);
		if (to && !e.stored && was_before(s, copy) &&
		    (state_cell(s, to)->flags & CELL_PRE))
			state_add_pre(s, copy, e.access, e.key, to);
	}
}

/* A node of which as much is known as of v; base: whose part it is. */
static val_t instance(struct one_of_all *in, val_t v, val_t base, int depth)
{
	struct state *s = in->s;
	struct cell *c = state_cell(s, v);
	val_t copy;

	if (c->flags & (CELL_CONST | CELL_GLOBAL))
		return v;
	copy = state_new(s, ORIGIN_UNKNOWN);
	if (s->full)
		return copy;
	c = state_cell(s, copy);
	*c = *state_cell(s, v);
	c->first_edge = c->term = c->first_term = 0;
	c->used = NULL;
	c->root = NULL;
	if (base)
		c->base = base;
	in->left -= in->left > 0;
	if (depth > 0)
		instance_edges(in, v, copy, depth);
	return copy;
}

/* The slot of a key that only the edge of all keys answers for. */
static val_t read_of_all(struct state *s, val_t from, val_t key, val_t all,
			 struct type *type)
{
	struct one_of_all in = {s, INSTANCE_CELLS};
	val_t slot;

	if (all) {
		slot = instance(&in, all, from, INSTANCE_DEPTH);
	} else {
		slot = new_part(s, from, type);
		if (!s->full)
			state_cell(s, slot)->flags |= CELL_FRESH;
	}
	state_add_edge(s, from, ACCESS_ELEM, key, slot, NULL);
	if (!s->full && all && was_before(s, from) &&
	    (state_cell(s, slot)->flags & CELL_PRE))
		state_add_pre(s, from, ACCESS_ELEM, key, slot);
	return slot;
}

/* What is read of a place that is known to be empty. */
static val_t read_of_none(struct state *s, val_t from, enum access access,
			  uint32_t key, struct type *type)
{
	val_t to;

	if (leads_to_address(access)) {
		to = new_part(s, from, type);
		if (!s->full)
			state_cell(s, to)->flags |= CELL_FRESH;
	} else {
		to = state_zero(s, type);
	}
	state_own_edge(s, from, access, key)->to = to;
	return to;
}

val_t state_read(struct state *s, val_t from, enum access access, uint32_t key,
		 struct type *type)
{
	struct edge *e;
	val_t to;

	if (!may_have_edges(s, from))
		return access == ACCESS_LEN ? new_len(s, from, type)
					    : state_unknown(s, type);
	e = state_own_edge(s, from, access, key);
	if (e && e->to)
		return e->to;
	if (e)
		return read_of_none(s, from, access, key, type);
	if (!has_room(s, from, access)) {
		if (access != ACCESS_ELEM)
			return new_target(s, from, access, type);
		if (!state_is_all(s, key))
			return state_read(s, from, access,
					  state_all_key(s, from), type);
	}
	e = access == ACCESS_ELEM ? state_all_edge(s, from) : NULL;
	if (e)
		return read_of_all(s, from, key, e->to, type);
	to = new_target(s, from, access, type);
	state_add_edge(s, from, access, key, to, NULL);
	if (!s->full && was_before(s, from))
		state_add_pre(s, from, access, key, to);
	return to;
}
