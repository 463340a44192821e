/* SPDX-License-Identifier: MIT */
#include "ir/methods_of.h"

#include "types/methodset.h"
#include "types/predicates.h"
#include "types/typeset.h"

void methods_finish(struct methods *m)
{
	ptrmap_finish(&m->ids);
	ptrmap_finish(&m->keys);
	vec_finish(&m->tables);
}

/* A number for the pair, from 1. */
static uint32_t number(struct ptrmap *map, uint32_t *n, uint32_t x, uint32_t y)
{
	void **at = ptrmap_at_key(map, NULL, (uint64_t)x << 32 | y);

	if (!*at)
		*at = (void *)(uintptr_t)++ * n;
	return (uint32_t)(uintptr_t)*at;
}

uint32_t method_key_of(struct methods *m, const struct object *method,
		       struct type *sig)
{
	name_t path = name_exported(method->name)
			      ? NO_NAME
			      : typenum_path(m->types, method->pkg);
	uint32_t id = number(&m->ids, &m->nids, method->name, path);

	return number(&m->keys, &m->nkeys, id, typenum_of(m->types, sig));
}

uint32_t method_key(struct methods *m, const struct object *method)
{
	return method_key_of(m, method, method->type);
}

static bool is_generic(const struct object *method)
{
	struct signature *s = TYPE_AS(SIGNATURE, signature, method->type);

	return !s || s->tparams.n > 0;
}

static int by_key(const void *x, const void *y)
{
	uint32_t a = ((const struct method *)x)->key;
	uint32_t b = ((const struct method *)y)->key;

	return a < b ? -1 : a > b;
}

static struct method_table of_interface(struct methods *m, struct interface *t)
{
	uint32_t n = interface_nmethods(t);
	struct method *at = ARENA_ARRAY(m->types->a, n, struct method);
	uint32_t taken = 0;

	for (uint32_t i = 0; i < n; i++)
		if (!is_generic(interface_method(t, i)))
			at[taken++].key = method_key(m, interface_method(t, i));
	return (struct method_table){.at = at, .n = taken};
}

static struct method_table of_type(struct methods *m, struct type *t)
{
	struct method_set set = new_method_set(t, m->types->a);
	struct method *at = ARENA_ARRAY(m->types->a, set.n, struct method);
	uint32_t n = 0;

	for (uint32_t i = 0; i < set.n; i++)
		if (!is_generic(set.at[i].obj))
			at[n++] = (struct method){
				.key = method_key(m, set.at[i].obj),
				.sel = &set.at[i]};
	return (struct method_table){.at = at, .n = n};
}

/* Types that cannot have methods, without looking. */
static bool has_none(struct type *t)
{
	if (t->kind == TYPE_POINTER)
		t = ((struct pointer *)t)->base;
	switch (t ? t->kind : TYPE_BASIC) {
	case TYPE_NAMED:
	case TYPE_STRUCT:
	case TYPE_INTERFACE:
	case TYPE_PARAM:
	case TYPE_ALIAS:
		return false;
	default:
		return true;
	}
}

struct method_table methods_of(struct methods *m, uint32_t type)
{
	struct type *t = typenum_type(m->types, type), *u;
	struct method_table table = {.n = 0};

	while (m->tables.len <= type)
		vec_push(&m->tables, (struct method_table){.n = 0});
	if (m->tables.at[type].known || !type)
		return m->tables.at[type];
	if (!has_none(t)) {
		u = type_under(t);
		table = u->kind == TYPE_INTERFACE
				? of_interface(m, (struct interface *)u)
				: of_type(m, t);
		qsort((void *)table.at, table.n, sizeof(*table.at), by_key);
	}
	table.known = true;
	m->tables.at[type] = table;
	return table;
}

bool method_table_has(const struct method_table *t, uint32_t key)
{
	uint32_t low = 0, high = t->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (t->at[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->n && t->at[low].key == key;
}

/* What an interface asks for beside methods: it is a constraint. */
static bool in_type_set(struct type *t, struct interface *iface)
{
	const struct type_set *set = interface_type_set(iface);
	bool all = false;

	if (set->comparable && !type_comparable(t))
		return false;
	for (uint32_t i = 0; i < set->terms.n && !all; i++)
		all = !set->terms.at[i].type;
	return all || term_list_includes(set->terms, t);
}

bool methods_implement(struct methods *m, uint32_t type, uint32_t iface)
{
	struct type *u = type_under(typenum_type(m->types, iface));
	struct method_table has = methods_of(m, type);
	struct method_table wants = methods_of(m, iface);

	if (wants.n > has.n)
		return false;
	for (uint32_t i = 0; i < wants.n; i++)
		if (!method_table_has(&has, wants.at[i].key))
			return false;
	return in_type_set(typenum_type(m->types, type), (struct interface *)u);
}
