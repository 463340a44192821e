/* SPDX-License-Identifier: MIT */
/* Comparing and hashing values of any type (spec: Comparison operators). */
#include "interp.h"

static bool uncomparable(const struct tinfo *t, const char *what)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	rtype_print(&b, t->type);
	throw_error("%s %s", what, buf_text(&b));
	buf_finish(&b);
	return false;
}

/* The bytes of what an interface holds. */
static const char *iface_bytes(const struct tinfo *t, const struct go_iface *i)
{
	return t->direct ? (const char *)&i->data : i->data;
}

bool iface_equal(bool x_empty, const struct go_iface *x, bool y_empty,
		 const struct go_iface *y, bool *ret)
{
	void *xt = iface_rtype(x_empty, x), *yt = iface_rtype(y_empty, y);
	struct tinfo *t;

	*ret = false;
	if (xt != yt)
		return true;
	if (!xt) {
		*ret = true;
		return true;
	}
	t = rtype_tinfo(xt);
	if (!t->comparable)
		return uncomparable(t, "comparing uncomparable type");
	return value_equal(t, iface_bytes(t, x), iface_bytes(t, y), ret);
}

static bool string_equal(const struct go_string *x, const struct go_string *y)
{
	return x->len == y->len &&
	       (x->len == 0 || memcmp(x->p, y->p, (size_t)x->len) == 0);
}

static bool parts_equal(const struct tinfo *t, const char *x, const char *y,
			bool *ret)
{
	*ret = true;
	if (t->cls == CLS_ARRAY) {
		for (int64_t i = 0; i < t->len && *ret; i++)
			if (!value_equal(t->elem, x + i * t->elem->size,
					 y + i * t->elem->size, ret))
				return false;
		return true;
	}
	for (uint32_t i = 0; i < t->nfields && *ret; i++) {
		const struct field_info *f = &t->fields[i];
		const struct structure *s = (struct structure *)t->under;

		if (s->fields[i]->name == name_blank)
			continue;
		if (!value_equal(f->t, x + f->offset, y + f->offset, ret))
			return false;
	}
	return true;
}

bool value_equal(const struct tinfo *t, const char *x, const char *y, bool *ret)
{
	switch (t->cls) {
	case CLS_F32:
		*ret = *(const float *)x == *(const float *)y;
		return true;
	case CLS_F64:
		*ret = *(const double *)x == *(const double *)y;
		return true;
	case CLS_C64:
		*ret = ((const float *)x)[0] == ((const float *)y)[0] &&
		       ((const float *)x)[1] == ((const float *)y)[1];
		return true;
	case CLS_C128:
		*ret = ((const double *)x)[0] == ((const double *)y)[0] &&
		       ((const double *)x)[1] == ((const double *)y)[1];
		return true;
	case CLS_STRING:
		*ret = string_equal((const void *)x, (const void *)y);
		return true;
	case CLS_INTERFACE:
		return iface_equal(t->empty, (const void *)x, t->empty,
				   (const void *)y, ret);
	case CLS_STRUCT:
	case CLS_ARRAY:
		if (!t->plain)
			return parts_equal(t, x, y, ret);
		*ret = memcmp(x, y, (size_t)t->size) == 0;
		return true;
	default:
		/* Of slices only the first word is compared: with nil. */
		*ret = memcmp(x, y,
			      t->cls == CLS_SLICE ? 8 : (size_t)t->size) == 0;
		return true;
	}
}

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * 0x9e3779b97f4a7c15u;
	return h ^ (h >> 29);
}

static uint64_t hash_bytes(uint64_t h, const char *p, size_t n)
{
	uint64_t word;

	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&word, p, 8);
		h = mix(h, word);
	}
	word = n;
	memcpy(&word, p, n);
	return mix(mix(h, word), n);
}

/* Zeros of both signs are equal; no NaN is equal to another. */
static uint64_t hash_float(uint64_t h, double x)
{
	if (x == 0)
		x = 0;
	if (x != x)
		return mix(h, random_next());
	return hash_bytes(h, (const char *)&x, sizeof(x));
}

static bool hash_iface(const struct tinfo *t, const struct go_iface *i,
		       uint64_t *h)
{
	void *r = iface_rtype(t->empty, i);
	struct tinfo *dynamic;

	if (!r)
		return true;
	dynamic = rtype_tinfo(r);
	*h = mix(*h, dynamic->id);
	if (!dynamic->comparable)
		return uncomparable(dynamic, "hash of unhashable type");
	return value_hash(dynamic, iface_bytes(dynamic, i), h);
}

static bool hash_parts(const struct tinfo *t, const char *x, uint64_t *h)
{
	const struct structure *s;

	if (t->cls == CLS_ARRAY) {
		for (int64_t i = 0; i < t->len; i++)
			if (!value_hash(t->elem, x + i * t->elem->size, h))
				return false;
		return true;
	}
	s = (const struct structure *)t->under;
	for (uint32_t i = 0; i < t->nfields; i++)
		if (s->fields[i]->name != name_blank &&
		    !value_hash(t->fields[i].t, x + t->fields[i].offset, h))
			return false;
	return true;
}

bool value_hash(const struct tinfo *t, const char *x, uint64_t *h)
{
	const struct go_string *s = (const void *)x;

	switch (t->cls) {
	case CLS_F32:
		*h = hash_float(*h, *(const float *)x);
		return true;
	case CLS_F64:
		*h = hash_float(*h, *(const double *)x);
		return true;
	case CLS_C64:
		*h = hash_float(hash_float(*h, ((const float *)x)[0]),
				((const float *)x)[1]);
		return true;
	case CLS_C128:
		*h = hash_float(hash_float(*h, ((const double *)x)[0]),
				((const double *)x)[1]);
		return true;
	case CLS_STRING:
		*h = hash_bytes(*h, s->p, (size_t)s->len);
		return true;
	case CLS_INTERFACE:
		return hash_iface(t, (const void *)x, h);
	case CLS_STRUCT:
	case CLS_ARRAY:
		if (!t->plain)
			return hash_parts(t, x, h);
		/* fallthrough */
	default:
		*h = hash_bytes(*h, x, (size_t)t->size);
		return true;
	}
}
