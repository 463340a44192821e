/* SPDX-License-Identifier: MIT */
#include "report/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "base/vec.h"
#include "gort/gort.h"
#include "report/leaked.h"
#include "trace/memory.h"
#include "trace/memory_sweep.h"

enum {
	MAX_HITS = 4 << 20,
	MAX_TARGETS = 1 << 20,
	MAX_BLOCKS = 8 << 20, /* live ones, when C is walked */
};

struct heap_blocks VEC(struct heap_block);
struct sweep_blocks VEC(struct sweep_block);

/* What is filled on the way. */
struct run {
	const struct sweep_input *in;
	struct heap_blocks freed, live;
	struct VEC(struct walk_range) skip;
};

static bool is_runtime(const struct memory_region *r)
{
	const char *name = strrchr(r->path, '/');

	return name && strncmp(name, "/libbelay_preload.",
			       strlen("/libbelay_preload.")) == 0;
}

static int by_start(const void *a, const void *b)
{
	const struct walk_range *x = a, *y = b;

	return compare_number(x->start, y->start);
}

/* The runtime's memory: its tables, and the data of its library. */
static void find_skipped(struct run *run)
{
	size_t nown, nregions;
	const struct heap_range *own = heap_own(run->in->heap, &nown);
	const struct memory_region *r =
		memory_regions(run->in->memory, &nregions);
	uint64_t end = 0;

	for (size_t i = 0; i < nown; i++)
		vec_push(&run->skip,
			 (struct walk_range){own[i].start, own[i].end});
	for (size_t i = 0; i < nregions; i++) {
		/* Its bss follows it without a name. */
		bool bss = r[i].path[0] == '\0' && r[i].start == end;

		if (!is_runtime(&r[i]) && !bss)
			continue;
		vec_push(&run->skip, (struct walk_range){r[i].start, r[i].end});
		end = r[i].end;
	}
	if (run->skip.len > 0)
		qsort(run->skip.at, run->skip.len, sizeof(run->skip.at[0]),
		      by_start);
}

struct spans VEC(struct memory_range);

/* Adds what is left of a region without the ranges that are skipped. */
static void add_rest(const struct run *run, const struct memory_region *r,
		     struct spans *ret)
{
	uint64_t from = r->start;

	for (uint32_t i = 0; i < run->skip.len; i++) {
		const struct walk_range *s = &run->skip.at[i];

		if (s->end <= from || s->start >= r->end)
			continue;
		if (s->start > from)
			vec_push(ret, (struct memory_range){from, s->start});
		from = s->end;
	}
	if (from < r->end)
		vec_push(ret, (struct memory_range){from, r->end});
}

/*
 * Where pointers to blocks may be, outside of the C heap: in all that can be
 * written, or only in what is of no file and no known stack.
 */
static void find_spans(const struct run *run, bool anonymous, struct spans *ret)
{
	size_t n;
	const struct memory_region *r = memory_regions(run->in->memory, &n);

	for (size_t i = 0; i < n; i++) {
		if ((r[i].perms & (MEMORY_READ | MEMORY_WRITE)) ==
			    (MEMORY_READ | MEMORY_WRITE) &&
		    !r[i].device &&
		    (!anonymous ||
		     (r[i].inode == 0 && strcmp(r[i].path, "[stack]") != 0)))
			add_rest(run, &r[i], ret);
	}
}

static int by_value(const void *a, const void *b)
{
	const struct memory_hit *x = a, *y = b;

	return compare_number(x->value, y->value);
}

/*
 * Whether a word is in an object of Go that may be live, or in a variable:
 * the rest of its memory, old stacks above all, is full of leftovers.
 */
static bool is_go_memory(struct gort *g, uint64_t addr)
{
	size_t n;
	const struct gort_section *s = gort_sections(g, &n);
	struct gort_object o;

	for (size_t i = 0; i < n; i++) {
		if (s[i].start <= addr && addr < s[i].end)
			return true;
	}
	return gort_object(g, addr, &o) && o.allocated;
}

/* The freed blocks that some word of Go points to. */
static void ask_words(struct run *run, const struct memory_range *areas,
		      size_t nareas, uint64_t *ret_bytes)
{
	struct memory_hits hits = {.max = MAX_HITS};
	struct memory_set *set = memory_set_create(areas, nareas);
	struct spans spans = {0};
	uint64_t end = 0;
	const char *why;
	struct gort *g;

	if (!set)
		return;
	find_spans(run, false, &spans);
	memory_sweep(run->in->memory,
		     &(struct memory_sweep){.set = set,
					    .spans = spans.at,
					    .nspans = spans.len},
		     &hits);
	*ret_bytes = hits.nbytes;
	if (hits.n > 0)
		qsort(hits.v, hits.n, sizeof(hits.v[0]), by_value);
	g = hits.n > 0 ? gort_open_nameless(run->in->memory, &why) : NULL;
	for (size_t i = 0; i < hits.n && run->freed.len < MAX_TARGETS; i++) {
		struct heap_block b;

		if (hits.v[i].value < end ||
		    (g && !is_go_memory(g, hits.v[i].addr)) ||
		    !heap_find(run->in->heap, hits.v[i].value, &b))
			continue;
		end = b.address + b.limit;
		if (heap_block_is_freed(&b))
			vec_push(&run->freed, b);
	}
	gort_close(g);
	memory_hits_finish(&hits);
	memory_set_destroy(set);
	vec_finish(&spans);
}

static void ask_words_of_all(struct run *run, uint64_t *ret_bytes)
{
	struct heap_range areas[2];
	struct memory_range ranges[2];
	size_t n = heap_areas(run->in->heap, areas);

	for (size_t i = 0; i < n; i++)
		ranges[i] = (struct memory_range){areas[i].start, areas[i].end};
	ask_words(run, ranges, n, ret_bytes);
}

static bool note_block(void *arg, const struct heap_block *b)
{
	struct run *run = arg;

	if (b->state == BLOCK_LIVE && run->live.len < MAX_BLOCKS)
		vec_push(&run->live, *b);
	else if (heap_block_is_freed(b) && run->in->only == 0 &&
		 run->freed.len < MAX_TARGETS)
		vec_push(&run->freed, *b);
	return run->live.len < MAX_BLOCKS;
}

/* What is asked about, and what is walked through. */
static void find_blocks(struct run *run, uint64_t *ret_bytes)
{
	const struct sweep_input *in = run->in;
	struct heap_block b;

	if (in->only != 0 && heap_find(in->heap, in->only, &b) &&
	    heap_block_is_freed(&b))
		vec_push(&run->freed, b);
	if (in->only != 0 && run->freed.len == 0)
		return;
	if (in->c || in->leaks)
		heap_each(in->heap, note_block, run);
	else if (in->only == 0)
		ask_words_of_all(run, ret_bytes);
}

static void walk(struct run *run, struct sweep *ret)
{
	const struct sweep_input *in = run->in;
	uint32_t ntargets = run->freed.len, nblocks = run->live.len;
	struct walk_target *targets =
		ARENA_ARRAY(ret->arena, ntargets, struct walk_target);
	struct walk_block *blocks =
		ARENA_ARRAY(ret->arena, nblocks, struct walk_block);
	struct walk_input w = {
		.memory = in->memory,
		.gort = ret->gort,
		.debug_dirs = in->debug_dirs,
		.targets = targets,
		.ntargets = ntargets,
		.blocks = blocks,
		.nblocks = nblocks,
		.skip = run->skip.at,
		.nskip = run->skip.len,
		.c_roots = in->c || in->leaks,
	};

	for (uint32_t i = 0; i < ntargets; i++) {
		const struct heap_block *b = &run->freed.at[i];

		targets[i].start = b->address;
		targets[i].end = b->address + (b->size ? b->size : 1);
	}
	for (uint32_t i = 0; i < nblocks; i++) {
		struct heap_block *b = &run->live.at[i];

		blocks[i].start = b->address;
		blocks[i].end = b->address + (b->size ? b->size : 1);
		blocks[i].user = b;
	}
	ret->holders = holders_find(&w);
	ret->nbytes += ret->holders->stats.words * sizeof(uint64_t);
	ret->blocks = blocks;
}

static void find_leaked(struct run *run, struct sweep *ret)
{
	struct heap_blocks leaked = {0};
	struct spans spans = {0};

	find_spans(run, true, &spans);
	leaked_spare(run->in->memory, ret->gort, spans.at, spans.len,
		     ret->blocks, run->live.len);
	for (uint32_t i = 0; i < run->live.len; i++) {
		if (!ret->blocks[i].reached)
			vec_push(&leaked, run->live.at[i]);
	}
	ret->leaked = leaked.at;
	ret->nleaked = leaked.len;
	vec_finish(&spans);
}

/* Holders are sorted by target: each block gets its part of them. */
static void collect(const struct run *run, struct sweep *ret)
{
	const struct holders *h = ret->holders;
	struct sweep_blocks held = {0};
	size_t i = 0;

	while (i < h->n) {
		size_t first = i, target = h->v[i].hit.target;

		while (i < h->n && h->v[i].hit.target == target)
			i++;
		if (target < run->freed.len)
			vec_push(&held,
				 (struct sweep_block){run->freed.at[target],
						      &h->v[first], i - first});
	}
	ret->held = held.at;
	ret->nheld = held.len;
}

struct sweep *sweep_run(const struct sweep_input *in)
{
	struct arena *arena = arena_create(0);
	struct sweep *ret = ARENA_NEW(arena, struct sweep);
	struct run run = {.in = in};
	const char *why;

	ret->arena = arena;
	find_skipped(&run);
	find_blocks(&run, &ret->nbytes);
	if (run.freed.len > 0 || in->leaks) {
		ret->gort = gort_open(in->memory, in->debug_dirs, &why);
		if (ret->gort || in->c || in->leaks) {
			walk(&run, ret);
			collect(&run, ret);
			/* A walk that was cut short has not seen them all. */
			if (in->leaks && !ret->holders->stats.cut)
				find_leaked(&run, ret);
		}
	}
	vec_finish(&run.freed);
	ret->live = run.live.at;
	vec_finish(&run.skip);
	return ret;
}

void sweep_destroy(struct sweep *s)
{
	if (!s)
		return;
	holders_destroy(s->holders);
	gort_close(s->gort);
	free(s->held);
	free(s->leaked);
	free(s->live);
	arena_destroy(s->arena);
}
