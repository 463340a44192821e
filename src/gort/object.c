/* SPDX-License-Identifier: MIT */
/*
 * Objects of the heap, and which of their words the collector follows.
 * Where that stands has changed (src/runtime/mbitmap.go):
 *
 *	1.19	two bits for each word, in the arena's record: pointer, and
 *		whether more may follow in the object
 *	1.20	one bit for each word, in the same place
 *	1.22	for elements of up to 512 bytes one bit for each word, at the
 *		end of the span (from 1.26 on before the mark bits, where the
 *		span holds those too); for others the mask of their type, again
 *		and again: a word before the object, or in the span's record,
 *		says which type it is
 */
#include "gort/gort.h"

#include <string.h>

#include "base/arena.h"
#include "gort/internal.h"
#include "gort/type_impl.h"
#include "trace/memory.h"

enum {
	HEADER = 8,
	INLINE_MARKS = 128, /* bytes of mark bits at the end of a span */
	ARENA_WORDS_SHIFT = 23,
	OLD_WORDS = 4, /* of the heap, for a byte of the bitmap of 1.19 */
};

bool gort_object(struct gort *g, uint64_t addr, struct gort_object *ret)
{
	const struct gort_span *s = gort_span(g, addr);
	uint64_t i, start;

	if (!s || s->state != GORT_SPAN_HEAP)
		return false;
	i = (addr - s->start) / s->elemsize;
	if (i >= s->nelems)
		return false;
	start = s->start + i * s->elemsize;
	*ret = (struct gort_object){
		.span = s,
		.base = start,
		.size = s->elemsize,
		.type = s->large_type,
		.noscan = s->noscan,
		.allocated =
			i < s->free_index ||
			(s->alloc_bits != 0 && gort_bit(g, s->alloc_bits, i)),
	};
	if (s->headers) {
		ret->base += HEADER;
		ret->size -= HEADER;
		if (!memory_word(g->memory, start, &ret->type))
			ret->type = 0;
	}
	return true;
}

static void copy_bits(struct gort *g, uint64_t bitmap, uint64_t from, size_t n,
		      uint8_t *ret)
{
	uint64_t byte = bitmap + from / 8, w = 0;

	for (size_t i = 0; i < n; i++, from++) {
		if (i == 0 || from % 8 == 0) {
			byte = bitmap + from / 8;
			if (memory_read(g->memory, byte, &w, 1) != 1)
				w = 0;
		}
		if (w >> from % 8 & 1)
			ret[i / 8] |= (uint8_t)(1u << i % 8);
	}
}

/* 1.20 and 1.21. */
static size_t arena_bits(struct gort *g, uint64_t addr, size_t n, uint8_t *ret)
{
	size_t done = 0;

	while (done < n) {
		uint64_t arena = gort_heap_arena(g, addr + 8 * done);
		uint64_t word = (addr / 8 + done) &
				((UINT64_C(1) << ARENA_WORDS_SHIFT) - 1);
		size_t here = n - done;
		uint8_t part[64] = {0};

		if (arena == 0)
			break;
		if (here > sizeof(part) * 8)
			here = sizeof(part) * 8;
		if (here > (UINT64_C(1) << ARENA_WORDS_SHIFT) - word)
			here = (UINT64_C(1) << ARENA_WORDS_SHIFT) - word;
		copy_bits(g, gort_field(g, arena, LAYOUT_ARENA_BITMAP), word,
			  here, part);
		for (size_t i = 0; i < here; i++, done++)
			if (part[i / 8] >> i % 8 & 1)
				ret[done / 8] |= (uint8_t)(1u << done % 8);
	}
	return n;
}

/* 1.19: the pointer bit of the word at addr, and whether more may follow. */
static bool old_bits(struct gort *g, uint64_t addr, bool *ret_more)
{
	uint64_t arena = gort_heap_arena(g, addr), word = addr / 8, at;
	uint8_t byte;

	at = word / OLD_WORDS &
	     ((UINT64_C(1) << ARENA_WORDS_SHIFT) / OLD_WORDS - 1);
	*ret_more = false;
	if (arena == 0 ||
	    memory_read(g->memory,
			gort_field(g, arena, LAYOUT_ARENA_BITMAP) + at, &byte,
			1) != 1)
		return false;
	byte = (uint8_t)(byte >> word % OLD_WORDS);
	*ret_more = byte >> OLD_WORDS & 1;
	return byte & 1;
}

/*
 * The first word of an object from which on its bits mean nothing, looked
 * for up to word `to`.  Large objects are asked about piece by piece: what
 * is known of the last one is kept.
 */
static uint64_t dead_word(struct gort *g, const struct gort_object *o,
			  uint64_t to)
{
	bool more = true;

	if (g->dead_object != o->base) {
		g->dead_object = o->base;
		g->dead_seen = 0;
		g->dead_from = UINT64_MAX;
	}
	while (g->dead_from == UINT64_MAX && g->dead_seen < to) {
		(void)old_bits(g, o->base + 8 * g->dead_seen, &more);
		if (!more)
			g->dead_from = g->dead_seen;
		g->dead_seen++;
	}
	return g->dead_from;
}

static size_t scan_bits(struct gort *g, const struct gort_object *o,
			uint64_t first, size_t n, uint8_t *ret)
{
	uint64_t dead = dead_word(g, o, first + n);
	bool more;

	for (size_t i = 0; i < n && first + i < dead; i++)
		if (old_bits(g, o->base + 8 * (first + i), &more))
			ret[i / 8] |= (uint8_t)(1u << i % 8);
	return n;
}

static size_t end_bits(struct gort *g, const struct gort_object *o,
		       uint64_t first, size_t n, uint8_t *ret)
{
	const struct gort_span *s = o->span;
	uint64_t bitmap = s->end - (s->end - s->start) / 64;

	if (s->inline_marks)
		bitmap -= INLINE_MARKS;
	copy_bits(g, bitmap, (o->base - s->start) / 8 + first, n, ret);
	return n;
}

/* The mask of a type, repeated for as long as the object is. */
static size_t type_bits(struct gort *g, const struct gort_object *o,
			uint64_t first, size_t n, uint8_t *ret)
{
	struct type_mask m;
	uint64_t words, in;

	if (o->type == 0) /* is being allocated: all zero */
		return n;
	if (!type_mask_read(g, o->type, &m))
		return 0;
	words = m.size / 8;
	for (size_t i = 0; i < n;) {
		size_t here = n - i;
		uint8_t part[64] = {0};

		in = (first + i) % words;
		if (here > words - in)
			here = words - in;
		if (here > sizeof(part) * 8)
			here = sizeof(part) * 8;
		if (in < m.nbits)
			copy_bits(g, m.bits, in,
				  here < m.nbits - in ? here : m.nbits - in,
				  part);
		for (size_t k = 0; k < here; k++, i++)
			if (part[k / 8] >> k % 8 & 1)
				ret[i / 8] |= (uint8_t)(1u << i % 8);
	}
	return n;
}

size_t gort_pointer_bits(struct gort *g, const struct gort_object *o,
			 uint64_t first, size_t n, uint8_t *ret)
{
	uint64_t words = o->size / 8;

	if (first >= words || n == 0)
		return 0;
	if (n > words - first)
		n = words - first;
	memset(ret, 0, (n + 7) / 8);
	if (o->noscan)
		return n;
	if (g->layout.offset[LAYOUT_ARENA_BITMAP] == LAYOUT_NONE)
		return o->span->bitmap_at_end ? end_bits(g, o, first, n, ret)
					      : type_bits(g, o, first, n, ret);
	if (g->info.minor >= 20)
		return arena_bits(g, o->base + 8 * first, n, ret);
	return scan_bits(g, o, first, n, ret);
}
