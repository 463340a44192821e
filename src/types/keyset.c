/* SPDX-License-Identifier: MIT */
/*
 * keyset.c - the constant keys of a map literal, to find one twice
 *
 * Two keys are one if they are equal as constants of whatever kind: 1, 1.0
 * and 1+0i are.  So a key is brought to its simplest kind first; what does
 * not fit a machine number then is rounded to one, as the map would do.  In
 * a map with keys of an interface type the type of the key counts as well.
 *
 * The table is in malloc's memory, made for the number of elements if that
 * is known, and given back when the literal is done: literals may be huge.
 *
 * go/types: expr.go (keyVal), literals.go.
 */
#include "types/expr.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/diag.h"

enum key_kind {
	KEY_NONE, /* a free slot */
	KEY_INT,
	KEY_UINT, /* larger than an int64 */
	KEY_FLOAT,
	KEY_COMPLEX,
	KEY_STRING,
	KEY_BOOL,
	KEY_UNIQUE, /* not known, or an integer of more than 64 bits */
};

struct key_slot {
	uint8_t kind; /* enum key_kind */
	uint32_t hash;
	uint64_t bits, bits2; /* of the number; bits: length of the string */
	const struct value *string;
	struct type *type;
};

void *hash_slots(uint32_t n, size_t size, uint32_t *ret_cap)
{
	uint64_t cap = 8;
	void *slots = NULL;

	while (cap < (uint64_t)n * 2)
		cap *= 2;
	if (cap <= UINT32_MAX)
		slots = calloc(cap, size);
	if (!slots) {
		diag("out of memory: a literal of %u keys", n);
		exit(DIAG_EXIT_BROKEN);
	}
	memory_touch(slots, cap * size);
	*ret_cap = (uint32_t)cap;
	return slots;
}

void key_set_init(struct key_set *s, uint32_t n, bool typed)
{
	*s = (struct key_set){.typed = typed};
	if (n > 0)
		s->slots = hash_slots(n, sizeof(*s->slots), &s->cap);
}

void key_set_finish(struct key_set *s)
{
	free(s->slots);
	s->slots = NULL;
}

static uint64_t double_bits(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	return bits;
}

static void set_int(struct key_slot *k, const struct value *x)
{
	bool exact;

	k->kind = KEY_INT;
	k->bits = (uint64_t)value_int64_val(x, &exact);
	if (exact)
		return;
	k->kind = KEY_UINT;
	k->bits = value_uint64_val(x, &exact);
	if (!exact)
		k->kind = KEY_UNIQUE;
}

static void set_complex(struct key_slot *k, const struct value *x)
{
	k->kind = KEY_COMPLEX;
	k->bits = double_bits(value_float64_val(value_real(x), NULL));
	k->bits2 = double_bits(value_float64_val(value_imag(x), NULL));
}

/* The key in its simplest kind. */
static void set_key(struct key_slot *k, struct arena *a, const struct value *x)
{
	const struct value *simple;

	switch (x->kind) {
	case VALUE_COMPLEX:
		simple = value_to_float(a, x);
		if (simple->kind != VALUE_FLOAT) {
			set_complex(k, x);
			return;
		}
		x = simple;
		/* fallthrough */
	case VALUE_FLOAT:
		simple = value_to_int(a, x);
		if (simple->kind != VALUE_INT) {
			k->kind = KEY_FLOAT;
			k->bits = double_bits(value_float64_val(x, NULL));
			return;
		}
		x = simple;
		/* fallthrough */
	case VALUE_INT:
		set_int(k, x);
		return;
	case VALUE_STRING:
		k->kind = KEY_STRING;
		k->bits = (uint64_t)value_string_len(x);
		k->string = x;
		return;
	case VALUE_BOOL:
		k->kind = KEY_BOOL;
		k->bits = value_bool_val(x);
		return;
	default:
		k->kind = KEY_UNIQUE;
	}
}

static uint32_t hash_key(const struct key_slot *k)
{
	uint64_t h = k->bits * UINT64_C(0x9e3779b97f4a7c15) + k->kind;

	if (k->kind == KEY_STRING)
		h ^= value_string_hash(k->string);
	h ^= k->bits2 * UINT64_C(0xc2b2ae3d27d4eb4f);
	if (k->type)
		h += type_hash(k->type);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return (uint32_t)(h >> 32);
}

static bool same_key(const struct key_slot *a, const struct key_slot *b)
{
	if (a->hash != b->hash || a->kind != b->kind || a->bits != b->bits ||
	    a->bits2 != b->bits2)
		return false;
	if (a->kind == KEY_UNIQUE)
		return false;
	if (a->kind == KEY_STRING &&
	    !value_compare(a->string, TOK_EQL, b->string))
		return false;
	return a->type == b->type ||
	       (a->type && type_identical(a->type, b->type));
}

/* Twice the room, when half of it is used. */
static void make_room(struct key_set *s)
{
	struct key_set more = {.used = s->used, .typed = s->typed};

	more.slots = hash_slots(s->used + 4, sizeof(*more.slots), &more.cap);
	for (uint32_t i = 0; i < s->cap; i++) {
		uint32_t k = s->slots[i].hash & (more.cap - 1);

		if (s->slots[i].kind == KEY_NONE)
			continue;
		while (more.slots[k].kind != KEY_NONE)
			k = (k + 1) & (more.cap - 1);
		more.slots[k] = s->slots[i];
	}
	free(s->slots);
	*s = more;
}

bool key_set_insert(struct key_set *s, struct arena *a, const struct value *val,
		    struct type *t)
{
	struct key_slot k = {.type = s->typed ? t : NULL};
	uint32_t i;

	if (s->used >= s->cap / 2)
		make_room(s);
	set_key(&k, a, val);
	k.hash = hash_key(&k);
	for (i = k.hash & (s->cap - 1); s->slots[i].kind != KEY_NONE;
	     i = (i + 1) & (s->cap - 1))
		if (same_key(&s->slots[i], &k))
			return false;
	s->slots[i] = k;
	s->used++;
	return true;
}
