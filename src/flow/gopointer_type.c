/* SPDX-License-Identifier: MIT */
/*
 * What types say of pointers: as cgo's own generator asks them (cmd/cgo,
 * hasPointer in gcc.go), which decides at build time which arguments are
 * looked at when the program runs.
 */
#include "flow/gopointer_impl.h"

#include <string.h>

#include "base/name.h"
#include "types/types.h"

enum { TYPE_DEPTH = 8 };

/* `top`: a pointer that is passed is fine, one behind it counts. */
static bool has_pointer(struct type *t, bool top, int depth);

static bool struct_has_pointer(const struct structure *st, bool top, int depth)
{
	for (uint32_t i = 0; i < st->nfields; i++)
		if (has_pointer(st->fields[i]->type, top, depth))
			return true;
	return false;
}

/* A struct of C of which nothing is known but its name. */
static bool is_opaque(struct type *t)
{
	const struct structure *st = TYPE_AS(STRUCT, structure, type_under(t));
	const struct named *n = type_as_named(t);

	return st && !st->nfields && n &&
	       strncmp(name_text(n->obj->name), "_Ctype_", 7) == 0;
}

static bool has_pointer(struct type *t, bool top, int depth)
{
	struct type *u = type_under(t);
	const struct basic *b;

	if (depth == 0)
		return false;
	switch (u->kind) {
	case TYPE_BASIC:
		b = (const struct basic *)u;
		return b->basic_kind == BASIC_UNSAFE_POINTER ||
		       (b->info & INFO_STRING && !top);
	case TYPE_ARRAY:
		return (!top && ((struct array *)u)->union_with_pointer) ||
		       has_pointer(((struct array *)u)->elem, top, depth - 1);
	case TYPE_STRUCT:
		return struct_has_pointer((struct structure *)u, top,
					  depth - 1);
	case TYPE_POINTER:
		if (!top)
			return true;
		t = ((struct pointer *)u)->base;
		return is_opaque(t) || has_pointer(t, false, depth - 1);
	case TYPE_SLICE:
		return !top ||
		       has_pointer(((struct slice *)u)->elem, false, depth - 1);
	}
	return true;
}

bool go_type_leads_to_pointer(struct type *t)
{
	return has_pointer(t, true, TYPE_DEPTH);
}

bool go_type_has_pointer(struct type *t)
{
	return has_pointer(t, false, TYPE_DEPTH);
}

static bool is_gos(struct type *t, int depth)
{
	struct type *u = type_under(t);
	const struct structure *st = TYPE_AS(STRUCT, structure, u);

	if (depth == 0)
		return false;
	switch (u->kind) {
	case TYPE_MAP:
	case TYPE_CHAN:
	case TYPE_SIGNATURE:
	case TYPE_INTERFACE:
	case TYPE_SLICE:
		return true;
	case TYPE_BASIC:
		return ((struct basic *)u)->info & INFO_STRING;
	case TYPE_ARRAY:
		return is_gos(((struct array *)u)->elem, depth - 1);
	}
	for (uint32_t i = 0; st && i < st->nfields; i++)
		if (is_gos(st->fields[i]->type, depth - 1))
			return true;
	return false;
}

bool go_type_is_gos(struct type *pointer)
{
	struct pointer *p =
		pointer ? TYPE_AS(POINTER, pointer, type_under(pointer)) : NULL;

	return p && type_under(p->base)->kind == TYPE_STRUCT &&
	       is_gos(p->base, TYPE_DEPTH / 2);
}

bool go_type_is_number(struct type *t)
{
	const struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	return b && b->info & (INFO_NUMERIC | INFO_BOOLEAN);
}

struct type *go_type_part(struct type *t, enum access access, uint32_t key)
{
	struct type *u = t ? type_under(t) : NULL;
	struct structure *st = TYPE_AS(STRUCT, structure, u);
	struct array *a = TYPE_AS(ARRAY, array, u);
	struct slice *l = TYPE_AS(SLICE, slice, u);

	if (access == ACCESS_ELEM)
		return a ? a->elem : l ? l->elem : NULL;
	for (uint32_t i = 0; st && i < st->nfields; i++)
		if (st->fields[i]->name == (name_t)key)
			return st->fields[i]->type;
	return NULL;
}
