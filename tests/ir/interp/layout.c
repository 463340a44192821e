/* SPDX-License-Identifier: MIT */
/*
 * Types as the interpreter needs them: sizes, how values are compared and
 * hashed.  Identical types share one struct tinfo, so that comparing types
 * at run time is comparing addresses.
 */
#include "interp.h"

#include <stdlib.h>

static struct ptrmap by_type, by_hash;

/* Class and reflect kind of each basic type, and the size. */
static const struct basic_row {
	uint8_t cls, kind, size;
} basics[NBASICS] = {
	[BASIC_INVALID] = {CLS_U8, 0, 1},
	[BASIC_BOOL] = {CLS_BOOL, 1, 1},
	[BASIC_INT] = {CLS_I64, 2, 8},
	[BASIC_INT8] = {CLS_I8, 3, 1},
	[BASIC_INT16] = {CLS_I16, 4, 2},
	[BASIC_INT32] = {CLS_I32, 5, 4},
	[BASIC_INT64] = {CLS_I64, 6, 8},
	[BASIC_UINT] = {CLS_U64, 7, 8},
	[BASIC_UINT8] = {CLS_U8, 8, 1},
	[BASIC_UINT16] = {CLS_U16, 9, 2},
	[BASIC_UINT32] = {CLS_U32, 10, 4},
	[BASIC_UINT64] = {CLS_U64, 11, 8},
	[BASIC_UINTPTR] = {CLS_U64, 12, 8},
	[BASIC_FLOAT32] = {CLS_F32, 13, 4},
	[BASIC_FLOAT64] = {CLS_F64, 14, 8},
	[BASIC_COMPLEX64] = {CLS_C64, 15, 8},
	[BASIC_COMPLEX128] = {CLS_C128, 16, 16},
	[BASIC_STRING] = {CLS_STRING, KIND_STRING, 16},
	[BASIC_UNSAFE_POINTER] = {CLS_POINTER, KIND_UNSAFE_POINTER, 8},
	[BASIC_UNTYPED_BOOL] = {CLS_BOOL, 1, 1},
	[BASIC_UNTYPED_INT] = {CLS_I64, 2, 8},
	[BASIC_UNTYPED_RUNE] = {CLS_I32, 5, 4},
	[BASIC_UNTYPED_FLOAT] = {CLS_F64, 14, 8},
	[BASIC_UNTYPED_COMPLEX] = {CLS_C128, 16, 16},
	[BASIC_UNTYPED_STRING] = {CLS_STRING, KIND_STRING, 16},
	[BASIC_UNTYPED_NIL] = {CLS_POINTER, KIND_UNSAFE_POINTER, 8},
};

/* What all types of a kind have in common. */
static const struct kind_row {
	uint8_t cls, kind;
	bool plain, comparable, direct;
} kinds[] = {
	[TYPE_ARRAY] = {CLS_ARRAY, KIND_ARRAY, false, false, false},
	[TYPE_SLICE] = {CLS_SLICE, KIND_SLICE, false, false, false},
	[TYPE_STRUCT] = {CLS_STRUCT, KIND_STRUCT, false, false, false},
	[TYPE_POINTER] = {CLS_POINTER, KIND_POINTER, true, true, true},
	[TYPE_TUPLE] = {CLS_TUPLE, 0, false, false, false},
	[TYPE_SIGNATURE] = {CLS_POINTER, KIND_FUNC, false, false, true},
	[TYPE_INTERFACE] = {CLS_INTERFACE, KIND_INTERFACE, false, true, false},
	[TYPE_MAP] = {CLS_POINTER, KIND_MAP, false, false, true},
	[TYPE_CHAN] = {CLS_POINTER, KIND_CHAN, true, true, true},
	[TYPE_ALIAS] = {0, 0, false, false, false},
};

static void fill_basic(struct tinfo *t, const struct basic *b)
{
	const struct basic_row *row = &basics[b->basic_kind];

	t->cls = row->cls;
	t->kind = row->kind;
	t->size = row->size;
	t->align = row->size == 16 ? 8 : row->size;
	if (row->cls == CLS_C64)
		t->align = 4;
	t->comparable = true;
	t->plain = row->cls < CLS_F32 || row->cls == CLS_BOOL ||
		   row->cls == CLS_POINTER;
	t->direct = row->cls == CLS_POINTER;
}

static void fill_array(struct tinfo *t, struct array *a)
{
	t->elem = tinfo_of(a->elem);
	t->len = a->len;
	t->comparable = t->elem->comparable;
	t->plain = t->elem->plain;
	t->direct = a->len == 1 && t->elem->direct;
}

static void fill_struct(struct tinfo *t, struct structure *s)
{
	int64_t *offsets = ARENA_ARRAY(vm.arena, s->nfields + 1, int64_t);
	int64_t end = 0;

	sizes_offsetsof(sizes_for("amd64"), s->fields, s->nfields, offsets);
	t->fields = ARENA_ARRAY(vm.arena, s->nfields + 1, struct field_info);
	t->nfields = s->nfields;
	t->comparable = t->plain = true;
	for (uint32_t i = 0; i < s->nfields; i++) {
		struct tinfo *f = tinfo_of(s->fields[i]->type);

		t->fields[i] = (struct field_info){offsets[i], f};
		t->comparable = t->comparable && f->comparable;
		t->plain = t->plain && f->plain && offsets[i] == end &&
			   s->fields[i]->name != name_blank;
		end = offsets[i] + f->size;
	}
	t->plain = t->plain && end == t->size;
	t->direct = s->nfields == 1 && t->fields[0].t->direct;
}

/* Results: each at a multiple of 8. */
static void fill_tuple(struct tinfo *t, struct tuple *tuple)
{
	t->fields = ARENA_ARRAY(vm.arena, tuple->n + 1, struct field_info);
	t->nfields = tuple->n;
	t->size = 0;
	for (uint32_t i = 0; i < tuple->n; i++) {
		struct tinfo *f = tinfo_of(tuple->vars[i]->type);

		t->fields[i] = (struct field_info){t->size, f};
		t->size += slot_size(f);
	}
	t->align = 8;
}

static void fill_parts(struct tinfo *t)
{
	struct type *u = t->under;

	switch (u->kind) {
	case TYPE_ARRAY:
		fill_array(t, (struct array *)u);
		break;
	case TYPE_STRUCT:
		fill_struct(t, (struct structure *)u);
		break;
	case TYPE_SLICE:
		t->elem = tinfo_of(((struct slice *)u)->elem);
		break;
	case TYPE_POINTER:
		t->elem = tinfo_of(((struct pointer *)u)->base);
		break;
	case TYPE_CHAN:
		t->elem = tinfo_of(((struct chan *)u)->elem);
		break;
	case TYPE_MAP:
		t->key = tinfo_of(((struct map *)u)->key);
		t->elem = tinfo_of(((struct map *)u)->elem);
		break;
	case TYPE_INTERFACE:
		t->empty = interface_nmethods((struct interface *)u) == 0;
		break;
	default:
		break;
	}
}

static struct tinfo *fill(struct tinfo *t)
{
	const struct sizes *sizes = sizes_for("amd64");
	struct type *u = t->under;

	if (u->kind == TYPE_BASIC) {
		fill_basic(t, (struct basic *)u);
		return t;
	}
	if (u->kind >= sizeof(kinds) / sizeof(*kinds))
		missing("values of a type parameter");
	t->cls = kinds[u->kind].cls;
	t->kind = kinds[u->kind].kind;
	t->plain = kinds[u->kind].plain;
	t->comparable = kinds[u->kind].comparable;
	t->direct = kinds[u->kind].direct;
	if (u->kind == TYPE_TUPLE) {
		fill_tuple(t, (struct tuple *)u);
		return t;
	}
	t->size = sizes_sizeof(sizes, u);
	t->align = (uint32_t)sizes_alignof(sizes, u);
	if (t->size < 0)
		missing("a type of more bytes than there are");
	fill_parts(t);
	return t;
}

/* Tuples are of no use for type_hash(), and need not be shared. */
static struct tinfo *tinfo_make(struct type *t)
{
	struct tinfo *info;
	struct VEC(struct tinfo *) * same;
	void **slot;

	slot = ptrmap_at_key(&by_hash, NULL, (uint64_t)type_hash(t) + 1);
	if (!*slot)
		*slot = arena_alloc(vm.arena, sizeof(*same));
	same = *slot;
	for (uint32_t i = 0; i < same->len; i++)
		if (type_identical(same->at[i]->type, t))
			return same->at[i];
	info = ARENA_NEW(vm.arena, struct tinfo);
	info->type = t;
	info->under = type_under(t);
	info->id = vm.types.len;
	vec_push(&vm.types, info);
	vec_push(same, info);
	/* A type that holds a pointer to itself finds itself from here on. */
	*ptrmap_at(&by_type, NULL, t) = info;
	return fill(info);
}

struct tinfo *tinfo_of(struct type *t)
{
	struct tinfo *info = ptrmap_get(&by_type, t);

	if (info)
		return info;
	info = tinfo_make(unalias(t));
	*ptrmap_at(&by_type, NULL, t) = info;
	return info;
}

struct tinfo *tinfo_basic(enum basic_kind kind)
{
	return tinfo_of(basic_types[kind]);
}

struct tinfo *tinfo_named(const char *package, const char *name)
{
	const struct ir_program *p = vm.ir;

	for (uint32_t i = 0; i < p->npackages; i++) {
		struct package *pkg = p->packages[i].types;
		struct object *obj;

		if (!pkg || strcmp(pkg->path, package) != 0)
			continue;
		obj = scope_lookup(pkg->scope, name_of(name));
		return obj && obj->type ? tinfo_of(obj->type) : NULL;
	}
	return NULL;
}
