/* SPDX-License-Identifier: MIT */
/*
 * strmap.h - a hash table from strings to pointers
 *
 * Zeroed memory is an empty table.  Keys are references, which must live as
 * long as the table; its memory is the arena's.  No deletion.
 *
 * Threads: one at a time per table.
 */
#ifndef LOAD_STRMAP_H
#define LOAD_STRMAP_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct strmap_slot {
	const char *key; /* NULL: free */
	uint32_t len;
	uint32_t hash;
	void *value;
};

struct strmap {
	struct strmap_slot *slots;
	uint32_t used, cap; /* cap is 0 or a power of two */
};

/* The value, or NULL. */
void *strmap_get(const struct strmap *m, const char *key);
void *strmap_get_len(const struct strmap *m, const char *key, size_t len);

/*
 * The place of the value, made (holding NULL) when it was not there; a new
 * key is kept as it is given, with its length.
 */
void **strmap_at(struct strmap *m, struct arena *a, const char *key);

#endif
