/* SPDX-License-Identifier: MIT */
/*
 * Linear probing at a load of at most three quarters.  Keys are mostly
 * addresses: multiplication spreads their middle bits to the top, from
 * where the index is taken (Knuth, TAOCP 6.4, Fibonacci hashing).
 */
#include "base/ptrmap.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/diag.h"

static uint32_t home(uint64_t key, uint32_t cap)
{
	return (uint32_t)((key * 0x9e3779b97f4a7c15u) >> 32) & (cap - 1);
}

static struct ptrmap_slot *slot_of(struct ptrmap_slot *slots, uint32_t cap,
				   uint64_t key)
{
	uint32_t i = home(key, cap);

	while (slots[i].key && slots[i].key != key)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

void *ptrmap_get_key(const struct ptrmap *m, uint64_t key)
{
	if (!m->cap)
		return NULL;
	return slot_of(m->slots, m->cap, key)->value;
}

static struct ptrmap_slot *take(struct arena *a, uint32_t cap)
{
	struct ptrmap_slot *slots;

	if (a)
		return ARENA_TABLE(a, cap, struct ptrmap_slot);
	slots = calloc(cap, sizeof(*slots));
	if (!slots) {
		diag("out of memory: a table of %u entries", cap);
		exit(DIAG_EXIT_BROKEN);
	}
	memory_touch(slots, cap * sizeof(*slots));
	return slots;
}

static void grow(struct ptrmap *m, struct arena *a)
{
	uint32_t cap = m->cap ? m->cap * 2 : 8;
	struct ptrmap_slot *slots;

	if (!cap)
		BUG("a table of 2^32 entries");
	slots = take(a, cap);
	for (uint32_t i = 0; i < m->cap; i++)
		if (m->slots[i].key)
			*slot_of(slots, cap, m->slots[i].key) = m->slots[i];
	if (!a)
		free(m->slots);
	m->slots = slots;
	m->cap = cap;
}

void **ptrmap_at_key(struct ptrmap *m, struct arena *a, uint64_t key)
{
	struct ptrmap_slot *s;

	if (!key)
		BUG("the null key");
	if (m->used >= m->cap / 4 * 3)
		grow(m, a);
	s = slot_of(m->slots, m->cap, key);
	if (!s->key) {
		s->key = key;
		m->used++;
	}
	return &s->value;
}

void ptrmap_finish(struct ptrmap *m)
{
	free(m->slots);
	*m = (struct ptrmap){0};
}
