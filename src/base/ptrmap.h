/* SPDX-License-Identifier: MIT */
/*
 * ptrmap.h - a hash table from pointers (or other 64-bit keys) to pointers
 *
 * Zeroed memory is an empty table.  Key 0 is not allowed.  Open addressing,
 * no deletion; memory is the arena's, or malloc's when arena is NULL.
 *
 * Threads: one at a time per table.
 */
#ifndef BASE_PTRMAP_H
#define BASE_PTRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct ptrmap_slot {
	uint64_t key;
	void *value;
};

struct ptrmap {
	struct ptrmap_slot *slots;
	uint32_t used, cap; /* cap is 0 or a power of two */
};

/* The value, or NULL. */
void *ptrmap_get_key(const struct ptrmap *m, uint64_t key);

/* The place of the value, made (holding NULL) when it was not there. */
void **ptrmap_at_key(struct ptrmap *m, struct arena *a, uint64_t key);

static inline void *ptrmap_get(const struct ptrmap *m, const void *key)
{
	return ptrmap_get_key(m, (uint64_t)(uintptr_t)key);
}

static inline void **ptrmap_at(struct ptrmap *m, struct arena *a,
			       const void *key)
{
	return ptrmap_at_key(m, a, (uint64_t)(uintptr_t)key);
}

/* For a table in malloc's memory. */
void ptrmap_finish(struct ptrmap *m);

#endif
