/* SPDX-License-Identifier: MIT */
/*
 * A hash of types: equal for identical ones
 *
 * It follows the last part of a type (the element of a slice, the last field
 * of a struct) to the end, and looks at the others a few levels deep, which
 * tells types apart and takes no longer than they are deep.  What identity
 * does not look at (names of parameters, tags) is left out, and so is what
 * would have to be computed first: an interface counts as an interface.
 * Below a generic signature type parameters are equal by position, so nothing
 * of it is hashed but its shape.
 */
#include "types/check.h"

enum { MAX_DEPTH = 4, MAX_PARTS = 8, MAX_STEPS = 100000 };

static uint32_t hash(struct type *t, int depth);

static inline uint32_t mix(uint32_t h, uint64_t x)
{
	return (uint32_t)((h ^ x ^ x >> 29) * 0x9e3779b97f4a7c15u >> 24);
}

static inline uint32_t mix_pointer(uint32_t h, const void *p)
{
	return mix(h, (uint64_t)(uintptr_t)p >> 3);
}

static uint32_t hash_vars(uint32_t h, struct object **vars, uint32_t n,
			  int depth)
{
	h = mix(h, n);
	for (uint32_t i = 0; i < n && i < MAX_PARTS; i++)
		h = mix(h, hash(vars[i]->type, depth));
	return h;
}

static uint32_t hash_tuple(uint32_t h, const struct tuple *t, int depth)
{
	return hash_vars(h, t ? t->vars : NULL, tuple_len(t), depth);
}

static uint32_t hash_signature(uint32_t h, const struct signature *s, int depth)
{
	h = mix(h, s->variadic);
	if (s->tparams.n > 0)
		return mix(mix(h, s->tparams.n), tuple_len(s->params));
	return hash_tuple(hash_tuple(h, s->params, depth), s->results, depth);
}

/* Names of fields, and all types but the last. */
static uint32_t hash_fields(uint32_t h, const struct structure *s, int depth)
{
	uint32_t n = s->nfields;

	for (uint32_t i = 0; i < n && i < MAX_PARTS; i++)
		h = mix(h, s->fields[i]->name);
	h = mix(h, n);
	return hash_vars(h, s->fields, n > 0 ? n - 1 : 0, depth);
}

/* An instance knows the hash of its type arguments, however deep they are. */
static uint32_t hash_named(uint32_t h, struct named *n)
{
	if (n->inst)
		return mix(h, n->inst->hash);
	return mix_pointer(h, n->obj);
}

/* The hash of t but for its last part, which *ret is, or NULL. */
static uint32_t hash_head(uint32_t h, struct type *t, int depth,
			  struct type **ret)
{
	struct structure *s;

	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return mix(h, ((struct basic *)t)->basic_kind);
	case TYPE_ARRAY:
		*ret = ((struct array *)t)->elem;
		return mix(h, (uint64_t)((struct array *)t)->len);
	case TYPE_SLICE:
		*ret = ((struct slice *)t)->elem;
		return h;
	case TYPE_STRUCT:
		s = (struct structure *)t;
		if (s->nfields > 0)
			*ret = s->fields[s->nfields - 1]->type;
		return hash_fields(h, s, depth);
	case TYPE_POINTER:
		*ret = ((struct pointer *)t)->base;
		return h;
	case TYPE_TUPLE:
		return hash_tuple(h, (struct tuple *)t, depth);
	case TYPE_SIGNATURE:
		return hash_signature(h, (struct signature *)t, depth);
	case TYPE_MAP:
		*ret = ((struct map *)t)->elem;
		return mix(h, hash(((struct map *)t)->key, depth));
	case TYPE_CHAN:
		*ret = ((struct chan *)t)->elem;
		return mix(h, ((struct chan *)t)->dir);
	case TYPE_NAMED:
		return hash_named(h, (struct named *)t);
	case TYPE_PARAM:
		return mix_pointer(h, t);
	case TYPE_UNION:
	case TYPE_INTERFACE:
	case TYPE_ALIAS:
		break;
	}
	return h;
}

/* steps is how far the last parts are followed. */
static uint32_t hash_chain(struct type *t, int depth, int steps)
{
	uint32_t h = (uint32_t)depth;

	for (; t; steps--) {
		struct type *last = NULL;

		if (t->kind == TYPE_ALIAS)
			t = unalias(t);
		h = mix(h, t->kind);
		if (steps == 0)
			break;
		h = hash_head(h, t, depth - 1, &last);
		t = last;
	}
	return h;
}

static uint32_t hash(struct type *t, int depth)
{
	return hash_chain(t, depth, depth);
}

uint32_t type_hash(struct type *t)
{
	/* A type without an end, after an error, is cut. */
	return hash_chain(t, MAX_DEPTH, MAX_STEPS);
}
