/* SPDX-License-Identifier: MIT */
/*
 * Types from debug information, as cmd/link/internal/ld/dwarf.go writes it:
 * kind, key, element and the runtime's descriptor are attributes of Go's
 * own.  The descriptor is given as an offset from the start of all of them
 * (runtime.types), 0 for a type of which the program has none.
 */
#include "gort/type_impl.h"

#include <dwarf.h>
#include <string.h>

#include "base/arena.h"
#include "gort/debug.h"
#include "gort/gort.h"
#include "gort/internal.h"

static enum go_kind kind_by_tag(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_structure_type:
		return GO_STRUCT;
	case DW_TAG_array_type:
		return GO_ARRAY;
	case DW_TAG_subroutine_type:
		return GO_FUNC;
	case DW_TAG_pointer_type:
		return dwarf_hasattr(die, DW_AT_type) ? GO_POINTER
						      : GO_UNSAFE_POINTER;
	default:
		return GO_INVALID;
	}
}

static enum go_kind kind_of(Dwarf_Die *die)
{
	uint64_t v;

	/* The high bits were flags. */
	if (debug_number(die, DEBUG_AT_GO_KIND, &v) && (v & 31) != 0)
		return (v & 31) < GO_KINDS ? (enum go_kind)(v & 31)
					   : GO_INVALID;
	return kind_by_tag(die);
}

static uint64_t descriptor_of(struct gort *g, Dwarf_Die *die)
{
	const struct module_range *types = &g->modules[0].types;
	uint64_t v;

	if (!debug_number(die, DEBUG_AT_GO_RUNTIME_TYPE, &v) || v == 0 ||
	    v >= types->end - types->start || v % 8 != 0)
		return 0;
	return types->start + v;
}

static const struct go_type *referred(struct gort *g, Dwarf_Die *die,
				      unsigned attr, int depth)
{
	Dwarf_Attribute a;
	Dwarf_Die to;

	if (!dwarf_formref_die(dwarf_attr(die, attr, &a), &to))
		return NULL;
	return type_dwarf(g, dwarf_dieoffset(&to), depth);
}

static void read_fields(struct gort *g, struct go_type *t, Dwarf_Die *die,
			int depth)
{
	struct VEC(struct go_field) fields = {0};
	Dwarf_Die member;

	if (dwarf_child(die, &member) != 0)
		return;
	do {
		struct go_field f = {.name = debug_name(&member)};
		uint64_t v;

		if (dwarf_tag(&member) != DW_TAG_member ||
		    !debug_number(&member, DW_AT_data_member_location,
				  &f.offset))
			continue;
		f.type = referred(g, &member, DW_AT_type, depth + 1);
		if (!f.type)
			continue;
		f.embedded = debug_number(&member, DEBUG_AT_GO_EMBEDDED, &v) &&
			     v != 0;
		vec_push(&fields, f);
	} while (fields.len < TYPE_FIELDS &&
		 dwarf_siblingof(&member, &member) == 0);
	t->nfields = fields.len;
	t->fields = vec_keep(g->arena, &fields, 0);
	vec_finish(&fields);
}

static void read_array(struct gort *g, struct go_type *t, Dwarf_Die *die,
		       int depth)
{
	Dwarf_Die range;

	t->elem = referred(g, die, DW_AT_type, depth + 1);
	if (dwarf_child(die, &range) == 0)
		(void)debug_number(&range, DW_AT_count, &t->len);
}

static bool is_empty_interface(Dwarf_Die *die)
{
	Dwarf_Die of;

	return debug_type_of(die, &of) &&
	       strcmp(debug_name(&of), "runtime.eface") == 0;
}

static struct type_entry *make(struct gort *g, Dwarf_Die *die, int depth)
{
	struct type_entry *e = ARENA_NEW(g->arena, struct type_entry);
	struct go_type *t = &e->t;

	g->ntypes++;
	e->die = dwarf_dieoffset(die);
	*ptrmap_at_key(&g->types_by_die, g->arena, e->die + 1) = e;
	t->name = debug_name(die);
	t->kind = kind_of(die);
	if (!debug_number(die, DW_AT_byte_size, &t->size) &&
	    !type_size_of_kind(t->kind, &t->size))
		t->size = 0;
	if (t->size >> TYPE_SIZE_BITS != 0) {
		t->kind = GO_INVALID;
		t->size = 0;
	}
	t->runtime = descriptor_of(g, die);
	if (t->kind == GO_STRUCT)
		read_fields(g, t, die, depth);
	else if (t->kind == GO_ARRAY)
		read_array(g, t, die, depth);
	else if (t->kind == GO_INTERFACE)
		t->empty_interface = is_empty_interface(die);
	type_finish(g, e);
	return e;
}

const struct go_type *type_dwarf(struct gort *g, uint64_t off, int depth)
{
	struct type_entry *e = ptrmap_get_key(&g->types_by_die, off + 1);
	Dwarf_Die die, real;

	if (e)
		return &e->t;
	if (depth > TYPE_DEPTH || type_no_room(g) ||
	    !dwarf_offdie(g->debug->file.dw, off, &die) ||
	    !debug_resolve(&die, &real))
		return NULL;
	e = ptrmap_get_key(&g->types_by_die, dwarf_dieoffset(&real) + 1);
	if (!e)
		e = make(g, &real, depth);
	*ptrmap_at_key(&g->types_by_die, g->arena, off + 1) = e;
	return &e->t;
}

void type_dwarf_open(struct gort *g, struct type_entry *e)
{
	struct go_type *t = &e->t;
	Dwarf_Die die;

	if (!dwarf_offdie(g->debug->file.dw, e->die, &die))
		return;
	if (t->kind == GO_POINTER)
		t->elem = referred(g, &die, DW_AT_type, 0);
	else if (t->kind == GO_MAP || t->kind == GO_CHAN || t->kind == GO_SLICE)
		t->elem = referred(g, &die, DEBUG_AT_GO_ELEM, 0);
	if (t->kind == GO_MAP)
		t->key = referred(g, &die, DEBUG_AT_GO_KEY, 0);
}

const struct go_type *gort_type_named(struct gort *g, const char *name)
{
	Dwarf_Die die;

	if (!g->debug || !debug_type(g->debug, name, &die))
		return NULL;
	return type_dwarf(g, dwarf_dieoffset(&die), 0);
}
