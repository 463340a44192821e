/* SPDX-License-Identifier: MIT */
#include "preload/mem.h"

#include "preload/os.h"
#include "record/heap.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

enum {
	GROW = 4 << 20, /* how much a range grows at once */
	/* Each costs up to two mappings; the default limit is 65,530. */
	MAX_ISLANDS = 12 << 10,
	MAX_RETIRED = 8 << 10,
};

/* 8 TiB: a guarded block every 100 us for three days, without reuse. */
#define WANTED ((size_t)8 << 40)

static struct {
	bool guards; /* the kernel has guard pages, and we may use them */
	bool small;
	size_t budget;
	_Atomic int nislands; /* readable pieces among PROT_NONE ones */
	_Atomic int nretired; /* ranges given up for good, merged */
	struct heap_ranges ranges;
} mem;

static void *reserve(size_t size)
{
	return sys_mmap(NULL, size, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static bool kernel_has_guards(void)
{
	void *p = sys_pages(PAGE);
	bool has;

	if (!p)
		return false;
	has = sys_madvise(p, PAGE, MADV_GUARD_INSTALL) == 0;
	sys_munmap(p, PAGE);
	return has;
}

/* The largest reservation that the limits let us have, tried for real. */
static size_t find_budget(void)
{
	struct rlimit limit;
	size_t want = WANTED;

	if (os_getrlimit(RLIMIT_AS, &limit) == 0 &&
	    limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur / 8 * 5 < want) {
		want = round_down(limit.rlim_cur / 8 * 5, (size_t)GROW);
		mem.small = true;
	}
	for (; want >= GROW; want = round_down(want / 2, (size_t)GROW)) {
		void *p = reserve(want);

		if (p) {
			sys_munmap(p, want);
			return want;
		}
		mem.small = true;
	}
	return 0;
}

void mem_init(void)
{
	mem.guards = kernel_has_guards();
	mem.budget = find_budget();
}

void mem_merge_guards(void)
{
	mem.guards = false;
}

bool mem_has_guards(void)
{
	return mem.guards;
}

bool mem_is_small(void)
{
	return mem.small;
}

size_t mem_budget(void)
{
	return mem.budget;
}

static void note_range(const struct mem_range *r)
{
	uint32_t i = atomic_fetch_add(&mem.ranges.n, 1);

	if (i < HEAP_RANGES) {
		mem.ranges.v[i].start = r->base;
		mem.ranges.v[i].size = r->size;
	}
}

const struct heap_ranges *mem_ranges(void)
{
	return &mem.ranges;
}

bool mem_reserve(struct mem_range *r, size_t size)
{
	void *p = reserve(round_up(size, PAGE));

	if (!p)
		return false;
	r->base = (uintptr_t)p;
	r->size = round_up(size, PAGE);
	note_range(r);
	return true;
}

static bool grow(struct mem_range *r, size_t ready, size_t upto)
{
	size_t to = min_size(round_up(upto, (size_t)GROW), r->size);

	/* Close to a limit the step may be too much, and the need not. */
	if (sys_mprotect((void *)(r->base + ready), to - ready,
			 PROT_READ | PROT_WRITE) != 0) {
		to = round_up(upto, PAGE);
		if (sys_mprotect((void *)(r->base + ready), to - ready,
				 PROT_READ | PROT_WRITE) != 0)
			return false;
	}
	atomic_store_explicit(&r->ready, to, memory_order_release);
	return true;
}

bool mem_ready(struct mem_range *r, size_t upto)
{
	bool good = true;
	size_t ready;

	if (LIKELY(upto <=
		   atomic_load_explicit(&r->ready, memory_order_acquire)))
		return true;
	if (upto > r->size)
		return false;
	lock_take(&r->lock);
	ready = atomic_load_explicit(&r->ready, memory_order_relaxed);
	if (upto > ready)
		good = grow(r, ready, upto);
	lock_drop(&r->lock);
	return good;
}

static bool install(uintptr_t page, size_t len)
{
	if (sys_madvise((void *)page, len, MADV_GUARD_INSTALL) == 0)
		return true;
	/* Not in memory that the program has locked. */
	return sys_call3(SYS_munlock, (long)page, (long)len, 0) == 0 &&
	       sys_madvise((void *)page, len, MADV_GUARD_INSTALL) == 0;
}

bool mem_guard(uintptr_t page, size_t len)
{
	if (mem.guards)
		return install(page, len);
	if (sys_mprotect((void *)page, len, PROT_NONE) != 0)
		return false;
	sys_madvise((void *)page, len, MADV_DONTNEED);
	atomic_fetch_sub_explicit(&mem.nislands, 1, memory_order_relaxed);
	return true;
}

bool mem_dig(uintptr_t page, size_t len)
{
	if (mem.guards)
		return mem_guard(page, len);
	if (atomic_fetch_add_explicit(&mem.nislands, 1, memory_order_relaxed) <
		    MAX_ISLANDS &&
	    sys_mprotect((void *)page, len, PROT_NONE) == 0) {
		sys_madvise((void *)page, len, MADV_DONTNEED);
		return true;
	}
	atomic_fetch_sub_explicit(&mem.nislands, 1, memory_order_relaxed);
	return false;
}

bool mem_fill(uintptr_t page, size_t len)
{
	if (mem.guards)
		return mem_unguard(page, len);
	if (sys_mprotect((void *)page, len, PROT_READ | PROT_WRITE) != 0)
		return false;
	atomic_fetch_sub_explicit(&mem.nislands, 1, memory_order_relaxed);
	return true;
}

bool mem_unguard(uintptr_t page, size_t len)
{
	if (mem.guards)
		return sys_madvise((void *)page, len, MADV_GUARD_REMOVE) == 0;
	if (atomic_fetch_add_explicit(&mem.nislands, 1, memory_order_relaxed) <
		    MAX_ISLANDS &&
	    sys_mprotect((void *)page, len, PROT_READ | PROT_WRITE) == 0) {
		/* A guard of the kernel's, from before we were told not to. */
		sys_madvise((void *)page, len, MADV_GUARD_REMOVE);
		return true;
	}
	atomic_fetch_sub_explicit(&mem.nislands, 1, memory_order_relaxed);
	return false;
}

bool mem_retire(uintptr_t page, size_t len, int nmerged)
{
	int more = 1 - nmerged;
	void *p;

	if (atomic_load_explicit(&mem.nretired, memory_order_relaxed) + more >
	    MAX_RETIRED)
		return false;
	p = sys_mmap((void *)page, len, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
		     -1, 0);
	if (!p)
		return false;
	atomic_fetch_add_explicit(&mem.nretired, more, memory_order_relaxed);
	return true;
}

void mem_release(uintptr_t page, size_t len)
{
	sys_madvise((void *)page, len, MADV_DONTNEED);
}

void mem_fork_child(struct mem_range *r)
{
	lock_reset(&r->lock);
}
