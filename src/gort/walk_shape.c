/* SPDX-License-Identifier: MIT */
/*
 * What matters of a type: its words that are pointers, or may be addresses.
 *
 * Structs within structs and short arrays are made flat, once for a type, so
 * that a value is walked by a list of offsets.
 */
#include "gort/walk_impl.h"

#include <string.h>

#include "gort/gort.h"
#include "gort/map.h"
#include "gort/type.h"

enum {
	MAX_DEPTH = 32,	   /* of structs in structs */
	MAX_SLOTS = 4096,  /* of one type */
	FLAT_ELEMENTS = 8, /* arrays up to this are made flat */
};

struct shaper {
	struct walk *w;
	struct VEC(struct walk_slot) slots;
};

static const uint8_t kind_slots[GO_KINDS] = {
	[GO_INT] = SLOT_NUMBER,
	[GO_INT64] = SLOT_NUMBER,
	[GO_UINT] = SLOT_NUMBER,
	[GO_UINT64] = SLOT_NUMBER,
	[GO_UINTPTR] = SLOT_UINTPTR,
	[GO_CHAN] = SLOT_CHAN,
	[GO_FUNC] = SLOT_FUNC,
	[GO_INTERFACE] = SLOT_INTERFACE,
	[GO_MAP] = SLOT_MAP,
	[GO_POINTER] = SLOT_POINTER,
	[GO_SLICE] = SLOT_SLICE,
	[GO_STRING] = SLOT_STRING,
	[GO_UNSAFE_POINTER] = SLOT_UNSAFE,
};

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void push(struct shaper *s, enum walk_slot_kind kind, uint64_t offset,
		 const struct go_type *t, uint64_t n)
{
	if (s->slots.len < MAX_SLOTS)
		vec_push(&s->slots, (struct walk_slot){offset, n, t, kind});
}

static void add(struct shaper *s, const struct go_type *t, uint64_t offset,
		int depth);

/*
 * sync/atomic.Pointer[T] holds an unsafe.Pointer; what it points to is said
 * by a field of no size, of type [0]*T.
 */
static bool add_atomic(struct shaper *s, const struct go_type *t,
		       uint64_t offset)
{
	const struct go_type *elem = NULL;
	const struct go_field *v = NULL;

	if (!starts(t->name, "sync/atomic.Pointer["))
		return false;
	for (size_t i = 0; i < t->nfields; i++) {
		const struct go_field *f = &t->fields[i];

		if (f->type->kind == GO_ARRAY && f->type->size == 0)
			elem = go_type_open(s->w->g, f->type)->elem;
		else if (f->type->kind == GO_UNSAFE_POINTER)
			v = f;
	}
	if (!v || !elem || elem->kind != GO_POINTER)
		return false;
	push(s, SLOT_POINTER, offset + v->offset, elem, 0);
	return true;
}

static void add_struct(struct shaper *s, const struct go_type *t,
		       uint64_t offset, int depth)
{
	if (gort_sync_map(t)) {
		push(s, SLOT_SYNC_MAP, offset, t, 0);
		return;
	}
	if (strcmp(t->name, "sync.Pool") == 0) {
		push(s, SLOT_POOL, offset, t, 0);
		return;
	}
	/* It does not keep what it points to. */
	if (starts(t->name, "weak.Pointer[") ||
	    starts(t->name, "internal/weak.Pointer["))
		return;
	if (add_atomic(s, t, offset))
		return;
	for (size_t i = 0; i < t->nfields; i++)
		add(s, t->fields[i].type, offset + t->fields[i].offset, depth);
}

static void add(struct shaper *s, const struct go_type *t, uint64_t offset,
		int depth)
{
	if (!t->holds || depth > MAX_DEPTH || s->slots.len >= MAX_SLOTS)
		return;
	t = go_type_open(s->w->g, t);
	if (t->kind == GO_STRUCT) {
		add_struct(s, t, offset, depth + 1);
	} else if (t->kind == GO_ARRAY) {
		if (!t->elem || t->elem->size == 0)
			return;
		if (t->len > FLAT_ELEMENTS) {
			push(s, SLOT_ARRAY, offset, t->elem, t->len);
			return;
		}
		for (uint64_t i = 0; i < t->len; i++)
			add(s, t->elem, offset + i * t->elem->size, depth + 1);
	} else if (kind_slots[t->kind] || t->kind == GO_POINTER) {
		push(s, kind_slots[t->kind], offset, t, 0);
	}
}

/* A type that only the runtime uses: what is stale there is no news. */
static bool is_runtime(const char *name)
{
	while (*name == '*' || *name == '[' || *name == ']')
		name++;
	return starts(name, "runtime.") || starts(name, "internal/runtime/") ||
	       starts(name, "runtime/internal/");
}

const struct walk_shape *walk_shape(struct walk *w, const struct go_type *t)
{
	void **at = ptrmap_at(&w->shapes, w->arena, t);
	struct walk_shape *shape = *at;
	struct shaper s = {.w = w};

	if (shape)
		return shape;
	shape = ARENA_NEW(w->arena, struct walk_shape);
	*at = shape;
	add(&s, t, 0, 0);
	shape->slots = vec_keep(w->arena, &s.slots, 0);
	shape->nslots = s.slots.len;
	shape->runtime = is_runtime(t->name);
	vec_finish(&s.slots);
	return shape;
}
