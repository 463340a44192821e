/* SPDX-License-Identifier: MIT */
#include "types/remake.h"

#include "base/vec.h"
#include "types/construct.h"

struct type *remake_part(struct remake *r, struct type *t)
{
	return t ? r->type(r, t) : TYP(INVALID);
}

struct type **remake_list(struct remake *r, struct type **list, uint32_t n)
{
	struct type **copy = list;

	for (uint32_t i = 0; i < n; i++) {
		struct type *t = remake_part(r, list[i]);

		if (t == list[i])
			continue;
		if (copy == list)
			copy = vec_copy(r->arena, list, n, sizeof(*list));
		copy[i] = t;
	}
	return copy;
}

struct object *remake_object(struct remake *r, struct object *obj)
{
	struct type *t = remake_part(r, obj->type);
	struct object *copy;

	if (t == obj->type)
		return obj;
	if (r->object)
		return r->object(r->arena, obj, t);
	copy = ARENA_NEW(r->arena, struct object);
	*copy = *obj;
	copy->type = t;
	return copy;
}

struct object **remake_objects(struct remake *r, struct object **list,
			       uint32_t n)
{
	struct object **copy = list;

	for (uint32_t i = 0; i < n; i++) {
		struct object *obj = remake_object(r, list[i]);

		if (obj == list[i])
			continue;
		if (copy == list)
			copy = vec_copy(r->arena, list, n, sizeof(*list));
		copy[i] = obj;
	}
	return copy;
}

struct tuple *remake_tuple(struct remake *r, struct tuple *t)
{
	struct object **vars;

	if (!t)
		return NULL;
	vars = remake_objects(r, t->vars, t->n);
	return vars == t->vars ? t : new_tuple(r->arena, vars, t->n);
}

struct type *remake_struct(struct remake *r, struct structure *t)
{
	struct object **fields = remake_objects(r, t->fields, t->nfields);

	if (fields == t->fields)
		return &t->t;
	return new_struct(r->arena, fields, t->nfields, t->tags);
}

struct type *remake_union(struct remake *r, struct union_type *t)
{
	struct term *terms = t->terms;
	struct union_type *copy;

	for (uint32_t i = 0; i < t->nterms; i++) {
		struct type *type = remake_part(r, t->terms[i].type);

		if (type == t->terms[i].type)
			continue;
		if (terms == t->terms)
			terms = vec_copy(r->arena, terms, t->nterms,
					 sizeof(*terms));
		terms[i].type = type;
	}
	if (terms == t->terms)
		return &t->t;
	/* Terms may be equal now; the type set sees to it. */
	copy = ARENA_NEW(r->arena, struct union_type);
	*copy = *t;
	copy->terms = terms;
	return &copy->t;
}

struct type *remake_map(struct remake *r, struct map *t)
{
	struct type *key = remake_part(r, t->key);
	struct type *elem = remake_part(r, t->elem);

	if (key == t->key && elem == t->elem)
		return &t->t;
	return new_map(r->arena, key, elem);
}

struct type *remake_elem(struct remake *r, struct type *t)
{
	struct array *array = (struct array *)t;
	struct slice *slice = (struct slice *)t;
	struct pointer *pointer = (struct pointer *)t;
	struct chan *chan = (struct chan *)t;
	struct type *elem;

	switch (t->kind) {
	case TYPE_ARRAY:
		elem = remake_part(r, array->elem);
		return elem == array->elem
			       ? t
			       : new_array(r->arena, elem, array->len);
	case TYPE_SLICE:
		elem = remake_part(r, slice->elem);
		return elem == slice->elem ? t : new_slice(r->arena, elem);
	case TYPE_POINTER:
		elem = remake_part(r, pointer->base);
		return elem == pointer->base ? t : new_pointer(r->arena, elem);
	default:
		elem = remake_part(r, chan->elem);
		return elem == chan->elem ? t
					  : new_chan(r->arena, chan->dir, elem);
	}
}
