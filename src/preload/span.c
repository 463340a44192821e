/* SPDX-License-Identifier: MIT */
#include "preload/span.h"

#include "preload/mem.h"
#include "preload/size_class.h"

struct span_area span_area;

static struct {
	struct lock lock; /* guards next and meta_next */
	size_t next;	  /* offset of the first unit not in use */
	size_t meta_next;
	struct mem_range area, table, meta;
} spans;

/* How large the spans of a class are: a few slots at least. */
static size_t span_bytes(size_t slot_size)
{
	if (slot_size <= 256)
		return SPAN_UNIT;
	if (slot_size <= 2048)
		return 4 * SPAN_UNIT;
	if (slot_size <= 16384)
		return 16 * SPAN_UNIT;
	return SPAN_MAX;
}

/* What is read from outside is what is written here. */
#define SAME(field)                                                            \
	_Static_assert(offsetof(struct span, field) ==                         \
				       offsetof(struct heap_span, field) &&    \
			       sizeof(((struct span *)0)->field) ==            \
				       sizeof(((struct heap_span *)0)->field), \
		       #field)
SAME(base);
SAME(info);
SAME(slots);
SAME(slot_size);
SAME(bytes);
SAME(nslots);
SAME(ncarved);
SAME(class);
SAME(released);
SAME(dead);
#undef SAME

void span_publish(struct record_heap *h)
{
	h->span_base = span_area.base;
	h->span_size = span_area.size;
	h->span_table = (uintptr_t)span_area.table;
	h->span_used = (uintptr_t)&span_area.used;
}

bool span_init(size_t area)
{
	/* 16-byte slots have as much metadata as memory, most far less. */
	size_t meta = mem_is_small() ? area / 2 : area + area / 4;

	area = round_down(area, SPAN_MAX);
	if (!mem_reserve(&spans.area, area + SPAN_MAX) ||
	    !mem_reserve(&spans.table,
			 area / SPAN_UNIT * sizeof(void *) + 2 * PAGE) ||
	    !mem_reserve(&spans.meta, meta))
		return false;
	/* Power-of-two slots are aligned because spans are. */
	span_area.base = round_up(spans.area.base, SPAN_MAX);
	span_area.size = area;
	span_area.table = (void *)spans.table.base;
	return true;
}

/* n zeroed bytes that live as long as the process.  Lock held. */
static void *meta_take(size_t n)
{
	size_t at = spans.meta_next;

	/* Large arrays get pages of their own, so that they can be freed. */
	at = round_up(at, n >= PAGE ? PAGE : 16);
	if (!mem_ready(&spans.meta, at + n))
		return NULL;
	spans.meta_next = at + n;
	return (void *)(spans.meta.base + at);
}

static void publish(struct span *s)
{
	size_t first = (s->base - span_area.base) / SPAN_UNIT;

	for (size_t i = 0; i < s->bytes / SPAN_UNIT; i++)
		atomic_store_explicit(&span_area.table[first + i], s,
				      memory_order_relaxed);
	atomic_store_explicit(&span_area.used, spans.next,
			      memory_order_release);
}

struct span *span_create(unsigned class)
{
	size_t slot_size = class_size(class);
	size_t bytes = span_bytes(slot_size);
	size_t nslots = bytes / slot_size;
	size_t start;
	struct span *s = NULL;

	lock_take(&spans.lock);
	start = spans.next;
	if (is_power_of_two(slot_size) && slot_size > SPAN_UNIT)
		start = round_up(start, slot_size);
	if (start + bytes > span_area.size ||
	    !mem_ready(&spans.area,
		       span_area.base - spans.area.base + start + bytes) ||
	    !mem_ready(&spans.table,
		       (start + bytes) / SPAN_UNIT * sizeof(void *) + PAGE))
		goto out;
	s = meta_take(sizeof(*s));
	if (!s)
		goto out;
	s->info = meta_take(nslots * sizeof(*s->info));
	s->slots = meta_take(nslots * sizeof(*s->slots));
	s->free_bits = meta_take((nslots + 63) / 64 * sizeof(uint64_t));
	if (!s->info || !s->slots || !s->free_bits) {
		s = NULL;
		goto out;
	}
	s->base = span_area.base + start;
	s->slot_size = (uint32_t)slot_size;
	s->reciprocal = (((uint64_t)1 << 40) + slot_size - 1) / slot_size;
	s->bytes = (uint32_t)bytes;
	s->nslots = (uint32_t)nslots;
	s->class = (uint8_t) class;
	spans.next = start + bytes;
	publish(s);
out:
	lock_drop(&spans.lock);
	return s;
}

void span_forget(struct span *s)
{
	uintptr_t from = round_up((uintptr_t)s->slots, PAGE);
	uintptr_t to = round_down((uintptr_t)(s->slots + s->nslots), PAGE);

	if (to > from)
		mem_release(from, to - from);
}

void span_fork_child(void)
{
	lock_reset(&spans.lock);
	mem_fork_child(&spans.area);
	mem_fork_child(&spans.table);
	mem_fork_child(&spans.meta);
}
