/* SPDX-License-Identifier: MIT */
/*
 * Classes of holders
 *
 * A class is a place of the program's source, as in field-based points-to
 * analysis (Heintze, Tardieu, "Ultra-fast aliasing analysis using CLA",
 * PLDI 2001): all fields T.f are one, whatever the object.  The node of a
 * holder says which one it is: from an address inside an object one goes to
 * the object, from a container to the variable that has it, until a field of
 * a named type or a global is met.
 *
 * What was there before the function began (PRE) says nothing: who put it
 * there has noted it, and for parameters the caller does, when it applies
 * the summary.
 */
#include "flow/class.h"

#include <stdlib.h>

#include "base/diag.h"
#include "base/mix.h"
#include "ir/ir.h"
#include "types/types.h"

enum { CLASS_STEPS = 6 };

struct slot {
	struct holder_class c;
	name_t family;
	bool has_c, other, shared;
	bool families; /* several: no family */
};

struct class_table {
	struct slot *slots; /* of NULL: free */
	uint32_t used, cap; /* cap is a power of two */
};

/* The table */

static uint64_t hash_of(struct holder_class c)
{
	return mix(mix_pointer(c.content, c.of), c.field);
}

bool class_same(struct holder_class a, struct holder_class b)
{
	return a.of == b.of && a.field == b.field && a.content == b.content;
}

static struct slot *new_slots(uint32_t cap)
{
	struct slot *slots = calloc(cap, sizeof(*slots));

	if (!slots) {
		diag("out of memory: %u classes of holders", cap);
		exit(DIAG_EXIT_BROKEN);
	}
	return slots;
}

struct class_table *class_table_create(void)
{
	struct class_table *t = calloc(1, sizeof(*t));

	if (!t) {
		diag("out of memory: classes of holders");
		exit(DIAG_EXIT_BROKEN);
	}
	t->cap = 64;
	t->slots = new_slots(t->cap);
	return t;
}

void class_table_destroy(struct class_table *t)
{
	if (!t)
		return;
	free(t->slots);
	free(t);
}

static struct slot *find(const struct class_table *t, struct holder_class c)
{
	uint32_t i = (uint32_t)(hash_of(c) >> 20) & (t->cap - 1);

	while (t->slots[i].c.of && !class_same(t->slots[i].c, c))
		i = (i + 1) & (t->cap - 1);
	return &t->slots[i];
}

static void grow(struct class_table *t)
{
	struct class_table old = *t;

	t->cap *= 2;
	t->slots = new_slots(t->cap);
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.slots[i].c.of)
			*find(t, old.slots[i].c) = old.slots[i];
	free(old.slots);
}

static struct slot *make(struct class_table *t, struct holder_class c)
{
	struct slot *s = find(t, c);

	if (s->c.of)
		return s;
	if (t->used * 2 >= t->cap) {
		grow(t);
		s = find(t, c);
	}
	t->used++;
	s->c = c;
	return s;
}

static void add_family(struct slot *s, name_t family)
{
	if (s->has_c && s->family != family)
		s->families = true;
	s->has_c = true;
	s->family = family;
}

/* It tells what its holder holds. */
static bool is_telling(const struct cell *v)
{
	return !(v->flags & CELL_PRE) && (v->lo != 0 || v->hi != 0);
}

void class_note(struct class_table *t, struct holder_class c,
		const struct cell *v)
{
	if (!c.of || !is_telling(v))
		return;
	if (v->origin == ORIGIN_C)
		add_family(make(t, c), v->family);
	else
		make(t, c)->other = true;
}

void class_note_shared(struct class_table *t, struct holder_class c)
{
	if (c.of)
		make(t, c)->shared = true;
}

bool class_is_shared(const struct class_table *t, struct holder_class c)
{
	return c.of && find(t, c)->shared;
}

void class_merge(struct class_table *into, const struct class_table *from)
{
	for (uint32_t i = 0; i < from->cap; i++) {
		const struct slot *s = &from->slots[i];
		struct slot *to;

		if (!s->c.of)
			continue;
		to = make(into, s->c);
		if (s->has_c)
			add_family(to, s->family);
		to->families |= s->families;
		to->other |= s->other;
		to->shared |= s->shared;
	}
}

enum origin class_origin(const struct class_table *t, struct holder_class c,
			 name_t *ret_family)
{
	const struct slot *s;

	*ret_family = NO_NAME;
	if (!c.of)
		return ORIGIN_UNKNOWN;
	s = find(t, c);
	if (!s->c.of || !s->has_c || s->other)
		return ORIGIN_UNKNOWN;
	if (!s->families)
		*ret_family = s->family;
	return ORIGIN_C;
}

/* The class of a node */

/* The name of what a node's type is, or points to. */
static const struct object *named_object(struct type *t)
{
	struct pointer *p;
	struct named *n;

	if (!t)
		return NULL;
	p = TYPE_AS(POINTER, pointer, unalias(t));
	n = type_as_named(p ? p->base : t);
	return n ? named_origin(n)->obj : NULL;
}

static const struct edge *edge_between(const struct state *s, val_t from,
				       val_t to)
{
	for (const struct edge *e = state_first(s, from); e;
	     e = state_next(s, e))
		if (e->to == to)
			return e;
	return NULL;
}

/* The variable or slot that holds v; the oldest of several. */
static val_t holder_of(const struct state *s, val_t v)
{
	for (val_t from = 1; from <= s->ncells; from++) {
		const struct edge *e = edge_between(s, from, v);

		if (e && e->access == ACCESS_DEREF)
			return from;
	}
	return NO_VAL;
}

struct holder_class class_of(const struct state *s, val_t holder)
{
	struct holder_class c = {.content = false};

	for (uint32_t i = 0; i < CLASS_STEPS && holder != NO_VAL; i++) {
		const struct cell *at = state_cell(s, holder);
		const struct edge *e;

		if (at->flags & CELL_GLOBAL) {
			c.of = at->root;
			return c;
		}
		if (at->link != LINK_INSIDE) {
			c.content = true;
			holder = holder_of(s, holder);
			continue;
		}
		e = edge_between(s, at->base, holder);
		if (e && e->access == ACCESS_FIELD)
			c.of = named_object(state_cell(s, at->base)->type);
		if (c.of) {
			c.field = e->key;
			return c;
		}
		if (e && e->access == ACCESS_ELEM)
			c.content = true;
		holder = at->base;
	}
	return (struct holder_class){.of = NULL};
}

void class_note_store(struct class_table *t, const struct state *s,
		      val_t holder, val_t v)
{
	const struct cell *c = state_cell(s, v);

	/* To find the class takes longer. */
	if (is_telling(c))
		class_note(t, class_of(s, holder), c);
}
