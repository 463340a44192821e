/* SPDX-License-Identifier: MIT */
/*
 * The front of the map: nil maps, misuse, and the choice of an engine.
 *
 * Misuse is found as Go finds it.  A writer leaves the number of its thread in
 * the map while it is inside.  Another writer or a reader that sees one stops;
 * a writer that finds another number than its own at the end was overtaken by
 * a writer that came in at the same moment.  Nothing waits and nothing is
 * locked, so a clash can be missed: the check is for programs that are wrong,
 * not for making them right.
 */
#include "lib/map_int.h"

#include <string.h>

#include "lib/alloc.h"
#include "lib/map_iter.h"
#include "lib/map_linear.h"
#include "lib/misuse.h"
#include "lib/random.h"
#include "lib/thread.h"

enum { FLAGS = BELAY_MAP_CLASSIC | BELAY_MAP_STABLE | BELAY_MAP_UNCHECKED };

static const struct map_engine *engine_of(const struct belay_map *m)
{
	return m->later == MODE_CLASSIC ? &belay__map_classic
					: &belay__map_linear;
}

int belay__map_caught(const struct belay_map *m, uint32_t other,
		      const char *what)
{
	const char *name = m->body ? m->body->name : m->idle.name;
	uint32_t self = belay__thread();

	if (other == self)
		return belay__misuse(BELAY_EMISUSE,
				     "map '%s' (%p) is used by thread %u from "
				     "within its own write",
				     name ? name : "?", (const void *)m, self);
	return belay__misuse(
		BELAY_EMISUSE,
		"concurrent map %s: map '%s' (%p), threads %u and %u", what,
		name ? name : "?", (const void *)m, self, other);
}

static int begin_write(struct belay_map *m)
{
	uint32_t other;

	if (__builtin_expect(!m, 0))
		return BELAY_EINVAL;
	other = atomic_load_explicit(&m->writer, memory_order_relaxed);
	if (__builtin_expect(other != 0, 0))
		return belay__map_caught(m, other, "writes");
	atomic_store_explicit(&m->writer, belay__thread(),
			      memory_order_relaxed);
	return 0;
}

static int end_write(struct belay_map *m, int err)
{
	uint32_t other = atomic_load_explicit(&m->writer, memory_order_relaxed);

	if (__builtin_expect(other != belay__thread(), 0))
		return belay__map_caught(m, other, "writes");
	atomic_store_explicit(&m->writer, 0, memory_order_relaxed);
	return err;
}

static uint8_t mode_of(const struct belay_type *key,
		       const struct belay_type *value, unsigned flags)
{
	if (flags & BELAY_MAP_CLASSIC)
		return MODE_CLASSIC;
	if (flags & BELAY_MAP_STABLE || key->kind != BELAY_KIND_INT ||
	    value->size > INLINE_VALUE)
		return MODE_CELLS;
	return (uint8_t)(MODE_INT1 + __builtin_ctz((unsigned)key->size));
}

static int start(struct belay_map *m, size_t hint)
{
	return engine_of(m)->start(m, hint);
}

void belay__map_start(struct belay_map *m, struct map_body *body)
{
	uint64_t seed = m->idle.seed;

	body->key = m->idle.key;
	body->value = m->idle.value;
	body->allocator = m->idle.allocator;
	body->name = m->idle.name;
	m->body = body;
	m->mode = m->later;
	memset(&m->hot, 0, sizeof(m->hot));
	if (!seed) {
		m->hot.seed = belay__random();
		m->hot.secret = belay__random() | 1;
	} else {
		m->hot.seed = seed;
		m->hot.secret = belay__secret(seed);
	}
}

int belay_map_create(const struct belay_type *key,
		     const struct belay_type *value,
		     const struct belay_map_options *options,
		     struct belay_map **ret)
{
	static const struct belay_map_options none;
	const struct belay_map_options *o = options ? options : &none;
	struct belay_map *m;

	if (!ret || o->flags & ~(unsigned)FLAGS || belay__type_check(key) ||
	    belay__type_check(value) ||
	    (o->flags & BELAY_MAP_CLASSIC && o->flags & BELAY_MAP_STABLE) ||
	    (o->allocator && !o->allocator->alloc))
		return BELAY_EINVAL;
	if (!belay__type_comparable(key))
		return BELAY_EUNCOMPARABLE;
	m = belay__zalloc(o->allocator, sizeof(*m));
	if (!m)
		return BELAY_ENOMEM;
	m->idle.key = key;
	m->idle.value = value;
	m->idle.allocator = o->allocator;
	m->idle.name = o->name;
	m->idle.seed = o->seed;
	m->flags = (uint8_t)o->flags;
	m->later = mode_of(key, value, o->flags);
	if (o->hint && start(m, o->hint)) {
		belay__release(o->allocator, m, sizeof(*m));
		return BELAY_ENOMEM;
	}
	*ret = m;
	return 0;
}

void belay_map_destroy(struct belay_map *m)
{
	const struct belay_allocator *a;

	if (begin_write(m))
		return;
	a = map_allocator(m);
	if (m->body) {
		belay__map_forget(&m->body->id);
		belay__map_forget(&m->body->life);
		engine_of(m)->finish(m);
	}
	belay__release(a, m, sizeof(*m));
}

size_t belay_map_len(const struct belay_map *m)
{
	return m ? m->count : 0;
}

/* What a lookup in a map without entries says: not all keys can be asked. */
static int ask_nobody(const struct belay_map *m, const void *key)
{
	uint64_t hash;
	int err = 0;

	if (map_key(m)->kind != BELAY_KIND_INT)
		err = belay__type_hash(map_key(m), key, 0, 1, &hash);
	return err ? err : BELAY_ENOENT;
}

/*
 * The lookup that everything is built for.  It is a leaf: what is not the
 * common case is the last thing that is called, so that nothing is saved.
 */
static int get_slowly(const struct belay_map *m, const void *key, void **ret);

__attribute__((always_inline)) static inline int
get_int(const struct belay_map *m, const void *key_at, unsigned size,
	void **ret)
{
	const struct linear *l = linear_of(m);
	uint64_t key = load_int(key_at, size);
	uint64_t hash = belay__hash_int(key, m->hot.seed, m->hot.secret);
	const struct bucket *head = m->hot.heads;
	const unsigned char *area = m->hot.areas;
	uint32_t i = address(m, (uint32_t)hash);
	unsigned found;

	if (__builtin_expect(!head, 0))
		return get_slowly(m, key_at, ret);
	head += i;
	area += i * (size_t)l->main_geometry.size + l->main_geometry.first;
	/* The entries are asked for before the head says which one. */
	__builtin_prefetch(area);
	__builtin_prefetch(area + 64);
	if (l->main_geometry.size > 128)
		__builtin_prefetch(area + 128);
	for (found = match(head, top_of(hash)); found; found &= found - 1) {
		const unsigned char *at =
			area + (unsigned)__builtin_ctz(found) * l->stride;

		if (load_int(at, size) != key)
			continue;
		*ret = (unsigned char *)at + l->value_at;
		return 0;
	}
	if (head->filter & filter_bit((uint32_t)hash))
		return get_slowly(m, key_at, ret);
	return BELAY_ENOENT;
}

__attribute__((noinline)) static int get_slowly(const struct belay_map *m,
						const void *key, void **ret)
{
	const struct linear *l;
	struct map_entry e;
	struct place p;
	uint64_t hash;
	int err;

	if (m->mode == MODE_EMPTY)
		return ask_nobody(m, key);
	if (m->mode == MODE_CLASSIC) {
		err = belay__map_classic.find(m, key, &e);
		if (!err)
			*ret = e.value;
		return err;
	}
	err = linear_find(m, key, &hash, &p);
	if (err)
		return err;
	l = linear_of(m);
	if (m->mode == MODE_CELLS)
		*ret = cell_value(l, cell_at(l, cell_slot_of(l, &p)->cell));
	else
		*ret = payload_of(l, &p) + l->value_at;
	return 0;
}

int belay_map_get(const struct belay_map *m, const void *key, void **ret)
{
	uint32_t writer;

	if (!m)
		return BELAY_ENOENT;
	writer = atomic_load_explicit(&m->writer, memory_order_relaxed);
	if (__builtin_expect(writer != 0, 0))
		return belay__map_caught(m, writer, "read and write");
	switch (m->mode) {
	case MODE_INT4:
		return get_int(m, key, 4, ret);
	case MODE_INT8:
		return get_int(m, key, 8, ret);
	case MODE_INT2:
		return get_int(m, key, 2, ret);
	case MODE_INT1:
		return get_int(m, key, 1, ret);
	default:
		return get_slowly(m, key, ret);
	}
}

static int put(struct belay_map *m, const void *key, const void *value,
	       bool *ret_added, struct map_entry *ret)
{
	int err = begin_write(m);

	if (err)
		return err;
	if (!m->body) {
		err = ask_nobody(m, key);
		if (err == BELAY_ENOENT)
			err = start(m, 0);
	}
	if (!err)
		err = engine_of(m)->put(m, key, value, ret_added, ret);
	return end_write(m, err);
}

int belay_map_set(struct belay_map *m, const void *key, const void *value)
{
	struct map_entry e;
	bool added;

	if (!value)
		return BELAY_EINVAL;
	return put(m, key, value, &added, &e);
}

int belay_map_put(struct belay_map *m, const void *key, bool *ret_added,
		  void **ret)
{
	struct map_entry e;
	bool added;
	int err = put(m, key, NULL, &added, &e);

	if (err)
		return err;
	if (ret_added)
		*ret_added = added;
	*ret = e.value;
	return 0;
}

int belay_map_delete(struct belay_map *m, const void *key)
{
	int err;

	if (!m)
		return BELAY_ENOENT;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->remove(m, key);
	else
		err = ask_nobody(m, key);
	return end_write(m, err);
}

int belay_map_clear(struct belay_map *m)
{
	int err;

	if (!m)
		return 0;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->clear(m);
	return end_write(m, err);
}

static struct map_iter *inside(struct belay_map_iter *it)
{
	return (struct map_iter *)(void *)it->opaque;
}

void belay_map_iter_init(struct belay_map_iter *iter,
			 const struct belay_map *map)
{
	struct belay_map *m = (struct belay_map *)map;
	struct map_iter *it = inside(iter);

	it->map = m;
	it->id = 0;
	it->done = !m || !m->body || belay__map_read(m);
	if (it->done)
		return;
	/* Without memory for a number, destroyed maps go unnoticed. */
	it->id = belay__map_number(m, &m->body->life);
	engine_of(m)->iterate(m, it);
}

int belay_map_iter_next(struct belay_map_iter *iter, const void **ret_key,
			void **ret_value)
{
	struct map_iter *it = inside(iter);
	const struct belay_map *m = it->map;
	struct map_entry e;
	int err;

	if (it->done)
		return BELAY_ENOENT;
	if (it->id && belay__map_of(it->id) != m)
		return BELAY_ESTALE;
	err = belay__map_read(m);
	if (err)
		return err;
	if (m->mode == MODE_CLASSIC ? !belay__map_classic.next(m, it, &e)
				    : !belay__linear_next(m, it, &e)) {
		it->done = true;
		return BELAY_ENOENT;
	}
	if (ret_key)
		*ret_key = e.key;
	if (ret_value)
		*ret_value = e.value;
	return 0;
}

int belay_map_each(struct belay_map *m,
		   int (*visit)(void *ctx, const void *key, void *value),
		   void *ctx)
{
	struct belay_map_iter it;
	const void *key;
	void *value;
	int err;

	belay_map_iter_init(&it, m);
	for (;;) {
		err = belay_map_iter_next(&it, &key, &value);
		if (err)
			return err == BELAY_ENOENT ? 0 : err;
		err = visit(ctx, key, value);
		if (err)
			return err;
	}
}

int belay_map_stats(const struct belay_map *m, struct belay_map_stats *ret)
{
	int err;

	memset(ret, 0, sizeof(*ret));
	if (!m)
		return 0;
	err = belay__map_read(m);
	if (err)
		return err;
	ret->len = m->count;
	ret->bytes = sizeof(*m);
	if (m->body)
		engine_of(m)->stats(m, ret);
	return 0;
}

/* No deeper than TYPE_DEPTH, which was looked at when the map was made. */
static int visit_type(const struct belay_type *t, void *obj,
		      const struct map_visit *visit)
{
	unsigned char *at = obj;
	int err;

	for (size_t i = 0; i < t->npointers; i++) {
		err = visit->fn(visit->ctx,
				(void **)(void *)(at + t->pointers[i]));
		if (err)
			return err;
	}
	if (t->kind != BELAY_KIND_STRUCT || t->npointers)
		return 0;
	for (size_t i = 0; i < t->nfields; i++) {
		const struct belay_field *f = &t->fields[i];

		for (size_t n = 0; n < f->count; n++) {
			err = visit_type(f->type,
					 at + f->offset + n * f->type->size,
					 visit);
			if (err)
				return err;
		}
	}
	return 0;
}

int belay__visit_entry(const struct belay_map *m, const struct map_entry *e,
		       const struct map_visit *visit)
{
	int err = visit_type(m->body->key, e->key, visit);

	return err ? err : visit_type(m->body->value, e->value, visit);
}

int belay_map_visit(struct belay_map *m,
		    int (*visit)(void *ctx, void **pointer), void *ctx)
{
	struct map_visit v = {visit, ctx};
	int err;

	if (!m)
		return 0;
	err = begin_write(m);
	if (err)
		return err;
	if (m->body)
		err = engine_of(m)->visit(m, &v);
	return end_write(m, err);
}
