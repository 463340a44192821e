/* SPDX-License-Identifier: MIT */
#include "load/strmap.h"

#include <string.h>

#include "base/arena.h"

/* FNV-1a; keys are paths of some ten bytes that often share a beginning. */
static uint32_t hash_of(const char *key, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)key[i]) * 16777619u;
	return h ^ h >> 15;
}

/* Where the key is, or the free slot where it would be. */
static struct strmap_slot *find(const struct strmap *m, const char *key,
				size_t len, uint32_t hash)
{
	for (uint32_t i = hash;; i++) {
		struct strmap_slot *s = &m->slots[i & (m->cap - 1)];

		if (!s->key)
			return s;
		if (s->hash == hash && s->len == len &&
		    memcmp(s->key, key, len) == 0)
			return s;
	}
}

void *strmap_get_len(const struct strmap *m, const char *key, size_t len)
{
	if (!m->cap)
		return NULL;
	return find(m, key, len, hash_of(key, len))->value;
}

void *strmap_get(const struct strmap *m, const char *key)
{
	return strmap_get_len(m, key, strlen(key));
}

static void grow(struct strmap *m, struct arena *a)
{
	struct strmap old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = ARENA_TABLE(a, m->cap, struct strmap_slot);
	for (uint32_t i = 0; i < old.cap; i++) {
		struct strmap_slot *s = &old.slots[i];

		if (s->key)
			*find(m, s->key, s->len, s->hash) = *s;
	}
}

void **strmap_at(struct strmap *m, struct arena *a, const char *key)
{
	size_t len = strlen(key);
	uint32_t hash = hash_of(key, len);
	struct strmap_slot *s;

	if ((m->used + 1) * 4 > m->cap * 3)
		grow(m, a);
	s = find(m, key, len, hash);
	if (!s->key) {
		s->key = key;
		s->len = (uint32_t)len;
		s->hash = hash;
		m->used++;
	}
	return &s->value;
}
