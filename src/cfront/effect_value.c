/* SPDX-License-Identifier: MIT */
#include "cfront/effect_value.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "cfront/body.h"

enum { MAX_ALTERNATIVES = 4 };

void values_start(struct values *vs, struct arena *scratch)
{
	*vs = (struct values){.arena = scratch};
	vs->table_cap = 256;
	vs->table = ARENA_ARRAY(scratch, vs->table_cap, uint32_t);
	vec_push_in(scratch, vs, (struct value){0});
}

static uint64_t hash_of(const struct value *v)
{
	uint64_t h = v->kind | (uint64_t)v->relation << 8;

	h = (h ^ v->a) * 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 29) ^ v->b) * 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 29) ^ v->n) * 0x9e3779b97f4a7c15u;
	h = (h ^ (h >> 29) ^ (uint64_t)v->c) * 0x9e3779b97f4a7c15u;
	return h ^ (h >> 32);
}

static bool same(const struct value *x, const struct value *y)
{
	/* Depth and many follow from the rest, or are added to it. */
	return x->kind == y->kind && x->relation == y->relation &&
	       x->a == y->a && x->b == y->b && x->n == y->n && x->c == y->c &&
	       x->family == y->family;
}

static uint32_t *place_of(struct values *vs, const struct value *v)
{
	uint32_t i = (uint32_t)hash_of(v) & (vs->table_cap - 1);

	while (vs->table[i] && !same(&vs->at[vs->table[i]], v))
		i = (i + 1) & (vs->table_cap - 1);
	return &vs->table[i];
}

static void grow(struct values *vs)
{
	vs->table_cap *= 2;
	vs->table = ARENA_ARRAY(vs->arena, vs->table_cap, uint32_t);
	for (uint32_t i = 1; i < vs->len; i++)
		*place_of(vs, &vs->at[i]) = i;
}

value_t value_make(struct values *vs, struct value v)
{
	uint32_t *at;

	if (v.kind == VALUE_UNKNOWN)
		return NO_VALUE;
	at = place_of(vs, &v);
	if (*at)
		return *at;
	*at = vs->len;
	vec_push_in(vs->arena, vs, v);
	if (vs->len * 4 > vs->table_cap * 3)
		grow(vs);
	return vs->len - 1;
}

value_t value_const(struct values *vs, int64_t c)
{
	return value_make(vs, (struct value){.kind = VALUE_CONST, .c = c});
}

value_t value_of(struct values *vs, enum value_kind kind, uint32_t n)
{
	return value_make(vs, (struct value){.kind = (uint8_t)kind, .n = n});
}

static value_t reached(struct values *vs, value_t base)
{
	value_t root = value_root(vs, base);

	if (vs->at[root].kind == VALUE_SOME || root == NO_VALUE)
		return root;
	return value_make(vs, (struct value){.kind = VALUE_SOME, .a = root});
}

/* One more step from base, as long as a path may have it. */
static value_t behind(struct values *vs, value_t base, enum value_kind kind,
		      uint32_t field)
{
	struct value v = {.kind = (uint8_t)kind, .a = base, .n = field};

	v.depth = vs->at[base].depth;
	/* A variable's own content is no step. */
	if (vs->at[base].kind != VALUE_GLOBAL || field != 0)
		v.depth++;
	if (v.depth > EFFECT_STEPS || vs->at[base].kind == VALUE_SOME)
		return reached(vs, base);
	return value_make(vs, v);
}

void value_canonical(const struct values *vs, value_t *base, uint32_t *field)
{
	for (;;) {
		const struct value *v = &vs->at[*base];

		if (v->kind == VALUE_FIELD && *field == 0)
			*field = v->n;
		else if (v->kind != VALUE_INSIDE)
			return;
		*base = v->a;
	}
}

value_t value_loaded(struct values *vs, value_t base, uint32_t field)
{
	value_canonical(vs, &base, &field);
	switch (vs->at[base].kind) {
	case VALUE_PARAM:
	case VALUE_GLOBAL:
	case VALUE_LOADED:
	case VALUE_FIELD:
	case VALUE_SOME:
	case VALUE_RESULT:
		return behind(vs, base, VALUE_LOADED, field);
	default:
		return NO_VALUE;
	}
}

value_t value_field(struct values *vs, value_t base, uint32_t field)
{
	value_t alternatives[4], v = NO_VALUE;
	uint32_t n;

	if (vs->at[base].kind == VALUE_EITHER) {
		n = value_alternatives(vs, base, alternatives);
		for (uint32_t i = 0; i < n; i++) {
			value_t f = value_field(vs, alternatives[i], field);

			v = i ? value_either(vs, v, f) : f;
		}
		return v;
	}
	if (vs->at[base].kind == VALUE_INSIDE)
		base = vs->at[base].a;
	if (base == NO_VALUE || vs->at[base].kind <= VALUE_FUNC)
		return NO_VALUE;
	return behind(vs, base, VALUE_FIELD, field);
}

value_t value_inside(struct values *vs, value_t base)
{
	value_t alternatives[4], v = NO_VALUE;
	uint32_t n;

	switch (vs->at[base].kind) {
	case VALUE_UNKNOWN:
	case VALUE_CONST:
	case VALUE_CMP:
		return NO_VALUE;
	case VALUE_INSIDE:
	case VALUE_STATIC:
	case VALUE_SOME:
		return base;
	case VALUE_EITHER:
		n = value_alternatives(vs, base, alternatives);
		for (uint32_t i = 0; i < n; i++) {
			value_t f = value_inside(vs, alternatives[i]);

			v = i ? value_either(vs, v, f) : f;
		}
		return v;
	default:
		return value_make(vs,
				  (struct value){.kind = VALUE_INSIDE,
						 .depth = vs->at[base].depth,
						 .a = base});
	}
}

uint32_t value_alternatives(const struct values *vs, value_t v, value_t ret[4])
{
	uint32_t n = 0;

	while (vs->at[v].kind == VALUE_EITHER && n < MAX_ALTERNATIVES - 1) {
		ret[n++] = vs->at[v].a;
		v = vs->at[v].b;
	}
	ret[n++] = v;
	return n;
}

/* Rising alternatives, each once; too many are no longer known. */
value_t value_either(struct values *vs, value_t a, value_t b)
{
	value_t all[8], other[4], v;
	uint32_t n, m;

	if (a == b)
		return a;
	if (a == NO_VALUE || b == NO_VALUE)
		return NO_VALUE;
	n = value_alternatives(vs, a, all);
	m = value_alternatives(vs, b, other);
	for (uint32_t i = 0; i < m; i++) {
		uint32_t k = n;

		while (k > 0 && all[k - 1] > other[i])
			k--;
		if (k > 0 && all[k - 1] == other[i])
			continue;
		memmove(all + k + 1, all + k, (n - k) * sizeof(*all));
		all[k] = other[i];
		n++;
	}
	if (n > MAX_ALTERNATIVES)
		return NO_VALUE;
	v = all[n - 1];
	for (uint32_t i = n - 1; i-- > 0;)
		v = value_make(vs, (struct value){.kind = VALUE_EITHER,
						  .a = all[i],
						  .b = v});
	return v;
}

bool relation_holds(uint8_t relation, int64_t a, int64_t b)
{
	switch (relation) {
	case RELATION_EQ:
		return a == b;
	case RELATION_NE:
		return a != b;
	case RELATION_LT:
		return a < b;
	case RELATION_GE:
		return a >= b;
	case RELATION_GT:
		return a > b;
	case RELATION_LE:
		return a <= b;
	case RELATION_ANY_BIT:
		return (a & b) != 0;
	default:
		return (a & b) == 0;
	}
}

uint8_t relation_not(uint8_t relation)
{
	/* They come in pairs. */
	return relation ^ 1;
}

value_t value_with(struct values *vs, enum value_kind kind, value_t a,
		   uint8_t relation, int64_t c)
{
	const struct value *v = &vs->at[a];

	if (v->kind == VALUE_CONST) {
		if (kind == VALUE_CMP)
			return value_const(vs,
					   relation_holds(relation, v->c, c));
		if (kind == VALUE_MASK)
			return value_const(vs, v->c & c);
		/* Counting in a loop would never come to an end. */
		return NO_VALUE;
	}
	if (a == NO_VALUE || (kind == VALUE_ADD && v->kind == VALUE_ADD))
		return NO_VALUE;
	/* !x of a condition turns it round; x != 0 of one is itself. */
	if (kind == VALUE_CMP && v->kind == VALUE_CMP && c == 0 &&
	    relation == RELATION_NE)
		return a;
	if (kind == VALUE_CMP && v->kind == VALUE_CMP && c == 0 &&
	    relation == RELATION_EQ)
		return value_make(vs, (struct value){.kind = VALUE_CMP,
						     .relation = relation_not(
							     v->relation),
						     .a = v->a,
						     .c = v->c});
	if (kind == VALUE_CMP && v->kind == VALUE_EITHER)
		return NO_VALUE;
	return value_make(vs, (struct value){.kind = (uint8_t)kind,
					     .relation = relation,
					     .a = a,
					     .c = c});
}

value_t value_block(const struct values *vs, value_t v)
{
	return vs->at[v].kind == VALUE_INSIDE ? vs->at[v].a : v;
}

value_t value_object(const struct values *vs, value_t v)
{
	while (vs->at[v].kind == VALUE_INSIDE || vs->at[v].kind == VALUE_FIELD)
		v = vs->at[v].a;
	return v;
}

value_t value_root(const struct values *vs, value_t v)
{
	for (;;) {
		switch (vs->at[v].kind) {
		case VALUE_LOADED:
		case VALUE_FIELD:
		case VALUE_INSIDE:
		case VALUE_SOME:
			v = vs->at[v].a;
			break;
		default:
			return v;
		}
	}
}

void effect_path_step(struct effect_path *p, const struct body_set *set,
		      uint32_t field)
{
	if (p->nsteps == EFFECT_STEPS || p->some) {
		p->some = true;
		return;
	}
	p->fields[p->nsteps] = field;
	p->steps[p->nsteps++] = set->fields.at[field].name;
}

bool value_path(const struct values *vs, const struct body_set *set, value_t v,
		struct effect_path *ret)
{
	const struct value *at = &vs->at[v];

	switch (at->kind) {
	case VALUE_PARAM:
		*ret = (struct effect_path){.root = (int16_t)at->n};
		return true;
	case VALUE_GLOBAL:
		*ret = (struct effect_path){
			.root = EFFECT_GLOBAL,
			.number = at->n,
			.global = set->globals.at[at->n].name};
		return true;
	case VALUE_INSIDE:
		return value_path(vs, set, at->a, ret);
	case VALUE_SOME:
		if (!value_path(vs, set, at->a, ret))
			return false;
		ret->some = true;
		return true;
	case VALUE_LOADED:
	case VALUE_FIELD:
		if (!value_path(vs, set, at->a, ret))
			return false;
		if (vs->at[at->a].kind != VALUE_GLOBAL || at->n != 0)
			effect_path_step(ret, set, at->n);
		return true;
	default:
		return false;
	}
}
