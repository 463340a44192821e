/* SPDX-License-Identifier: MIT */
/*
 * mix.h - one step of a hash of numbers
 *
 *	h = mix(mix(0, kind), name);
 *
 * A multiplication by the golden ratio, and the high bits down to the low
 * ones (Knuth, "The Art of Computer Programming", vol. 3, 6.4).  Good enough
 * for tables; no defence against chosen keys, and not for what is stored.
 */
#ifndef BASE_MIX_H
#define BASE_MIX_H

#include <stdint.h>

static inline uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

static inline uint64_t mix_pointer(uint64_t h, const void *p)
{
	return mix(h, (uint64_t)(uintptr_t)p >> 4);
}

#endif
