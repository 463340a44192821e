/* SPDX-License-Identifier: MIT */
/*
 * Nothing is read before it is asked for, but the table of spans: an address
 * leads to its span by a division, and to its slot by another one.  Blocks
 * with pages of their own have a place for each page; the block that an
 * address lies in is found by walking back to where it starts.
 */
#include "report/heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/compare.h"
#include "record/record.h"
#include "trace/memory.h"

#define MAX_AREA ((uint64_t)1 << 40)

enum {
	MAX_UNITS = 1 << 23, /* 128 GiB of packed blocks */
	MAX_BACK = 1 << 16,  /* pages from an address to its block's start */
	MAX_SLOTS = 1 << 17,
	MAX_SPAN = 1 << 20,
	MAX_RANGES = 2 * HEAP_RANGES,
};

struct heap {
	struct memory *memory;
	struct record_heap head;
	uint64_t *table; /* of spans: an address for each unit */
	size_t nunits;
	uint64_t nplaces; /* of pages */
	uint64_t nwords;  /* of the depot */
	struct heap_range own[MAX_RANGES];
	size_t nown;
	/* The last one that was asked for. */
	uint64_t span_at;
	struct heap_span span;
	uint32_t *info;		 /* of heap_each() */
	struct heap_slot *slots; /* of heap_each() */
};

static bool read_all(struct heap *h, uint64_t at, void *to, size_t n)
{
	return memory_read(h->memory, at, to, n) == n;
}

static int by_start(const void *a, const void *b)
{
	const struct heap_range *x = a, *y = b;

	return compare_number(x->start, y->start);
}

static void read_ranges(struct heap *h, uint64_t at)
{
	struct heap_ranges r;
	uint32_t n;

	if (at == 0 || !read_all(h, at, &r, sizeof(r)))
		return;
	n = atomic_load(&r.n);
	for (uint32_t i = 0; i < n && i < HEAP_RANGES; i++) {
		uint64_t start = r.v[i].start, size = r.v[i].size;

		if (size > 0 && start + size > start)
			h->own[h->nown++] =
				(struct heap_range){start, start + size};
	}
}

static void merge_ranges(struct heap *h)
{
	size_t n = 0;

	qsort(h->own, h->nown, sizeof(h->own[0]), by_start);
	for (size_t i = 0; i < h->nown; i++) {
		struct heap_range r = h->own[i];

		if (n > 0 && r.start <= h->own[n - 1].end) {
			if (r.end > h->own[n - 1].end)
				h->own[n - 1].end = r.end;
		} else {
			h->own[n++] = r;
		}
	}
	h->nown = n;
}

static void read_table(struct heap *h)
{
	uint64_t used = 0, units;

	memory_word(h->memory, h->head.span_used, &used);
	units = used / HEAP_UNIT;
	if (used > h->head.span_size || units > MAX_UNITS)
		units = 0;
	h->table = calloc(units + 1, sizeof(*h->table));
	if (h->table)
		h->nunits = memory_read(h->memory, h->head.span_table, h->table,
					units * sizeof(*h->table)) /
			    sizeof(*h->table);
}

struct heap *heap_open(struct memory *m, uint64_t address)
{
	struct heap *h = calloc(1, sizeof(*h));
	uint64_t word = 0;

	if (!h)
		return NULL;
	h->memory = m;
	if (address == 0 || !read_all(h, address, &h->head, sizeof(h->head)) ||
	    h->head.magic != RECORD_HEAP_MAGIC ||
	    h->head.span_size > MAX_AREA * 16 ||
	    h->head.npages > MAX_AREA * 16 / HEAP_PAGE) {
		free(h);
		return NULL;
	}
	read_table(h);
	memory_word(m, h->head.page_ready, &word);
	h->nplaces = word / sizeof(struct heap_page_block);
	if (h->nplaces > h->head.npages)
		h->nplaces = 0;
	/* It is a counter of 32 bits. */
	memory_word(m, h->head.stacks_used, &word);
	h->nwords = (uint32_t)word;
	read_ranges(h, h->head.ranges[0]);
	read_ranges(h, h->head.ranges[1]);
	merge_ranges(h);
	return h;
}

void heap_close(struct heap *h)
{
	if (!h)
		return;
	free(h->info);
	free(h->slots);
	free(h->table);
	free(h);
}

size_t heap_areas(const struct heap *h, struct heap_range ret[2])
{
	size_t n = 0;

	if (h->nunits > 0)
		ret[n++] = (struct heap_range){h->head.span_base,
					       h->head.span_base +
						       h->nunits * HEAP_UNIT};
	if (h->nplaces > 0)
		ret[n++] = (struct heap_range){h->head.page_base,
					       h->head.page_base +
						       h->nplaces * HEAP_PAGE};
	qsort(ret, n, sizeof(*ret), by_start);
	return n;
}

const struct heap_range *heap_own(const struct heap *h, size_t *ret_n)
{
	*ret_n = h->nown;
	return h->own;
}

/* The tid of an index that slots use. */
static uint32_t tid_of(struct heap *h, uint32_t thread)
{
	uint32_t tid = 0;

	if (thread >= h->head.ntids ||
	    !read_all(h, h->head.tids + thread * sizeof(tid), &tid,
		      sizeof(tid)))
		return 0;
	return tid;
}

/* Makes h->span the one at an address.  False: it makes no sense. */
static bool load_span(struct heap *h, uint64_t at)
{
	struct heap_span *s = &h->span;

	if (at != 0 && at == h->span_at)
		return true;
	h->span_at = 0;
	if (at == 0 || !read_all(h, at, s, sizeof(*s)) || s->slot_size == 0 ||
	    s->bytes == 0 || s->bytes > MAX_SPAN || s->nslots > MAX_SLOTS ||
	    (uint64_t)s->nslots * s->slot_size > s->bytes ||
	    s->base < h->head.span_base ||
	    s->base - h->head.span_base + s->bytes > h->nunits * HEAP_UNIT)
		return false;
	h->span_at = at;
	return true;
}

static void fill_slot(struct heap *h, uint32_t i, uint32_t info,
		      const struct heap_slot *slot, struct heap_block *ret)
{
	const struct heap_span *s = &h->span;

	*ret = (struct heap_block){
		.address = s->base + (uint64_t)i * s->slot_size,
		.size = info & SLOT_SIZE_MASK,
		.limit = s->slot_size,
		.state = (enum block_state)(info >> SLOT_STATE_SHIFT),
		.alloc = {.stack = slot->alloc_stack,
			  .tid = tid_of(h, slot->alloc_thread)},
		.free = {.stack = slot->free_stack,
			 .tid = tid_of(h, slot->free_thread)},
	};
	if (ret->size > ret->limit)
		ret->size = ret->limit;
	if (ret->state > BLOCK_FREE)
		ret->state = BLOCK_NONE;
	else if (s->dead && ret->state != BLOCK_NONE)
		ret->state = BLOCK_DEAD;
	if (ret->state == BLOCK_LIVE)
		ret->free = (struct heap_event){0};
}

static bool packed_at(struct heap *h, uint64_t offset, struct heap_block *ret)
{
	struct heap_slot slot;
	uint64_t address = h->head.span_base + offset;
	uint32_t info, i;

	if (!load_span(h, h->table[offset / HEAP_UNIT]) ||
	    address - h->span.base >= h->span.bytes)
		return false;
	i = (uint32_t)((address - h->span.base) / h->span.slot_size);
	if (i >= h->span.nslots ||
	    !read_all(h, h->span.info + i * sizeof(info), &info, sizeof(info)))
		return false;
	if (!read_all(h, h->span.slots + i * sizeof(slot), &slot, sizeof(slot)))
		memset(&slot, 0, sizeof(slot));
	fill_slot(h, i, info, &slot, ret);
	return ret->state != BLOCK_NONE;
}

/* The block of a place, if it makes sense there. */
static bool fill_page(const struct heap *h, uint64_t page,
		      const struct heap_page_block *pb, struct heap_block *ret)
{
	uint64_t start = h->head.page_base + page * HEAP_PAGE;
	uint64_t end = start + (uint64_t)pb->npages * HEAP_PAGE;

	if (pb->npages == 0 || page + pb->npages > h->nplaces ||
	    pb->address < start || pb->address >= end ||
	    pb->size > end - pb->address || pb->state > BLOCK_DEAD)
		return false;
	*ret = (struct heap_block){
		.address = pb->address,
		.size = pb->size,
		.limit = end - pb->address,
		.state = (enum block_state)pb->state,
		.alloc = pb->alloc,
		.free = pb->free,
	};
	if (ret->state == BLOCK_LIVE)
		ret->free = (struct heap_event){0};
	return ret->state != BLOCK_NONE;
}

static uint64_t place_address(const struct heap *h, uint64_t page)
{
	return h->head.page_blocks + page * sizeof(struct heap_page_block);
}

static bool paged_at(struct heap *h, uint64_t page, struct heap_block *ret)
{
	struct heap_page_block pb;
	uint64_t address = h->head.page_base + page * HEAP_PAGE;

	for (uint64_t i = 0; i <= page && i < MAX_BACK; i++) {
		if (!read_all(h, place_address(h, page - i), &pb, sizeof(pb)))
			return false;
		if (pb.npages == 0)
			continue;
		/* The guard behind a block is none of it. */
		return i < pb.npages && fill_page(h, page - i, &pb, ret) &&
		       ret->address + ret->limit > address;
	}
	return false;
}

bool heap_find(struct heap *h, uint64_t address, struct heap_block *ret)
{
	uint64_t offset = address - h->head.span_base;

	if (offset < h->nunits * HEAP_UNIT)
		return packed_at(h, offset, ret);
	offset = address - h->head.page_base;
	if (offset < h->nplaces * HEAP_PAGE)
		return paged_at(h, offset / HEAP_PAGE, ret) &&
		       address >= ret->address;
	return false;
}

/* One walk over all blocks. */
struct visit {
	struct heap *heap;
	bool (*each)(void *arg, const struct heap_block *b);
	void *arg;
	bool more;
};

static void visit_span(struct visit *v)
{
	struct heap *h = v->heap;
	size_t n = h->span.nslots;
	struct heap_block b;
	size_t slots;

	if (!h->info) {
		h->info = malloc(MAX_SLOTS * sizeof(*h->info));
		h->slots = malloc(MAX_SLOTS * sizeof(*h->slots));
	}
	if (!h->info || !h->slots)
		return;
	n = memory_read(h->memory, h->span.info, h->info,
			n * sizeof(*h->info)) /
	    sizeof(*h->info);
	slots = memory_read(h->memory, h->span.slots, h->slots,
			    n * sizeof(*h->slots)) /
		sizeof(*h->slots);
	if (slots < n)
		memset(h->slots + slots, 0, (n - slots) * sizeof(*h->slots));
	for (uint32_t i = 0; i < n && v->more; i++) {
		if (h->info[i] >> SLOT_STATE_SHIFT == BLOCK_NONE)
			continue;
		fill_slot(h, i, h->info[i], &h->slots[i], &b);
		if (b.state != BLOCK_NONE)
			v->more = v->each(v->arg, &b);
	}
}

static void visit_spans(struct visit *v)
{
	struct heap *h = v->heap;
	uint64_t last = 0;

	for (size_t i = 0; i < h->nunits && v->more; i++) {
		uint64_t at = h->table[i];

		if (at == 0 || at == last || !load_span(h, at))
			continue;
		last = at;
		/* A forged table must not show a span out of its place. */
		if (h->span.base == h->head.span_base + i * HEAP_UNIT)
			visit_span(v);
	}
}

static bool visit_places(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct visit *v = arg;
	const struct heap_page_block *pb = data;
	uint64_t offset = addr - v->heap->head.page_blocks;
	uint64_t page = offset / sizeof(*pb);
	struct heap_block b;

	if (offset % sizeof(*pb) != 0)
		return true;
	for (; n >= sizeof(*pb) && v->more; n -= sizeof(*pb), pb++, page++) {
		if (pb->npages != 0 && fill_page(v->heap, page, pb, &b))
			v->more = v->each(v->arg, &b);
	}
	return v->more;
}

void heap_each(struct heap *h,
	       bool (*each)(void *arg, const struct heap_block *b), void *arg)
{
	struct visit v = {h, each, arg, true};
	bool spans_first = h->head.span_base < h->head.page_base;

	if (spans_first)
		visit_spans(&v);
	if (v.more && h->nplaces > 0)
		memory_scan(h->memory, place_address(h, 0),
			    place_address(h, h->nplaces), visit_places, &v);
	if (!spans_first && v.more)
		visit_spans(&v);
}

void heap_stack(struct heap *h, const struct heap_event *e,
		struct record_stack *ret)
{
	uint32_t number = e->stack & ~STACK_LIKELY;
	uint64_t at = h->head.stacks + (uint64_t)number * sizeof(uint64_t);
	struct heap_stack s;
	size_t n;

	memset(ret, 0, sizeof(*ret));
	ret->goroutine = e->goroutine;
	ret->tid = e->tid;
	if (number == 0 || number >= h->nwords ||
	    !read_all(h, at, &s, sizeof(s)) || s.seal != (HEAP_SEAL ^ number))
		return;
	n = s.n < RECORD_FRAMES ? s.n : RECORD_FRAMES;
	ret->flags = (uint16_t)(s.flags | (n < s.n ? RECORD_STACK_CUT : 0));
	if (e->stack & STACK_LIKELY)
		ret->flags |= RECORD_STACK_LIKELY;
	ret->nframes = (uint16_t)(memory_read(h->memory, at + sizeof(s),
					      ret->pc, n * sizeof(uint64_t)) /
				  sizeof(uint64_t));
}
