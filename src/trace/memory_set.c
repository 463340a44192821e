/* SPDX-License-Identifier: MIT */
/*
 * Nearly no word of a program's memory points into a freed block, so what
 * counts is how fast a word is refused.  Four tests, each dearer than the
 * one before, for ever fewer words:
 *
 *	1. extents: ranges are gathered into up to four, cut where nothing is
 *	   between them for the longest.  A heap is small beside an address
 *	   space: numbers, text and other heaps end here, at a subtraction
 *	   and a comparison for sixteen words at a time.
 *	2. a bitmap of each extent, a bit for 16 bytes or as many more as it
 *	   takes to keep the map in the cache: what is not freed ends here.
 *	3. an index that says for a part of the extent which ranges it has.
 *	4. a binary search among those, usually one or two.
 *
 * The first test is done with AVX2 where the processor has it, with the
 * compiler's vectors of two words on aarch64, else word by word.
 */
#include "trace/memory_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/vec.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum {
	EXTENTS = 4,
	BLOCK = 1024, /* words that are tested, then looked up */
	GROUP = 16,   /* words that are tested at once */
	SPARE = 4,
	MIN_SHIFT = 4,	     /* the finest grain of a bitmap: 16 bytes */
	MIN_BITS = 1 << 20,  /* of a bitmap: 128 KiB */
	MAX_BITS = 1 << 24,  /* the same: 2 MiB */
	BITS = 256,	     /* for each range, in between */
	MAX_INDEX = 1 << 24, /* places of an index */
	MIN_GAP = 16 << 20,  /* between extents */
	MAX_RANGES = INT32_MAX,
};

struct extent {
	uint64_t lo, size;
	unsigned bit_shift, index_shift;
	uint64_t *bits;
	uint32_t *index; /* the first range that ends behind the place */
	uint64_t nindex;
	uint32_t first, last; /* its ranges; last is the first of the next */
};

struct memory_set {
	struct arena *arena;
	struct memory_range *v;
	uint32_t *id; /* the caller's index of each */
	uint32_t n;
	struct extent e[EXTENTS];
	unsigned nextents;
	/*
	 * Writes the indexes of words in extents to out, and up to SPARE that
	 * do not count; how many.
	 */
	size_t (*pick)(const struct memory_set *s, const uint64_t *words,
		       size_t n, uint32_t *out);
};

/* ---- the first test */

static bool in_extents(const struct memory_set *s, uint64_t word)
{
	for (unsigned e = 0; e < s->nextents; e++) {
		if (word - s->e[e].lo < s->e[e].size)
			return true;
	}
	return false;
}

static size_t pick_scalar(const struct memory_set *s, const uint64_t *words,
			  size_t n, uint32_t *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		out[found] = (uint32_t)i;
		found += in_extents(s, words[i]);
	}
	return found;
}

#if defined(__x86_64__)

#define WIDE static inline __attribute__((always_inline, target("avx2,popcnt")))

/*
 * There is only a signed comparison: with the highest bit flipped on both
 * sides it is the unsigned one, and flipping is part of the subtraction.
 */
#define FLIP (UINT64_C(1) << 63)

WIDE __m256i inside(__m256i words, const __m256i *lo, const __m256i *size,
		    unsigned extents)
{
	__m256i hit = _mm256_setzero_si256();

	for (unsigned e = 0; e < extents; e++)
		hit = _mm256_or_si256(
			hit, _mm256_cmpgt_epi64(
				     size[e], _mm256_sub_epi64(words, lo[e])));
	return hit;
}

/* Which lanes of four words are set, packed to the left, by their mask. */
static const uint32_t packed[16][4] = {
	{0},	{0},	   {1},	      {0, 1},	    {2},    {0, 2},
	{1, 2}, {0, 1, 2}, {3},	      {0, 3},	    {1, 3}, {0, 1, 3},
	{2, 3}, {0, 2, 3}, {1, 2, 3}, {0, 1, 2, 3},
};

/*
 * Writes four indexes, of which as many count as lanes are set: in a heap
 * full of pointers a branch for each would be foretold wrongly half of the
 * time.
 */
WIDE size_t put_lanes(__m256i hit, size_t i, uint32_t *out)
{
	unsigned mask = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(hit));
	const __m128i *row = (const __m128i *)(const void *)packed[mask];

	_mm_storeu_si128(
		(__m128i *)(void *)out,
		_mm_add_epi32(_mm_loadu_si128(row), _mm_set1_epi32((int)i)));
	return (size_t)__builtin_popcount(mask);
}

WIDE size_t pick_wide(const struct memory_set *s, const uint64_t *words,
		      size_t n, uint32_t *out, unsigned extents)
{
	__m256i lo[EXTENTS], size[EXTENTS], hit[4];
	size_t found = 0, i;

	for (unsigned e = 0; e < extents; e++) {
		lo[e] = _mm256_set1_epi64x((long long)(s->e[e].lo - FLIP));
		size[e] = _mm256_set1_epi64x((long long)(s->e[e].size ^ FLIP));
	}
	for (i = 0; i + GROUP <= n; i += GROUP) {
		const __m256i *at = (const __m256i *)(const void *)(words + i);
		__m256i any;

		for (unsigned j = 0; j < 4; j++)
			hit[j] = inside(_mm256_loadu_si256(at + j), lo, size,
					extents);
		any = _mm256_or_si256(_mm256_or_si256(hit[0], hit[1]),
				      _mm256_or_si256(hit[2], hit[3]));
		if (_mm256_testz_si256(any, any))
			continue;
		for (unsigned j = 0; j < 4; j++)
			found += put_lanes(hit[j], i + j * 4, out + found);
	}
	for (; i < n; i++) {
		out[found] = (uint32_t)i;
		found += in_extents(s, words[i]);
	}
	return found;
}

/* One for each number of extents, so that their bounds stay in registers. */
__attribute__((target("avx2,popcnt"))) static size_t
pick_avx2(const struct memory_set *s, const uint64_t *words, size_t n,
	  uint32_t *out)
{
	switch (s->nextents) {
	case 0:
		return 0;
	case 1:
		return pick_wide(s, words, n, out, 1);
	case 2:
		return pick_wide(s, words, n, out, 2);
	default: /* those that are not used have size 0 */
		return pick_wide(s, words, n, out, EXTENTS);
	}
}

static bool has_wide(void)
{
	return __builtin_cpu_supports("avx2");
}

#define PICK_WIDE pick_avx2
#define WIDE_NAME "avx2"

#elif defined(__aarch64__)

typedef uint64_t pair __attribute__((vector_size(16)));

static size_t pick_neon(const struct memory_set *s, const uint64_t *words,
			size_t n, uint32_t *out)
{
	size_t found = 0, i;

	for (i = 0; i + 8 <= n; i += 8) {
		pair any = {0, 0}, v[4];

		memcpy(v, words + i, sizeof(v));
		for (unsigned e = 0; e < s->nextents; e++) {
			pair lo = {s->e[e].lo, s->e[e].lo};
			pair size = {s->e[e].size, s->e[e].size};

			for (unsigned j = 0; j < 4; j++)
				any |= (pair)(v[j] - lo < size);
		}
		if ((any[0] | any[1]) == 0)
			continue;
		for (size_t j = i; j < i + 8; j++) {
			out[found] = (uint32_t)j;
			found += in_extents(s, words[j]);
		}
	}
	for (; i < n; i++) {
		out[found] = (uint32_t)i;
		found += in_extents(s, words[i]);
	}
	return found;
}

static bool has_wide(void)
{
	return true;
}

#define PICK_WIDE pick_neon
#define WIDE_NAME "neon"

#else

static bool has_wide(void)
{
	return false;
}

#define PICK_WIDE pick_scalar
#define WIDE_NAME "scalar"

#endif

const char *memory_set_method(void)
{
	return has_wide() ? WIDE_NAME : "scalar";
}

/* ---- making a set */

/* The EXTENTS - 1 longest gaps, as indexes of ranges that start an extent. */
static unsigned find_gaps(const struct memory_set *s, uint32_t *gaps)
{
	uint64_t lengths[EXTENTS - 1];
	unsigned n = 0;

	for (uint32_t i = 1; i < s->n; i++) {
		uint64_t length = s->v[i].start - s->v[i - 1].end;
		unsigned at = n;

		if (length < MIN_GAP)
			continue;
		if (n == EXTENTS - 1 && length <= lengths[n - 1])
			continue;
		if (n == EXTENTS - 1)
			at = n - 1;
		else
			n++;
		for (; at > 0 && lengths[at - 1] < length; at--) {
			lengths[at] = lengths[at - 1];
			gaps[at] = gaps[at - 1];
		}
		lengths[at] = length;
		gaps[at] = i;
	}
	return n;
}

static int by_number(const void *pa, const void *pb)
{
	const uint32_t *a = pa, *b = pb;

	return compare_number(*a, *b);
}

static unsigned shift_for(uint64_t size, uint64_t places, unsigned shift)
{
	while (size >> shift >= places)
		shift++;
	return shift;
}

static void set_bits(struct extent *e, const struct memory_range *r)
{
	uint64_t from = (r->start - e->lo) >> e->bit_shift;
	uint64_t to = (r->end - 1 - e->lo) >> e->bit_shift;

	for (; from <= to && from % 64 != 0; from++)
		e->bits[from / 64] |= UINT64_C(1) << from % 64;
	for (; from + 63 <= to; from += 64)
		e->bits[from / 64] = ~UINT64_C(0);
	for (; from <= to; from++)
		e->bits[from / 64] |= UINT64_C(1) << from % 64;
}

static void make_extent(struct memory_set *s, struct extent *e)
{
	uint64_t ranges = e->last - e->first;
	uint64_t places = ranges * 2, bits = ranges * BITS;
	uint32_t range = e->first;

	if (bits < MIN_BITS)
		bits = MIN_BITS;
	if (bits > MAX_BITS)
		bits = MAX_BITS;
	e->lo = s->v[e->first].start;
	e->size = s->v[e->last - 1].end - e->lo;
	e->bit_shift = shift_for(e->size, bits, MIN_SHIFT);
	e->bits = ARENA_ARRAY(s->arena, (e->size >> e->bit_shift) / 64 + 1,
			      uint64_t);
	for (uint32_t i = e->first; i < e->last; i++)
		set_bits(e, &s->v[i]);
	places = places < MAX_INDEX ? places : MAX_INDEX;
	e->index_shift = shift_for(e->size, places, MIN_SHIFT);
	e->nindex = ((e->size - 1) >> e->index_shift) + 1;
	e->index = ARENA_ARRAY(s->arena, e->nindex, uint32_t);
	for (uint64_t i = 0; i < e->nindex; i++) {
		while (s->v[range].end - e->lo <= i << e->index_shift)
			range++;
		e->index[i] = range;
	}
}

static void make_extents(struct memory_set *s)
{
	uint32_t gaps[EXTENTS];
	unsigned n = find_gaps(s, gaps);

	qsort(gaps, n, sizeof(gaps[0]), by_number);
	for (unsigned i = 0; i <= n; i++) {
		s->e[i].first = i == 0 ? 0 : gaps[i - 1];
		s->e[i].last = i == n ? s->n : gaps[i];
		make_extent(s, &s->e[i]);
	}
	s->nextents = n + 1;
}

/* What is empty or out of order is left out, for nothing to go wrong. */
static void take_ranges(struct memory_set *s, const struct memory_range *v,
			size_t n)
{
	uint64_t end = 0;

	if (n > MAX_RANGES)
		n = MAX_RANGES;
	s->v = ARENA_ARRAY(s->arena, n + 1, struct memory_range);
	s->id = ARENA_ARRAY(s->arena, n + 1, uint32_t);
	for (size_t i = 0; i < n; i++) {
		if (v[i].start < end || v[i].end <= v[i].start)
			continue;
		end = v[i].end;
		s->v[s->n] = v[i];
		s->id[s->n++] = (uint32_t)i;
	}
}

struct memory_set *memory_set_create(const struct memory_range *v, size_t n)
{
	struct arena *a = arena_create(0);
	struct memory_set *s = ARENA_NEW(a, struct memory_set);

	s->arena = a;
	take_ranges(s, v, n);
	if (s->n > 0)
		make_extents(s);
	s->pick = has_wide() ? PICK_WIDE : pick_scalar;
	return s;
}

void memory_set_plain(struct memory_set *s)
{
	s->pick = pick_scalar;
}

void memory_set_destroy(struct memory_set *s)
{
	if (s)
		arena_destroy(s->arena);
}

/* ---- the other tests */

static bool has_bit(const struct extent *e, uint64_t off)
{
	uint64_t bit = off >> e->bit_shift;

	return e->bits[bit / 64] >> bit % 64 & 1;
}

/* Binary search among the ranges of the place that off is in. */
static int64_t search(const struct memory_set *s, const struct extent *e,
		      uint64_t off)
{
	uint64_t place = off >> e->index_shift, value = e->lo + off;
	uint32_t lo = e->index[place], hi = e->last;

	if (place + 1 < e->nindex)
		hi = e->index[place + 1] + 1;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].end <= value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < e->last && s->v[lo].start <= value ? (int64_t)s->id[lo]
						       : -1;
}

/* The extent of a value that is in one, or the last. */
static unsigned extent_of(const struct memory_set *s, uint64_t value)
{
	unsigned e = 0;

	while (e + 1 < s->nextents && value - s->e[e].lo >= s->e[e].size)
		e++;
	return e;
}

int64_t memory_set_find(const struct memory_set *s, uint64_t value)
{
	const struct extent *e = &s->e[extent_of(s, value)];
	uint64_t off = value - e->lo;

	/* Of an empty set, all sizes are 0. */
	return off < e->size && has_bit(e, off) ? search(s, e, off) : -1;
}

/* A word that has passed a test. */
struct candidate {
	uint32_t word;
	uint32_t extent;
};

/* The second test, without branches that nobody could foretell. */
static size_t test_bits(const struct memory_set *s, const uint64_t *words,
			const uint32_t *picked, size_t n, struct candidate *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t value = words[picked[i]];
		unsigned e = extent_of(s, value);

		out[found] = (struct candidate){picked[i], e};
		found += has_bit(&s->e[e], value - s->e[e].lo);
	}
	return found;
}

/*
 * The index and the ranges of a million blocks are in no cache.  All places
 * are asked for before the first is looked at, so that the waits are one.
 */
static void fetch(const struct memory_set *s, const uint64_t *words,
		  const struct candidate *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct extent *e = &s->e[v[i].extent];

		__builtin_prefetch(&e->index[(words[v[i].word] - e->lo) >>
					     e->index_shift]);
	}
	for (size_t i = 0; i < n; i++) {
		const struct extent *e = &s->e[v[i].extent];
		uint32_t range =
			e->index[(words[v[i].word] - e->lo) >> e->index_shift];

		__builtin_prefetch(&s->v[range]);
		__builtin_prefetch(&s->id[range]);
	}
}

static bool add_hit(struct memory_hits *h, const struct memory_hit *hit)
{
	uint32_t max = h->max ? h->max : MEMORY_HITS_MAX;

	if (h->n == max) {
		h->cut = true;
		return false;
	}
	if (h->n == h->cap)
		h->v = vec_grow(h->v, h->n, &h->cap, sizeof(*h->v), NULL);
	h->v[h->n++] = *hit;
	return true;
}

void memory_set_words(const struct memory_set *s, uint64_t addr,
		      const uint64_t *words, size_t n, struct memory_hits *h)
{
	struct candidate found[BLOCK + 1];
	uint32_t picked[BLOCK + SPARE];

	h->nbytes += n * sizeof(words[0]);
	for (; n > 0; addr += BLOCK * sizeof(words[0]), words += BLOCK) {
		size_t part = n < BLOCK ? n : BLOCK;
		size_t left = s->pick(s, words, part, picked);

		left = test_bits(s, words, picked, left, found);
		fetch(s, words, found, left);
		for (size_t i = 0; i < left; i++) {
			uint64_t value = words[found[i].word];
			const struct extent *e = &s->e[found[i].extent];
			int64_t range = search(s, e, value - e->lo);
			struct memory_hit hit = {
				addr + found[i].word * sizeof(words[0]), value,
				(uint32_t)range};

			if (range >= 0 && !add_hit(h, &hit))
				return;
		}
		n -= part;
	}
}

void memory_hits_finish(struct memory_hits *h)
{
	free(h->v);
	*h = (struct memory_hits){.max = h->max};
}
