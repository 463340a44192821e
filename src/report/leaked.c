/* SPDX-License-Identifier: MIT */
#include "report/leaked.h"

#include <stdlib.h>

#include "base/vec.h"
#include "gort/gort.h"
#include "trace/memory.h"
#include "trace/memory_sweep.h"

struct spare {
	struct memory *memory;
	struct gort *gort;
	struct walk_block *blocks;
	struct memory_set *set;	    /* of those not reached before */
	struct VEC(uint32_t) lost;  /* their indices, in the set's order */
	struct VEC(uint32_t) to_do; /* reached, not read yet */
	struct VEC(struct memory_range) ranges;
	struct memory_hits hits; /* in the block that is read */
};

static void reach(struct spare *s, uint32_t range)
{
	uint32_t i = s->lost.at[range];

	if (s->blocks[i].reached)
		return;
	s->blocks[i].reached = true;
	vec_push(&s->to_do, i);
}

static bool read_words(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct spare *s = arg;

	s->hits.n = 0;
	memory_set_words(s->set, addr, data, n / sizeof(uint64_t), &s->hits);
	for (size_t i = 0; i < s->hits.n; i++)
		reach(s, s->hits.v[i].range);
	return true;
}

static void find_lost(struct spare *s, size_t nblocks)
{
	for (size_t i = 0; i < nblocks; i++) {
		const struct walk_block *b = &s->blocks[i];

		if (b->reached)
			continue;
		vec_push(&s->lost, (uint32_t)i);
		vec_push(&s->ranges, (struct memory_range){b->start, b->end});
	}
}

/* The first ones: from outside of the heap. */
static void find_first(struct spare *s, const struct memory_range *spans,
		       size_t nspans)
{
	struct memory_hits hits = {0};

	memory_sweep(s->memory,
		     &(struct memory_sweep){
			     .set = s->set, .spans = spans, .nspans = nspans},
		     &hits);
	for (size_t i = 0; i < hits.n; i++) {
		if (!s->gort || !gort_span(s->gort, hits.v[i].addr))
			reach(s, hits.v[i].range);
	}
	memory_hits_finish(&hits);
}

void leaked_spare(struct memory *m, struct gort *g,
		  const struct memory_range *spans, size_t nspans,
		  struct walk_block *blocks, size_t nblocks)
{
	struct spare s = {.memory = m, .gort = g, .blocks = blocks};

	find_lost(&s, nblocks);
	if (s.lost.len > 0)
		s.set = memory_set_create(s.ranges.at, s.ranges.len);
	if (s.set) {
		find_first(&s, spans, nspans);
		while (s.to_do.len > 0) {
			const struct walk_block *b = &blocks[vec_pop(&s.to_do)];

			memory_scan(m, b->start & ~UINT64_C(7),
				    b->end & ~UINT64_C(7), read_words, &s);
		}
	}
	memory_set_destroy(s.set);
	memory_hits_finish(&s.hits);
	vec_finish(&s.lost);
	vec_finish(&s.to_do);
	vec_finish(&s.ranges);
}
