/* SPDX-License-Identifier: MIT */
/*
 * What is to be read is cut into pieces, and threads take them; each piece
 * has a list of hits of its own, and the lists are put together in the order
 * of the pieces, so that nothing depends on who was faster.  Some hundred
 * pieces at a time, since a list may have a hit for each word: a sweep of a
 * terabyte full of pointers must not fill our memory before it is cut.
 */
#include "trace/memory_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/pool.h"
#include "base/vec.h"
#include "trace/memory_scan.h"
#include "trace/memory_source.h"

enum {
	PIECE = 1 << 20,
	PIECES = 32, /* at a time, for each thread */
};

struct piece {
	struct sweep *sweep;
	uint64_t start, end;
	struct memory_hits hits;
};

struct sweep {
	struct memory *m;
	const struct memory_set *set;
	struct pool *pool;
	struct piece *pieces;
	size_t npieces, max;
	void **buffers; /* one for each thread, made when it is needed */
	struct memory_hits *ret;
};

static bool test_words(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct piece *p = arg;

	memory_set_words(p->sweep->set, addr, data, n / 8, &p->hits);
	return !p->hits.cut;
}

static void sweep_piece(void *arg, unsigned worker)
{
	struct piece *p = arg;
	struct sweep *s = p->sweep;
	uint64_t bytes = 0;

	if (!s->buffers[worker])
		s->buffers[worker] = memory_scan_buffer();
	memory_scan_range(s->m, p->start, p->end, s->buffers[worker],
			  test_words, p, &bytes);
}

static void take_hits(struct memory_hits *ret, const struct memory_hits *h)
{
	uint32_t max = ret->max ? ret->max : MEMORY_HITS_MAX;
	uint32_t n = h->n;

	ret->nbytes += h->nbytes;
	if (h->cut || n > max - ret->n)
		ret->cut = true;
	if (n > max - ret->n)
		n = max - ret->n;
	while (ret->cap - ret->n < n)
		ret->v = vec_grow(ret->v, ret->cap, &ret->cap, sizeof(*ret->v),
				  NULL);
	if (n > 0)
		memcpy(ret->v + ret->n, h->v, n * sizeof(*h->v));
	ret->n += n;
}

/* All pieces that have come together; false when there is enough. */
static bool run(struct sweep *s)
{
	for (size_t i = 0; i < s->npieces; i++) {
		if (s->pool)
			pool_submit(s->pool, sweep_piece, &s->pieces[i]);
		else
			sweep_piece(&s->pieces[i], 0);
	}
	if (s->pool)
		pool_wait(s->pool);
	for (size_t i = 0; i < s->npieces; i++) {
		struct memory_hits *h = &s->pieces[i].hits;

		if (!s->ret->cut)
			take_hits(s->ret, h);
		/* Those of an empty list are kept for the next round. */
		h->n = 0;
		h->nbytes = 0;
		h->cut = false;
	}
	s->npieces = 0;
	return !s->ret->cut;
}

static bool add_pieces(void *arg, uint64_t start, uint64_t end)
{
	struct sweep *s = arg;

	for (uint64_t next; start < end; start = next) {
		/* At multiples of the size, for huge pages to stay whole. */
		next = (start | (PIECE - 1)) + 1;
		if (next > end || next < start)
			next = end;
		s->pieces[s->npieces].sweep = s;
		s->pieces[s->npieces].start = start;
		s->pieces[s->npieces].end = next;
		if (++s->npieces == s->max && !run(s))
			return false;
	}
	return true;
}

static void add_spans(struct sweep *s, const struct memory_sweep *w)
{
	if (!w->spans) {
		memory_present(s->m, 0, UINT64_MAX, MEMORY_READ | MEMORY_WRITE,
			       add_pieces, s);
		return;
	}
	for (size_t i = 0; i < w->nspans; i++) {
		if (!memory_present(s->m, w->spans[i].start, w->spans[i].end,
				    MEMORY_READ, add_pieces, s))
			return;
	}
}

void memory_sweep(struct memory *m, const struct memory_sweep *w,
		  struct memory_hits *ret)
{
	unsigned threads = w->pool ? pool_size(w->pool) : 1;
	struct arena *a = arena_create(0);
	struct sweep s = {
		.m = m,
		.set = w->set,
		.pool = w->pool,
		.max = (size_t)threads * PIECES,
		.ret = ret,
	};

	s.pieces = ARENA_ARRAY(a, s.max, struct piece);
	s.buffers = ARENA_ARRAY(a, threads, void *);
	add_spans(&s, w);
	if (s.npieces > 0 && !ret->cut)
		run(&s);
	for (size_t i = 0; i < s.max; i++)
		memory_hits_finish(&s.pieces[i].hits);
	for (unsigned i = 0; i < threads; i++)
		free(s.buffers[i]);
	arena_destroy(a);
}
