/* SPDX-License-Identifier: MIT */
/*
 * The heap of glibc's malloc, from its chunks.
 *
 * Source: glibc 2.26 to 2.42, malloc/malloc.c and malloc/arena.c.  A chunk
 * starts with two words, of which the second is its size and three flags:
 *
 *	chunk   +0   size of the chunk before, if that one is free
 *		+8   size | NON_MAIN_ARENA 4 | IS_MMAPPED 2 | PREV_INUSE 1
 *	memory  +16  what malloc returned; up to 8 bytes behind the chunk
 *
 * so that a heap is walked from chunk to chunk.  There are three kinds of
 * heaps: the break, a heap of a thread's arena (at a multiple of 64 MiB, with
 * a head that leads to its arena) and a mapping of its own for a big block.
 * Nothing says where they are; a mapping is taken for one when its first
 * words fit and the chunks lead to its very end.
 *
 * Whether a chunk is free stands in the one behind it, but not for small
 * ones that wait in a list: those of an arena ("fast bins") and of a thread
 * ("tcache").  Both tables are found by what they hold: an arena by its
 * pointer to the last chunk, a tcache, which is a chunk itself, by pointers
 * to blocks of just the sizes that belong in its bins.  Since 2.32 the links
 * are mixed with their own address.
 */
#include "report/glibc_heap.h"

#include <stdlib.h>
#include <string.h>

#include "base/compare.h"
#include "base/vec.h"
#include "trace/memory.h"

enum {
	CHUNK_HEAD = 16,
	CHUNK_MIN = 32,
	CONVINCING = 64, /* blocks in a row that make a damaged heap one */
	CHUNK_FLAGS = 7,
	CHUNK_IN_USE = 1,
	CHUNK_MAPPED = 2,
	PAGE = 4096,
	ARENA_TOP = 96, /* of the pointer to the last chunk, in an arena */
	ARENA_FAST = 16,
	ARENA_SIZE = 0x898,
	NFAST = 10,
	NBINS = 64, /* looked at when an arena is checked */
	TCACHE_MAX = 76,
};

#define HEAP_ALIGN (UINT64_C(64) << 20)

/* Ceilings. */
#define MAX_BLOCKS (UINT64_C(1) << 25)
#define MAX_LOOK (UINT64_C(64) << 30) /* bytes, for big blocks */
#define MAX_DATA (UINT64_C(64) << 20) /* searched for an arena */
#define MAX_LIST 65536

/* What glibc's releases made of the table of a thread. */
static const struct tcache_form {
	uint32_t chunk, entries, n; /* size of the chunk; where; how many */
} tcache_forms[] = {
	{0x250, 64, 64},  /* 2.26 */
	{0x290, 128, 64}, /* 2.30 */
	{0x300, 152, 76}, /* 2.42 */
};

struct reader {
	struct memory *m;
	struct glibc_heap *heap;
	struct VEC(struct glibc_block) blocks;
	struct VEC(struct glibc_area) areas;
	struct VEC(uint64_t) tops; /* the last chunk of each area, or 0 */
	struct VEC(struct glibc_area) own;
	glibc_foreign_fn *is_foreign;
	void *arg;
	uint64_t looked;
};

static bool word(struct reader *r, uint64_t addr, uint64_t *ret)
{
	return memory_word(r->m, addr, ret);
}

static void cut(struct reader *r, const char *why)
{
	if (!r->heap->cut)
		r->heap->cut = why;
}

/* A block of the area that is added next. */
static void push_block(struct reader *r, uint64_t start, uint64_t end,
		       bool freed)
{
	vec_push(&r->blocks, (struct glibc_block){.start = start,
						  .end = end,
						  .area = r->areas.len,
						  .freed = freed});
}

/* One chunk that is no last one.  False when it makes no sense. */
static bool chunk_at(struct reader *r, uint64_t at, uint64_t end,
		     uint64_t *ret_size)
{
	uint64_t head, size;

	if (!word(r, at + 8, &head))
		return false;
	size = head & ~(uint64_t)CHUNK_FLAGS;
	if ((head & CHUNK_MAPPED) || size < CHUNK_MIN || size % 16 != 0 ||
	    size > end - at)
		return false;
	*ret_size = size;
	return true;
}

/*
 * Follows the chunks from at to end.  True when they lead there; *ret_top is
 * the last one then, which belongs to nobody.
 */
static bool walk_chunks(struct reader *r, uint64_t at, uint64_t end,
			uint64_t *ret_top)
{

	while (at + CHUNK_MIN <= end) {
		uint64_t size, next;
		bool freed;

		if (!chunk_at(r, at, end, &size)) {
			/* What closes a heap that goes on elsewhere. */
			*ret_top = 0;
			return word(r, at + 8, &next) &&
			       (next & ~(uint64_t)CHUNK_FLAGS) == 16;
		}
		if (at + size == end) {
			*ret_top = at;
			return true;
		}
		if (r->blocks.len >= MAX_BLOCKS) {
			cut(r, "the heap has too many blocks");
			return true;
		}
		if (!word(r, at + size + 8, &next))
			return false;
		freed = !(next & CHUNK_IN_USE);
		push_block(r, at + CHUNK_HEAD, at + size + 8, freed);
		at += size;
	}
	*ret_top = 0;
	return at == end;
}

/*
 * Tries a walk.  When it fails, what it found is kept if `sure`, or if it is
 * much; else it is no heap.
 */
static bool add_area(struct reader *r, struct glibc_area area, uint64_t first,
		     bool sure)
{
	uint32_t before = r->blocks.len;
	uint64_t top = 0;

	if (!walk_chunks(r, first, area.end, &top)) {
		uint32_t enough = sure ? 1 : CONVINCING;

		if (r->blocks.len - before < enough) {
			r->blocks.len = before;
			return false;
		}
		area.broken = true;
		cut(r, "a heap of malloc's is damaged; what is behind the "
		       "damage is not known");
	}
	vec_push(&r->areas, area);
	vec_push(&r->tops, top);
	return true;
}

/* The break, or a mapping that looks like it. */
static bool try_main(struct reader *r, const struct memory_region *g)
{
	bool named = g->path && strcmp(g->path, "[heap]") == 0;
	struct glibc_area area = {g->start, g->end, GLIBC_MAIN, false};
	uint64_t before, head;

	if (!word(r, g->start, &before) || !word(r, g->start + 8, &head))
		return false;
	if (before != 0 || !(head & CHUNK_IN_USE))
		return false;
	/* It begins with the first thread's table, but in old releases. */
	if (!named && (head | CHUNK_FLAGS) != (0x250 | CHUNK_FLAGS) &&
	    (head | CHUNK_FLAGS) != (0x290 | CHUNK_FLAGS) &&
	    (head | CHUNK_FLAGS) != (0x300 | CHUNK_FLAGS))
		return false;
	return add_area(r, area, g->start, named);
}

/* Heaps of threads within a mapping: each at a multiple of 64 MiB. */
static bool try_arenas(struct reader *r, const struct memory_region *g)
{
	uint64_t at = (g->start + HEAP_ALIGN - 1) & ~(HEAP_ALIGN - 1);
	bool found = false;

	for (; at >= g->start && at < g->end && g->end - at >= PAGE;
	     at += HEAP_ALIGN) {
		struct glibc_area area = {at, 0, GLIBC_ARENA, false};
		uint64_t arena, prev, size, head;

		if (!word(r, at, &arena) || !word(r, at + 8, &prev) ||
		    !word(r, at + 16, &size))
			continue;
		if (size < PAGE || size % PAGE != 0 || size > HEAP_ALIGN ||
		    size > g->end - at || prev % HEAP_ALIGN != 0)
			continue;
		/* The head is of 32 bytes, or of 48 since 2.35. */
		for (head = 32; head <= 48; head += 16) {
			uint64_t first = at + head;

			if (prev == 0 && arena != at + head)
				continue;
			if (prev == 0)
				first += ARENA_SIZE + 8;
			area.end = at + size;
			if (add_area(r, area, first, prev == 0)) {
				found = true;
				break;
			}
		}
	}
	return found;
}

struct mapped {
	struct reader *r;
	uint64_t next, end; /* where the next block may be; the region's end */
};

/* One page that a block of its own mapping may start with. */
static void try_page(struct mapped *m, uint64_t at, const uint64_t *words)
{
	struct reader *r = m->r;
	uint64_t size = words[1] & ~(uint64_t)CHUNK_FLAGS;

	if (words[0] != 0 || (words[1] & CHUNK_FLAGS) != CHUNK_MAPPED ||
	    size < PAGE || size % PAGE != 0 || size > m->end - at)
		return;
	push_block(r, at + CHUNK_HEAD, at + size, false);
	vec_push(&r->areas,
		 (struct glibc_area){at, at + size, GLIBC_MAPPED, false});
	vec_push(&r->tops, 0);
	m->next = at + size;
}

static bool each_piece(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct mapped *m = arg;
	uint64_t at = (addr + PAGE - 1) & ~(uint64_t)(PAGE - 1);

	for (; at + 16 <= addr + n; at += PAGE)
		if (at >= m->next)
			try_page(m, at,
				 (const uint64_t *)data + (at - addr) / 8);
	return true;
}

/* Big blocks; the kernel may have put several, or other things, together. */
static void try_mapped(struct reader *r, const struct memory_region *g)
{
	struct mapped m = {r, g->start, g->end};

	if (r->looked + (g->end - g->start) > MAX_LOOK) {
		cut(r, "there is too much memory to look for big blocks");
		return;
	}
	r->looked += memory_scan(r->m, g->start, g->end, each_piece, &m);
}

static bool may_hold_heap(struct reader *r, const struct memory_region *g)
{
	bool heap = g->path && strcmp(g->path, "[heap]") == 0;

	if (!(g->perms & MEMORY_READ) || !(g->perms & MEMORY_WRITE) ||
	    g->shared || g->device)
		return false;
	if (g->path && g->path[0] && !heap)
		return false;
	return heap || !r->is_foreign ||
	       !r->is_foreign(r->arg, g->start, g->end);
}

static int by_start(const void *a, const void *b)
{
	const struct glibc_block *x = a, *y = b;

	return compare_number(x->start, y->start);
}

/* Index of the block that starts at addr, or SIZE_MAX. */
static size_t block_from(const struct reader *r, uint64_t addr)
{
	size_t lo = 0, hi = r->blocks.len;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->blocks.at[mid].start < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < r->blocks.len && r->blocks.at[lo].start == addr)
		return lo;
	return SIZE_MAX;
}

static uint64_t size_of(const struct glibc_block *b)
{
	return b->end - b->start + 8;
}

/*
 * Follows a list of freed blocks, all of one size, and marks them.  delta is
 * what lies between the links and the blocks' starts: an arena links chunks.
 */
static bool mark_list(struct reader *r, uint64_t at, uint64_t delta,
		      uint64_t size)
{
	for (int n = 0; n < MAX_LIST && at != 0; n++) {
		size_t i = block_from(r, at + delta);
		uint64_t raw, plain;

		if (i == SIZE_MAX ||
		    (size && size_of(&r->blocks.at[i]) != size))
			return n > 0;
		if (n > 0 && r->blocks.at[i].freed)
			return true; /* a circle, or seen */
		r->blocks.at[i].freed = true;
		if (!word(r, at + delta, &raw))
			return true;
		plain = raw ^ ((at + delta) >> 12);
		at = plain == 0 || block_from(r, plain + delta) != SIZE_MAX
			     ? plain
			     : raw;
	}
	return true;
}

/* Whether the arena whose pointer to its last chunk is at addr is one. */
static bool is_arena(struct reader *r, uint64_t addr)
{
	int own = 0;
	uint64_t v, w;

	/* Two words on are the bins, each a list that is closed. */
	for (int i = 0; i < NBINS; i++) {
		uint64_t bin = addr + 16 + (uint64_t)i * 16;

		if (!word(r, bin, &v) || !word(r, bin + 8, &w))
			return false;
		if (v == bin - 16 && w == bin - 16)
			own++;
		else if (block_from(r, v + CHUNK_HEAD) == SIZE_MAX)
			return false;
	}
	return own > 0;
}

static void mark_fast(struct reader *r, uint64_t arena)
{
	for (int i = 0; i < NFAST; i++) {
		uint64_t first;

		if (word(r, arena + ARENA_FAST + (uint64_t)i * 8, &first) &&
		    first != 0)
			mark_list(r, first, CHUNK_HEAD,
				  CHUNK_MIN + (uint64_t)i * 16);
	}
	r->heap->lists = true;
}

static void found_main_arena(struct reader *r, uint64_t arena)
{
	mark_fast(r, arena);
	vec_push(&r->own, (struct glibc_area){arena, arena + ARENA_SIZE,
					      GLIBC_MAIN, false});
}

/* The arena of the break is somewhere in the C library's data. */
static void search_main_arena(struct reader *r, uint64_t top)
{
	enum { STEP = 1 << 16 };
	size_t n;
	const struct memory_region *g = memory_regions(r->m, &n);
	uint64_t *buf = malloc(STEP), total = 0;
	bool file = false;

	for (size_t i = 0; buf && i < n && total < MAX_DATA; i++) {
		bool named = g[i].path && g[i].path[0] == '/';

		/* Data has a file, and what follows it directly is the rest. */
		file = named || (file && i > 0 && g[i - 1].end == g[i].start);
		if (!file || !(g[i].perms & MEMORY_WRITE))
			continue;
		for (uint64_t at = g[i].start;
		     at < g[i].end && total < MAX_DATA; at += STEP) {
			size_t want =
				g[i].end - at < STEP ? g[i].end - at : STEP;
			size_t got = memory_read(r->m, at, buf, want);

			total += want;
			for (size_t k = 0; k < got / 8; k++) {
				if (buf[k] != top || !is_arena(r, at + k * 8))
					continue;
				found_main_arena(r, at + k * 8 - ARENA_TOP);
				free(buf);
				return;
			}
		}
	}
	free(buf);
}

static bool is_tcache(struct reader *r, uint64_t at,
		      const struct tcache_form *f)
{
	bool any = false;

	for (uint32_t i = 0; i < f->n; i++) {
		uint64_t e;
		size_t b;

		if (!word(r, at + f->entries + (uint64_t)i * 8, &e))
			return false;
		if (e == 0)
			continue;
		b = block_from(r, e);
		if (b == SIZE_MAX)
			return false;
		if (i < 64 &&
		    size_of(&r->blocks.at[b]) != CHUNK_MIN + (uint64_t)i * 16)
			return false;
		any = true;
	}
	return any;
}

static void mark_tcaches(struct reader *r)
{
	for (size_t i = 0; i < r->blocks.len; i++) {
		struct glibc_block *b = &r->blocks.at[i];
		uint64_t at = b->start;

		if (b->freed)
			continue;
		for (size_t f = 0;
		     f < sizeof(tcache_forms) / sizeof(tcache_forms[0]); f++) {
			const struct tcache_form *form = &tcache_forms[f];

			if (size_of(b) != form->chunk ||
			    !is_tcache(r, at, form))
				continue;
			for (uint32_t k = 0; k < form->n; k++) {
				uint64_t e, size = CHUNK_MIN + (uint64_t)k * 16;

				if (word(r, at + form->entries + k * 8u, &e) &&
				    e != 0)
					mark_list(r, e, 0, k < 64 ? size : 0);
			}
			r->heap->lists = true;
			b->own = true;
			break;
		}
	}
}

static void mark_freed(struct reader *r)
{
	for (size_t i = 0; i < r->areas.len; i++) {
		const struct glibc_area *a = &r->areas.at[i];
		uint64_t arena;

		if (a->kind == GLIBC_MAIN && r->tops.at[i])
			search_main_arena(r, r->tops.at[i]);
		else if (a->kind == GLIBC_ARENA && word(r, a->start, &arena) &&
			 arena - a->start < PAGE)
			mark_fast(r, arena);
	}
	/* After the fast bins: nothing is in both. */
	mark_tcaches(r);
}

struct glibc_heap *glibc_heap_read(struct memory *m,
				   glibc_foreign_fn *is_foreign, void *arg)
{
	struct glibc_heap *h = calloc(1, sizeof(*h));
	struct reader r = {
		.m = m, .heap = h, .is_foreign = is_foreign, .arg = arg};
	size_t n;
	const struct memory_region *g = memory_regions(m, &n);

	if (!h)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (!may_hold_heap(&r, &g[i]))
			continue;
		if (!try_main(&r, &g[i]) && !try_arenas(&r, &g[i]))
			try_mapped(&r, &g[i]);
	}
	if (r.blocks.len > 1)
		qsort(r.blocks.at, r.blocks.len, sizeof(*r.blocks.at),
		      by_start);
	mark_freed(&r);
	for (size_t i = 0; i < r.blocks.len; i++) {
		const struct glibc_block *b = &r.blocks.at[i];

		if (b->own)
			continue;
		h->nlive += !b->freed;
		*(b->freed ? &h->freed_bytes : &h->live_bytes) +=
			b->end - b->start;
	}
	h->blocks = r.blocks.at;
	h->nblocks = r.blocks.len;
	h->areas = r.areas.at;
	h->nareas = r.areas.len;
	h->own = r.own.at;
	h->nown = r.own.len;
	vec_finish(&r.tops);
	return h;
}

void glibc_heap_destroy(struct glibc_heap *h)
{
	if (!h)
		return;
	free(h->blocks);
	free(h->areas);
	free(h->own);
	free(h);
}

const struct glibc_block *glibc_block_at(const struct glibc_heap *h,
					 uint64_t addr)
{
	size_t lo = 0, hi = h->nblocks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (h->blocks[mid].start <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == 0 || addr >= h->blocks[lo - 1].end)
		return NULL;
	return &h->blocks[lo - 1];
}
