/* SPDX-License-Identifier: MIT */
/*
 * A state is what the slots hold, what is known about values (facts), what
 * was written to memory (cells) and what has happened to it (events).
 *
 * A thing that depends on what is not known yet (realloc frees when its
 * result is not NULL) carries its condition; the branch that tests it
 * settles it: the thing becomes certain on one side and goes on the other.
 */
#include "cfront/effect_state.h"

#include <string.h>

struct fact *way_fact(const struct state *s, value_t v)
{
	for (uint32_t i = 0; i < s->nfacts; i++)
		if (s->facts[i].v == v)
			return (struct fact *)&s->facts[i];
	return NULL;
}

int fact_knows(const struct fact *f, uint8_t relation, int64_t c)
{
	bool out =
		c < f->low || c > f->high || (f->has_except && f->except == c);
	bool single = f->low == f->high;

	switch (relation) {
	case RELATION_EQ:
		return out ? 0 : single ? 1 : -1;
	case RELATION_NE:
		return out ? 1 : single ? 0 : -1;
	case RELATION_LT:
		return f->high < c ? 1 : f->low >= c ? 0 : -1;
	case RELATION_GE:
		return f->low >= c ? 1 : f->high < c ? 0 : -1;
	case RELATION_GT:
		return f->low > c ? 1 : f->high <= c ? 0 : -1;
	case RELATION_LE:
		return f->high <= c ? 1 : f->low > c ? 0 : -1;
	default:
		return -1;
	}
}

/* What is so by the kind of a value alone. */
static int kind_knows(const struct values *vs, value_t v, uint8_t relation,
		      int64_t c)
{
	const struct value *at = &vs->at[v];

	switch (at->kind) {
	case VALUE_CONST:
		return relation_holds(relation, at->c, c);
	case VALUE_CMP:
		/* 0 or 1 */
		if (c == 0 && relation == RELATION_GE)
			return 1;
		return -1;
	case VALUE_STATIC:
	case VALUE_FUNC:
	case VALUE_GLOBAL:
	case VALUE_SLOT:
	case VALUE_FIELD:
	case VALUE_INSIDE:
		if (c != 0)
			return -1;
		return relation == RELATION_NE || relation == RELATION_GT ? 1
		       : relation == RELATION_EQ			  ? 0
									  : -1;
	default:
		return -1;
	}
}

int way_knows(const struct state *s, const struct values *vs, value_t v,
	      uint8_t relation, int64_t c)
{
	int known = kind_knows(vs, v, relation, c);
	const struct fact *f;

	if (known >= 0)
		return known;
	if (vs->at[v].kind == VALUE_EITHER) {
		known = way_knows(s, vs, vs->at[v].a, relation, c);
		if (known < 0)
			return -1;
		return way_knows(s, vs, vs->at[v].b, relation, c) == known
			       ? known
			       : -1;
	}
	if (vs->at[v].kind == VALUE_CMP &&
	    (relation == RELATION_EQ || relation == RELATION_NE) &&
	    (c == 0 || c == 1)) {
		known = way_knows(s, vs, vs->at[v].a, vs->at[v].relation,
				  vs->at[v].c);
		if (known >= 0)
			return relation_holds(relation, known, c);
	}
	if (vs->at[v].many)
		return -1;
	f = way_fact(s, v);
	return f ? fact_knows(f, relation, c) : -1;
}

bool way_range(const struct state *s, const struct values *vs, value_t v,
	       int64_t *ret_low, int64_t *ret_high)
{
	const struct fact *f = way_fact(s, v);

	if (vs->at[v].kind == VALUE_CONST) {
		*ret_low = *ret_high = vs->at[v].c;
		return true;
	}
	if (vs->at[v].kind == VALUE_CMP) {
		*ret_low = 0;
		*ret_high = 1;
		return true;
	}
	if (!f || vs->at[v].many)
		return false;
	*ret_low = f->low;
	*ret_high = f->high;
	return f->low != INT64_MIN || f->high != INT64_MAX;
}

static void narrow(struct fact *f, uint8_t relation, int64_t c)
{
	switch (relation) {
	case RELATION_EQ:
		f->low = f->high = c;
		break;
	case RELATION_NE:
		if (f->low == c && c < INT64_MAX)
			f->low++;
		else if (f->high == c && c > INT64_MIN)
			f->high--;
		else if (!f->has_except) {
			f->has_except = true;
			f->except = c;
		}
		break;
	case RELATION_LT:
		if (c > INT64_MIN && f->high > c - 1)
			f->high = c - 1;
		break;
	case RELATION_GE:
		if (f->low < c)
			f->low = c;
		break;
	case RELATION_GT:
		if (c < INT64_MAX && f->low < c + 1)
			f->low = c + 1;
		break;
	case RELATION_LE:
		if (f->high > c)
			f->high = c;
		break;
	default:
		return;
	}
	/* An end of the range that is left out is no end. */
	if (f->has_except && f->low == f->except && f->low < f->high) {
		f->low++;
		f->has_except = false;
	} else if (f->has_except && f->high == f->except && f->low < f->high) {
		f->high--;
		f->has_except = false;
	}
}

/* What waited for v to be known. */
static void settle(struct state *s, const struct values *vs, value_t v)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->nevents; i++) {
		struct event *e = &s->events[i];
		int known = -1;

		if (e->when.v == v)
			known = way_knows(s, vs, v, e->when.relation,
					  e->when.c);
		if (known == 1)
			e->when = (struct when){0};
		if (known != 0)
			s->events[n++] = *e;
	}
	s->nevents = (uint8_t)n;
	n = 0;
	for (uint32_t i = 0; i < s->ncells; i++) {
		struct cell *c = &s->cells[i];
		int known = -1;

		if (c->when.v == v)
			known = way_knows(s, vs, v, c->when.relation,
					  c->when.c);
		if (known == 1)
			c->when = (struct when){0};
		if (known == 0)
			c->value = NO_VALUE;
		s->cells[n++] = *c;
	}
	s->ncells = (uint8_t)n;
}

/* Takes the alternatives that cannot be out of v, wherever it is held. */
static bool assume_either(struct state *s, struct values *vs, uint32_t nslots,
			  value_t v, uint8_t relation, int64_t c)
{
	value_t all[4], left = NO_VALUE;
	uint32_t n = value_alternatives(vs, v, all), kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (way_knows(s, vs, all[i], relation, c) == 0)
			continue;
		left = kept++ ? value_either(vs, left, all[i]) : all[i];
	}
	if (kept == 0)
		return false;
	if (left == v)
		return true;
	for (uint32_t i = 0; i < nslots; i++)
		if (s->slots[i] == v)
			s->slots[i] = left;
	for (uint32_t i = 0; i < s->ncells; i++)
		if (s->cells[i].value == v)
			s->cells[i].value = left;
	return kept > 1 || way_assume(s, vs, nslots, left, relation, c);
}

bool way_assume(struct state *s, struct values *vs, uint32_t nslots, value_t v,
		uint8_t relation, int64_t c)
{
	const struct value *at = &vs->at[v];
	struct fact *f;
	int known;

	if (v == NO_VALUE)
		return true;
	known = way_knows(s, vs, v, relation, c);
	if (known >= 0)
		return known == 1;
	if (at->kind == VALUE_EITHER)
		return assume_either(s, vs, nslots, v, relation, c);
	if (at->kind == VALUE_CMP && (c == 0 || c == 1) &&
	    relation <= RELATION_NE)
		return way_assume(s, vs, nslots, at->a,
				  (relation == RELATION_NE) == (c == 0)
					  ? at->relation
					  : relation_not(at->relation),
				  at->c);
	if (relation >= RELATION_ANY_BIT || at->many || at->kind == VALUE_SOME)
		return true;
	f = way_fact(s, v);
	if (!f) {
		/* The oldest one has to go when there is no room. */
		if (s->nfacts == STATE_FACTS)
			memmove(s->facts, s->facts + 1,
				sizeof(*s->facts) * --s->nfacts);
		f = &s->facts[s->nfacts++];
		*f = (struct fact){.v = v, .low = INT64_MIN, .high = INT64_MAX};
	}
	narrow(f, relation, c);
	settle(s, vs, v);
	return true;
}

static bool same_cell(const struct cell *c, value_t base, uint32_t field)
{
	return c->base == base && c->field == field;
}

/* What a place held before the function wrote to it. */
static value_t load_old(const struct state *s, struct values *vs, value_t base,
			uint32_t field)
{
	for (uint32_t i = s->ncells; i-- > 0;) {
		const struct cell *c = &s->cells[i];

		/* The whole object was copied, or filled with zeros. */
		if (!same_cell(c, base, CELL_ALL))
			continue;
		if (c->value == NO_VALUE || c->may)
			return NO_VALUE;
		if (vs->at[c->value].kind == VALUE_CONST)
			return c->value;
		return value_loaded(vs, c->value, field);
	}
	return value_loaded(vs, base, field);
}

value_t way_load(const struct state *s, struct values *vs, value_t base,
		 uint32_t field)
{
	value_t all[4], v = NO_VALUE;
	uint32_t n, seen = 0;
	bool certain = false;

	if (vs->at[base].kind == VALUE_EITHER) {
		n = value_alternatives(vs, base, all);
		for (uint32_t i = 0; i < n; i++) {
			value_t one = way_load(s, vs, all[i], field);

			if (way_knows(s, vs, all[i], RELATION_EQ, 0) == 1)
				continue;
			v = seen++ ? value_either(vs, v, one) : one;
		}
		return v;
	}
	value_canonical(vs, &base, &field);
	if (vs->at[base].kind == VALUE_SLOT && field == 0 &&
	    s->slots[vs->at[base].n])
		return s->slots[vs->at[base].n];
	for (uint32_t i = s->ncells; i-- > 0;) {
		const struct cell *c = &s->cells[i];

		if (!same_cell(c, base, field))
			continue;
		v = seen++ ? value_either(vs, v, c->value) : c->value;
		if (!c->may) {
			certain = true;
			break;
		}
	}
	if (certain || s->lost)
		return v;
	return seen ? value_either(vs, v, load_old(s, vs, base, field))
		    : load_old(s, vs, base, field);
}

static void store_one(struct state *s, struct values *vs,
		      const struct cell *cell, bool weak)
{
	value_t base = cell->base;
	uint32_t field = cell->field, n = 0;

	value_canonical(vs, &base, &field);

	if (base == NO_VALUE || vs->at[base].kind == VALUE_CONST ||
	    vs->at[base].kind == VALUE_STATIC)
		return;
	if (vs->at[base].kind == VALUE_SLOT && field == 0 && !weak) {
		/* With a condition: what it is otherwise is not known. */
		s->slots[vs->at[base].n] = cell->value;
		return;
	}
	weak |= vs->at[base].kind == VALUE_SOME;
	for (uint32_t i = 0; i < s->ncells; i++) {
		const struct cell *c = &s->cells[i];

		if (same_cell(c, base, field) &&
		    (!weak || c->value == cell->value))
			continue;
		s->cells[n++] = *c;
	}
	s->ncells = (uint8_t)n;
	if (n == STATE_CELLS) {
		s->lost = true;
		return;
	}
	s->cells[n] = *cell;
	s->cells[n].base = base;
	s->cells[n].field = field;
	s->ncells++;
}

void way_store(struct state *s, struct values *vs, const struct cell *cell,
	       bool weak)
{
	value_t all[4];
	uint32_t n = value_alternatives(vs, cell->base, all);

	for (uint32_t i = 0; i < n; i++) {
		struct cell one = *cell;

		one.base = all[i];
		one.may |= n > 1;
		store_one(s, vs, &one, weak || n > 1);
	}
}

/* A reference that was taken here is given back. */
static bool cancels(struct state *s, const struct event *e)
{
	if (e->kind != EFFECT_UNREFS)
		return false;
	for (uint32_t i = 0; i < s->nevents; i++) {
		const struct event *old = &s->events[i];

		if (old->kind != EFFECT_REFS || old->subject != e->subject ||
		    old->may || old->when.v != NO_VALUE)
			continue;
		memmove(s->events + i, s->events + i + 1,
			(s->nevents - i - 1u) * sizeof(*s->events));
		s->nevents--;
		return true;
	}
	return false;
}

void way_add(struct state *s, const struct event *e)
{
	if (cancels(s, e))
		return;
	for (uint32_t i = 0; i < s->nevents; i++) {
		struct event *old = &s->events[i];

		if (old->kind != e->kind || old->subject != e->subject ||
		    old->name != e->name)
			continue;
		if (old->when.v == NO_VALUE && !old->may)
			return; /* it has happened for certain already */
		if (old->may == e->may && old->when.v == e->when.v &&
		    old->when.relation == e->when.relation &&
		    old->when.c == e->when.c)
			return;
		if (e->when.v == NO_VALUE && !e->may) {
			*old = *e;
			return;
		}
	}
	if (s->nevents < STATE_EVENTS)
		s->events[s->nevents++] = *e;
}

void way_forget(struct state *s, value_t v)
{
	uint32_t n = 0;

	if (v == NO_VALUE)
		return;
	for (uint32_t i = 0; i < s->nfacts; i++)
		if (s->facts[i].v != v)
			s->facts[n++] = s->facts[i];
	s->nfacts = (uint8_t)n;
	n = 0;
	for (uint32_t i = 0; i < s->nevents; i++) {
		struct event *e = &s->events[i];

		if (e->subject == v)
			continue;
		if (e->when.v == v) {
			e->when = (struct when){0};
			e->may = true;
		}
		s->events[n++] = *e;
	}
	s->nevents = (uint8_t)n;
	n = 0;
	for (uint32_t i = 0; i < s->ncells; i++) {
		struct cell *c = &s->cells[i];

		if (c->base == v)
			continue;
		if (c->when.v == v) {
			c->when = (struct when){0};
			c->may = true;
		}
		s->cells[n++] = *c;
	}
	s->ncells = (uint8_t)n;
}

void way_clobber(struct state *s, struct values *vs, value_t v)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->ncells; i++) {
		value_t root = value_root(vs, s->cells[i].base);

		if (root != v)
			s->cells[n++] = s->cells[i];
	}
	s->ncells = (uint8_t)n;
}
