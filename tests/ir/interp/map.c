/* SPDX-License-Identifier: MIT */
/*
 * Maps.
 *
 * Entries stand in an array in the order they were made; a table of hashes
 * finds them.  A deleted entry stays as a gap until the array is made anew.
 * Each entry has a number that only rises, and an iterator remembers the next
 * number, so it goes on rightly after the array was made anew under it: what
 * was deleted does not come, nothing comes twice, and what was added may come
 * (spec: For statements with range clause).
 */
#include "interp.h"

#include <stdlib.h>

struct entry {
	uint64_t seq; /* from 1; 0: deleted */
	uint64_t hash;
	char data[]; /* key, then element */
};

struct hmap {
	uint64_t used; /* first: reflect reads it here */
	struct tinfo *type;
	char *entries;
	uint32_t *table; /* index of an entry + 1; 0: free */
	uint32_t nentries, entries_cap, table_cap;
	uint32_t generation; /* of the array of entries */
	uint64_t seq;
	uint32_t stride, elem_at;
};

static struct entry *entry_at(const struct hmap *m, uint32_t i)
{
	return (struct entry *)(m->entries + (size_t)i * m->stride);
}

struct hmap *map_new(struct tinfo *type, int64_t reserve)
{
	struct hmap *m = mem_alloc(sizeof(*m));

	(void)reserve;
	m->type = type;
	m->elem_at = slot_size(type->key);
	m->stride = (uint32_t)sizeof(struct entry) + m->elem_at +
		    slot_size(type->elem);
	return m;
}

uint64_t map_len(const struct hmap *m)
{
	return m ? m->used : 0;
}

static void table_add(struct hmap *m, uint64_t hash, uint32_t i)
{
	uint32_t at = (uint32_t)hash & (m->table_cap - 1);

	while (m->table[at])
		at = (at + 1) & (m->table_cap - 1);
	m->table[at] = i + 1;
}

/* Entries without gaps, and with room for one more at least. */
static void rebuild(struct hmap *m)
{
	uint32_t cap = m->used < 4 ? 8 : (uint32_t)m->used * 2, n = 0;
	char *fresh = calloc(cap, m->stride);

	for (uint32_t i = 0; i < m->nentries; i++) {
		struct entry *e = entry_at(m, i);

		if (e->seq)
			memcpy(fresh + (size_t)n++ * m->stride, e, m->stride);
	}
	free(m->entries);
	m->entries = fresh;
	m->nentries = n;
	m->entries_cap = cap;
	m->generation++;
	if (m->table_cap < cap * 2) {
		m->table_cap = 16;
		while (m->table_cap < cap * 2)
			m->table_cap *= 2;
		free(m->table);
		m->table = malloc(m->table_cap * sizeof(*m->table));
	}
	memset(m->table, 0, m->table_cap * sizeof(*m->table));
	for (uint32_t i = 0; i < n; i++)
		table_add(m, entry_at(m, i)->hash, i);
}

static bool find(struct tinfo *type, struct hmap *m, const char *key,
		 uint64_t *hash, struct entry **ret)
{
	bool same;

	*ret = NULL;
	*hash = 0;
	if (!value_hash(type->key, key, hash))
		return false;
	if (!m || m->used == 0)
		return true;
	for (uint32_t at = (uint32_t)*hash & (m->table_cap - 1); m->table[at];
	     at = (at + 1) & (m->table_cap - 1)) {
		struct entry *e = entry_at(m, m->table[at] - 1);

		if (!e->seq || e->hash != *hash)
			continue;
		if (!value_equal(type->key, e->data, key, &same))
			return false;
		if (same) {
			*ret = e;
			break;
		}
	}
	return true;
}

bool map_find(struct tinfo *type, struct hmap *m, const char *key, char **ret)
{
	struct entry *e;
	uint64_t hash;

	if (!find(type, m, key, &hash, &e))
		return false;
	*ret = e ? e->data + m->elem_at : NULL;
	return true;
}

bool map_assign(struct tinfo *type, struct hmap *m, const char *key, char **ret)
{
	struct entry *e;
	uint64_t hash;

	if (!m) {
		throw_plain("assignment to entry in nil map");
		return false;
	}
	if (!find(type, m, key, &hash, &e))
		return false;
	if (!e) {
		if (m->nentries == m->entries_cap)
			rebuild(m);
		e = entry_at(m, m->nentries);
		memset(e, 0, m->stride);
		e->seq = ++m->seq;
		e->hash = hash;
		table_add(m, hash, m->nentries++);
		m->used++;
	}
	/* An equal key may differ: +0 and -0, strings of other memory. */
	memcpy(e->data, key, (size_t)type->key->size);
	*ret = e->data + m->elem_at;
	return true;
}

bool map_delete(struct tinfo *type, struct hmap *m, const char *key)
{
	struct entry *e;
	uint64_t hash;

	if (!find(type, m, key, &hash, &e))
		return false;
	if (e) {
		e->seq = 0;
		m->used--;
	}
	return true;
}

void map_clear(struct hmap *m)
{
	if (!m)
		return;
	for (uint32_t i = 0; i < m->nentries; i++)
		entry_at(m, i)->seq = 0;
	m->used = 0;
	if (m->entries_cap)
		rebuild(m);
}

struct hmap *map_clone(struct hmap *m)
{
	struct hmap *copy = map_new(m->type, 0);

	*copy = *m;
	copy->entries = calloc(m->entries_cap + 1, m->stride);
	if (m->entries)
		memcpy(copy->entries, m->entries,
		       (size_t)m->entries_cap * m->stride);
	copy->table = NULL;
	copy->table_cap = 0;
	rebuild(copy);
	return copy;
}

void map_range(struct map_iter *it, struct hmap *m)
{
	memset(it, 0, sizeof(*it));
	it->m = m;
	if (m)
		it->generation = m->generation;
}

/* Where entries from next_seq on begin: the array was made anew. */
static uint32_t find_seq(const struct hmap *m, uint64_t seq)
{
	uint32_t i = 0;

	while (i < m->nentries &&
	       (entry_at(m, i)->seq == 0 || entry_at(m, i)->seq < seq))
		i++;
	return i;
}

bool map_next(struct map_iter *it, char **ret_key, char **ret_elem)
{
	struct hmap *m = it->m;

	if (!m)
		return false;
	if (it->generation != m->generation) {
		it->at = find_seq(m, it->next_seq);
		it->generation = m->generation;
	}
	while (it->at < m->nentries) {
		struct entry *e = entry_at(m, it->at++);

		if (!e->seq)
			continue;
		it->next_seq = e->seq + 1;
		*ret_key = e->data;
		*ret_elem = e->data + m->elem_at;
		return true;
	}
	return false;
}
