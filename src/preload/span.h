/* SPDX-License-Identifier: MIT */
/*
 * span.h - runs of pages cut into slots of one size
 *
 * A span belongs to one size class for ever.  What is known of its slots
 * lies elsewhere, so a program that writes past its blocks cannot break it.
 * A table with a word for each SPAN_UNIT of the area leads from an address
 * to its span.
 *
 * Threads: creation under the class's lock; lookups at any time.
 */
#ifndef PRELOAD_SPAN_H
#define PRELOAD_SPAN_H

#include <stdatomic.h>

#include "preload/block.h"

enum { SPAN_UNIT = HEAP_UNIT, SPAN_MAX = 1 << 20 };

/*
 * What is known of a slot is in two arrays: one word that every free looks
 * at, so that many of them fit into a cache, and the rest, which is only
 * written until a report needs it.
 */
/* Size, SLOT_LIGHT, and state << SLOT_STATE_SHIFT: see record/heap.h. */
typedef _Atomic uint32_t slot_info;

struct span {
	uintptr_t base;
	uint64_t reciprocal; /* of slot_size, see span_index() */
	slot_info *info;     /* of each slot */
	struct heap_slot *slots;
	uint64_t *free_bits; /* slots in state FREE; class's lock */
	uint32_t slot_size;
	uint32_t bytes;
	uint32_t nslots;
	uint32_t ncarved; /* slots that were ever handed out; class's lock */
	uint32_t nfree;	  /* bits set; class's lock */
	uint8_t class;
	bool open;     /* on its class's list; class's lock */
	bool released; /* its memory was given back; class's lock */
	bool dead;     /* guarded as a whole */
	struct span *prev, *next;
};

/* Says where spans are found, to those who look from outside. */
void span_publish(struct record_heap *h);

/* Takes its part of the address space.  False: nothing can be packed. */
bool span_init(size_t area);

/* A new span with no slot carved; NULL: out of memory or of area. */
struct span *span_create(unsigned class);

/* The span that holds the address, or NULL. */
static inline struct span *span_of(uintptr_t address);

/* Forgets what is known of the slots and gives that memory back. */
void span_forget(struct span *s);

/* True for any address in the area, used or not. */
static inline bool span_area_has(uintptr_t address);

void span_fork_child(void);

/* What the inline lookups read; set once by span_init(). */
extern struct span_area {
	uintptr_t base;
	size_t size;
	_Atomic(struct span *) *table;
	_Atomic size_t used;
} span_area;

static inline bool span_area_has(uintptr_t address)
{
	return address - span_area.base < span_area.size;
}

static inline struct span *span_of(uintptr_t address)
{
	size_t offset = address - span_area.base;

	if (offset >=
	    atomic_load_explicit(&span_area.used, memory_order_acquire))
		return NULL;
	return atomic_load_explicit(&span_area.table[offset / SPAN_UNIT],
				    memory_order_acquire);
}

/*
 * Which slot an offset lies in: a division by multiplication.  Exact since
 * offsets stay below 2^20 and sizes below 2^19, so the error of the
 * reciprocal, under slot_size / 2^40 per byte, never reaches a whole slot.
 */
static inline uint32_t span_index(const struct span *s, uintptr_t address)
{
	return (uint32_t)(((address - s->base) * s->reciprocal) >> 40);
}

static inline uintptr_t span_slot_address(const struct span *s, uint32_t i)
{
	return s->base + (uintptr_t)i * s->slot_size;
}

static inline enum block_state slot_state(const slot_info *info)
{
	return (enum block_state)(
		atomic_load_explicit(info, memory_order_relaxed) >>
		SLOT_STATE_SHIFT);
}

static inline size_t slot_block_size(const slot_info *info)
{
	return atomic_load_explicit(info, memory_order_relaxed) &
	       SLOT_SIZE_MASK;
}

static inline bool slot_is_light(const slot_info *info)
{
	return (atomic_load_explicit(info, memory_order_relaxed) &
		SLOT_LIGHT) != 0;
}

/* size may have SLOT_LIGHT in it. */
static inline void slot_set(slot_info *info, enum block_state state,
			    size_t size)
{
	atomic_store_explicit(
		info, (uint32_t)state << SLOT_STATE_SHIFT | (uint32_t)size,
		memory_order_relaxed);
}

#endif
