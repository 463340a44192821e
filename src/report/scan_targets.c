/* SPDX-License-Identifier: MIT */
/*
 * The address space as one list of ranges, each with what it is: blocks of
 * the C heap, gaps between mappings, and mappings that belong to nobody we
 * know.  Left out are the memory of Go, the modules with their code and
 * data, the stacks of threads and what the kernel maps: pointers to those
 * are nobody's concern here.
 */
#include "report/scan_targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/compare.h"
#include "gort/gort.h"
#include "report/glibc_heap.h"
#include "trace/memory.h"

enum {
	LOWEST = 1 << 16, /* what is below is a number, no address */
	PROBES = 64,	  /* places of a mapping where Go is looked for */
	REG_RSP = 7,
};

#define HIGHEST (UINT64_C(1) << 47) /* of what a process can map */

static void push(struct scan_targets *t, uint64_t start, uint64_t end,
		 enum scan_class class, const char *path)
{
	if (start >= end)
		return;
	vec_push(&t->ranges,
		 (struct walk_target){start, end, NULL, class == SCAN_FOREIGN});
	vec_push(&t->what, (struct scan_target){class, path});
}

/* A mapping in which Go has a span somewhere. */
static bool is_go(struct gort *g, uint64_t start, uint64_t end)
{
	uint64_t step = (end - start) / PROBES & ~(uint64_t)8191;

	if (!g)
		return false;
	for (uint64_t at = start; at < end; at += step ? step : 8192)
		if (gort_span(g, at))
			return true;
	return false;
}

static bool has_thread(struct memory *m, const struct memory_region *r)
{
	size_t n;
	const struct memory_thread *t = memory_threads(m, &n);

	for (size_t i = 0; i < n; i++)
		if (t[i].regs[REG_RSP] - r->start < r->end - r->start ||
		    t[i].fs_base - r->start < r->end - r->start)
			return true;
	return false;
}

/* A module's file has code or data of its own; .bss lies right behind. */
static bool is_module(const struct memory_region *r, size_t n, size_t i)
{
	size_t at = i;

	while (at > 0 && r[at].path[0] != '/' && r[at - 1].end == r[at].start &&
	       i - at < 2)
		at--;
	if (r[at].path[0] != '/')
		return false;
	for (size_t k = at > 16 ? at - 16 : 0; k < n && k < at + 16; k++)
		if (strcmp(r[k].path, r[at].path) == 0 &&
		    ((r[k].perms & MEMORY_EXEC) ||
		     ((r[k].perms & MEMORY_WRITE) && !r[k].shared)))
			return true;
	return false;
}

static enum scan_class class_of(struct memory *m, struct gort *g, size_t i,
				bool *ret_known)
{
	size_t n;
	const struct memory_region *r = memory_regions(m, &n);

	*ret_known = true;
	if (strncmp(r[i].path, "[anon: Go", 9) == 0 ||
	    is_go(g, r[i].start, r[i].end) || is_module(r, n, i) ||
	    has_thread(m, &r[i]))
		return SCAN_CLASSES;
	*ret_known = false;
	if (!(r[i].perms & MEMORY_READ))
		return SCAN_UNMAPPED;
	if (r[i].path[0] == '[' && strncmp(r[i].path, "[anon", 5) != 0)
		return SCAN_CLASSES;
	return SCAN_FOREIGN;
}

void scan_targets_blocks(struct scan_targets *t, const struct glibc_heap *h)
{
	for (size_t i = 0; i < h->nblocks; i++) {
		const struct glibc_block *b = &h->blocks[i];

		if (!b->freed && !b->own && b->end > b->start)
			vec_push(&t->blocks,
				 (struct walk_block){b->start, b->end, NULL,
						     false});
	}
	for (size_t i = 0; i < h->nown; i++)
		vec_push(&t->skip,
			 (struct walk_range){h->own[i].start, h->own[i].end});
}

/* The blocks of one area, which is a gap in everything else. */
static size_t add_blocks(struct scan_targets *t, const struct glibc_heap *h,
			 size_t block, uint64_t end)
{
	for (; block < h->nblocks && h->blocks[block].start < end; block++) {
		const struct glibc_block *b = &h->blocks[block];

		if (!b->own)
			push(t, b->start, b->end,
			     b->freed ? SCAN_FREED : SCAN_BLOCK, "");
	}
	return block;
}

/* A mapping, with the areas of the heap in it. */
static void add_region(struct scan_targets *t, const struct memory_region *r,
		       enum scan_class class, const struct glibc_heap *h,
		       size_t *area, size_t *block)
{
	uint64_t at = r->start;

	for (; *area < h->nareas && h->areas[*area].start < r->end; (*area)++) {
		const struct glibc_area *a = &h->areas[*area];

		if (class != SCAN_CLASSES && a->kind != GLIBC_ARENA)
			push(t, at, a->start, class, r->path);
		*block = add_blocks(t, h, *block, a->end);
		at = a->end;
		if (a->kind == GLIBC_ARENA)
			at = r->end; /* what is left of it is malloc's */
	}
	if (class != SCAN_CLASSES)
		push(t, at, r->end, class, r->path);
}

void scan_targets_all(struct scan_targets *t, struct memory *m, struct gort *g,
		      const struct glibc_heap *h)
{
	size_t n, area = 0, block = 0;
	const struct memory_region *r = memory_regions(m, &n);
	uint64_t at = LOWEST;
	bool go_before = false;

	for (size_t i = 0; i < n && r[i].start < HIGHEST; i++) {
		bool known;
		enum scan_class class = class_of(m, g, i, &known);
		bool heap = area < h->nareas && h->areas[area].start < r[i].end;

		push(t, at, r[i].start, SCAN_UNMAPPED, NULL);
		/* Go reserves more than it uses, next to what it uses. */
		if (class == SCAN_UNMAPPED && go_before &&
		    r[i - 1].end == r[i].start)
			class = SCAN_CLASSES;
		go_before = known && class == SCAN_CLASSES;
		if (heap && h->areas[area].kind == GLIBC_MAIN)
			class = SCAN_CLASSES;
		add_region(t, &r[i], class, h, &area, &block);
		if (r[i].end > at)
			at = r[i].end;
	}
	push(t, at, HIGHEST, SCAN_UNMAPPED, NULL);
}

static int by_start(const void *a, const void *b)
{
	const struct walk_target *x = a, *y = b;

	return compare_number(x->start, y->start);
}

void scan_targets_asked(struct scan_targets *t, const struct glibc_heap *h,
			const uint64_t *addresses, size_t n)
{
	uint32_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct glibc_block *b = glibc_block_at(h, addresses[i]);

		push(t, b ? b->start : addresses[i],
		     b ? b->end : addresses[i] + 1, SCAN_ASKED, "");
	}
	qsort(t->ranges.at, t->ranges.len, sizeof(*t->ranges.at), by_start);
	/* Two in the same block are one. */
	for (uint32_t i = 0; i < t->ranges.len; i++)
		if (kept == 0 ||
		    t->ranges.at[i].start >= t->ranges.at[kept - 1].end)
			t->ranges.at[kept++] = t->ranges.at[i];
	t->ranges.len = kept;
}

void scan_targets_finish(struct scan_targets *t)
{
	vec_finish(&t->ranges);
	vec_finish(&t->what);
	vec_finish(&t->blocks);
	vec_finish(&t->skip);
}
