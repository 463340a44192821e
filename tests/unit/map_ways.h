/* SPDX-License-Identifier: MIT */
/*
 * map_ways.h - the ways to make a map, for tests of what all have in common
 */
#ifndef TESTS_UNIT_MAP_WAYS_H
#define TESTS_UNIT_MAP_WAYS_H

#include "belay/map.h"

static const unsigned map_ways[] = {0, BELAY_MAP_CLASSIC, BELAY_MAP_STABLE,
				    BELAY_MAP_UNCHECKED};

#define EACH_WAY(flags)                                     \
	for (unsigned way_ = 0, flags = map_ways[0];        \
	     way_ < sizeof(map_ways) / sizeof(map_ways[0]); \
	     flags = map_ways[++way_ % (sizeof(map_ways) / sizeof(int))])

/* NULL if it cannot be made. */
static inline struct belay_map *make_map(const struct belay_type *key,
					 const struct belay_type *value,
					 unsigned flags)
{
	struct belay_map_options o = {.flags = flags, .name = "test"};
	struct belay_map *m;

	return belay_map_create(key, value, &o, &m) == 0 ? m : NULL;
}

static inline int set_u32(struct belay_map *m, uint32_t key, uint32_t value)
{
	return belay_map_set(m, &key, &value);
}

/* The value, or 0. */
static inline uint32_t get_u32(const struct belay_map *m, uint32_t key)
{
	void *at;

	return belay_map_get(m, &key, &at) == 0 ? *(uint32_t *)at : 0;
}

#endif
