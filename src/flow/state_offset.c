/* SPDX-License-Identifier: MIT */
/*
 * How far an address lies behind the start of its block, as far as it can be
 * told: what `free` is given must be the start.  A first field and element 0
 * begin where the whole begins; a sum is what it was made of; what points
 * somewhere into memory may point to its start.
 */
#include "flow/state.h"

#include "flow/state_impl.h"
#include "types/types.h"

enum offset {
	OFFSET_ZERO,
	OFFSET_BEHIND, /* more than 0 */
	OFFSET_SOME,   /* 0 or more */
	OFFSET_UNKNOWN,
};

enum { MAX_PARTS = 16 };

static const struct edge *edge_to(const struct state *s, val_t from, val_t v)
{
	const struct edge *e;

	for (e = state_first(s, from); e; e = state_next(s, e))
		if (e->to == v &&
		    (e->access == ACCESS_FIELD || e->access == ACCESS_ELEM))
			return e;
	return NULL;
}

/* Of a field in what `from` points to. */
static enum offset field_offset(const struct state *s, val_t from, name_t field)
{
	struct type *t = state_cell(s, from)->type;
	struct pointer *p = t ? TYPE_AS(POINTER, pointer, type_under(t)) : NULL;
	struct structure *st =
		p ? TYPE_AS(STRUCT, structure, type_under(p->base)) : NULL;

	if (!st || !st->nfields)
		return OFFSET_SOME;
	return st->fields[0]->name == field ? OFFSET_ZERO : OFFSET_BEHIND;
}

static enum offset elem_offset(const struct state *s, val_t key)
{
	if (state_cell(s, key)->flags & CELL_ALL)
		return OFFSET_SOME;
	switch (state_is_zero(s, key)) {
	case TRI_YES:
		return OFFSET_ZERO;
	case TRI_NO:
		return OFFSET_BEHIND;
	default:
		return OFFSET_SOME;
	}
}

static enum offset sum(enum offset base, enum offset part)
{
	if (base == OFFSET_UNKNOWN || part == OFFSET_UNKNOWN)
		return OFFSET_UNKNOWN;
	if (base == OFFSET_BEHIND || part == OFFSET_BEHIND)
		return OFFSET_BEHIND;
	return base == OFFSET_SOME ? base : part;
}

static enum offset offset_of(const struct state *s, val_t v, int depth);

/* Of an address that was computed as x + n. */
static enum offset sum_offset(const struct state *s, val_t x, val_t n,
			      int depth)
{
	enum offset base = offset_of(s, x, depth - 1);
	struct range r = range_at(s, n, FACT_DEPTH);

	if (r.lo >= 0)
		return sum(base, r.lo > 0 ? OFFSET_BEHIND : OFFSET_SOME);
	/* In front of the start is not the start either. */
	return r.hi < 0 && base == OFFSET_ZERO ? OFFSET_BEHIND : OFFSET_UNKNOWN;
}

static enum offset offset_of(const struct state *s, val_t v, int depth)
{
	const struct cell *c = state_cell(s, v);
	const struct flow_term *t = term_of(s, v, TOK_ADD);
	const struct edge *e;
	enum offset part;

	if (c->link != LINK_INSIDE)
		return OFFSET_ZERO;
	if (c->flags & CELL_BEHIND)
		return OFFSET_BEHIND;
	if (!depth)
		return OFFSET_UNKNOWN;
	if (t)
		return sum_offset(s, t->x, t->y, depth);
	e = edge_to(s, c->base, v);
	if (!e)
		return OFFSET_SOME;
	part = e->access == ACCESS_FIELD ? field_offset(s, c->base, e->key)
					 : elem_offset(s, e->key);
	return sum(offset_of(s, c->base, depth - 1), part);
}

bool state_is_inside(const struct state *s, val_t v)
{
	return offset_of(s, v, MAX_PARTS) == OFFSET_BEHIND;
}

val_t state_offset(struct state *s, val_t p, val_t n)
{
	val_t v = state_term(s, TOK_ADD, p, n);
	struct cell *c = state_cell(s, v);

	if (s->full || c->flags & CELL_CONST || v == p ||
	    c->link != LINK_NONE || term_of(s, v, TOK_ADD) == NULL)
		return v;
	c->link = LINK_INSIDE;
	c->base = state_block(s, p);
	c->origin = state_cell(s, p)->origin;
	c->flags |= CELL_NONZERO;
	/* Where it came from may be forgotten sooner. */
	if (state_is_inside(s, v))
		c->flags |= CELL_BEHIND;
	return v;
}
