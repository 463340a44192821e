/* SPDX-License-Identifier: MIT */
/*
 * Sizes of types as gc lays them out (sizes.go and gcsizes.go of go/types)
 *
 * The layout of a struct, which takes those of its fields, is kept while one
 * question is answered: structs that contain the same structs many times
 * over would else take a time that doubles with each level.
 *
 * A type that is too large has the size -1, and so has everything that
 * contains it.
 */
#include "types/check.h"

#include <string.h>

enum { MAX_DEPTH = 20000 };

static const struct {
	const char *goarch;
	struct sizes sizes;
} architectures[] = {
	{"386", {4, 4}},      {"amd64", {8, 8}},  {"amd64p32", {4, 8}},
	{"arm", {4, 4}},      {"arm64", {8, 8}},  {"loong64", {8, 8}},
	{"mips", {4, 4}},     {"mipsle", {4, 4}}, {"mips64", {8, 8}},
	{"mips64le", {8, 8}}, {"ppc64", {8, 8}},  {"ppc64le", {8, 8}},
	{"riscv64", {8, 8}},  {"s390x", {8, 8}},  {"sparc64", {8, 8}},
	{"wasm", {8, 8}},
};

const struct sizes *sizes_for(const char *goarch)
{
	for (size_t i = 0; i < sizeof(architectures) / sizeof(*architectures);
	     i++)
		if (strcmp(architectures[i].goarch, goarch) == 0)
			return &architectures[i].sizes;
	return NULL;
}

const struct sizes *check_sizes(const struct checker *c)
{
	static const struct sizes amd64 = {8, 8};

	return c->conf->sizes ? c->conf->sizes : &amd64;
}

struct layout {
	int64_t size, align;
};

struct sizer {
	const struct sizes *s;
	struct ptrmap structs; /* struct type -> struct layout *, malloc's */
	uint32_t depth;
};

static struct layout layout_of(struct sizer *z, struct type *t);

static void sizer_finish(struct sizer *z)
{
	for (uint32_t i = 0; i < z->structs.cap; i++)
		free(z->structs.slots[i].value);
	ptrmap_finish(&z->structs);
}

/* The smallest y >= x that is a multiple of a; -1 when there is none. */
static int64_t align_to(int64_t x, int64_t a)
{
	int64_t y;

	if (x < 0 || __builtin_add_overflow(x, a - 1, &y))
		return -1;
	return y & ~(a - 1);
}

static int64_t add(int64_t x, int64_t y)
{
	int64_t sum;

	if (x < 0 || y < 0 || __builtin_add_overflow(x, y, &sum))
		return -1;
	return sum;
}

static struct layout word(const struct sizer *z, int64_t n)
{
	return (struct layout){n * z->s->word_size, z->s->word_size};
}

static struct layout basic_layout(const struct sizer *z, const struct basic *t)
{
	static const uint8_t sizes[NBASICS] = {
		[BASIC_BOOL] = 1,	 [BASIC_INT8] = 1,
		[BASIC_INT16] = 2,	 [BASIC_INT32] = 4,
		[BASIC_INT64] = 8,	 [BASIC_UINT8] = 1,
		[BASIC_UINT16] = 2,	 [BASIC_UINT32] = 4,
		[BASIC_UINT64] = 8,	 [BASIC_FLOAT32] = 4,
		[BASIC_FLOAT64] = 8,	 [BASIC_COMPLEX64] = 8,
		[BASIC_COMPLEX128] = 16,
	};
	int64_t size = sizes[t->basic_kind], align;

	if (t->info & INFO_STRING)
		return word(z, t->basic_kind == BASIC_STRING ? 2 : 1);
	if (size == 0)
		size = z->s->word_size;
	/* A complex number is aligned as its parts are. */
	align = t->info & INFO_COMPLEX && size > 1 ? size / 2 : size;
	if (align > z->s->max_align)
		align = z->s->max_align;
	return (struct layout){size, align};
}

static struct layout array_layout(struct sizer *z, const struct array *t)
{
	struct layout elem = layout_of(z, t->elem);

	if (t->len <= 0)
		elem.size = 0;
	else if (elem.size > 0 && elem.size > INT64_MAX / t->len)
		elem.size = -1;
	else if (elem.size > 0)
		elem.size *= t->len;
	return elem;
}

/* An empty struct of this name stands for an alignment of 8. */
static bool is_atomic_align64(struct type *t)
{
	struct named *n = type_as_named(t);
	const char *path;

	if (!n || !n->obj->pkg ||
	    strcmp(name_text(n->obj->name), "align64") != 0)
		return false;
	path = n->obj->pkg->path;
	return strcmp(path, "sync/atomic") == 0 ||
	       strcmp(path, "internal/runtime/atomic") == 0;
}

/* Where each field begins, and where the last one ends. */
static struct layout lay_out(struct sizer *z, struct object **fields,
			     uint32_t n, int64_t *ret_offsets)
{
	struct layout all = {0, 1}, f = {0, 1};
	int64_t at = 0;

	for (uint32_t i = 0; i < n; i++) {
		f = layout_of(z, fields[i]->type);
		if (f.align > all.align)
			all.align = f.align;
		at = align_to(all.size, f.align);
		if (ret_offsets)
			ret_offsets[i] = at;
		all.size = add(at, f.size);
	}
	/* A pointer to a last field without size must not point outside. */
	if (f.size == 0 && at > 0)
		all.size = add(all.size, 1);
	return all;
}

static struct layout struct_layout(struct sizer *z, struct structure *t)
{
	struct layout *kept = ptrmap_get(&z->structs, t), all;

	if (kept)
		return *kept;
	all = lay_out(z, t->fields, t->nfields, NULL);
	all.size = align_to(all.size, all.align);
	/* The outermost one is asked for once. */
	if (z->depth > 1 && (kept = malloc(sizeof(*kept)))) {
		*kept = all;
		*ptrmap_at(&z->structs, NULL, t) = kept;
	}
	return all;
}

static struct layout layout_by_kind(struct sizer *z, struct type *t)
{
	struct type *u = type_under(t);

	switch (u->kind) {
	case TYPE_BASIC:
		return basic_layout(z, (struct basic *)u);
	case TYPE_ARRAY:
		return array_layout(z, (struct array *)u);
	case TYPE_SLICE:
		return word(z, 3);
	case TYPE_STRUCT:
		if (((struct structure *)u)->nfields == 0 &&
		    is_atomic_align64(t))
			return (struct layout){0, 8};
		return struct_layout(z, (struct structure *)u);
	case TYPE_INTERFACE:
		return word(z, 2);
	default:
		return word(z, 1);
	}
}

static struct layout layout_of(struct sizer *z, struct type *t)
{
	struct layout l;

	if (z->depth >= MAX_DEPTH)
		return (struct layout){-1, 1};
	z->depth++;
	l = layout_by_kind(z, t);
	z->depth--;
	return l;
}

static struct layout layout(const struct sizes *s, struct type *t)
{
	struct sizer z = {.s = s};
	struct layout l = layout_of(&z, t);

	sizer_finish(&z);
	return l;
}

int64_t sizes_alignof(const struct sizes *s, struct type *t)
{
	return layout(s, t).align;
}

int64_t sizes_sizeof(const struct sizes *s, struct type *t)
{
	return layout(s, t).size;
}

bool sizes_offsetsof(const struct sizes *s, struct object **fields, uint32_t n,
		     int64_t *ret_offsets)
{
	struct sizer z = {.s = s};
	struct layout l = lay_out(&z, fields, n, ret_offsets);

	sizer_finish(&z);
	return l.size >= 0;
}

static int64_t field_offset(const struct sizes *s, struct structure *t,
			    uint32_t field)
{
	struct sizer z = {.s = s};
	int64_t *offsets = calloc(field + 1, sizeof(*offsets));
	int64_t at = -1;

	if (offsets) {
		lay_out(&z, t->fields, field + 1, offsets);
		at = offsets[field];
	}
	free(offsets);
	sizer_finish(&z);
	return at;
}

int64_t sizes_offsetof(const struct sizes *s, struct type *t,
		       const uint32_t *index, uint32_t n)
{
	int64_t offset = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct structure *u = TYPE_AS(STRUCT, structure, type_under(t));

		if (!u || index[i] >= u->nfields)
			return -1;
		offset = add(offset, field_offset(s, u, index[i]));
		if (offset < 0)
			return -1;
		t = u->fields[index[i]]->type;
	}
	return offset;
}
