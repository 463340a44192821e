/* SPDX-License-Identifier: MIT */
/*
 * States beside each other: equal, close, and merged into one.
 *
 * Merging keeps what both say.  An event or a cell of only one becomes a
 * "may", and stays one.  Facts, certain events and alternatives can only
 * become fewer, so that a loop comes to an end.
 */
#include "cfront/effect_state.h"

#include <string.h>

#include "base/mix.h"

static bool is_cell(const struct cell *c, value_t base, uint32_t field)
{
	return c->base == base && c->field == field;
}

void way_seal(struct state *s, uint32_t nslots)
{
	uint64_t h = s->lost;

	for (uint32_t i = 0; i < nslots; i++)
		h = mix(h, s->slots[i]);
	for (uint32_t i = 0; i < s->nfacts; i++)
		h = mix(mix(mix(h, s->facts[i].v), (uint64_t)s->facts[i].low),
			(uint64_t)s->facts[i].high);
	for (uint32_t i = 0; i < s->ncells; i++)
		h = mix(mix(mix(h, s->cells[i].base), s->cells[i].value),
			s->cells[i].field);
	for (uint32_t i = 0; i < s->nevents; i++)
		h = mix(mix(mix(h, s->events[i].subject), s->events[i].kind),
			s->events[i].when.v);
	s->hash = h;
}

static bool same_when(const struct when *x, const struct when *y)
{
	return x->v == y->v && x->relation == y->relation && x->c == y->c;
}

static bool same_event(const struct event *x, const struct event *y)
{
	return x->subject == y->subject && x->kind == y->kind &&
	       x->name == y->name && x->family == y->family;
}

static uint32_t missing(const struct state *x, const struct state *y,
			const struct values *vs, uint32_t limit)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->nevents && n < limit; i++) {
		const struct event *e = &x->events[i];
		uint32_t k = i;

		/* Most often they are in the same order. */
		if (k >= y->nevents || !same_event(e, &y->events[k]) ||
		    e->may != y->events[k].may)
			for (k = 0; k < y->nevents; k++)
				if (y->events[k].subject == e->subject &&
				    e->may == y->events[k].may &&
				    same_event(e, &y->events[k]))
					break;
		if (k == y->nevents)
			n += vs->at[e->subject].kind == VALUE_PARAM ? 8 : 1;
	}
	return n;
}

static bool same_pointer(const struct cell *x, const struct cell *y)
{
	return is_cell(x, y->base, y->field) && x->value == y->value;
}

/* Pointers that x has in memory and y has not. */
static uint32_t missing_cells(const struct state *x, const struct state *y,
			      const struct values *vs, uint32_t limit)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->ncells && n < limit; i++) {
		const struct cell *c = &x->cells[i];
		uint32_t k = i;

		if (!c->pointer)
			continue;
		if (k >= y->ncells || !same_pointer(c, &y->cells[k]))
			for (k = 0; k < y->ncells; k++)
				if (same_pointer(c, &y->cells[k]))
					break;
		if (k == y->ncells)
			n += vs->at[c->base].kind == VALUE_PARAM ? 8 : 1;
	}
	return n;
}

uint32_t way_distance(const struct state *x, const struct state *y,
		      const struct values *vs, uint32_t limit)
{
	uint32_t n = missing(x, y, vs, limit);

	if (n < limit)
		n += missing(y, x, vs, limit - n);
	if (n < limit)
		n += missing_cells(x, y, vs, limit - n);
	if (n < limit)
		n += missing_cells(y, x, vs, limit - n);
	return n;
}

static bool same_events(const struct state *x, const struct state *y)
{
	if (x->nevents != y->nevents)
		return false;
	for (uint32_t i = 0; i < x->nevents; i++)
		if (!same_event(&x->events[i], &y->events[i]) ||
		    x->events[i].may != y->events[i].may ||
		    !same_when(&x->events[i].when, &y->events[i].when))
			return false;
	return true;
}

static bool same_facts(const struct state *x, const struct state *y)
{
	if (x->nfacts != y->nfacts)
		return false;
	for (uint32_t i = 0; i < x->nfacts; i++) {
		const struct fact *a = &x->facts[i], *b = &y->facts[i];

		if (a->v != b->v || a->low != b->low || a->high != b->high ||
		    a->has_except != b->has_except ||
		    (a->has_except && a->except != b->except))
			return false;
	}
	return true;
}

static bool same_cells(const struct state *x, const struct state *y)
{
	if (x->ncells != y->ncells)
		return false;
	for (uint32_t i = 0; i < x->ncells; i++) {
		const struct cell *a = &x->cells[i], *b = &y->cells[i];

		if (!is_cell(a, b->base, b->field) || a->value != b->value ||
		    a->may != b->may || !same_when(&a->when, &b->when))
			return false;
	}
	return true;
}

bool way_equal(const struct state *x, const struct state *y, uint32_t nslots)
{
	return x->hash == y->hash && x->lost == y->lost &&
	       memcmp(x->slots, y->slots, nslots * sizeof(*x->slots)) == 0 &&
	       same_events(x, y) && same_facts(x, y) && same_cells(x, y);
}

static bool merge_facts(struct state *into, const struct state *from)
{
	uint32_t n = 0;
	bool changed = false;

	for (uint32_t i = 0; i < into->nfacts; i++) {
		struct fact f = into->facts[i];
		const struct fact *o = way_fact(from, f.v);

		if (!o) {
			changed = true;
			continue;
		}
		/* A range that grows again and again is given up. */
		if (o->low < f.low || o->high > f.high) {
			changed = true;
			if (o->low < f.low)
				f.low = o->low == 0 ? 0 : INT64_MIN;
			if (o->high > f.high)
				f.high = INT64_MAX;
		}
		if (f.has_except && fact_knows(o, RELATION_NE, f.except) != 1) {
			f.has_except = false;
			changed = true;
		}
		if (f.low == INT64_MIN && f.high == INT64_MAX && !f.has_except)
			continue;
		into->facts[n++] = f;
	}
	into->nfacts = (uint8_t)n;
	return changed;
}

static bool merge_events(struct state *into, const struct state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->nevents; i++) {
		struct event *e = &into->events[i];
		bool both = false;

		for (uint32_t k = 0; k < from->nevents && !both; k++)
			both = same_event(e, &from->events[k]) &&
			       same_when(&e->when, &from->events[k].when) &&
			       from->events[k].may <= e->may;
		if (!both && !e->may) {
			e->may = true;
			changed = true;
		}
	}
	for (uint32_t k = 0; k < from->nevents; k++) {
		struct event e = from->events[k];
		bool both = false;

		for (uint32_t i = 0; i < into->nevents && !both; i++)
			both = same_event(&into->events[i], &e);
		if (both || into->nevents == STATE_EVENTS)
			continue;
		e.may = true;
		into->events[into->nevents++] = e;
		changed = true;
	}
	return changed;
}

static bool merge_cells(struct state *into, const struct state *from)
{
	bool changed = false;

	for (uint32_t i = 0; i < into->ncells; i++) {
		struct cell *c = &into->cells[i];
		bool both = false;

		for (uint32_t k = 0; k < from->ncells && !both; k++)
			both = is_cell(c, from->cells[k].base,
				       from->cells[k].field) &&
			       c->value == from->cells[k].value &&
			       same_when(&c->when, &from->cells[k].when) &&
			       from->cells[k].may <= c->may;
		if (!both && !c->may) {
			c->may = true;
			changed = true;
		}
	}
	for (uint32_t k = 0; k < from->ncells; k++) {
		struct cell c = from->cells[k];
		bool both = false;

		for (uint32_t i = 0; i < into->ncells && !both; i++)
			both = is_cell(&into->cells[i], c.base, c.field) &&
			       into->cells[i].value == c.value;
		if (both)
			continue;
		if (into->ncells == STATE_CELLS) {
			changed |= !into->lost;
			into->lost = true;
			break;
		}
		c.may = true;
		into->cells[into->ncells++] = c;
		changed = true;
	}
	return changed;
}

bool way_merge(struct state *into, const struct state *from, struct values *vs,
	       uint32_t nslots)
{
	bool changed = from->lost && !into->lost;

	into->lost |= from->lost;
	for (uint32_t i = 0; i < nslots; i++) {
		value_t v = value_either(vs, into->slots[i], from->slots[i]);

		changed |= v != into->slots[i];
		into->slots[i] = v;
	}
	changed |= merge_facts(into, from);
	changed |= merge_events(into, from);
	changed |= merge_cells(into, from);
	return changed;
}

void way_copy(struct state *to, const struct state *from, uint32_t nslots)
{
	value_t *slots = to->slots;

	/* Only what is used of the lists, which are most of a state. */
	to->nfacts = from->nfacts;
	to->ncells = from->ncells;
	to->nevents = from->nevents;
	to->hash = from->hash;
	to->lost = from->lost;
	to->done = false;
	memcpy(to->facts, from->facts, from->nfacts * sizeof(*to->facts));
	memcpy(to->cells, from->cells, from->ncells * sizeof(*to->cells));
	memcpy(to->events, from->events, from->nevents * sizeof(*to->events));
	memcpy(slots, from->slots, nslots * sizeof(*slots));
}
