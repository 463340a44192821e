/* SPDX-License-Identifier: MIT */
/*
 * Types from the runtime's own descriptors (src/internal/abi/type.go).  They
 * lie in the module's read-only data, or, made by package reflect, in the
 * heap.  Names are offsets from the start of the module's descriptors; a
 * name is a byte of flags, a length as a varint, and the text.
 *
 * The text has packages by their last element only.  For a named type the
 * whole path stands elsewhere, and is put together with it, so that names
 * are those of debug information: "example.com/x.T".
 */
#include "gort/type_impl.h"

#include <string.h>

#include "base/arena.h"
#include "gort/gort.h"
#include "gort/internal.h"
#include "trace/memory.h"

enum {
	FLAG_UNCOMMON = 1 << 0,
	FLAG_EXTRA_STAR = 1 << 1,
	FLAG_NAMED = 1 << 2,
	FLAG_MASK_ON_DEMAND = 1 << 4, /* 1.24 */
	FLAG_DIRECT = 1 << 5,	      /* 1.26 */
	KIND_MASK = (1 << 5) - 1,
	KIND_DIRECT = 1 << 5,  /* up to 1.25 */
	KIND_PROGRAM = 1 << 6, /* up to 1.23 */
	NAME_EMBEDDED = 1 << 3,
	FIELD_WORDS = 3, /* of a field of a struct */
	NAME_HEAD = 4,	 /* flags and length */
	MASK_ON_DEMAND_FROM = 24,
	DIRECT_FLAG_FROM = 26,
};

/* Where the words end that are special to a kind, and the rest begins. */
static uint64_t uncommon_at(const struct gort *g, enum go_kind kind)
{
	switch (kind) {
	case GO_STRUCT:
	case GO_INTERFACE:
		return 80;
	case GO_ARRAY:
		return 72;
	case GO_CHAN:
		return 64;
	case GO_POINTER:
	case GO_SLICE:
	case GO_FUNC:
		return 56;
	case GO_MAP:
		if (!g->info.swiss)
			return 88;
		return ((uint64_t)g->layout.offset[LAYOUT_SWISS_FLAGS] + 8) &
		       ~UINT64_C(7);
	default:
		return 48;
	}
}

/* The name at addr; "" when there is none. */
static const char *name_at(struct gort *g, uint64_t addr, uint8_t *ret_flags)
{
	uint8_t head[NAME_HEAD];
	uint64_t len, at;
	char *text;

	*ret_flags = 0;
	if (addr == 0 || memory_read(g->memory, addr, head, sizeof(head)) < 2)
		return "";
	len = head[1] & 0x7f;
	at = addr + 2;
	if (head[1] & 0x80) {
		len |= (uint64_t)(head[2] & 0x7f) << 7;
		at++;
	}
	if (len > TYPE_NAME)
		len = TYPE_NAME;
	text = arena_alloc(g->arena, len + 1);
	len = memory_read(g->memory, at, text, len);
	text[len] = '\0';
	*ret_flags = head[0];
	return text;
}

static const char *name_by_offset(struct gort *g, uint64_t type,
				  enum layout_field f, uint64_t base)
{
	const struct module_data *m = gort_module_of_type(g, type);
	uint32_t off;
	uint8_t flags;

	if (!m || !gort_u32(g, base, f, &off) || off == 0 ||
	    off >= m->types.end - m->types.start)
		return "";
	return name_at(g, m->types.start + off, &flags);
}

static const char *with_package(struct gort *g, uint64_t type,
				enum go_kind kind, const char *name)
{
	const char *path = name_by_offset(g, type, LAYOUT_UNCOMMON_PKGPATH,
					  type + uncommon_at(g, kind));
	const char *dot = name + strcspn(name, ".[");

	if (path[0] == '\0' || *dot != '.')
		return name;
	return arena_printf(g->arena, "%s%s", path, dot);
}

/*
 * The name of the type at addr.  Of those that have none themselves "*",
 * "[]" and "[7]" are put before the name of what they are made of, which
 * is not read for that: it may lead anywhere.
 */
static const char *name_of(struct gort *g, uint64_t type, int depth)
{
	enum layout_field f = LAYOUT_ELEM_TYPE;
	const char *name, *end, *of;
	uint8_t flags, kind;
	uint64_t elem;

	if (!gort_u8(g, type, LAYOUT_TYPE_KIND, &kind) ||
	    !gort_u8(g, type, LAYOUT_TYPE_FLAGS, &flags))
		return "?";
	name = name_by_offset(g, type, LAYOUT_TYPE_STR, type);
	if ((flags & FLAG_EXTRA_STAR) && name[0] == '*')
		name++;
	kind &= KIND_MASK;
	if (flags & FLAG_NAMED)
		return flags & FLAG_UNCOMMON ? with_package(g, type, kind, name)
					     : name;
	end = name[0] == '*' ? name : name[0] == '[' ? strchr(name, ']') : NULL;
	if (kind == GO_ARRAY)
		f = LAYOUT_ARRAYT_ELEM;
	if (!end || depth > TYPE_DEPTH || type_no_room(g) ||
	    !gort_word(g, type, f, &elem) || !gort_module_of_type(g, elem))
		return name[0] ? name : "?";
	of = name_of(g, elem, depth + 1);
	return arena_printf(g->arena, "%.*s%s", (int)(end + 1 - name), name,
			    of);
}

static void read_fields(struct gort *g, struct go_type *t, int depth)
{
	uint64_t data, n, at = gort_field(g, t->runtime, LAYOUT_STRUCT_FIELDS);
	struct go_field *v;

	if (!memory_word(g->memory, at, &data) ||
	    !memory_word(g->memory, at + 8, &n) || n > TYPE_FIELDS)
		return;
	v = ARENA_ARRAY(g->arena, n, struct go_field);
	for (uint64_t i = 0; i < n && !type_no_room(g); i++) {
		uint64_t field = data + i * FIELD_WORDS * 8, name, type;
		struct go_field *f = &v[t->nfields];
		uint8_t flags;

		if (!gort_word(g, field, LAYOUT_FIELD_NAME, &name) ||
		    !gort_word(g, field, LAYOUT_FIELD_TYPE, &type) ||
		    !gort_word(g, field, LAYOUT_FIELD_OFFSET, &f->offset))
			break;
		f->type = type_runtime(g, type, depth + 1);
		if (!f->type)
			continue;
		f->name = name_at(g, name, &flags);
		f->embedded = flags & NAME_EMBEDDED;
		t->nfields++;
	}
	t->fields = v;
}

static void read_array(struct gort *g, struct go_type *t, int depth)
{
	uint64_t elem;

	if (gort_word(g, t->runtime, LAYOUT_ARRAYT_LEN, &t->len) &&
	    gort_word(g, t->runtime, LAYOUT_ARRAYT_ELEM, &elem))
		t->elem = type_runtime(g, elem, depth + 1);
}

static bool has_methods(struct gort *g, uint64_t addr)
{
	uint64_t at = gort_field(g, addr, LAYOUT_INTERFACE_METHODS), n;

	return memory_word(g->memory, at + 8, &n) && n != 0;
}

/* In a module's descriptors, or an object of the heap that is in use. */
static bool may_be_type(struct gort *g, uint64_t addr)
{
	struct gort_object o;

	if (addr == 0 || addr % 8 != 0)
		return false;
	return gort_module_of_type(g, addr) ||
	       (g->heap != 0 && gort_object(g, addr, &o) && o.allocated &&
		o.base == addr);
}

static struct type_entry *make(struct gort *g, uint64_t addr, int depth)
{
	struct type_entry *e;
	uint8_t kind;
	uint64_t size, nptr, same;
	struct go_type *t;

	if (!may_be_type(g, addr) ||
	    !gort_word(g, addr, LAYOUT_TYPE_SIZE, &size) ||
	    !gort_word(g, addr, LAYOUT_TYPE_PTRBYTES, &nptr) ||
	    !gort_u8(g, addr, LAYOUT_TYPE_KIND, &kind))
		return NULL;
	kind &= KIND_MASK;
	if (kind == GO_INVALID || kind >= GO_KINDS ||
	    size >> TYPE_SIZE_BITS != 0 || nptr > size ||
	    (type_size_of_kind(kind, &same) && same != size))
		return NULL;
	e = ARENA_NEW(g->arena, struct type_entry);
	g->ntypes++;
	*ptrmap_at_key(&g->types_by_address, g->arena, addr) = e;
	t = &e->t;
	t->kind = kind;
	t->size = size;
	t->runtime = addr;
	t->name = name_of(g, addr, 0);
	if (kind == GO_STRUCT)
		read_fields(g, t, depth);
	else if (kind == GO_ARRAY)
		read_array(g, t, depth);
	else if (kind == GO_INTERFACE)
		t->empty_interface = !has_methods(g, addr);
	type_finish(g, e);
	return e;
}

const struct go_type *type_runtime(struct gort *g, uint64_t addr, int depth)
{
	struct type_entry *e;

	if (addr == 0)
		return NULL;
	e = ptrmap_get_key(&g->types_by_address, addr);
	if (e)
		return &e->t;
	if (depth > TYPE_DEPTH || type_no_room(g))
		return NULL;
	e = make(g, addr, depth);
	return e ? &e->t : NULL;
}

static const struct go_type *part(struct gort *g, const struct go_type *t,
				  enum layout_field f)
{
	uint64_t addr;

	return gort_word(g, t->runtime, f, &addr) ? type_runtime(g, addr, 0)
						  : NULL;
}

void type_runtime_open(struct gort *g, struct type_entry *e)
{
	struct go_type *t = &e->t;

	switch (t->kind) {
	case GO_POINTER:
		t->elem = part(g, t, LAYOUT_ELEM_TYPE);
		break;
	case GO_SLICE:
		t->elem = part(g, t, LAYOUT_SLICE_ELEM);
		break;
	case GO_CHAN:
		t->elem = part(g, t, LAYOUT_CHANT_ELEM);
		break;
	case GO_MAP:
		t->key = part(g, t, LAYOUT_MAP_KEY);
		t->elem = part(g, t, LAYOUT_MAP_ELEM);
		break;
	default:
		break;
	}
}

bool type_mask_read(struct gort *g, uint64_t addr, struct type_mask *ret)
{
	uint8_t kind, flags;
	uint64_t nptr;

	if (!type_runtime(g, addr, 0) ||
	    !gort_word(g, addr, LAYOUT_TYPE_SIZE, &ret->size) ||
	    !gort_word(g, addr, LAYOUT_TYPE_PTRBYTES, &nptr) ||
	    !gort_word(g, addr, LAYOUT_TYPE_GCDATA, &ret->bits) ||
	    !gort_u8(g, addr, LAYOUT_TYPE_KIND, &kind) ||
	    !gort_u8(g, addr, LAYOUT_TYPE_FLAGS, &flags))
		return false;
	if (ret->size < 8 || ret->size % 8 != 0 || ret->bits == 0 ||
	    ret->size >> TYPE_SIZE_BITS != 0 || nptr > ret->size)
		return false;
	ret->nbits = nptr / 8;
	if (g->info.minor < MASK_ON_DEMAND_FROM)
		return !(kind & KIND_PROGRAM);
	if (!(flags & FLAG_MASK_ON_DEMAND))
		return true;
	return memory_word(g->memory, ret->bits, &ret->bits) &&
	       ret->bits != 0 && ret->bits % 8 == 0;
}

bool type_is_direct(struct gort *g, uint64_t addr)
{
	uint8_t kind, flags;

	if (g->info.minor >= DIRECT_FLAG_FROM)
		return gort_u8(g, addr, LAYOUT_TYPE_FLAGS, &flags) &&
		       (flags & FLAG_DIRECT);
	return gort_u8(g, addr, LAYOUT_TYPE_KIND, &kind) &&
	       (kind & KIND_DIRECT);
}
