/* SPDX-License-Identifier: MIT */
/*
 * The methods of a type are collected level by level, as lookup.c looks for
 * one of them.  Each name on a level hides what has it on a deeper one, be
 * it a method, a field, or several, which then collide and are nothing.
 *
 * A table has an entry for each name that was met, with the level of it; a
 * method of a level is final when the level is done, since a field that
 * comes after it on the same level still collides.
 */
#include "types/methodset.h"

#include <stdlib.h>
#include <string.h>

#include "types/check.h"
#include "types/embedding.h"

struct entry {
	struct object *obj; /* a method, or one of the names that collide */
	uint32_t outer, i;  /* where it was found */
	uint32_t level;
	bool collision;
};

struct collector {
	struct embedding e;
	struct VEC(struct entry) entries;
	struct ptrmap by_name; /* see objset.c: name -> index, +1 */
};

static bool same_id(const struct object *x, const struct object *y)
{
	return object_same_id(x, y->pkg, y->name, false);
}

/* The entry of the name; a fresh one has no object. */
static struct entry *entry_of(struct collector *c, const struct object *obj)
{
	for (uint64_t nth = 0;; nth++) {
		void **at = ptrmap_at_key(&c->by_name, NULL,
					  (nth << 32) + obj->name);
		struct entry *e;

		if (!*at) {
			vec_push(&c->entries, (struct entry){0});
			*at = (void *)(uintptr_t)c->entries.len;
			return &c->entries.at[c->entries.len - 1];
		}
		e = &c->entries.at[(uintptr_t)*at - 1];
		if (same_id(e->obj, obj))
			return e;
	}
}

static void add(struct collector *c, uint32_t outer, uint32_t i,
		struct object *obj, bool collision)
{
	uint32_t level = c->e.at[outer].level;
	struct entry *e = entry_of(c, obj);

	if (!e->obj) {
		*e = (struct entry){.obj = obj,
				    .outer = outer,
				    .i = i,
				    .level = level,
				    .collision = collision};
	} else if (e->level == level) {
		e->collision = true;
	}
}

static void add_method(struct collector *c, uint32_t outer, uint32_t i,
		       struct object *m, bool indirect)
{
	add(c, outer, i, m,
	    c->e.at[outer].multiples || (!indirect && func_has_ptr_recv(m)));
}

static void add_fields(struct collector *c, uint32_t at,
		       const struct structure *t)
{
	for (uint32_t i = 0; i < t->nfields; i++) {
		struct object *f = t->fields[i];

		add(c, at, i, f, true);
		if (f->flags & OBJECT_EMBEDDED)
			embedding_add(&c->e, at, i, f->type);
	}
}

static void add_type(struct collector *c, uint32_t at)
{
	struct type *t = c->e.at[at].type, *u;
	struct named *named = type_as_named(t);

	if (named) {
		uint32_t n = named_nmethods(named);

		if (!embedding_enter(&c->e, named))
			return;
		for (uint32_t i = 0; i < n; i++)
			add_method(c, at, i, named_method(named, i),
				   c->e.at[at].indirect);
	}
	u = type_under(t);
	if (u->kind == TYPE_STRUCT) {
		add_fields(c, at, (struct structure *)u);
	} else if (u->kind == TYPE_INTERFACE) {
		struct interface *iface = (struct interface *)u;
		uint32_t n = interface_nmethods(iface);

		for (uint32_t i = 0; i < n; i++)
			add_method(c, at, i, interface_method(iface, i), true);
	}
}

/* The bytes of an id, in up to three parts: path, ".", name. */
static int compare_ids(const char *const *a, const char *const *b)
{
	const char *x = *a, *y = *b;

	for (;; x++, y++) {
		while (!*x && a[1])
			x = *++a;
		while (!*y && b[1])
			y = *++b;
		if (*x != *y)
			return (unsigned char)*x < (unsigned char)*y ? -1 : 1;
		if (!*x)
			return 0;
	}
}

static void id_parts(const struct object *obj, const char *ret[4])
{
	uint32_t n = 0;

	if (!name_exported(obj->name)) {
		ret[n++] = obj->pkg && *obj->pkg->path ? obj->pkg->path : "_";
		ret[n++] = ".";
	}
	ret[n++] = name_text(obj->name);
	ret[n] = NULL;
}

int method_id_compare(const struct object *a, const struct object *b)
{
	const char *x[4], *y[4];

	id_parts(a, x);
	id_parts(b, y);
	return compare_ids(x, y);
}

static int by_id(const void *x, const void *y)
{
	return method_id_compare(((const struct selection *)x)->obj,
				 ((const struct selection *)y)->obj);
}

/* An interface's method is reached through its value: indirect. */
static bool is_indirect(const struct collector *c, const struct entry *e)
{
	struct type *t = c->e.at[e->outer].type;

	return c->e.at[e->outer].indirect ||
	       type_under(t)->kind == TYPE_INTERFACE;
}

static struct method_set take(struct collector *c, struct type *t,
			      struct arena *a)
{
	struct method_set set = {
		.at = ARENA_ARRAY(a, c->entries.len, struct selection)};

	for (uint32_t i = 0; i < c->entries.len; i++) {
		const struct entry *e = &c->entries.at[i];
		struct selection *s = &set.at[set.n];

		if (e->collision)
			continue;
		s->kind = SELECT_METHOD;
		s->recv = t;
		s->obj = e->obj;
		s->indirect = is_indirect(c, e);
		s->index = embedding_path(&c->e, a, e->outer, e->i, &s->nindex);
		set.n++;
	}
	qsort(set.at, set.n, sizeof(*set.at), by_id);
	return set;
}

struct method_set new_method_set(struct type *t, struct arena *a)
{
	struct named *n = type_as_named(t);
	struct collector c = {0};
	struct method_set set;
	bool pointer;
	struct type *base;

	if (n && type_under(&n->t)->kind == TYPE_POINTER)
		return (struct method_set){0};
	base = deref(t, &pointer);
	if (pointer && type_is_interface(base))
		return (struct method_set){0};
	embedding_init(&c.e, base, pointer);
	do {
		for (uint32_t i = c.e.start; i < c.e.end; i++)
			add_type(&c, i);
	} while (embedding_next(&c.e));
	set = take(&c, t, a);
	embedding_finish(&c.e);
	vec_finish(&c.entries);
	ptrmap_finish(&c.by_name);
	return set;
}

const struct selection *method_set_lookup(const struct method_set *s,
					  const struct package *pkg,
					  name_t name)
{
	for (uint32_t i = 0; i < s->n; i++)
		if (object_same_id(s->at[i].obj, pkg, name, false))
			return &s->at[i];
	return NULL;
}
