/* SPDX-License-Identifier: MIT */
#include "types/embedding.h"

#include "types/check.h"

enum { FEW = 16, MAX_INSTANCE_LEVEL = 100 };

/* Paths of one step, which most are, need no memory. */
#define N4(i) i, i + 1, i + 2, i + 3
#define N16(i) N4(i), N4(i + 4), N4(i + 8), N4(i + 12)
#define N64(i) N16(i), N16(i + 16), N16(i + 32), N16(i + 48)
static const uint32_t one_step[] = {N64(0), N64(64), N64(128), N64(192)};

static int64_t search(const struct type_table *t, struct type *type)
{
	for (uint32_t i = 0; i < t->types.len; i++)
		if (type_identical(t->types.at[i], type))
			return i;
	return -1;
}

static void **bucket(struct type_table *t, struct type *type)
{
	return ptrmap_at_key(&t->by_hash, NULL,
			     (uint64_t)1 << 32 | type_hash(type));
}

static void chain(struct type_table *t, uint32_t i)
{
	void **at = bucket(t, t->types.at[i]);

	vec_push(&t->next, (uint32_t)(uintptr_t)*at);
	*at = (void *)(uintptr_t)(i + 1);
}

/* The index of an identical type, which is added if there is none. */
static uint32_t table_add(struct type_table *t, struct type *type,
			  bool *ret_new)
{
	*ret_new = false;
	if (t->types.len <= FEW) {
		int64_t i = search(t, type);

		if (i >= 0)
			return (uint32_t)i;
	} else {
		while (t->next.len < t->types.len)
			chain(t, t->next.len);
		for (uint32_t i = (uint32_t)(uintptr_t)*bucket(t, type); i;
		     i = t->next.at[i - 1])
			if (type_identical(t->types.at[i - 1], type))
				return i - 1;
	}
	*ret_new = true;
	vec_push(&t->types, type);
	return t->types.len - 1;
}

static void table_finish(struct type_table *t)
{
	vec_finish(&t->types);
	vec_finish(&t->next);
	ptrmap_finish(&t->by_hash);
}

void embedding_init(struct embedding *e, struct type *t, bool indirect)
{
	e->at = e->room;
	e->cap = sizeof(e->room) / sizeof(e->room[0]);
	e->at[0] = (struct embedded){.type = t, .indirect = indirect};
	e->n = e->end = 1;
	e->start = 0;
	e->seen = (struct type_table){0};
}

void embedding_finish(struct embedding *e)
{
	if (e->at != e->room)
		free(e->at);
	if (e->seen.types.at)
		table_finish(&e->seen);
}

static void grow(struct embedding *e)
{
	struct embedded *old = e->at == e->room ? NULL : e->at;

	e->at = vec_grow(old, old ? e->n : 0, &e->cap, sizeof(*e->at), NULL);
	if (!old)
		memcpy(e->at, e->room, sizeof(e->room));
}

void embedding_add(struct embedding *e, uint32_t outer, uint32_t field,
		   struct type *t)
{
	bool pointer = false;
	const struct embedded *o;

	t = deref(t, &pointer);
	if (e->n == e->cap)
		grow(e);
	o = &e->at[outer];
	e->at[e->n++] = (struct embedded){
		.type = t,
		.outer = outer,
		.field = field,
		.level = o->level + 1,
		.indirect = o->indirect || pointer,
		.multiples = o->multiples,
	};
}

/* Leaves each type of the level once, and marks those that were more. */
static void consolidate(struct embedding *e)
{
	struct type_table table = {0};
	uint32_t n = e->start;
	bool fresh;

	for (uint32_t i = e->start; i < e->end; i++) {
		uint32_t at = table_add(&table, e->at[i].type, &fresh);

		if (fresh)
			e->at[n++] = e->at[i];
		else
			e->at[e->start + at].multiples = true;
	}
	e->n = e->end = n;
	table_finish(&table);
}

bool embedding_next(struct embedding *e)
{
	e->start = e->end;
	e->end = e->n;
	if (e->end - e->start > 1)
		consolidate(e);
	return e->start < e->end;
}

/*
 * The first level has one type, and often there is no other level: it is put
 * into the table only when the second is entered.
 */
bool embedding_enter(struct embedding *e, struct named *n)
{
	struct named *first;
	bool fresh;

	if (e->start == 0)
		return true;
	/* An instance may embed a larger one of itself, and so on. */
	if (n->inst && e->at[e->start].level > MAX_INSTANCE_LEVEL)
		return false;
	if (e->seen.types.len == 0) {
		first = type_as_named(e->at[0].type);
		if (first)
			table_add(&e->seen, &first->t, &fresh);
	}
	table_add(&e->seen, &n->t, &fresh);
	return fresh;
}

const uint32_t *embedding_path(const struct embedding *e, struct arena *a,
			       uint32_t outer, uint32_t i, uint32_t *ret_n)
{
	uint32_t level = e->at[outer].level, *path;

	*ret_n = level + 1;
	if (level == 0 && i < sizeof(one_step) / sizeof(one_step[0]))
		return &one_step[i];
	path = ARENA_ARRAY(a, level + 1, uint32_t);
	path[level] = i;
	for (; level > 0; outer = e->at[outer].outer)
		path[--level] = e->at[outer].field;
	return path;
}
