/* SPDX-License-Identifier: MIT */
/*
 * effect_value.h - what a slot may hold while a function is looked at
 *
 * Values are relative to the function's start: a parameter, what was stored
 * at a path behind one, what a call has given.  Equal values are equal
 * numbers.  Numbers rise as values are met, so that their order is the same
 * in each run.
 */
#ifndef CFRONT_EFFECT_VALUE_H
#define CFRONT_EFFECT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"
#include "cfront/effect.h"

struct arena;
struct body_set;

typedef uint32_t value_t;

#define NO_VALUE ((value_t)0)

enum value_kind {
	VALUE_UNKNOWN,
	VALUE_CONST,  /* c */
	VALUE_STATIC, /* memory that is always there */
	VALUE_FUNC,   /* n: a function */
	VALUE_PARAM,  /* n: from 0 */
	VALUE_GLOBAL, /* n: the address of a variable */
	VALUE_SLOT,   /* n: the address of a slot */
	VALUE_LOADED, /* what field n of a held at the start */
	VALUE_FIELD,  /* the address of field n of a */
	VALUE_INSIDE, /* somewhere in the memory of a */
	VALUE_SOME,   /* anything that is reached from a */
	VALUE_OWNED,  /* new memory: call n, its part c; of a family */
	VALUE_RESULT, /* something else that call n has given; its part c */
	VALUE_ADD,    /* a + c */
	VALUE_MASK,   /* a & c */
	VALUE_CMP,    /* a relation c */
	VALUE_EITHER, /* a or b, which may be another */
};

struct value {
	uint8_t kind;
	uint8_t relation;
	uint8_t depth; /* LOADED and FIELD on the way */
	bool many;     /* one of several: what is so of one is not of all */
	value_t a, b;
	uint32_t n;
	name_t family;
	int64_t c;
};

struct values {
	struct arena *arena;
	struct value *at;
	uint32_t len, cap;
	uint32_t *table;
	uint32_t table_cap;
};

void values_start(struct values *vs, struct arena *scratch);

value_t value_make(struct values *vs, struct value v);
value_t value_const(struct values *vs, int64_t c);
value_t value_of(struct values *vs, enum value_kind kind, uint32_t n);
value_t value_loaded(struct values *vs, value_t base, uint32_t field);
value_t value_field(struct values *vs, value_t base, uint32_t field);
value_t value_inside(struct values *vs, value_t base);
value_t value_either(struct values *vs, value_t a, value_t b);
/* a op c, folded when a is a constant. */
value_t value_with(struct values *vs, enum value_kind kind, value_t a,
		   uint8_t relation, int64_t c);

/*
 * One name for each place: elements of an array share one, and *&p->f is
 * p->f.
 */
void value_canonical(const struct values *vs, value_t *base, uint32_t *field);

/* The alternatives of v, at most 4; v itself when it is none. */
uint32_t value_alternatives(const struct values *vs, value_t v, value_t ret[4]);

/* Without INSIDE: the block that a pointer points into. */
value_t value_block(const struct values *vs, value_t v);

/* Without FIELD either: the object that a pointer points into. */
value_t value_object(const struct values *vs, value_t v);

/* What paths through v begin with: PARAM, GLOBAL, OWNED, ...; or v. */
value_t value_root(const struct values *vs, value_t v);

bool relation_holds(uint8_t relation, int64_t a, int64_t b);
uint8_t relation_not(uint8_t relation);

/* Appends to p the way from v's root to v; false: that is no path. */
bool value_path(const struct values *vs, const struct body_set *set, value_t v,
		struct effect_path *ret);

/* One more step behind a path. */
void effect_path_step(struct effect_path *p, const struct body_set *set,
		      uint32_t field);

#endif
