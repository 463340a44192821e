/* SPDX-License-Identifier: MIT */
/*
 * mem.h - address space, and the two ways to make it unreadable
 *
 * The runtime reserves what it will ever use when it starts and makes it
 * readable piece by piece.  A mem_range is such a reservation whose first
 * `ready` bytes can be used; the rest is PROT_NONE.
 *
 * Guards are entries in the page tables where the kernel has them
 * (MADV_GUARD_INSTALL, Linux 6.13): they split no mapping, so there is no
 * limit to their number.  Elsewhere guards are
 * PROT_NONE mappings: neighbours merge, and a ceiling on the readable
 * islands between them keeps the program below vm.max_map_count.
 */
#ifndef PRELOAD_MEM_H
#define PRELOAD_MEM_H

#include "preload/lock.h"
#include "preload/preload.h"

struct heap_ranges;

struct mem_range {
	uintptr_t base;
	size_t size;
	_Atomic size_t ready;
	struct lock lock; /* held while ready grows */
};

/*
 * Finds out what the kernel can do and how much address space there is to
 * use.  Called once, before any other function of this file.
 */
void mem_init(void);

/* Guards by PROT_NONE from now on, as on an old kernel. */
void mem_merge_guards(void);
bool mem_has_guards(void);

/* True when RLIMIT_AS leaves less than the runtime likes to have. */
bool mem_is_small(void);

/* What the blocks of the program may occupy, in bytes of address space. */
size_t mem_budget(void);

/* False when the address space cannot be had; the range is then empty. */
bool mem_reserve(struct mem_range *r, size_t size);

/* All that was reserved. */
const struct heap_ranges *mem_ranges(void);

/* Makes the first upto bytes usable.  False: out of memory or of range. */
bool mem_ready(struct mem_range *r, size_t upto);

/*
 * Makes pages unreadable and gives their memory back.  False: they are as
 * they were (guards cannot be put in memory that is locked).
 */
bool mem_guard(uintptr_t page, size_t len);

/* Makes guarded pages usable, zeroed.  False: out of memory or mappings. */
bool mem_unguard(uintptr_t page, size_t len);

/* The same in the middle of readable memory, where a guard is a hole. */
bool mem_dig(uintptr_t page, size_t len);
bool mem_fill(uintptr_t page, size_t len);

/*
 * Like mem_guard for a large dead range, and its page tables go as well:
 * one mapping, which merges with the nmerged neighbours that are dead too.
 */
bool mem_retire(uintptr_t page, size_t len, int nmerged);

/* Gives the memory back; the pages read as zeros. */
void mem_release(uintptr_t page, size_t len);

/* Forks leave other threads' locks behind. */
void mem_fork_child(struct mem_range *r);

#endif
