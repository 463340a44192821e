/* SPDX-License-Identifier: MIT */
#include "lib/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/poison.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

static size_t fail_at;
static bool fail_on, no_ranges;

void belay__fail_alloc_at(size_t n)
{
	fail_at = n;
	fail_on = false;
}

void belay__fail_allocs_from(size_t n)
{
	fail_at = n;
	fail_on = n != 0;
}

void belay__refuse_ranges(bool refused)
{
	no_ranges = refused;
}

/* Only read while no test has armed it: threads do not meet here. */
static bool slammed(void)
{
	if (!fail_at)
		return false;
	if (fail_on && fail_at == 1)
		return true;
	return --fail_at == 0;
}

void *belay__alloc(const struct belay_allocator *a, size_t size)
{
	if (slammed())
		return NULL;
	return a ? a->alloc(a->ctx, size) : malloc(size);
}

void *belay__zalloc(const struct belay_allocator *a, size_t size)
{
	void *p;

	if (!a)
		return slammed() ? NULL : calloc(1, size);
	p = belay__alloc(a, size);
	if (p)
		memset(p, 0, size);
	return p;
}

void *belay__realloc(const struct belay_allocator *a, void *p, size_t old_size,
		     size_t size)
{
	void *q;

	if (a && !a->realloc) {
		q = belay__alloc(a, size);
		if (q) {
			memcpy(q, p, old_size < size ? old_size : size);
			belay__release(a, p, old_size);
		}
		return q;
	}
	if (slammed())
		return NULL;
	return a ? a->realloc(a->ctx, p, old_size, size) : realloc(p, size);
}

void belay__release(const struct belay_allocator *a, void *p, size_t size)
{
	if (!p)
		return;
	if (!a) {
		free(p);
		return;
	}
	/* A sanitizer's heap does this itself, the caller's may not. */
	if (belay__poisons())
		belay__unpoison(p, size / 8 * 8);
	if (a->free)
		a->free(a->ctx, p, size);
}

void *belay__reserve(size_t size)
{
	void *p;

	if (no_ranges || slammed())
		return NULL;
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void belay__unreserve(void *p, size_t size)
{
	munmap(p, size);
}

bool belay__commit(void *p, size_t size)
{
	int saved = errno;

	if (slammed())
		return false;
	/* A kernel that cannot do it (before 5.14) does it at the first use. */
	if (madvise(p, size, MADV_POPULATE_WRITE) == 0 || errno == EINVAL) {
		errno = saved;
		return true;
	}
	errno = saved;
	return false;
}

void belay__decommit(void *p, size_t size)
{
	int saved = errno;

	/* Marks would outlive the memory, and meet whoever is here next. */
	if (belay__poisons())
		belay__unpoison(p, size);
	madvise(p, size, MADV_DONTNEED);
	errno = saved;
}
