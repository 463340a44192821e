/* SPDX-License-Identifier: MIT */
/*
 * map_model.h - a map driven by bytes and held against a simple model
 *
 * The first bytes choose engine, types and flags, the others are operations:
 * sets, deletes, clears, iterations with changes in between, references,
 * holds, allocations that fail.  The model is an array over all keys there
 * can be.  broken says what was not so; NULL is well.
 */
#ifndef TESTS_UNIT_MAP_MODEL_H
#define TESTS_UNIT_MAP_MODEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "belay/map.h"
#include "lib/alloc.h"

enum {
	MODEL_KEYS = 4096,
	MODEL_VALUES = 1 << 16,
	MODEL_REFS = 64,
	MODEL_HOLDS = 8,
	MODEL_VALUE_MAX = 600
};

/* One of the keys: whether it is in the map, with which value. */
struct model_key {
	bool present;
	uint32_t value;
	uint32_t birth; /* of the entry: no two have the same */
	bool seen;
	bool stayed; /* since the iteration began */
};

struct model_ref {
	struct belay_map_ref ref;
	uint32_t key;
	uint32_t birth;
};

struct model_hold {
	struct belay_map_hold hold;
	uint32_t value;
};

struct map_model {
	struct belay_map *map;
	const char *broken;
	unsigned flags;
	uint32_t key_kind;
	uint32_t nkeys;
	size_t value_size;
	uint32_t births;
	uint32_t nvalues;
	uint32_t len;
	const uint8_t *data;
	size_t left;
	bool armed;
	bool owned;
	struct belay_type value_type;
	struct model_key keys[MODEL_KEYS];
	struct model_ref refs[MODEL_REFS];
	struct model_hold holds[MODEL_HOLDS];
	uint8_t destroyed[MODEL_VALUES];
	uint8_t taken[MODEL_VALUES]; /* the map said it is its own */
};

/* Whose values are being destroyed. */
static struct map_model *model_now;

static inline bool model_fail(struct map_model *m, const char *what)
{
	if (!m->broken)
		m->broken = what;
	return false;
}

#define MODEL(cond)                                  \
	do {                                         \
		if (!(cond))                         \
			return model_fail(m, #cond); \
	} while (0)

static inline void model_destroy_value(const struct belay_type *t, void *obj)
{
	uint32_t id;

	(void)t;
	memcpy(&id, obj, sizeof(id));
	if (id >= MODEL_VALUES)
		model_fail(model_now, "a value that never was is destroyed");
	else if (model_now->destroyed[id]++)
		model_fail(model_now, "a value is destroyed twice");
	memset(obj, 0xdd, model_now->value_size);
}

static inline uint32_t model_byte(struct map_model *m)
{
	if (!m->left)
		return 0;
	m->left--;
	return *m->data++;
}

static inline uint32_t model_word(struct map_model *m)
{
	uint32_t low = model_byte(m);

	return low | model_byte(m) << 8;
}

/* A hash that has four values only, one that has one, and a liar. */
static inline int model_bad_hash(const struct belay_type *t, const void *obj,
				 uint64_t seed, uint64_t *ret)
{
	uint32_t k;

	(void)t;
	memcpy(&k, obj, sizeof(k));
	*ret = (seed << 2 | (k & 3)) * UINT64_C(0x0100000001000001);
	return 0;
}

static inline int model_no_hash(const struct belay_type *t, const void *obj,
				uint64_t seed, uint64_t *ret)
{
	(void)t;
	(void)obj;
	(void)seed;
	*ret = 0;
	return 0;
}

static inline bool model_same(const struct belay_type *t, const void *a,
			      const void *b)
{
	return !memcmp(a, b, t->size);
}

static const struct belay_type model_colliding = {
	.name = "colliding",
	.size = 4,
	.align = 4,
	.hash = model_bad_hash,
	.equal = model_same,
};

static const struct belay_type model_all_equal_hash = {
	.name = "no hash",
	.size = 4,
	.align = 4,
	.hash = model_no_hash,
	.equal = model_same,
};

struct model_struct {
	uint16_t a;
	double d;
	struct belay_string s;
};

static const struct belay_field model_fields[] = {
	{offsetof(struct model_struct, a), &belay_type_u16, 1},
	{offsetof(struct model_struct, d), &belay_type_f64, 1},
	{offsetof(struct model_struct, s), &belay_type_string, 1},
};

static const struct belay_type model_struct_type = {
	.name = "struct",
	.size = sizeof(struct model_struct),
	.align = _Alignof(struct model_struct),
	.kind = BELAY_KIND_STRUCT,
	.fields = model_fields,
	.nfields = 3,
};

static const struct belay_type model_plain = {
	.name = "plain",
	.size = 200,
	.align = 1,
	.kind = BELAY_KIND_PLAIN,
};

static const struct belay_type *const model_types[] = {
	&belay_type_u32,  &belay_type_u64,	 &belay_type_u16,
	&belay_type_cstr, &belay_type_string,	 &belay_type_f64,
	&belay_type_any,  &model_struct_type,	 &model_plain,
	&model_colliding, &model_all_equal_hash, &belay_type_u8,
};

enum { MODEL_KINDS = sizeof(model_types) / sizeof(model_types[0]) };

/* Any key has its own text and numbers, at addresses that last. */
struct model_names {
	char text[MODEL_KEYS][24];
	uint64_t number[MODEL_KEYS];
};

static inline struct model_names *model_names(void)
{
	static struct model_names names;
	static bool there;

	for (uint32_t i = 0; !there && i < MODEL_KEYS; i++) {
		snprintf(names.text[i], sizeof(names.text[i]), "key-%u-%u", i,
			 i * 7919);
		names.number[i] = i * UINT64_C(0x100000001);
	}
	there = true;
	return &names;
}

union model_key_bytes {
	uint64_t number;
	double real;
	const char *text;
	struct belay_string string;
	struct belay_any any;
	struct model_struct fields;
	unsigned char plain[200];
};

static inline void model_make_key(const struct map_model *m, uint32_t i,
				  union model_key_bytes *ret)
{
	const struct belay_type *t = model_types[m->key_kind];
	struct model_names *n = model_names();
	struct belay_string s = {n->text[i], strlen(n->text[i])};

	memset(ret, 0, sizeof(*ret));
	switch (t->kind) {
	case BELAY_KIND_CSTR:
		ret->text = n->text[i];
		break;
	case BELAY_KIND_STRING:
		ret->string = s;
		break;
	case BELAY_KIND_FLOAT:
		ret->real = i / 4.0;
		break;
	case BELAY_KIND_ANY:
		if (i % 3)
			ret->any = (struct belay_any){&belay_type_u64,
						      &n->number[i]};
		else if (i)
			ret->any = (struct belay_any){&belay_type_ptr,
						      &n->number[i]};
		break;
	case BELAY_KIND_STRUCT:
		ret->fields.a = (uint16_t)i;
		ret->fields.d = i % 2;
		ret->fields.s = s;
		break;
	default:
		memcpy(ret, &i, sizeof(i));
		if (t->size == 8)
			ret->number = n->number[i];
		break;
	}
}

/* Which key it is that the map handed out; MODEL_KEYS: none of ours. */
static inline uint32_t model_which(const struct map_model *m, const void *key)
{
	const struct belay_type *t = model_types[m->key_kind];
	union model_key_bytes k;
	uint32_t i = 0;
	double d;

	switch (t->kind) {
	case BELAY_KIND_CSTR:
		sscanf(*(const char *const *)key, "key-%u", &i);
		break;
	case BELAY_KIND_STRING:
		sscanf(((const struct belay_string *)key)->data, "key-%u", &i);
		break;
	case BELAY_KIND_FLOAT:
		memcpy(&d, key, sizeof(d));
		i = (uint32_t)(d * 4);
		break;
	case BELAY_KIND_ANY:
		if (((const struct belay_any *)key)->type)
			memcpy(&i, ((const struct belay_any *)key)->obj, 4);
		break;
	case BELAY_KIND_STRUCT:
		i = ((const struct model_struct *)key)->a;
		break;
	default:
		memcpy(&i, key, t->size < 4 ? t->size : 4);
		break;
	}
	if (i >= m->nkeys)
		return MODEL_KEYS;
	model_make_key(m, i, &k);
	return belay_equal(t, &k, key) ? i : MODEL_KEYS;
}

/* A value says which one it is, at both ends. */
static inline void model_make_value(struct map_model *m, uint32_t id,
				    unsigned char *ret)
{
	memset(ret, (int)(id & 0xff), MODEL_VALUE_MAX);
	memcpy(ret, &id, m->value_size < 4 ? m->value_size : 4);
	if (m->value_size >= 8)
		memcpy(ret + m->value_size - 4, &id, 4);
}

static inline bool model_is_value(struct map_model *m, const void *at,
				  uint32_t id)
{
	unsigned char want[MODEL_VALUE_MAX];

	model_make_value(m, id, want);
	return !m->value_size || !memcmp(at, want, m->value_size);
}

static inline void model_gone(struct map_model *m, struct model_key *k)
{
	k->present = false;
	k->stayed = false;
	m->len--;
}

static inline bool model_set(struct map_model *m, uint32_t i)
{
	unsigned char value[MODEL_VALUE_MAX];
	struct model_key *k = &m->keys[i];
	uint32_t id = m->nvalues;
	union model_key_bytes key;
	void *at;
	int err;

	if (id == MODEL_VALUES)
		return true;
	m->nvalues++;
	model_make_key(m, i, &key);
	model_make_value(m, id, value);
	err = belay_map_set(m->map, &key, value);
	if (err) {
		MODEL(err == BELAY_ENOMEM && m->armed);
		return true;
	}
	m->taken[id] = 1;
	if (!k->present) {
		k->birth = ++m->births;
		k->present = true;
		m->len++;
	}
	k->value = id;
	MODEL(belay_map_get(m->map, &key, &at) == 0);
	MODEL(model_is_value(m, at, id));
	return true;
}

/* m[i] = m[j], with the value where it is in the map. */
static inline bool model_copy(struct map_model *m, uint32_t i, uint32_t j)
{
	struct model_key *k = &m->keys[i];
	union model_key_bytes to, from;
	void *at;
	int err;

	if (m->owned || !m->keys[j].present)
		return true;
	model_make_key(m, i, &to);
	model_make_key(m, j, &from);
	MODEL(belay_map_get(m->map, &from, &at) == 0);
	err = belay_map_set(m->map, &to, at);
	if (err) {
		MODEL(err == BELAY_ENOMEM && m->armed);
		return true;
	}
	if (!k->present) {
		k->birth = ++m->births;
		k->present = true;
		m->len++;
	}
	k->value = m->keys[j].value;
	MODEL(belay_map_get(m->map, &to, &at) == 0);
	MODEL(model_is_value(m, at, k->value));
	return true;
}

static inline bool model_get(struct map_model *m, uint32_t i)
{
	union model_key_bytes key;
	void *at = NULL;
	int err;

	model_make_key(m, i, &key);
	err = belay_map_get(m->map, &key, &at);
	MODEL(err == (m->keys[i].present ? 0 : BELAY_ENOENT));
	if (!err)
		MODEL(model_is_value(m, at, m->keys[i].value));
	return true;
}

static inline bool model_delete(struct map_model *m, uint32_t i)
{
	struct model_key *k = &m->keys[i];
	union model_key_bytes key;
	int err;

	model_make_key(m, i, &key);
	err = belay_map_delete(m->map, &key);
	MODEL(err == (k->present ? 0 : BELAY_ENOENT));
	if (k->present)
		model_gone(m, k);
	return true;
}

static inline bool model_clear(struct map_model *m)
{
	MODEL(belay_map_clear(m->map) == 0);
	for (uint32_t i = 0; i < m->nkeys; i++)
		if (m->keys[i].present)
			model_gone(m, &m->keys[i]);
	return true;
}

static inline bool model_takes_refs(const struct map_model *m)
{
	return !(m->flags & (BELAY_MAP_CLASSIC | BELAY_MAP_UNCHECKED));
}

static inline bool model_ref(struct map_model *m, uint32_t i, uint32_t n)
{
	struct model_ref *r = &m->refs[n % MODEL_REFS];
	union model_key_bytes key;
	int err;

	model_make_key(m, i, &key);
	err = belay_map_ref(m->map, &key, &r->ref);
	if (err == BELAY_ENOMEM && m->armed)
		return true;
	if (!model_takes_refs(m)) {
		MODEL(err == BELAY_EINVAL);
		return true;
	}
	MODEL(err == (m->keys[i].present ? 0 : BELAY_ENOENT));
	if (!err) {
		r->key = i;
		r->birth = m->keys[i].birth;
	}
	return true;
}

/* Right or stale; if the map is stable, right while the entry is there. */
static inline bool model_check_ref(struct map_model *m, struct model_ref *r)
{
	struct model_key *k = &m->keys[r->key];
	bool there = k->present && k->birth == r->birth;
	void *at;
	int err;

	if (!r->birth)
		return true;
	err = belay_map_ref_get(r->ref, &at);
	MODEL(err == 0 || err == BELAY_ESTALE);
	if (!there)
		MODEL(err == BELAY_ESTALE);
	if (there && m->flags & BELAY_MAP_STABLE)
		MODEL(err == 0);
	if (!err)
		MODEL(model_is_value(m, at, k->value));
	return true;
}

static inline bool model_release(struct map_model *m, struct model_hold *h)
{
	if (!h->hold.value)
		return true;
	MODEL(!m->owned || !m->destroyed[h->value]);
	MODEL(model_is_value(m, h->hold.value, h->value));
	MODEL(belay_map_release(&h->hold) == 0);
	return true;
}

static inline bool model_hold(struct map_model *m, uint32_t n)
{
	struct model_hold *h = &m->holds[n % MODEL_HOLDS];
	struct model_ref *r = &m->refs[n % MODEL_REFS];
	int err;

	if (!model_release(m, h))
		return false;
	if (!r->birth)
		return true;
	err = belay_map_hold(r->ref, &h->hold);
	MODEL(err == 0 || err == BELAY_ESTALE || err == BELAY_EINVAL);
	if (!err)
		h->value = m->keys[r->key].value;
	return true;
}

static inline bool model_change(struct map_model *m);

/* All that stayed were seen, none twice, and none that was deleted. */
static inline bool model_iterate(struct map_model *m, uint32_t changes)
{
	struct belay_map_iter it;
	const void *key;
	void *value;
	int err;

	for (uint32_t i = 0; i < m->nkeys; i++) {
		m->keys[i].seen = false;
		m->keys[i].stayed = m->keys[i].present;
	}
	belay_map_iter_init(&it, m->map);
	while ((err = belay_map_iter_next(&it, &key, &value)) == 0) {
		uint32_t i = model_which(m, key);
		struct model_key *k = &m->keys[i < m->nkeys ? i : 0];

		MODEL(i < m->nkeys);
		MODEL(k->present);
		MODEL(!(k->seen && k->stayed));
		MODEL(model_is_value(m, value, k->value));
		k->seen = true;
		for (uint32_t n = changes; n && m->left; n--)
			if (!model_change(m))
				return false;
	}
	MODEL(err == BELAY_ENOENT);
	for (uint32_t i = 0; i < m->nkeys; i++)
		MODEL(m->keys[i].seen || !m->keys[i].stayed);
	return true;
}

static inline bool model_check_all(struct map_model *m)
{
	struct belay_map_stats st;

	MODEL(belay_map_len(m->map) == m->len);
	MODEL(belay_map_stats(m->map, &st) == 0);
	MODEL(st.len == m->len);
	for (uint32_t i = 0; i < m->nkeys; i++)
		if (!model_get(m, i))
			return false;
	for (uint32_t i = 0; i < MODEL_REFS; i++)
		if (!model_check_ref(m, &m->refs[i]))
			return false;
	return model_iterate(m, 0);
}

/* A change, as they happen during an iteration too. */
static inline bool model_change(struct map_model *m)
{
	uint32_t op = model_byte(m), i = model_word(m) % m->nkeys;
	uint32_t many = op >> 3;

	switch (op & 7) {
	case 0:
	case 1:
		return model_set(m, i);
	case 2:
		return model_delete(m, i);
	case 3:
		for (uint32_t n = 0; n < many * 4; n++)
			if (!model_set(m, (i + n) % m->nkeys))
				return false;
		return true;
	case 4:
		for (uint32_t n = 0; n < many * 4; n++)
			if (!model_delete(m, (i + n) % m->nkeys))
				return false;
		return true;
	case 5:
		return model_copy(m, i, (i * 31 + many) % m->nkeys);
	case 6:
		return model_ref(m, i, many + op);
	default:
		if (many == 31)
			return model_clear(m);
		return model_check_ref(m, &m->refs[i % MODEL_REFS]);
	}
}

static inline bool model_step(struct map_model *m)
{
	uint32_t op = model_byte(m);

	switch (op & 15) {
	case 0:
		return model_iterate(m, op >> 4 & 3);
	case 1:
		if (op >> 4 == 0)
			return model_check_all(m);
		return true;
	case 2:
		m->armed = true;
		belay__fail_alloc_at(1 + (op >> 4));
		return model_change(m);
	case 3:
		belay__fail_alloc_at(0);
		m->armed = false;
		return true;
	case 4:
		return model_hold(m, op >> 4);
	case 5:
		return model_release(m, &m->holds[op >> 4 & 7]);
	default:
		return model_change(m);
	}
}

static inline void *model_alloc(void *ctx, size_t size)
{
	(void)ctx;
	return malloc(size);
}

static inline void model_free(void *ctx, void *p, size_t size)
{
	(void)ctx;
	/* Nobody may rely on what is freed, and the size is the right one. */
	memset(p, 0xee, size);
	free(p);
}

static const struct belay_allocator model_allocator = {
	.alloc = model_alloc,
	.free = model_free,
};

static inline bool model_create(struct map_model *m)
{
	static const size_t sizes[] = {4, 0, 8, 16, 40, 448, 4, 4};
	static const unsigned flags[] = {
		0, 0, BELAY_MAP_STABLE, BELAY_MAP_UNCHECKED, BELAY_MAP_CLASSIC};
	struct belay_map_options o = {.name = "model"};
	uint32_t how = model_byte(m), what = model_byte(m);

	m->key_kind = what % MODEL_KINDS;
	m->value_size = sizes[what / MODEL_KINDS % 8];
	m->flags = flags[how % 5];
	m->nkeys = how & 64 ? MODEL_KEYS : 64;
	if (m->key_kind == MODEL_KINDS - 1 || m->key_kind == MODEL_KINDS - 2)
		m->nkeys = 64;
	m->owned = how & 32 && m->value_size >= 4;
	m->value_type = (struct belay_type){
		.name = "value",
		.size = m->value_size,
		.align = m->value_size ? 4 : 1,
		.destroy = m->owned ? model_destroy_value : NULL,
	};
	o.flags = m->flags;
	o.seed = how & 128 ? 0 : 12345;
	if (how & 16)
		o.allocator = &model_allocator;
	if (how & 8)
		o.hint = m->nkeys / 2;
	MODEL(belay_map_create(model_types[m->key_kind], &m->value_type, &o,
			       &m->map) == 0);
	return true;
}

/* Destroyed once: what the map was given and nobody has any more. */
static inline bool model_check_destroyed(struct map_model *m)
{
	if (!m->owned)
		return true;
	for (uint32_t i = 0; i < m->nvalues; i++)
		MODEL(m->destroyed[i] == m->taken[i]);
	return true;
}

/* NULL, or what was not so. */
static inline const char *model_run(struct map_model *m, const uint8_t *data,
				    size_t size)
{
	memset(m, 0, sizeof(*m));
	model_now = m;
	m->data = data;
	m->left = size;
	if (model_create(m)) {
		while (m->left && model_step(m))
			;
		belay__fail_alloc_at(0);
		m->armed = false;
		if (!m->broken)
			model_check_all(m);
		belay_map_destroy(m->map);
		for (uint32_t i = 0; i < MODEL_REFS; i++) {
			void *at;

			if (m->refs[i].birth &&
			    belay_map_ref_get(m->refs[i].ref, &at) !=
				    BELAY_ESTALE)
				model_fail(m, "a map is destroyed and a "
					      "reference is not stale");
		}
		for (uint32_t i = 0; i < MODEL_HOLDS; i++)
			model_release(m, &m->holds[i]);
		if (!m->broken)
			model_check_destroyed(m);
	}
	belay__fail_alloc_at(0);
	return m->broken;
}

#endif
