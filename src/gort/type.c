/* SPDX-License-Identifier: MIT */
/*
 * A struct or an array is read with all that lies in it, since what it can
 * hold is asked for at once; what is behind a pointer, in a slice, map or
 * channel is left for go_type_open().  That makes it finite: a type cannot
 * lie in itself.  A forged one that says so is cut there.
 */
#include "gort/type.h"

#include <string.h>

#include "base/arena.h"
#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/type_impl.h"
#include "trace/memory.h"

enum { MAX_LEN_BITS = 40 };

static const struct {
	uint8_t size; /* 0: differs */
	uint8_t holds;
} kinds[GO_KINDS] = {
	[GO_BOOL] = {1, 0},
	[GO_INT] = {8, GO_HOLDS_WORD},
	[GO_INT8] = {1, 0},
	[GO_INT16] = {2, 0},
	[GO_INT32] = {4, 0},
	[GO_INT64] = {8, GO_HOLDS_WORD},
	[GO_UINT] = {8, GO_HOLDS_WORD},
	[GO_UINT8] = {1, 0},
	[GO_UINT16] = {2, 0},
	[GO_UINT32] = {4, 0},
	[GO_UINT64] = {8, GO_HOLDS_WORD},
	[GO_UINTPTR] = {8, GO_HOLDS_WORD},
	[GO_FLOAT32] = {4, 0},
	[GO_FLOAT64] = {8, 0},
	[GO_COMPLEX64] = {8, 0},
	[GO_COMPLEX128] = {16, 0},
	[GO_CHAN] = {8, GO_HOLDS_POINTER},
	[GO_FUNC] = {8, GO_HOLDS_POINTER},
	[GO_INTERFACE] = {16, GO_HOLDS_POINTER},
	[GO_MAP] = {8, GO_HOLDS_POINTER},
	[GO_POINTER] = {8, GO_HOLDS_POINTER},
	[GO_SLICE] = {24, GO_HOLDS_POINTER},
	[GO_STRING] = {16, GO_HOLDS_POINTER},
	[GO_UNSAFE_POINTER] = {8, GO_HOLDS_POINTER},
};

bool type_size_of_kind(enum go_kind kind, uint64_t *ret)
{
	if (kind >= GO_KINDS || kinds[kind].size == 0)
		return false;
	*ret = kinds[kind].size;
	return true;
}

bool type_no_room(const struct gort *g)
{
	return g->ntypes >= TYPE_COUNT || arena_used(g->arena) >= TYPE_MEMORY;
}

const struct go_type *type_unknown(struct gort *g, uint64_t size)
{
	struct type_entry *e = ARENA_NEW(g->arena, struct type_entry);

	e->t.name = "?";
	e->t.size = size;
	e->t.opened = e->done = true;
	return &e->t;
}

/* Can a value of type t, all of it, lie at offset in size bytes? */
static bool fits(const struct go_type *t, uint64_t offset, uint64_t size)
{
	return type_entry(t)->done && offset <= size &&
	       t->size <= size - offset;
}

static void finish_struct(struct gort *g, struct go_type *t)
{
	struct go_field *fields = (struct go_field *)(uintptr_t)t->fields;
	size_t n = 0;

	for (size_t i = 0; i < t->nfields; i++) {
		if (!fits(fields[i].type, fields[i].offset, t->size))
			continue;
		t->holds |= fields[i].type->holds;
		fields[n++] = fields[i];
	}
	t->nfields = n;
	(void)g;
}

static void finish_array(struct gort *g, struct go_type *t)
{
	const struct go_type *elem = t->elem;

	if (!elem || !type_entry(elem)->done)
		t->elem = elem = type_unknown(g, 0);
	/* One without a size can be as long as it likes: it holds nothing. */
	if (elem->size == 0 || t->len > t->size / elem->size)
		t->len = 0;
	if (t->len > 0)
		t->holds |= elem->holds;
}

void type_finish(struct gort *g, struct type_entry *e)
{
	struct go_type *t = &e->t;
	uint64_t size;

	if (type_size_of_kind(t->kind, &size) && size != t->size)
		t->kind = GO_INVALID;
	t->holds = kinds[t->kind].holds;
	if (t->kind == GO_STRUCT)
		finish_struct(g, t);
	else if (t->kind == GO_ARRAY)
		finish_array(g, t);
	t->opened = t->kind == GO_STRUCT || t->kind == GO_ARRAY ||
		    t->kind < GO_ARRAY;
	e->done = true;
}

const struct go_type *go_type_open(struct gort *g, const struct go_type *t)
{
	struct type_entry *e = type_entry(t);

	if (t->opened)
		return t;
	if (e->die != 0)
		type_dwarf_open(g, e);
	else
		type_runtime_open(g, e);
	e->t.opened = true;
	return t;
}

const struct go_type *gort_type_at(struct gort *g, uint64_t addr)
{
	return type_runtime(g, addr, 0);
}

const struct go_type *gort_type_dwarf(struct gort *g, uint64_t off)
{
	return g->debug ? type_dwarf(g, off, 0) : NULL;
}

const struct go_field *go_type_field(struct gort *g, const struct go_type *t,
				     const char *name)
{
	t = go_type_open(g, t);
	for (size_t i = 0; i < t->nfields; i++)
		if (strcmp(t->fields[i].name, name) == 0)
			return &t->fields[i];
	return NULL;
}

bool gort_interface(struct gort *g, const struct go_type *t, uint64_t addr,
		    struct gort_value *ret)
{
	const struct go_type *type;
	uint64_t word, data;

	if (t->kind != GO_INTERFACE || !memory_word(g->memory, addr, &word) ||
	    word == 0 || !memory_word(g->memory, addr + 8, &data))
		return false;
	if (!t->empty_interface && !gort_word(g, word, LAYOUT_ITAB_TYPE, &word))
		return false;
	type = type_runtime(g, word, 0);
	if (!type)
		return false;
	ret->type = type;
	ret->address = type_is_direct(g, word) ? addr + 8 : data;
	return true;
}

bool gort_string(struct gort *g, uint64_t addr, uint64_t *ret_data,
		 uint64_t *ret_len)
{
	uint64_t data, len;

	if (!memory_word(g->memory, addr, &data) ||
	    !memory_word(g->memory, addr + 8, &len) ||
	    len >> MAX_LEN_BITS != 0 || (len > 0 && data == 0))
		return false;
	*ret_data = data;
	*ret_len = len;
	return true;
}

bool gort_slice(struct gort *g, const struct go_type *t, uint64_t addr,
		uint64_t *ret_data, uint64_t *ret_len, uint64_t *ret_cap)
{
	const struct go_type *elem;
	uint64_t data, len, cap;

	if (t->kind != GO_SLICE || !gort_string(g, addr, &data, &len) ||
	    !memory_word(g->memory, addr + 16, &cap) || len > cap ||
	    cap >> MAX_LEN_BITS != 0)
		return false;
	elem = go_type_open(g, t)->elem;
	if (!elem || (elem->size > 0 && cap > (UINT64_C(1) << 47) / elem->size))
		return false;
	*ret_data = data;
	*ret_len = len;
	if (ret_cap)
		*ret_cap = cap;
	return true;
}
