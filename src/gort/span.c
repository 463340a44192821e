/* SPDX-License-Identifier: MIT */
/*
 * From an address to the span that it is in, as the runtime does it
 * (src/runtime/mheap.go): the address space is cut into arenas of 64 MiB, a
 * table has the record of each, and that the span of each page.
 *
 *	mheap_.arenas[0] --> L2[4194304] --> heapArena.spans[8192] --> mspan
 *
 * A span that is free has entries too, which may be of long ago: its state
 * says it.  Records are decoded once and kept until gort_refresh().
 */
#include "gort/gort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "gort/internal.h"
#include "trace/memory.h"

#define ARENA_BASE UINT64_C(0xffff800000000000)

enum {
	ARENA_SHIFT = 26,
	L2_SHIFT = 22,
	PAGE_SHIFT = 13,
	PAGES = 1 << (ARENA_SHIFT - PAGE_SHIFT), /* of an arena */
	MAX_SPAN_SHIFT = 40,
	MAX_ARENAS = 1 << 20,
	MAX_CACHED = 1 << 22, /* spans */
	HEADER_FROM = 512,    /* smaller elements have no type word */
	COUNT_BITS = 8,	      /* between freeindex and nelems, up to 1.21 */
};

/* An arena that is there. */
struct arena_pages {
	uint64_t arena; /* the runtime's record */
};

static uint64_t arena_number(uint64_t addr)
{
	return (addr - ARENA_BASE) >> ARENA_SHIFT;
}

static uint64_t arena_start(uint64_t number)
{
	return (number << ARENA_SHIFT) + ARENA_BASE;
}

/* The record of arena `number` by the table at l2. */
static uint64_t lookup(struct gort *g, uint64_t l2, uint64_t number)
{
	uint64_t w;

	if (number >> L2_SHIFT != 0 ||
	    !memory_word(g->memory, l2 + 8 * number, &w) || w % 8 != 0)
		return 0;
	return w;
}

static uint64_t span_entry(struct gort *g, uint64_t arena, uint64_t page)
{
	uint64_t at = gort_field(g, arena, LAYOUT_ARENA_SPANS), w;

	if (!memory_word(g->memory, at + 8 * page, &w) || w % 8 != 0)
		return 0;
	return w;
}

bool gort_bit(struct gort *g, uint64_t addr, uint64_t i)
{
	uint8_t byte;

	return memory_read(g->memory, addr + i / 8, &byte, 1) == 1 &&
	       (byte >> i % 8 & 1);
}

/* freeindex and nelems were words, and have 16 bits now. */
static bool read_counts(struct gort *g, struct gort_span *s)
{
	const int32_t *o = g->layout.offset;
	uint16_t nelems, free_index;

	if (o[LAYOUT_SPAN_NELEMS] - o[LAYOUT_SPAN_FREEINDEX] >= COUNT_BITS)
		return gort_word(g, s->address, LAYOUT_SPAN_NELEMS,
				 &s->nelems) &&
		       gort_word(g, s->address, LAYOUT_SPAN_FREEINDEX,
				 &s->free_index);
	if (!gort_u16(g, s->address, LAYOUT_SPAN_NELEMS, &nelems) ||
	    !gort_u16(g, s->address, LAYOUT_SPAN_FREEINDEX, &free_index))
		return false;
	s->nelems = nelems;
	s->free_index = free_index;
	return true;
}

static bool swept(struct gort *g, uint64_t address)
{
	uint32_t heap, span;

	return gort_u32(g, g->heap, LAYOUT_HEAP_SWEEPGEN, &heap) &&
	       gort_u32(g, address, LAYOUT_SPAN_SWEEPGEN, &span) &&
	       (span == heap || span == heap + 3);
}

/* What is only there, or only makes sense, while the heap uses the span. */
static bool decode_heap(struct gort *g, struct gort_span *s)
{
	bool by_size = g->layout.offset[LAYOUT_ARENA_BITMAP] == LAYOUT_NONE;
	uint64_t size = s->end - s->start;

	if (!gort_word(g, s->address, LAYOUT_SPAN_ELEMSIZE, &s->elemsize) ||
	    !read_counts(g, s) ||
	    !gort_word(g, s->address, LAYOUT_SPAN_ALLOCBITS, &s->alloc_bits) ||
	    !gort_word(g, s->address, LAYOUT_SPAN_MARKBITS, &s->mark_bits))
		return false;
	if (s->elemsize < 8 || s->elemsize % 8 != 0 || s->elemsize > size ||
	    s->nelems == 0 || s->nelems > size / s->elemsize)
		return false;
	s->swept = swept(g, s->address);
	if (s->noscan || !by_size)
		return true;
	s->headers = s->elemsize > HEADER_FROM && s->class >> 1 != 0;
	s->bitmap_at_end = s->elemsize <= HEADER_FROM;
	if (s->class >> 1 == 0)
		(void)gort_word(g, s->address, LAYOUT_SPAN_LARGETYPE,
				&s->large_type);
	return true;
}

static bool decode(struct gort *g, uint64_t address, struct gort_span *ret)
{
	struct gort_span s = {.address = address};
	uint8_t state, class;
	uint64_t npages;

	if (!gort_word(g, address, LAYOUT_SPAN_START, &s.start) ||
	    !gort_word(g, address, LAYOUT_SPAN_NPAGES, &npages) ||
	    !gort_u8(g, address, LAYOUT_SPAN_STATE, &state) ||
	    !gort_u8(g, address, LAYOUT_SPAN_CLASS, &class))
		return false;
	if (state > GORT_SPAN_MANUAL || npages == 0 ||
	    npages >> (MAX_SPAN_SHIFT - PAGE_SHIFT) != 0 ||
	    s.start % (1u << PAGE_SHIFT) != 0 ||
	    s.start + (npages << PAGE_SHIFT) < s.start)
		return false;
	s.end = s.start + (npages << PAGE_SHIFT);
	s.state = state;
	s.class = class;
	s.noscan = class & 1;
	if (s.state == GORT_SPAN_HEAP && !decode_heap(g, &s))
		return false;
	*ret = s;
	return true;
}

bool gort_looks_like_arenas(struct gort *g, uint64_t arenas, uint64_t addr)
{
	uint64_t arena = lookup(g, arenas, arena_number(addr)), span;
	struct gort_span s;

	if (arena == 0)
		return false;
	span = span_entry(g, arena, addr >> PAGE_SHIFT & (PAGES - 1));
	return span != 0 && decode(g, span, &s) && s.state == GORT_SPAN_HEAP &&
	       addr >= s.start && addr < s.end && !s.noscan;
}

/* The range in which all arenas are, for a quick answer to most questions. */
static void find_extent(struct gort *g)
{
	uint64_t data, n, at;

	g->heap_end = UINT64_MAX;
	at = gort_field(g, g->heap, LAYOUT_HEAP_ALLARENAS);
	if (at == 0 || !memory_word(g->memory, at, &data) ||
	    !memory_word(g->memory, at + 8, &n) || n == 0 || n > MAX_ARENAS)
		return;
	uint64_t lo = UINT64_MAX, hi = 0;
	for (uint64_t i = 0; i < n; i++) {
		uint64_t number;

		if (!memory_word(g->memory, data + 8 * i, &number) ||
		    number >> L2_SHIFT != 0)
			return;
		if (number < lo)
			lo = number;
		if (number > hi)
			hi = number;
	}
	g->heap_start = arena_start(lo);
	g->heap_end = arena_start(hi + 1);
}

static struct arena_pages *pages_of(struct gort *g, uint64_t addr)
{
	uint64_t number = arena_number(addr), l2, at;
	struct arena_pages *p;

	if (g->heap_end == 0)
		find_extent(g);
	if (addr < g->heap_start || addr >= g->heap_end)
		return NULL;
	p = ptrmap_get_key(&g->arenas, number + 1);
	if (p)
		return p;
	at = gort_field(g, g->heap, LAYOUT_HEAP_ARENAS);
	if (!memory_word(g->memory, at, &l2) || lookup(g, l2, number) == 0)
		return NULL;
	p = ARENA_NEW(g->scratch, struct arena_pages);
	p->arena = lookup(g, l2, number);
	*ptrmap_at_key(&g->arenas, g->scratch, number + 1) = p;
	return p;
}

uint64_t gort_heap_arena(struct gort *g, uint64_t addr)
{
	struct arena_pages *p = pages_of(g, addr);

	return p ? p->arena : 0;
}

static bool inline_marks(struct gort *g, const struct gort_span *s)
{
	uint64_t bits = gort_field(g, gort_heap_arena(g, s->start),
				   LAYOUT_ARENA_INLINEMARKS);

	return bits != 0 && s->bitmap_at_end &&
	       s->end - s->start == 1u << PAGE_SHIFT &&
	       gort_bit(g, bits, s->start >> PAGE_SHIFT & (PAGES - 1));
}

static const struct gort_span *span_at(struct gort *g, uint64_t address)
{
	struct gort_span *s;
	void **at;

	if (address == 0 || address % 8 != 0)
		return NULL;
	s = ptrmap_get_key(&g->spans, address);
	if (s)
		return s;
	if (g->spans.used >= MAX_CACHED)
		return NULL;
	s = ARENA_NEW(g->scratch, struct gort_span);
	if (decode(g, address, s) && s->state == GORT_SPAN_HEAP)
		s->inline_marks = inline_marks(g, s);
	at = ptrmap_at_key(&g->spans, g->scratch, address);
	*at = s;
	return s;
}

const struct gort_span *gort_span(struct gort *g, uint64_t addr)
{
	uint64_t page = addr >> PAGE_SHIFT;
	const struct gort_span *s = NULL;
	struct arena_pages *p;

	if (page + 1 == g->last_page)
		return g->last_span;
	p = pages_of(g, addr);
	if (!p)
		return NULL;
	s = span_at(g, span_entry(g, p->arena, page & (PAGES - 1)));
	if (s &&
	    (s->state == GORT_SPAN_DEAD || addr < s->start || addr >= s->end))
		s = NULL;
	g->last_page = page + 1;
	g->last_span = s;
	return s;
}

static int compare_words(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return compare_number(*x, *y);
}

/* The numbers of all arenas, sorted; how many. */
static size_t arena_numbers(struct gort *g, uint64_t **ret)
{
	uint64_t at = gort_field(g, g->heap, LAYOUT_HEAP_ALLARENAS), data, n;

	if (at == 0 || !memory_word(g->memory, at, &data) ||
	    !memory_word(g->memory, at + 8, &n) || n == 0 || n > MAX_ARENAS)
		return 0;
	*ret = ARENA_ARRAY(g->scratch, n, uint64_t);
	n = memory_read(g->memory, data, *ret, n * 8) / 8;
	qsort(*ret, n, sizeof(**ret), compare_words);
	return n;
}

void gort_spans_each(struct gort *g,
		     bool (*each)(void *arg, const struct gort_span *s),
		     void *arg)
{
	uint64_t *numbers = NULL, addr = 0, end;
	size_t n = arena_numbers(g, &numbers);

	for (size_t i = 0; i < n; i++) {
		if (numbers[i] >> L2_SHIFT != 0)
			break;
		/* A span may go on into the next arena. */
		if (addr < arena_start(numbers[i]))
			addr = arena_start(numbers[i]);
		end = arena_start(numbers[i] + 1);
		while (addr < end) {
			const struct gort_span *s = gort_span(g, addr);

			if (s && !each(arg, s))
				return;
			addr = s ? s->end : addr + (1u << PAGE_SHIFT);
		}
	}
}
