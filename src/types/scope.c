/* SPDX-License-Identifier: MIT */
/*
 * Scopes: names to objects, nested
 *
 * An identifier in a function is looked up in every block around it, then
 * in the file, the package and the universe, and it is not there in most of
 * them.  So each scope has a filter of 64 bits with one bit set for each of
 * its names: a lookup that misses ends with one word read.  What passes the
 * filter is searched in order where there are few objects, and through a
 * hash index where there are many.
 *
 * A number of a name is as good as a hash: equal names are equal numbers.
 */
#include "types/types.h"

#include <stdlib.h>
#include <strings.h>

#include "base/arena.h"
#include "types/check.h"

/* Up to so many objects are searched one by one. */
enum { FEW = 8 };

static inline uint32_t mix(name_t name)
{
	return (uint32_t)name * 0x9e3779b1u;
}

static inline uint64_t name_bit(name_t name)
{
	return (uint64_t)1 << (mix(name) >> 26);
}

struct scope *scope_new(struct arena *a, struct scope *parent, pos_t pos,
			pos_t end)
{
	struct scope *s = ARENA_NEW(a, struct scope);

	s->parent = parent;
	s->pos = pos;
	s->end = end;
	/* The universe is shared by all threads: it knows no children. */
	if (parent && parent != universe) {
		if (parent->last_child)
			parent->last_child->next = s;
		else
			parent->first_child = s;
		parent->last_child = s;
	}
	return s;
}

static struct object *lookup_few(const struct scope *s, name_t name)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (s->objects[i]->name == name)
			return s->objects[i];
	return NULL;
}

static struct object *lookup_indexed(const struct scope *s, name_t name)
{
	uint32_t mask = s->index_cap - 1;

	for (uint32_t i = mix(name) >> 7;; i++) {
		const struct scope_slot *slot = &s->index[i & mask];

		if (slot->at == 0)
			return NULL;
		if (slot->name == name)
			return s->objects[slot->at - 1];
	}
}

static inline struct object *lookup(const struct scope *s, name_t name,
				    uint64_t bit)
{
	if (!(s->filter & bit))
		return NULL;
	return s->index ? lookup_indexed(s, name) : lookup_few(s, name);
}

struct object *scope_lookup(const struct scope *s, name_t name)
{
	return lookup(s, name, name_bit(name));
}

struct object *scope_lookup_parent(const struct scope *s, name_t name,
				   struct scope **ret_scope)
{
	uint64_t bit = name_bit(name);

	for (; s; s = s->parent) {
		struct object *obj = lookup(s, name, bit);

		if (obj) {
			if (ret_scope)
				*ret_scope = (struct scope *)s;
			return obj;
		}
	}
	return NULL;
}

static void index_object(struct scope *s, uint32_t at)
{
	uint32_t mask = s->index_cap - 1;
	name_t name = s->objects[at]->name;
	uint32_t i = mix(name) >> 7;

	while (s->index[i & mask].at)
		i++;
	s->index[i & mask] = (struct scope_slot){name, at + 1};
}

/* The index has at least twice as many places as there are objects. */
static void grow_index(struct arena *a, struct scope *s)
{
	s->index_cap = s->index_cap ? s->index_cap * 2 : 4 * FEW;
	s->index = ARENA_TABLE(a, s->index_cap, struct scope_slot);
	for (uint32_t i = 0; i < s->n; i++)
		index_object(s, i);
}

struct object *scope_insert(struct arena *a, struct scope *s,
			    struct object *obj)
{
	uint64_t bit = name_bit(obj->name);
	struct object *alt = lookup(s, obj->name, bit);

	if (alt)
		return alt;
	if (s->n == s->cap)
		s->objects = vec_grow(s->objects, s->n, &s->cap,
				      sizeof(*s->objects), a);
	s->objects[s->n++] = obj;
	s->filter |= bit;
	if (s->n > FEW) {
		if (s->n * 2 > s->index_cap)
			grow_index(a, s);
		else
			index_object(s, s->n - 1);
	}
	if (!obj->parent)
		obj->parent = s;
	return NULL;
}

static int by_name(const void *x, const void *y)
{
	const struct object *const *a = x, *const *b = y;

	return name_compare((*a)->name, (*b)->name);
}

struct object **scope_lookup_fold(const struct scope *s, name_t name,
				  bool exported, struct arena *a,
				  uint32_t *ret_n)
{
	struct object **list = ARENA_ARRAY(a, s->n ? s->n : 1, struct object *);
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		struct object *obj = s->objects[i];

		if ((!exported || name_exported(obj->name)) &&
		    strcasecmp(name_text(obj->name), name_text(name)) == 0)
			list[n++] = obj;
	}
	if (n > 1)
		qsort(list, n, sizeof(*list), by_name);
	*ret_n = n;
	return list;
}
