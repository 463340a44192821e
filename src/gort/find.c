/* SPDX-License-Identifier: MIT */
/*
 * Two variables of the runtime are all that is needed: runtime.allgs, a
 * slice of all goroutines, and runtime.mheap_, the heap.  Where the symbol
 * table is gone they are found by what they look like:
 *
 *	allgs	in the bss with pointers, a slice whose elements point to
 *		what looks like goroutines, some of them waiting;
 *	mheap_	in the bss, the word that points to the map of arenas: one
 *		entry for 64 MiB of address space, which for a goroutine
 *		leads to the span that it is allocated in.
 *
 * The tests are the same with symbols, so that a release that has moved
 * things is not misread.
 */
#include "gort/internal.h"

#include <string.h>

#include "gort/layout.h"
#include "trace/memory.h"

enum {
	MAX_GOROUTINES = 1 << 26,
	G_TO_TRY = 32, /* of the first ones */
	WAITING = 2,   /* of those, at least */
	MAX_STATUS = 16,
	SCAN_BIT = 0x1000, /* in a status, while the stack is scanned */
};

bool gort_looks_like_g(struct gort *g, uint64_t addr)
{
	uint64_t lo, hi, goid, m;
	uint32_t status;

	if (addr == 0 || addr % 8 != 0 ||
	    !gort_u32(g, addr, LAYOUT_G_STATUS, &status) ||
	    !gort_word(g, addr, LAYOUT_G_STACK_LO, &lo) ||
	    !gort_word(g, addr, LAYOUT_G_STACK_HI, &hi) ||
	    !gort_word(g, addr, LAYOUT_G_GOID, &goid) ||
	    !gort_word(g, addr, LAYOUT_G_M, &m))
		return false;
	if ((status & ~(uint32_t)SCAN_BIT) >= MAX_STATUS || goid >> 48 != 0 ||
	    m % 8 != 0)
		return false;
	/* A dead one may have no stack. */
	return (lo == 0 && hi == 0) ||
	       (lo < hi && lo % 8 == 0 && hi - lo < UINT64_C(1) << 32);
}

/* Does one wait, with its stack pointer on its stack? */
static bool waits(struct gort *g, uint64_t addr)
{
	uint64_t lo, hi, sp;
	uint32_t status;

	return gort_u32(g, addr, LAYOUT_G_STATUS, &status) &&
	       (status & ~(uint32_t)SCAN_BIT) == GORT_WAITING &&
	       gort_word(g, addr, LAYOUT_G_STACK_LO, &lo) &&
	       gort_word(g, addr, LAYOUT_G_STACK_HI, &hi) &&
	       gort_word(g, addr, LAYOUT_G_SCHED_SP, &sp) && sp >= lo &&
	       sp < hi;
}

/*
 * Is there a slice of goroutines at addr?  The runtime has some of its own,
 * most of which wait.  Number 1 need not be among them: in a shared object
 * it has nothing to do and ends.
 */
static bool is_allgs(struct gort *g, uint64_t addr, unsigned nwaiting,
		     uint64_t *ret_one)
{
	uint64_t data, n, cap, one, last = 0;

	if (!memory_word(g->memory, addr, &data) || data == 0 ||
	    data % 8 != 0 || !memory_word(g->memory, addr + 8, &n) ||
	    !memory_word(g->memory, addr + 16, &cap) || n == 0 || n > cap ||
	    n > MAX_GOROUTINES)
		return false;
	for (uint64_t i = 0; i < n && i < G_TO_TRY; i++) {
		if (!memory_word(g->memory, data + 8 * i, &one) ||
		    one == last || !gort_looks_like_g(g, one))
			return false;
		last = one;
		if (nwaiting > 0 && waits(g, one))
			nwaiting--;
	}
	*ret_one = last;
	return nwaiting == 0;
}

struct hunt {
	struct gort *g;
	uint64_t goroutine, found;
};

static bool look_for_allgs(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct hunt *h = arg;

	for (size_t i = 0; i + 8 <= n; i += 8) {
		uint64_t w;

		/* Its length may be in the next piece. */
		memcpy(&w, (const char *)data + i, sizeof(w));
		if (w == 0 || w % 8 != 0)
			continue;
		if (is_allgs(h->g, addr + i, WAITING, &h->goroutine)) {
			h->found = addr + i;
			return false;
		}
	}
	return true;
}

static bool look_for_arenas(void *arg, uint64_t addr, const void *data,
			    size_t n)
{
	struct hunt *h = arg;

	for (size_t i = 0; i + 8 <= n; i += 8) {
		uint64_t w;

		memcpy(&w, (const char *)data + i, sizeof(w));
		if (w == 0 || w % MEMORY_PAGE != 0)
			continue;
		if (gort_looks_like_arenas(h->g, w, h->goroutine)) {
			h->found = addr + i;
			return false;
		}
	}
	return true;
}

static void scan(struct gort *g, const struct module_range *r,
		 memory_scan_fn *look, struct hunt *h)
{
	uint64_t start = (r->start + 7) & ~UINT64_C(7);
	uint64_t end = r->end & ~UINT64_C(7);

	if (h->found == 0 && start < end)
		memory_scan(g->memory, start, end, look, h);
}

/* *ret_one: a goroutine, which is in the heap; by that it is known. */
static bool find_allgs(struct gort *g, uint64_t *ret_one)
{
	struct hunt h = {g, 0, 0};

	if (module_file_symbol(&g->file, "runtime.allgs", &g->allgs) &&
	    is_allgs(g, g->allgs, 0, ret_one)) {
		g->info.symbols = true;
		return true;
	}
	scan(g, &g->modules[0].bss, look_for_allgs, &h);
	scan(g, &g->modules[0].noptrbss, look_for_allgs, &h);
	g->allgs = h.found;
	*ret_one = h.goroutine;
	return h.found != 0;
}

static bool find_heap(struct gort *g, uint64_t goroutine)
{
	uint64_t offset = (uint64_t)g->layout.offset[LAYOUT_HEAP_ARENAS], w;
	struct hunt h = {g, goroutine, 0};

	if (module_file_symbol(&g->file, "runtime.mheap_", &g->heap) &&
	    memory_word(g->memory, g->heap + offset, &w) &&
	    gort_looks_like_arenas(g, w, goroutine))
		return true;
	scan(g, &g->modules[0].noptrbss, look_for_arenas, &h);
	scan(g, &g->modules[0].bss, look_for_arenas, &h);
	g->heap = h.found - offset;
	return h.found != 0;
}

bool gort_find_runtime(struct gort *g, const char **ret_why)
{
	uint64_t goroutine;

	if (!find_allgs(g, &goroutine)) {
		*ret_why = "its goroutines were not found";
		return false;
	}
	if (!find_heap(g, goroutine)) {
		*ret_why = "its heap was not found";
		return false;
	}
	return true;
}
