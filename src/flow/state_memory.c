/* SPDX-License-Identifier: MIT */
/*
 * Structs and arrays are copied when they are loaded and stored (spec:
 * Assignment statements), so that what is done to the copy is not seen in
 * the original.  What is copied is what is known of the original, and what
 * its type says is there: the fields that can lead to memory or decide a
 * branch.  Floating-point fields are not copied: nothing depends on them.
 *
 * A copy of what is FRESH is FRESH: all that it has no edges for is zero.
 */
#include "flow/state.h"

#include "flow/state_impl.h"
#include "types/predicates.h"
#include "types/types.h"

enum {
	COPY_DEPTH = 5,	 /* of structs in structs */
	COPY_WIDTH = 64, /* fields of one struct, edges of one array */
	COPY_ELEMS = 4,	 /* of an array of which nothing is known */
	COPY_TOTAL = 512 /* values of one load or store */
};

struct copy {
	struct state *s;
	const struct trace *stored;
	uint32_t left;
};

static void copy_memory(struct copy *c, val_t to, val_t from, struct type *t,
			int depth);

static bool is_fresh(const struct state *s, val_t v)
{
	return state_cell(s, v)->flags & CELL_FRESH;
}

/* What lies at the address `from`, to the address `to`. */
static void copy_value(struct copy *c, val_t to, val_t from, struct type *t,
		       int depth)
{
	struct state *s = c->s;
	bool memory = type_is_memory(t);
	const struct trace *stored = c->stored;
	val_t v;

	if (s->full)
		return;
	if (!c->left || (memory && !depth)) {
		/* What is not copied is not known. */
		if (!is_fresh(s, from))
			state_cell(s, to)->flags &= ~CELL_FRESH;
		return;
	}
	c->left--;
	if (memory) {
		copy_memory(c, to, from, t, depth - 1);
		return;
	}
	v = state_read(s, from, ACCESS_DEREF, 0, t);
	if (!stored && state_edge(s, from, ACCESS_DEREF, 0))
		stored = state_edge(s, from, ACCESS_DEREF, 0)->stored;
	state_set(s, to, ACCESS_DEREF, 0, v, stored);
}

/* Whether anything can depend on a value of this type. */
static bool matters(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return !b || !(b->info & (INFO_FLOAT | INFO_COMPLEX));
}

/* A part, by the same access and key: of a FRESH original only what is
 * known here or there. */
static void copy_part(struct copy *c, val_t to, val_t from, enum access access,
		      uint32_t key, struct type *t, int depth)
{
	struct state *s = c->s;

	if (is_fresh(s, from) && !state_edge(s, from, access, key) &&
	    !state_own_edge(s, to, access, key))
		return;
	copy_value(c, state_read(s, to, access, key, NULL),
		   state_read(s, from, access, key, NULL), t, depth);
}

static void copy_fields(struct copy *c, val_t to, val_t from,
			const struct structure *st, int depth)
{
	uint32_t n = st->nfields;

	for (uint32_t i = 0; i < n && i < COPY_WIDTH; i++) {
		const struct object *f = st->fields[i];

		if (f->name != name_blank && matters(f->type))
			copy_part(c, to, from, ACCESS_FIELD, f->name, f->type,
				  depth);
	}
}

/* The elements that either one has an edge for. */
static void copy_known(struct copy *c, val_t to, val_t from, val_t of,
		       struct type *elem, int depth)
{
	struct state *s = c->s;
	uint32_t i = state_cell(s, of)->first_edge, n = 0;

	for (; i && n < 2 * COPY_WIDTH; i = s->edges[i - 1].next, n++)
		if (s->edges[i - 1].access == ACCESS_ELEM)
			copy_part(c, to, from, ACCESS_ELEM, s->edges[i - 1].key,
				  elem, depth);
}

static void copy_elems(struct copy *c, val_t to, val_t from,
		       const struct array *a, int depth)
{
	struct state *s = c->s;

	if (!matters(a->elem))
		return;
	copy_known(c, to, from, from, a->elem, depth);
	copy_known(c, to, from, to, a->elem, depth);
	if (is_fresh(s, from) || a->len > COPY_ELEMS)
		return;
	for (int64_t i = 0; i < a->len; i++)
		copy_part(c, to, from, ACCESS_ELEM, state_int(s, i), a->elem,
			  depth);
}

static void copy_memory(struct copy *c, val_t to, val_t from, struct type *t,
			int depth)
{
	struct type *u = type_under(t);
	const struct structure *st = TYPE_AS(STRUCT, structure, u);
	struct cell *d = state_cell(c->s, to);
	uint16_t fresh = state_cell(c->s, from)->flags & CELL_FRESH;

	if (to == from || (d->flags & CELL_CONST))
		return;
	if (st)
		copy_fields(c, to, from, st, depth);
	else
		copy_elems(c, to, from, (const struct array *)u, depth);
	d = state_cell(c->s, to);
	d->flags = (d->flags & ~CELL_FRESH) | fresh;
}

val_t state_load(struct state *s, val_t addr, struct type *t)
{
	struct copy c = {.s = s, .left = COPY_TOTAL};
	val_t v;

	if (!type_is_memory(t))
		return state_read(s, addr, ACCESS_DEREF, 0, t);
	v = state_zero(s, t);
	if (!s->full)
		copy_memory(&c, v, addr, t, COPY_DEPTH);
	return v;
}

void state_store(struct state *s, val_t addr, val_t v, struct type *t,
		 const struct trace *stored)
{
	struct copy c = {.s = s, .stored = stored, .left = COPY_TOTAL};

	if (type_is_memory(t))
		copy_memory(&c, addr, v, t, COPY_DEPTH);
	else
		state_set(s, addr, ACCESS_DEREF, 0, v, stored);
}
