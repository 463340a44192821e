/* SPDX-License-Identifier: MIT */
/*
 * map.h - what is in a map of another process
 *
 * Maps of Go up to 1.23 are arrays of buckets of eight; a map that grows
 * has two arrays, and an entry is in one of them.  From 1.24 on they are
 * Swiss tables: one group of eight, or a directory of tables.  sync.Map has
 * a form before 1.24 and another one since, a trie.  Callers see entries.
 *
 * A map that is being changed by a thread that was stopped in the middle may
 * show an entry twice, or one too few.
 *
 * Ownership and threads: as in gort/gort.h.
 */
#ifndef GORT_MAP_H
#define GORT_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct go_type;
struct gort;

struct gort_entry {
	uint64_t key, elem; /* addresses, followed where they are indirect */
	uint64_t slot;	    /* of the entry, in a bucket, group or node */
	/*
	 * The memory that holds the entry itself, and that of indirect keys
	 * and elements (0 where they are not): for those who mark what they
	 * have seen.
	 */
	uint64_t key_at, elem_at;
	bool old; /* not moved yet by a map that grows */
};

/* False ends the iteration. */
typedef bool gort_entry_fn(void *arg, const struct gort_entry *e);

enum gort_map_result {
	GORT_MAP_DONE,
	GORT_MAP_STOPPED, /* by the callback */
	GORT_MAP_BROKEN,  /* some of it makes no sense; the rest was told */
	GORT_MAP_UNKNOWN, /* no map, or not one whose form is known */
};

/*
 * t: a type of kind GO_MAP.  header: what a variable of that type holds; 0,
 * a nil map, has no entries.  Keys are of t->key, elements of t->elem (open
 * t to see them).
 */
enum gort_map_result gort_map_each(struct gort *g, const struct go_type *t,
				   uint64_t header, gort_entry_fn *each,
				   void *arg);

/* The number of entries that the map says it has; 0 for nil. */
uint64_t gort_map_count(struct gort *g, const struct go_type *t,
			uint64_t header);

/*
 * Memory that a map has of its own: the header, its arrays of buckets or
 * groups, tables, overflow buckets, and indirect keys and elements.  For
 * walks, so that they do not visit it again without types.
 */
enum gort_map_result
gort_map_memory(struct gort *g, const struct go_type *t, uint64_t header,
		void (*each)(void *arg, uint64_t start, uint64_t size),
		void *arg);

/* True for sync.Map and what it is built on (internal/sync.HashTrieMap). */
bool gort_sync_map(const struct go_type *t);

/*
 * The entries of the sync.Map at addr (not of what points to it).  ret_key
 * and ret_elem get the types, which are any for a sync.Map.
 */
enum gort_map_result gort_sync_map_each(struct gort *g, const struct go_type *t,
					uint64_t addr,
					const struct go_type **ret_key,
					const struct go_type **ret_elem,
					gort_entry_fn *each, void *arg);

/*
 * The values that wait in a channel, first the one to be received next.  t:
 * of kind GO_CHAN; header: what a variable of that type holds.  index counts
 * from 0.
 */
enum gort_map_result
gort_chan_each(struct gort *g, const struct go_type *t, uint64_t header,
	       bool (*each)(void *arg, uint64_t index, uint64_t elem),
	       void *arg);

#endif
