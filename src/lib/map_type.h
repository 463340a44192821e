/* SPDX-License-Identifier: MIT */
/*
 * map_type.h - what may be done with an object of a described type
 *
 * Threads: any.
 */
#ifndef LIB_MAP_TYPE_H
#define LIB_MAP_TYPE_H

#include "belay/map.h"

/* Types within types, and objects within objects, down to here. */
enum { TYPE_DEPTH = 32 };

/* BELAY_EINVAL if the descriptor makes no sense. */
int belay__type_check(const struct belay_type *type);

/* Whether all objects of the type can be keys, as far as one can see. */
bool belay__type_comparable(const struct belay_type *type);

/* As belay_hash() with both words of a seed. */
int belay__type_hash(const struct belay_type *type, const void *obj,
		     uint64_t seed, uint64_t secret, uint64_t *ret);

#endif
