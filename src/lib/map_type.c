/* SPDX-License-Identifier: MIT */
#include "lib/map_type.h"

#include <stdalign.h>
#include <string.h>

#include "lib/map_hash.h"
#include "lib/random.h"

#define TYPE(id, text, ctype, how)                  \
	const struct belay_type belay_type_##id = { \
		.name = (text),                     \
		.size = sizeof(ctype),              \
		.align = alignof(ctype),            \
		.kind = (how),                      \
	}

TYPE(u8, "uint8", uint8_t, BELAY_KIND_INT);
TYPE(u16, "uint16", uint16_t, BELAY_KIND_INT);
TYPE(u32, "uint32", uint32_t, BELAY_KIND_INT);
TYPE(u64, "uint64", uint64_t, BELAY_KIND_INT);
TYPE(i8, "int8", int8_t, BELAY_KIND_INT);
TYPE(i16, "int16", int16_t, BELAY_KIND_INT);
TYPE(i32, "int32", int32_t, BELAY_KIND_INT);
TYPE(i64, "int64", int64_t, BELAY_KIND_INT);
TYPE(f32, "float", float, BELAY_KIND_FLOAT);
TYPE(f64, "double", double, BELAY_KIND_FLOAT);

static const size_t at_start[] = {0};
static const size_t any_pointers[] = {offsetof(struct belay_any, obj)};

#define POINTERS(offsets) .pointers = (offsets), .npointers = 1

const struct belay_type belay_type_ptr = {
	.name = "pointer",
	.size = sizeof(void *),
	.align = alignof(void *),
	.kind = BELAY_KIND_INT,
	POINTERS(at_start),
};
const struct belay_type belay_type_cstr = {
	.name = "C string",
	.size = sizeof(char *),
	.align = alignof(char *),
	.kind = BELAY_KIND_CSTR,
	POINTERS(at_start),
};
const struct belay_type belay_type_string = {
	.name = "string",
	.size = sizeof(struct belay_string),
	.align = alignof(struct belay_string),
	.kind = BELAY_KIND_STRING,
	POINTERS(at_start),
};
const struct belay_type belay_type_any = {
	.name = "any",
	.size = sizeof(struct belay_any),
	.align = alignof(struct belay_any),
	.kind = BELAY_KIND_ANY,
	POINTERS(any_pointers),
};
const struct belay_type belay_type_unit = {
	.name = "unit",
	.align = 1,
	.kind = BELAY_KIND_PLAIN,
};

static bool kind_fits(const struct belay_type *t)
{
	switch (t->kind) {
	case BELAY_KIND_INT:
		return t->size == 1 || t->size == 2 || t->size == 4 ||
		       t->size == 8;
	case BELAY_KIND_CSTR:
		return t->size == sizeof(char *);
	case BELAY_KIND_STRING:
		return t->size == sizeof(struct belay_string);
	case BELAY_KIND_ANY:
		return t->size == sizeof(struct belay_any);
	case BELAY_KIND_FLOAT:
		return t->size == sizeof(float) || t->size == sizeof(double);
	case BELAY_KIND_OTHER:
	case BELAY_KIND_PLAIN:
	case BELAY_KIND_STRUCT:
		return true;
	}
	return false;
}

static int check(const struct belay_type *t, int depth)
{
	if (!t || depth > TYPE_DEPTH || !t->align ||
	    (t->align & (t->align - 1)) || t->align > alignof(max_align_t) ||
	    t->size % t->align || t->size > (size_t)1 << 30 || !kind_fits(t))
		return BELAY_EINVAL;
	if ((t->npointers && !t->pointers) || (t->nfields && !t->fields))
		return BELAY_EINVAL;
	for (size_t i = 0; i < t->npointers; i++)
		if (t->pointers[i] > t->size ||
		    t->size - t->pointers[i] < sizeof(void *) ||
		    t->pointers[i] % alignof(void *))
			return BELAY_EINVAL;
	if (t->kind != BELAY_KIND_STRUCT)
		return 0;
	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];
		int err = check(f->type, depth + 1);

		if (err)
			return err;
		if (f->offset > t->size || f->offset % f->type->align ||
		    (f->type->size &&
		     f->count > (t->size - f->offset) / f->type->size))
			return BELAY_EINVAL;
	}
	return 0;
}

int belay__type_check(const struct belay_type *t)
{
	return check(t, 0);
}

bool belay__type_comparable(const struct belay_type *t)
{
	if (t->kind == BELAY_KIND_OTHER)
		return t->hash && t->equal;
	if (t->kind == BELAY_KIND_STRUCT)
		for (size_t i = 0; i < t->nfields; i++)
			if (!belay__type_comparable(t->fields[i].type))
				return false;
	return true;
}

static double load_float(const struct belay_type *t, const void *obj)
{
	double d;
	float f;

	if (t->size == sizeof(f)) {
		memcpy(&f, obj, sizeof(f));
		return f;
	}
	memcpy(&d, obj, sizeof(d));
	return d;
}

/* Zeros are equal whatever their sign; what is no number is equal to none. */
static uint64_t hash_float(double d, uint64_t seed, uint64_t secret)
{
	uint64_t bits;

	if (d != d)
		return belay__random();
	if (d == 0)
		d = 0;
	memcpy(&bits, &d, sizeof(bits));
	return belay__hash_mem(&bits, sizeof(bits), seed, secret);
}

static int hash(const struct belay_type *t, const void *obj, uint64_t seed,
		uint64_t secret, int depth, uint64_t *ret);

static int hash_struct(const struct belay_type *t, const void *obj,
		       uint64_t seed, uint64_t secret, int depth, uint64_t *ret)
{
	const unsigned char *at = obj;
	uint64_t h = seed;
	int err;

	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			err = hash(f->type, at + f->offset + n * f->type->size,
				   h, secret, depth + 1, &h);
			if (err)
				return err;
		}
	}
	*ret = belay__fold(h ^ t->nfields, secret);
	return 0;
}

static int hash_any(const struct belay_any *any, uint64_t seed, uint64_t secret,
		    int depth, uint64_t *ret)
{
	if (!any->type) {
		*ret = belay__fold(seed, secret);
		return 0;
	}
	if (!belay__type_comparable(any->type))
		return BELAY_EUNCOMPARABLE;
	return hash(any->type, any->obj, seed ^ (uintptr_t)any->type, secret,
		    depth + 1, ret);
}

static int hash(const struct belay_type *t, const void *obj, uint64_t seed,
		uint64_t secret, int depth, uint64_t *ret)
{
	const struct belay_string *s = obj;
	const char *text;

	if (depth > TYPE_DEPTH)
		return BELAY_EUNCOMPARABLE;
	switch (t->kind) {
	case BELAY_KIND_INT:
	case BELAY_KIND_PLAIN:
		*ret = belay__hash_mem(obj, t->size, seed, secret);
		return 0;
	case BELAY_KIND_CSTR:
		memcpy(&text, obj, sizeof(text));
		*ret = belay__hash_mem(text, strlen(text), seed, secret);
		return 0;
	case BELAY_KIND_STRING:
		*ret = belay__hash_mem(s->data, s->len, seed, secret);
		return 0;
	case BELAY_KIND_FLOAT:
		*ret = hash_float(load_float(t, obj), seed, secret);
		return 0;
	case BELAY_KIND_STRUCT:
		return hash_struct(t, obj, seed, secret, depth, ret);
	case BELAY_KIND_ANY:
		return hash_any(obj, seed, secret, depth, ret);
	case BELAY_KIND_OTHER:
		break;
	}
	return t->hash ? t->hash(t, obj, seed, ret) : BELAY_EUNCOMPARABLE;
}

int belay__type_hash(const struct belay_type *t, const void *obj, uint64_t seed,
		     uint64_t secret, uint64_t *ret)
{
	return hash(t, obj, seed, secret, 0, ret);
}

int belay_hash(const struct belay_type *t, const void *obj, uint64_t seed,
	       uint64_t *ret)
{
	return hash(t, obj, seed, belay__secret(seed), 0, ret);
}

uint64_t belay_hash_bytes(const void *data, size_t len, uint64_t seed)
{
	return belay__hash_mem(data, len, seed, belay__secret(seed));
}

static bool equal(const struct belay_type *t, const void *a, const void *b,
		  int depth);

static bool equal_struct(const struct belay_type *t, const void *a,
			 const void *b, int depth)
{
	const unsigned char *p = a, *q = b;

	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			size_t at = f->offset + n * f->type->size;

			if (!equal(f->type, p + at, q + at, depth + 1))
				return false;
		}
	}
	return true;
}

static bool equal_string(const struct belay_string *a,
			 const struct belay_string *b)
{
	return a->len == b->len && (!a->len || a->data == b->data ||
				    !memcmp(a->data, b->data, a->len));
}

static bool equal_any(const struct belay_any *a, const struct belay_any *b,
		      int depth)
{
	if (a->type != b->type)
		return false;
	return !a->type || equal(a->type, a->obj, b->obj, depth + 1);
}

static bool equal(const struct belay_type *t, const void *a, const void *b,
		  int depth)
{
	const char *p, *q;

	if (depth > TYPE_DEPTH)
		return false;
	switch (t->kind) {
	case BELAY_KIND_INT:
	case BELAY_KIND_PLAIN:
		return !t->size || !memcmp(a, b, t->size);
	case BELAY_KIND_CSTR:
		memcpy(&p, a, sizeof(p));
		memcpy(&q, b, sizeof(q));
		return p == q || !strcmp(p, q);
	case BELAY_KIND_STRING:
		return equal_string(a, b);
	case BELAY_KIND_FLOAT:
		return load_float(t, a) == load_float(t, b);
	case BELAY_KIND_STRUCT:
		return equal_struct(t, a, b, depth);
	case BELAY_KIND_ANY:
		return equal_any(a, b, depth);
	case BELAY_KIND_OTHER:
		break;
	}
	return t->equal && t->equal(t, a, b);
}

bool belay_equal(const struct belay_type *t, const void *a, const void *b)
{
	return equal(t, a, b, 0);
}
