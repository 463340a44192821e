/* SPDX-License-Identifier: MIT */
/*
 * Never the same address twice.
 *
 *	base                                                     base + size
 *	| gone | gone | span | gone | span | span .. |  not yet  | tokens |
 *	                                     ^ at                 ^ token
 *
 * Blocks are cut from one span of 64 KiB after the other, upwards; tokens
 * are addresses from the end downwards, of pages that are never made usable.
 * What is known of a span is in the heap while it has blocks: a bit for each
 * 16 bytes says where one begins.  When the last is freed the span is made
 * unreadable and its memory and description are given back; what remains of
 * it is a zero in a table, which is a page for each 32 MiB of addresses.
 *
 * Making spans unreadable must not cost a mapping each, since a process has
 * 65530: Linux has guards without mappings since 6.13.  Where there are none
 * it is mprotect(), and when the mappings are used up the memory is given
 * back all the same, but a stale access reads zeros; that is counted.
 */
#include "belay/unique.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>

#include "lib/alloc.h"
#include "lib/misuse.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define SPAN ((size_t)64 << 10)
#define GRAIN ((size_t)16)
#define GRAINS (SPAN / GRAIN)
#define MANY_SPANS ((size_t)16) /* made usable by one call */
#define LARGEST ((size_t)1 << 40)

struct span {
	size_t nspans; /* of one block, when that is larger than a span */
	uint32_t nblocks;
	bool closed;	/* nothing is cut from it any more */
	uint16_t *pins; /* for each grain; NULL until there is one */
	uint64_t begins[GRAINS / 64];
};

struct belay_unique {
	pthread_mutex_t lock; /* guards everything below, without SINGLE */
	char *base, *at, *usable, *token, *end;
	struct span **spans; /* NULL: not yet, or gone */
	size_t size;
	uint32_t flags;
	struct span *current; /* what is cut from, or NULL */
	size_t left;	      /* of it, in bytes */
	struct belay_unique_stats stats;
};

static void enter(struct belay_unique *u)
{
	if (!(u->flags & BELAY_UNIQUE_SINGLE))
		pthread_mutex_lock(&u->lock);
}

static void leave(struct belay_unique *u)
{
	if (!(u->flags & BELAY_UNIQUE_SINGLE))
		pthread_mutex_unlock(&u->lock);
}

static size_t span_number(const struct belay_unique *u, const char *p)
{
	return (size_t)(p - u->base) / SPAN;
}

int belay_unique_create(const struct belay_unique_options *options,
			struct belay_unique **ret)
{
	struct belay_unique_options o = {0};
	struct belay_unique *u;

	if (options)
		o = *options;
	if (o.flags & ~(uint32_t)(BELAY_UNIQUE_SINGLE | BELAY_UNIQUE_PAGES))
		return BELAY_EINVAL;
	u = belay__zalloc(NULL, sizeof(*u));
	if (!u)
		return BELAY_ENOMEM;
	if (!o.bytes || o.bytes > LARGEST)
		o.bytes = LARGEST;
	/* A limit on addresses leaves less; a quarter of a GiB is of no use. */
	for (u->size = align_up(o.bytes, SPAN); !u->base;) {
		u->base = belay__reserve(u->size);
		if (!u->base && u->size / 2 < ((size_t)1 << 28))
			goto fail_reserve;
		if (!u->base)
			u->size = u->size / 2 / SPAN * SPAN;
	}
	if (mprotect(u->base, u->size, PROT_NONE) < 0)
		goto fail_table;
	u->spans = belay__reserve(u->size / SPAN * sizeof(*u->spans));
	if (!u->spans)
		goto fail_table;
	u->at = u->usable = u->base;
	u->end = u->token = u->base + u->size;
	u->flags = o.flags;
	pthread_mutex_init(&u->lock, NULL);
	*ret = u;
	return 0;

fail_table:
	belay__unreserve(u->base, u->size);
fail_reserve:
	belay__release(NULL, u, sizeof(*u));
	return BELAY_ENOMEM;
}

static void span_forget(struct span *s)
{
	belay__release(NULL, s->pins, GRAINS * sizeof(*s->pins));
	belay__release(NULL, s, sizeof(*s));
}

void belay_unique_destroy(struct belay_unique *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < span_number(u, u->usable); i++)
		if (u->spans[i])
			span_forget(u->spans[i]);
	belay__unreserve(u->spans, u->size / SPAN * sizeof(*u->spans));
	belay__unreserve(u->base, u->size);
	pthread_mutex_destroy(&u->lock);
	belay__release(NULL, u, sizeof(*u));
}

/* All its blocks are freed: the kernel gets the memory, nobody the address. */
static void span_end(struct belay_unique *u, size_t number)
{
	struct span *s = u->spans[number];
	char *p = u->base + number * SPAN;
	size_t size = s->nspans * SPAN;
	int saved = errno;

	if (madvise(p, size, MADV_GUARD_INSTALL) < 0) {
		belay__decommit(p, size);
		if (mprotect(p, size, PROT_NONE) < 0)
			u->stats.unguarded += s->nspans;
	}
	errno = saved;
	u->spans[number] = NULL;
	u->stats.spans -= s->nspans;
	span_forget(s);
}

/* No more blocks come from the current span. */
static void span_close(struct belay_unique *u)
{
	struct span *s = u->current;

	if (!s)
		return;
	s->closed = true;
	u->current = NULL;
	u->left = 0;
	if (s->nblocks == 0)
		span_end(u, span_number(u, u->at - 1));
}

/* Makes addresses up to a place usable, some in advance. */
static bool make_usable(struct belay_unique *u, const char *until)
{
	size_t size = (size_t)(until - u->usable);
	size_t left = (size_t)(u->token - u->usable) / SPAN * SPAN;

	if (until <= u->usable)
		return true;
	size = (size + MANY_SPANS * SPAN - 1) / SPAN * SPAN;
	if (size > left)
		size = left;
	if (mprotect(u->usable, size, PROT_READ | PROT_WRITE) < 0)
		return false;
	u->usable += size;
	return true;
}

/* The next span, or the next few for a block that is larger. */
static int span_begin(struct belay_unique *u, size_t size)
{
	size_t nspans = (size + SPAN - 1) / SPAN;
	size_t first;
	struct span *s;

	span_close(u);
	/* To where the next span begins. */
	first = (size_t)(u->at - u->base + SPAN - 1) / SPAN;
	u->at = u->base + first * SPAN;
	if (nspans > (size_t)(u->token - u->at) / SPAN)
		return BELAY_EFULL;
	s = belay__zalloc(NULL, sizeof(*s));
	if (!s)
		return BELAY_ENOMEM;
	if (!make_usable(u, u->at + nspans * SPAN)) {
		belay__release(NULL, s, sizeof(*s));
		return BELAY_ENOMEM;
	}
	/* Sixteen faults at once are half the price of sixteen. */
	if (nspans == 1 && !(u->flags & BELAY_UNIQUE_PAGES) &&
	    !belay__commit(u->at, SPAN)) {
		belay__release(NULL, s, sizeof(*s));
		return BELAY_ENOMEM;
	}
	s->nspans = nspans;
	u->spans[first] = s;
	u->stats.spans += nspans;
	u->current = s;
	return 0;
}

static int alloc(struct belay_unique *u, size_t size, void **ret)
{
	bool alone = u->flags & BELAY_UNIQUE_PAGES || size > SPAN / 2;
	size_t unit = alone ? SPAN : GRAIN, grain;
	int err;

	size = align_up(size, unit);
	if (alone || size > u->left) {
		err = span_begin(u, size);
		if (err < 0)
			return err;
		u->left = u->current->nspans * SPAN;
	}
	grain = (size_t)(u->at - u->base) % SPAN / GRAIN;
	u->current->begins[grain / 64] |= (uint64_t)1 << grain % 64;
	u->current->nblocks++;
	u->stats.blocks++;
	*ret = u->at;
	u->at += size;
	u->left -= size;
	if (u->left == 0)
		span_close(u);
	return 0;
}

int belay_unique_alloc(struct belay_unique *u, size_t size, void **ret)
{
	int err;

	if (size == 0)
		return BELAY_EINVAL;
	if (size > u->size)
		return BELAY_EFULL;
	enter(u);
	err = alloc(u, size, ret);
	leave(u);
	return err;
}

/* The span of a block; *ret_grain is where in it the block begins. */
static int find(const struct belay_unique *u, const void *block,
		size_t *ret_number, size_t *ret_grain)
{
	const char *p = block;
	const struct span *s;
	size_t grain;

	if (p < u->base || p >= u->at || (uintptr_t)p % GRAIN)
		return BELAY_EINVAL;
	*ret_number = span_number(u, p);
	*ret_grain = grain = (size_t)(p - u->base) % SPAN / GRAIN;
	s = u->spans[*ret_number];
	/* What is in the middle of a block was never one. */
	if (!s || !(s->begins[grain / 64] >> grain % 64 & 1))
		return BELAY_ESTALE;
	return 0;
}

static int release(struct belay_unique *u, const void *block)
{
	size_t number, grain;
	int err = find(u, block, &number, &grain);
	struct span *s;

	if (err < 0)
		return err;
	s = u->spans[number];
	if (s->pins && s->pins[grain])
		return BELAY_EBUSY;
	s->begins[grain / 64] &= ~((uint64_t)1 << grain % 64);
	u->stats.blocks--;
	if (--s->nblocks == 0 && s->closed)
		span_end(u, number);
	return 0;
}

int belay_unique_free(struct belay_unique *u, void *block)
{
	int err;

	enter(u);
	err = release(u, block);
	leave(u);
	if (err == BELAY_ESTALE || err == BELAY_EINVAL)
		return belay__misuse(err, "free of %p, which %s", block,
				     err == BELAY_ESTALE
					     ? "is freed"
					     : "is no block of its space");
	return err;
}

int belay_unique_check(struct belay_unique *u, const void *block)
{
	size_t number, grain;
	int err;

	enter(u);
	err = find(u, block, &number, &grain);
	leave(u);
	return err;
}

static int pin(struct belay_unique *u, const void *block, int change)
{
	size_t number, grain;
	int err = find(u, block, &number, &grain);
	struct span *s;

	if (err < 0)
		return err;
	s = u->spans[number];
	if (change < 0 && (!s->pins || !s->pins[grain]))
		return BELAY_EMISUSE;
	if (!s->pins) {
		s->pins = belay__zalloc(NULL, GRAINS * sizeof(*s->pins));
		if (!s->pins)
			return BELAY_ENOMEM;
	}
	if (change > 0 && s->pins[grain] == UINT16_MAX)
		return BELAY_EFULL;
	s->pins[grain] = (uint16_t)(s->pins[grain] + change);
	return 0;
}

int belay_unique_pin(struct belay_unique *u, const void *block)
{
	int err;

	enter(u);
	err = pin(u, block, 1);
	leave(u);
	return err;
}

int belay_unique_unpin(struct belay_unique *u, const void *block)
{
	int err;

	enter(u);
	err = pin(u, block, -1);
	leave(u);
	if (err == BELAY_EMISUSE)
		return belay__misuse(err, "unpin of %p, which is not pinned",
				     block);
	return err;
}

int belay_unique_token(struct belay_unique *u, void **ret)
{
	int err = BELAY_EFULL;

	enter(u);
	/* Not where it could be read: what is usable ends before. */
	if ((size_t)(u->token - u->usable) >= GRAIN &&
	    u->token - GRAIN > u->at) {
		u->token -= GRAIN;
		*ret = u->token;
		err = 0;
	}
	leave(u);
	return err;
}

void belay_unique_stats(struct belay_unique *u, struct belay_unique_stats *ret)
{
	enter(u);
	*ret = u->stats;
	ret->left = (size_t)(u->token - u->at);
	leave(u);
}
