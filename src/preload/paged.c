/* SPDX-License-Identifier: MIT */
/*
 * The area is cut into chunks of 2 MiB, the reach of one page of page
 * tables, and filled from its start:
 *
 *	| chunk                          | chunk             | chunk
 *	[block][g][block  ][g][block][g]..[block][g]  free    (not yet)
 *
 * A chunk is guarded as a whole when it is entered, and the pages of each
 * block are opened when it is allocated: one system call each way.  Freeing
 * guards them again and gives the memory back.  When every block of a chunk
 * is dead, the chunk is retired: one PROT_NONE mapping that merges with its
 * dead neighbours, so that page tables go as well.  Addresses are used
 * again only after the whole area has been passed; then the retired chunks
 * are taken in order.
 *
 * What is known of a block lies in a table with a place for every page, at
 * the place of its first page.  Places of retired chunks are forgotten,
 * oldest first, beyond a ceiling: a fault there is still reported, without
 * its story.
 *
 * Large blocks that are freed when the budget has no time left are kept
 * readable for a while, poisoned at their ends, and handed out again.
 */
#include "preload/paged.h"

#include <stdatomic.h>

#include "preload/budget.h"
#include "preload/mem.h"
#include "preload/os.h"
#include "preload/poison.h"
#include "preload/session.h"
#include "preload/size_class.h"
#include "preload/tell.h"
#include "record/record.h"

#define CHUNK ((size_t)2 << 20)
#define CHUNK_PAGES (CHUNK / PAGE)
#define CACHE_BYTES ((size_t)32 << 20)

enum {
	CACHE_BLOCKS = 32,
	KNOWN_CHUNKS = 1024, /* retired chunks whose blocks are remembered */
	CHOSEN_PAGES = 8192, /* in live chosen blocks, without --budget max */
	RELEASE_MIN = 64 << 10, /* shrinking by less keeps the memory */
};

struct page_block {
	uintptr_t address;
	size_t size;
	uint32_t npages; /* readable while it is live; 0: no block here */
	_Atomic uint32_t state;
	struct block_event alloc, free;
	bool chosen; /* as in struct paged_wish */
};

/* What is read from outside is what is written here. */
#define SAME(field)                                                     \
	_Static_assert(offsetof(struct page_block, field) ==            \
			       offsetof(struct heap_page_block, field), \
		       #field)
SAME(address);
SAME(size);
SAME(npages);
SAME(state);
SAME(alloc);
SAME(free);
_Static_assert(sizeof(struct page_block) == sizeof(struct heap_page_block) &&
		       sizeof(struct block_event) == sizeof(struct heap_event),
	       "sizes");
#undef SAME

enum chunk_state { CHUNK_NEW, CHUNK_USED, CHUNK_RETIRED };

struct chunk {
	uint32_t live; /* blocks that have pages here */
	uint8_t state;
};

static struct {
	struct lock lock; /* guards all but the blocks' own fields */
	struct mem_range area, blocks, chunks;
	size_t nchunks;
	size_t next_chunk;   /* the first one never entered */
	size_t wrap;	     /* where to look for retired ones after that */
	size_t page, end;    /* free pages of the chunk being filled */
	size_t chosen_pages; /* in live blocks that could be packed */
	size_t most_pages;   /* of any block so far */
	uint32_t known[KNOWN_CHUNKS]; /* ring of retired chunks */
	uint32_t nknown;
	struct page_block *cache[CACHE_BLOCKS]; /* oldest first */
	unsigned ncached;
	size_t cached;
} paged;

bool paged_init(size_t area)
{
	paged.nchunks = area / CHUNK;
	if (paged.nchunks < 2)
		return false;
	paged.nchunks--;
	if (!mem_reserve(&paged.area, area) ||
	    !mem_reserve(&paged.blocks, paged.nchunks * CHUNK_PAGES *
						sizeof(struct page_block)) ||
	    !mem_reserve(&paged.chunks, paged.nchunks * sizeof(struct chunk)))
		return false;
	return true;
}

/* Chunks are aligned, so that each has its own page of page tables. */
static uintptr_t area_base(void)
{
	return round_up(paged.area.base, CHUNK);
}

static struct page_block *block_at(size_t page)
{
	return (struct page_block *)paged.blocks.base + page;
}

static struct chunk *chunk_at(size_t i)
{
	return (struct chunk *)paged.chunks.base + i;
}

static size_t page_of(const struct page_block *pb)
{
	return (size_t)(pb - (struct page_block *)paged.blocks.base);
}

static uintptr_t page_address(size_t page)
{
	return area_base() + page * PAGE;
}

bool paged_area_has(uintptr_t address)
{
	return paged.nchunks > 0 &&
	       address - area_base() < paged.nchunks * CHUNK;
}

/* Chunks.  Lock held in all of these. */

/* Whether n chunks from i on can be used, and makes them so. */
static bool enter_new(size_t i, size_t n)
{
	if (i + n > paged.nchunks ||
	    !mem_ready(&paged.blocks,
		       (i + n) * CHUNK_PAGES * sizeof(struct page_block)) ||
	    !mem_ready(&paged.chunks, (i + n) * sizeof(struct chunk)))
		return false;
	if (mem_has_guards() &&
	    !mem_ready(&paged.area,
		       area_base() - paged.area.base + (i + n) * CHUNK))
		return false;
	paged.next_chunk = i + n;
	return true;
}

/* Makes retired chunks usable; their old blocks are forgotten. */
static bool reopen(size_t i, size_t n)
{
	if (mem_has_guards() &&
	    sys_mprotect((void *)page_address(i * CHUNK_PAGES), n * CHUNK,
			 PROT_READ | PROT_WRITE) != 0)
		return false;
	mem_release((uintptr_t)block_at(i * CHUNK_PAGES),
		    n * CHUNK_PAGES * sizeof(struct page_block));
	return true;
}

static bool find_retired(size_t n, size_t *ret)
{
	size_t run = 0;

	for (size_t looked = 0; looked < paged.nchunks; looked++) {
		size_t i = paged.wrap;

		if (i >= paged.nchunks) {
			paged.wrap = 0;
			run = 0;
			continue;
		}
		paged.wrap++;
		run = chunk_at(i)->state == CHUNK_RETIRED ? run + 1 : 0;
		if (run == n) {
			*ret = i + 1 - n;
			return reopen(*ret, n);
		}
	}
	return false;
}

/*
 * Finds n chunks in a row and makes them the ones being filled.  All pages
 * after the first `open` ones are guarded.
 */
static bool enter_chunks(size_t n, size_t open)
{
	size_t i = paged.next_chunk;

	if (!enter_new(i, n) && !find_retired(n, &i))
		return false;
	if (mem_has_guards() && !mem_guard(page_address(i * CHUNK_PAGES + open),
					   n * CHUNK - open * PAGE))
		return false;
	for (size_t c = i; c < i + n; c++)
		*chunk_at(c) = (struct chunk){.state = CHUNK_USED};
	paged.page = i * CHUNK_PAGES;
	paged.end = (i + n) * CHUNK_PAGES;
	return true;
}

static bool is_retired(size_t i)
{
	return i < paged.next_chunk && chunk_at(i)->state == CHUNK_RETIRED;
}

static void forget_oldest(uint32_t retired)
{
	uint32_t at = paged.nknown++ % KNOWN_CHUNKS;

	/* One that was filled again meanwhile has new blocks to know. */
	if (paged.nknown > KNOWN_CHUNKS && is_retired(paged.known[at]))
		mem_release((uintptr_t)block_at(paged.known[at] * CHUNK_PAGES),
			    CHUNK_PAGES * sizeof(struct page_block));
	paged.known[at] = retired;
}

static void retire(size_t i)
{
	int merged = (i > 0 && is_retired(i - 1)) + is_retired(i + 1);

	if (!mem_retire(page_address(i * CHUNK_PAGES), CHUNK, merged))
		return;
	chunk_at(i)->state = CHUNK_RETIRED;
	forget_oldest((uint32_t)i);
	atomic_fetch_add_explicit(&session_stats()->retired_bytes, CHUNK,
				  memory_order_relaxed);
}

/* Counts a block in, or out, of the chunks that it lies in. */
static void count_block(size_t page, size_t npages, int by)
{
	size_t last = (page + npages) / CHUNK_PAGES; /* with its guard */

	for (size_t i = page / CHUNK_PAGES; i <= last; i++) {
		struct chunk *c = chunk_at(i);

		c->live += (uint32_t)by;
		if (c->live == 0 && (i + 1) * CHUNK_PAGES != paged.end)
			retire(i);
	}
}

/* Takes npages and a guard from the chunk being filled; -1: none left. */
static size_t take_pages(size_t npages)
{
	size_t page;

	if (npages + 1 > paged.end - paged.page) {
		size_t n = (npages + CHUNK_PAGES) / CHUNK_PAGES;
		size_t left = paged.end / CHUNK_PAGES;

		if (!enter_chunks(n, n > 1 ? npages : 0))
			return SIZE_MAX;
		/* The chunk that was left may have been all dead by then. */
		if (left > 0 && chunk_at(left - 1)->state == CHUNK_USED &&
		    chunk_at(left - 1)->live == 0)
			retire(left - 1);
		/* Without guard pages everything starts closed. */
		if (n == 1 || !mem_has_guards())
			goto open;
		page = paged.page;
		goto out;
	}
open:
	page = paged.page;
	if (!mem_unguard(page_address(page), npages * PAGE))
		return SIZE_MAX;
out:
	paged.page += npages + 1;
	if (npages > paged.most_pages)
		paged.most_pages = npages;
	count_block(page, npages, 1);
	return page;
}

/* The cache of large freed blocks. */

static struct page_block *cache_remove(unsigned i)
{
	struct page_block *pb = paged.cache[i];

	paged.cached -= pb->npages * PAGE;
	for (paged.ncached--; i < paged.ncached; i++)
		paged.cache[i] = paged.cache[i + 1];
	return pb;
}

/* The oldest cached block that fits without much waste, or NULL. */
static struct page_block *cache_take(size_t npages)
{
	for (unsigned i = 0; i < paged.ncached; i++) {
		size_t has = paged.cache[i]->npages;

		if (has >= npages && has - npages <= npages / 4)
			return cache_remove(i);
	}
	return NULL;
}

static size_t block_bytes(const struct page_block *pb)
{
	return pb->npages * PAGE;
}

/* From the address of a block to the guard after it. */
static size_t block_limit(const struct page_block *pb)
{
	return page_address(page_of(pb)) + block_bytes(pb) - pb->address;
}

static void close_block(struct page_block *pb)
{
	size_t page = page_of(pb);

	if (!mem_guard(page_address(page), block_bytes(pb)))
		return;
	atomic_store(&pb->state, BLOCK_DEAD);
	count_block(page, pb->npages, -1);
}

/* Lock held.  What does not fit any more is guarded after all. */
static void cache_add(struct page_block *pb)
{
	if (block_bytes(pb) > CACHE_BYTES) {
		close_block(pb);
		return;
	}
	while (paged.ncached > 0 &&
	       (paged.ncached == CACHE_BLOCKS ||
		paged.cached + block_bytes(pb) > CACHE_BYTES))
		close_block(cache_remove(0));
	poison_fill((void *)pb->address, block_limit(pb));
	paged.cache[paged.ncached++] = pb;
	paged.cached += block_bytes(pb);
}

/* Pages for a block: a cached block's, then *ret_old is that, or new ones. */
static size_t find_pages(size_t npages, bool chosen,
			 struct page_block **ret_old)
{
	struct page_block *old = NULL;
	size_t page;

	*ret_old = NULL;
	if (!chosen && !budget_unlimited())
		old = cache_take(npages);
	if (old) {
		*ret_old = old;
		return page_of(old);
	}
	/* Without guard pages each is a mapping, and large blocks need some. */
	if (chosen && !(budget_unlimited() && mem_has_guards()) &&
	    paged.chosen_pages + npages > CHOSEN_PAGES)
		return SIZE_MAX;
	page = take_pages(npages);
	if (chosen && page != SIZE_MAX)
		paged.chosen_pages += npages;
	return page;
}

/* Where in its pages a block lies: as far back as its alignment lets it. */
static uintptr_t address_in(const struct page_block *pb,
			    const struct paged_wish *wish)
{
	uintptr_t start = page_address(page_of(pb));
	/* Even an empty block has an address of its own. */
	size_t size = wish->size > 0 ? wish->size : 1;

	if (wish->extra > 0)
		return round_up(start, wish->align);
	return round_down(start + block_bytes(pb) - size, wish->align);
}

uintptr_t paged_alloc(const struct paged_wish *wish, struct block_event who,
		      bool *ret_dirty)
{
	size_t over = wish->align > PAGE ? wish->align : 0;
	size_t npages = round_up(wish->size + wish->extra + over, PAGE) / PAGE;
	struct page_block *pb, *old;
	uintptr_t start;
	size_t page;

	npages += npages == 0;
	if (paged.nchunks == 0 || npages > UINT32_MAX / 2)
		return 0;
	lock_take(&paged.lock);
	page = find_pages(npages, wish->chosen, &old);
	lock_drop(&paged.lock);
	if (page == SIZE_MAX)
		return 0;
	pb = block_at(page);
	start = page_address(page);
	if (old && !poison_holds((void *)old->address, block_limit(old)))
		tell_broken_poison(old->address);
	if (!old)
		pb->npages = (uint32_t)npages;
	*pb = (struct page_block){
		.address = address_in(pb, wish),
		.size = wish->size,
		.npages = pb->npages,
		.chosen = wish->chosen,
		.alloc = who,
	};
	canary_fill((void *)pb->address, pb->size,
		    start + block_bytes(pb) - pb->address);
	*ret_dirty = old != NULL;
	atomic_store(&pb->state, BLOCK_LIVE);
	return pb->address;
}

struct page_block *paged_find(uintptr_t address)
{
	size_t page, look;

	if (!paged_area_has(address))
		return NULL;
	page = (address - area_base()) / PAGE;
	if ((page + 1) * sizeof(struct page_block) >
	    atomic_load(&paged.blocks.ready))
		return NULL;
	look = min_size(page, paged.most_pages);
	for (size_t i = 0; i <= look; i++) {
		struct page_block *pb = block_at(page - i);

		if (pb->npages != 0)
			return i <= pb->npages ? pb : NULL;
	}
	return NULL;
}

void paged_describe(const struct page_block *pb, struct block *ret)
{
	*ret = (struct block){
		.address = pb->address,
		.size = pb->size,
		.limit = page_address(page_of(pb)) + block_bytes(pb) -
			 pb->address,
		.state = (enum block_state)atomic_load(&pb->state),
		.alloc = pb->alloc,
		.free = pb->free,
	};
}

bool paged_free(struct page_block *pb, struct block_event who)
{
	uint32_t live = BLOCK_LIVE;
	uint64_t start;

	if (!atomic_compare_exchange_strong(&pb->state, &live, BLOCK_HELD))
		return false;
	pb->free = who;
	start = budget_start();
	lock_take(&paged.lock);
	if (pb->chosen) {
		paged.chosen_pages -= pb->npages;
		close_block(pb);
	} else if (budget_has_time()) {
		close_block(pb);
	} else {
		cache_add(pb);
	}
	lock_drop(&paged.lock);
	budget_charge(start);
	return true;
}

bool paged_resize(struct page_block *pb, size_t size)
{
	struct block b;
	uintptr_t end;

	paged_describe(pb, &b);
	/* One that might as well be packed moves to where it belongs. */
	if (size > b.limit || size <= CLASS_MAX || pb->chosen)
		return false;
	end = round_up(b.address + size + CANARY_MAX, PAGE);
	if (b.size > size + RELEASE_MIN && end < b.address + b.limit)
		mem_release(end, b.address + b.limit - end);
	pb->size = size;
	canary_fill((void *)b.address, size, b.limit);
	return true;
}

bool paged_was_used(uintptr_t address)
{
	return paged_area_has(address) &&
	       (address - area_base()) / CHUNK < paged.next_chunk;
}

void paged_publish(struct record_heap *h)
{
	h->page_base = area_base();
	h->npages = paged.nchunks * CHUNK_PAGES;
	h->page_blocks = paged.blocks.base;
	h->page_ready = (uintptr_t)&paged.blocks.ready;
}

void paged_fork_prepare(void)
{
	lock_take(&paged.lock);
}

void paged_fork_parent(void)
{
	lock_drop(&paged.lock);
}

void paged_fork_child(void)
{
	lock_reset(&paged.lock);
	mem_fork_child(&paged.area);
	mem_fork_child(&paged.blocks);
	mem_fork_child(&paged.chunks);
}
