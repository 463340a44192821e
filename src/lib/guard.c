/* SPDX-License-Identifier: MIT */
/*
 * Guarded blocks.
 *
 *	| unreadable | canary ... data, canary | unreadable |
 *	             ^ page                    ^ page
 *
 * The data end at most 15 bytes before the page behind them, so that nearly
 * every overflow is a fault; what is left on both sides is filled with random
 * bytes, of which nobody inside the process has another copy outside of the
 * heap block that describes the guarded one.
 */
#include "belay/guard.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/guard_int.h"
#include "lib/misuse.h"
#include "lib/random.h"

struct belay_guard {
	char *map; /* from the first unreadable page on */
	size_t map_size;
	char *data;
	size_t size;
	uint64_t canary;
	uint32_t flags;
	bool locked;
};

size_t belay__page_size(void)
{
	static size_t size;
	size_t page = __atomic_load_n(&size, __ATOMIC_RELAXED);

	if (!page) {
		page = (size_t)sysconf(_SC_PAGESIZE);
		__atomic_store_n(&size, page, __ATOMIC_RELAXED);
	}
	return page;
}

void belay_guard_wipe(void *p, size_t len)
{
	explicit_bzero(p, len);
}

int belay_guard_equal(const void *a, const void *b, size_t len)
{
	const volatile unsigned char *x = a, *y = b;
	unsigned differ = 0;

	for (size_t i = 0; i < len; i++)
		differ |= x[i] ^ y[i];
	/* 0 becomes 1, what is up to 255 becomes 0. */
	return (int)((differ - 1) >> 8 & 1);
}

/* One byte of a canary depends on its place, so that shifts show. */
static unsigned char canary_at(uint64_t canary, const char *p)
{
	return (unsigned char)((canary >> ((uintptr_t)p % 8 * 8)) ^
			       (uintptr_t)p / 8);
}

void belay__canary_fill(uint64_t canary, char *from, const char *until)
{
	for (; from < until; from++)
		*from = (char)canary_at(canary, from);
}

bool belay__canary_holds(uint64_t canary, const char *from, const char *until)
{
	unsigned differ = 0;

	for (; from < until; from++)
		differ |= (unsigned char)*from ^ canary_at(canary, from);
	return differ == 0;
}

bool belay__lock_pages(void *p, size_t size)
{
	int saved = errno;
	bool locked = mlock(p, size) == 0;

	madvise(p, size, MADV_DONTDUMP);
	errno = saved;
	return locked;
}

static int pages_make(struct belay_guard *g)
{
	size_t page = belay__page_size();

	g->map = belay__reserve(g->map_size);
	if (!g->map)
		return BELAY_ENOMEM;
	if (mprotect(g->map, page, PROT_NONE) < 0 ||
	    mprotect(g->map + g->map_size - page, page, PROT_NONE) < 0) {
		belay__unreserve(g->map, g->map_size);
		return BELAY_ENOMEM;
	}
	g->locked = belay__lock_pages(g->map + page, g->map_size - 2 * page);
	if (g->flags & BELAY_GUARD_MUST_LOCK && !g->locked) {
		belay__unreserve(g->map, g->map_size);
		return BELAY_EFULL;
	}
	return 0;
}

int belay_guard_create(size_t size, uint32_t flags, struct belay_guard **ret)
{
	size_t page = belay__page_size(), inner;
	struct belay_guard *g;
	int err;

	if (size == 0 || size > SIZE_MAX / 2 ||
	    flags & ~(uint32_t)(BELAY_GUARD_MUST_LOCK | BELAY_GUARD_KEEP))
		return BELAY_EINVAL;
	g = belay__zalloc(NULL, sizeof(*g));
	if (!g)
		return BELAY_ENOMEM;
	inner = align_up(size, page);
	g->map_size = inner + 2 * page;
	g->size = size;
	g->flags = flags;
	g->canary = belay__random();
	err = pages_make(g);
	if (err < 0) {
		belay__release(NULL, g, sizeof(*g));
		return err;
	}
	g->data = g->map + page + (inner - size) / 16 * 16;
	belay__canary_fill(g->canary, g->map + page, g->data);
	belay__canary_fill(g->canary, g->data + size, g->map + page + inner);
	*ret = g;
	return 0;
}

void *belay_guard_data(const struct belay_guard *g)
{
	return g->data;
}

size_t belay_guard_size(const struct belay_guard *g)
{
	return g->size;
}

int belay_guard_locked(const struct belay_guard *g)
{
	return g->locked;
}

int belay_guard_protect(struct belay_guard *g, enum belay_guard_state state)
{
	static const int protections[] = {
		[BELAY_GUARD_OPEN] = PROT_READ | PROT_WRITE,
		[BELAY_GUARD_READ] = PROT_READ,
		[BELAY_GUARD_SEALED] = PROT_NONE,
	};
	size_t page = belay__page_size();

	if ((unsigned)state > BELAY_GUARD_SEALED)
		return BELAY_EINVAL;
	if (mprotect(g->map + page, g->map_size - 2 * page,
		     protections[state]) < 0)
		return BELAY_ENOMEM;
	return 0;
}

int belay_guard_destroy(struct belay_guard *g)
{
	size_t page = belay__page_size(), inner;
	char *first;
	bool whole;

	if (!g)
		return 0;
	first = g->map + page;
	inner = g->map_size - 2 * page;
	/* It has a mapping of its own already, so this needs no memory. */
	if (mprotect(first, inner, PROT_READ | PROT_WRITE) < 0)
		return BELAY_ENOMEM;
	whole = belay__canary_holds(g->canary, first, g->data) &&
		belay__canary_holds(g->canary, g->data + g->size,
				    first + inner);
	belay_guard_wipe(first, inner);
	if (g->flags & BELAY_GUARD_KEEP) {
		munlock(first, inner);
		belay__decommit(first, inner);
		mprotect(g->map, g->map_size, PROT_NONE);
	} else {
		belay__unreserve(g->map, g->map_size);
	}
	belay_guard_wipe(g, sizeof(*g));
	belay__release(NULL, g, sizeof(*g));
	if (whole)
		return 0;
	return belay__misuse(BELAY_EMISUSE,
			     "bytes beside a guarded block were written");
}
