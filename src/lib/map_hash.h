/* SPDX-License-Identifier: MIT */
/*
 * map_hash.h - the hash functions, inline where each nanosecond counts
 *
 * The step that all of them are made of multiplies two words and adds the
 * halves of the product without carry (as in wyhash, Go's memhash and
 * foldhash).  One factor is always a secret of the map, not a constant of the
 * source: a constant could be met by a key that makes the product zero for
 * every seed.  Against who can see neither hashes nor timings that is enough
 * to keep keys from being made to collide; it is no cryptographic promise, and
 * long chains stay correct, only slow.
 *
 * Threads: any.
 */
#ifndef LIB_MAP_HASH_H
#define LIB_MAP_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t belay__fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide product = (wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The second word of a seed: odd, so that no bit of a factor is lost. */
static inline uint64_t belay__secret(uint64_t seed)
{
	return belay__fold(seed ^ UINT64_C(0xa0761d6478bd642f),
			   UINT64_C(0xe7037ed1a0b428db)) |
	       1;
}

/*
 * Two steps: after one, keys a constant apart met 18 times as often as random
 * ones with some secrets (3 in 100; tests/unit/test_lib_map_type.c looks).
 */
static inline uint64_t belay__hash_int(uint64_t x, uint64_t seed,
				       uint64_t secret)
{
	return belay__fold(belay__fold(x ^ seed, secret),
			   UINT64_C(0xe7037ed1a0b428db));
}

static inline uint64_t belay__load64(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof(x));
	return x;
}

static inline uint64_t belay__load32(const unsigned char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
	return x;
}

/* Over 16 bytes, in three lanes that do not wait for each other. */
static inline uint64_t belay__hash_long(const unsigned char *p, size_t len,
					uint64_t seed, uint64_t secret)
{
	uint64_t other = seed ^ secret, third = seed + secret;

	for (; len > 48; p += 48, len -= 48) {
		seed = belay__fold(belay__load64(p) ^ secret,
				   belay__load64(p + 8) ^ seed);
		other = belay__fold(belay__load64(p + 16) ^ secret,
				    belay__load64(p + 24) ^ other);
		third = belay__fold(belay__load64(p + 32) ^ secret,
				    belay__load64(p + 40) ^ third);
	}
	seed ^= other ^ third;
	for (; len > 16; p += 16, len -= 16)
		seed = belay__fold(belay__load64(p) ^ secret,
				   belay__load64(p + 8) ^ seed);
	/* The last 16 bytes, some of which were seen before. */
	return belay__fold(belay__load64(p + len - 16) ^ secret,
			   belay__load64(p + len - 8) ^ seed);
}

static inline uint64_t belay__hash_mem(const void *data, size_t len,
				       uint64_t seed, uint64_t secret)
{
	const unsigned char *p = data;
	uint64_t a = 0, b = 0;

	if (len > 16)
		return belay__fold(belay__hash_long(p, len, seed, secret) ^ len,
				   secret);
	if (len >= 8) {
		a = belay__load64(p);
		b = belay__load64(p + len - 8);
	} else if (len >= 4) {
		a = belay__load32(p);
		b = belay__load32(p + len - 4);
	} else if (len > 0) {
		a = (uint64_t)p[0] << 16 | (uint64_t)p[len >> 1] << 8 |
		    p[len - 1];
	}
	return belay__fold(belay__fold(a ^ secret, b ^ seed) ^ len, secret);
}

#endif
