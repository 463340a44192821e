/* SPDX-License-Identifier: MIT */
/*
 * simd.h - sixteen bytes at a time
 *
 * Compilers' vectors do all but one thing on every machine: gathering one
 * bit of each byte.  SSE2 has an instruction for it; NEON narrows the
 * bytes to four bits each; elsewhere it is a loop.
 */
#ifndef SYNTAX_SIMD_H
#define SYNTAX_SIMD_H

#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON)
#include <arm_neon.h>
#endif

typedef int8_t v16 __attribute__((vector_size(16)));
typedef uint8_t v16u __attribute__((vector_size(16))); /* to add without UB */

static inline v16 v16_load(const void *p)
{
	v16 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline v16 v16_all(int c)
{
	int8_t b = (int8_t)c;

	return (v16){b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b};
}

/* Bytes of all ones where the bytes of v are c. */
static inline v16 v16_is(v16 v, int c)
{
	return v == v16_all(c);
}

/* Bytes of all ones where the bytes of v are from lo to lo + n - 1. */
static inline v16 v16_in(v16 v, int lo, int n)
{
	return (v16)((v16u)v + (v16u)v16_all(-128 - lo)) < v16_all(n - 128);
}

/* Letters of ASCII, digits and "_". */
static inline v16 v16_word(v16 v)
{
	return v16_in(v | v16_all(0x20), 'a', 26) | v16_in(v, '0', 10) |
	       v16_is(v, '_');
}

/* One group of bits for each byte, the first byte's lowest. */
#if defined(__SSE2__)

typedef uint32_t vmask;
#define VMASK_ALL 0xffffu

static inline vmask v16_mask(v16 v)
{
	return (vmask)_mm_movemask_epi8((__m128i)v);
}

static inline unsigned vmask_first(vmask m)
{
	return (unsigned)__builtin_ctz(m);
}

#elif defined(__aarch64__) && defined(__ARM_NEON)

typedef uint64_t vmask;
#define VMASK_ALL 0x8888888888888888u

static inline vmask v16_mask(v16 v)
{
	uint8x8_t half = vshrn_n_u16((uint16x8_t)v, 4);

	return vget_lane_u64((uint64x1_t)half, 0) & VMASK_ALL;
}

static inline unsigned vmask_first(vmask m)
{
	return (unsigned)__builtin_ctzll(m) / 4;
}

#else

typedef uint32_t vmask;
#define VMASK_ALL 0xffffu

static inline vmask v16_mask(v16 v)
{
	vmask m = 0;

	for (unsigned i = 0; i < 16; i++)
		m |= (vmask)(v[i] < 0) << i;
	return m;
}

static inline unsigned vmask_first(vmask m)
{
	return (unsigned)__builtin_ctz(m);
}

#endif

/*
 * The first byte from at on that is c.  Four blocks at a time: a loop that
 * is seldom gone through twice is seldom predicted wrong.
 */
static inline const uint8_t *v16_find(const uint8_t *at, int c)
{
#if defined(__SSE2__)
	for (;; at += 64) {
		uint64_t m = v16_mask(v16_is(v16_load(at), c));

		m |= (uint64_t)v16_mask(v16_is(v16_load(at + 16), c)) << 16;
		m |= (uint64_t)v16_mask(v16_is(v16_load(at + 32), c)) << 32;
		m |= (uint64_t)v16_mask(v16_is(v16_load(at + 48), c)) << 48;
		if (m)
			return at + __builtin_ctzll(m);
	}
#else
	vmask m;

	while (!(m = v16_mask(v16_is(v16_load(at), c))))
		at += 16;
	return at + vmask_first(m);
#endif
}

#endif
