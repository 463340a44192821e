/* SPDX-License-Identifier: MIT */
/*
 * A hash of types: equal for identical ones
 *
 * It looks at the top of a type, a few levels deep, which tells most types
 * apart.  What identity does not look at (names of parameters, tags) is left
 * out, and so is what would have to be computed first: an interface counts
 * as an interface.  Below a generic signature type parameters are equal by
 * position, so nothing of it is hashed but its shape.
 */
#include "types/check.h"

enum { MAX_DEPTH = 4, MAX_PARTS = 8 };

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

static uint32_t hash_signature(uint32_t h, const struct signature *s,
			       int depth)
{
	h = mix(h, s->variadic);
	if (s->tparams.n > 0)
		return mix(mix(h, s->tparams.n), tuple_len(s->params));
	return hash_tuple(hash_tuple(h, s->params, depth), s->results, depth);
}

static uint32_t hash_struct(uint32_t h, const struct structure *s, int depth)
{
	for (uint32_t i = 0; i < s->nfields && i < MAX_PARTS; i++)
		h = mix(h, s->fields[i]->name);
	return hash_vars(h, s->fields, s->nfields, depth);
}

static uint32_t hash_named(uint32_t h, struct named *n, int depth)
{
	struct type_list targs = named_targs(n);

	h = mix_pointer(h, named_origin(n)->obj);
	for (uint32_t i = 0; i < targs.n && i < MAX_PARTS; i++)
		h = mix(h, hash(targs.at[i], depth));
	return h;
}

static uint32_t hash(struct type *t, int depth)
{
	uint32_t h;

	if (!t)
		return 0;
	if (t->kind == TYPE_ALIAS)
		t = unalias(t);
	h = mix(0, t->kind);
	if (depth-- == 0)
		return h;
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return mix(h, ((struct basic *)t)->basic_kind);
	case TYPE_ARRAY:
		h = mix(h, (uint64_t)((struct array *)t)->len);
		return mix(h, hash(((struct array *)t)->elem, depth));
	case TYPE_SLICE:
		return mix(h, hash(((struct slice *)t)->elem, depth));
	case TYPE_STRUCT:
		return hash_struct(h, (struct structure *)t, depth);
	case TYPE_POINTER:
		return mix(h, hash(((struct pointer *)t)->base, depth));
	case TYPE_TUPLE:
		return hash_tuple(h, (struct tuple *)t, depth);
	case TYPE_SIGNATURE:
		return hash_signature(h, (struct signature *)t, depth);
	case TYPE_MAP:
		h = mix(h, hash(((struct map *)t)->key, depth));
		return mix(h, hash(((struct map *)t)->elem, depth));
	case TYPE_CHAN:
		h = mix(h, ((struct chan *)t)->dir);
		return mix(h, hash(((struct chan *)t)->elem, depth));
	case TYPE_NAMED:
		return hash_named(h, (struct named *)t, depth);
	case TYPE_PARAM:
		return mix_pointer(h, t);
	case TYPE_UNION:
	case TYPE_INTERFACE:
	case TYPE_ALIAS:
		break;
	}
	return h;
}

uint32_t type_hash(struct type *t)
{
	return hash(t, MAX_DEPTH);
}
