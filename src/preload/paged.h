/* SPDX-License-Identifier: MIT */
/*
 * paged.h - blocks with pages of their own, unreadable once they are freed
 *
 * Blocks of new and rare call sites, whatever their size, and all blocks
 * too large to be packed.  A block ends where its last page ends (but for
 * its alignment), and the page after it is a guard, so that the first byte
 * beyond faults.
 *
 * Threads: any.
 */
#ifndef PRELOAD_PAGED_H
#define PRELOAD_PAGED_H

#include "preload/block.h"

/* What is known of one block; its address never changes. */
struct page_block;

bool paged_init(size_t area);

/* How a block wants to be placed. */
struct paged_wish {
	size_t size, align;
	/*
	 * The block may grow in place by so many bytes: it then starts its
	 * first page, and its guard comes after them.
	 */
	size_t extra;
	/* It could be packed as well: there is a limit to how many pages such
	 * blocks may have, and they are guarded at once when freed. */
	bool chosen;
};

/*
 * A block, zeroed unless *ret_dirty is set.  0: out of memory, of area, or
 * of pages for chosen blocks.
 */
uintptr_t paged_alloc(const struct paged_wish *wish, struct block_event who,
		      bool *ret_dirty);

/* True for any address in the area, used or not. */
bool paged_area_has(uintptr_t address);

/* The block whose pages, or the guard after them, hold the address. */
struct page_block *paged_find(uintptr_t address);

/* What is known of it, copied. */
void paged_describe(const struct page_block *pb, struct block *ret);

/* False when it is not live (any more): nothing was done. */
bool paged_free(struct page_block *pb, struct block_event who);

/* Grows or shrinks in place; false when it cannot. */
bool paged_resize(struct page_block *pb, size_t size);

/* Whether a block was ever placed there, forgotten or not. */
bool paged_was_used(uintptr_t address);

/* Says where blocks are found, to those who look from outside. */
void paged_publish(struct record_heap *h);

void paged_fork_prepare(void);
void paged_fork_parent(void);
void paged_fork_child(void);

#endif
