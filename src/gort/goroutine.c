/* SPDX-License-Identifier: MIT */
/*
 * Where the innermost frame of a goroutine is depends on what it does:
 *
 *	waiting		in g.sched, by whoever switched away from it
 *	in a call to C, or in the kernel
 *			in g.syscallsp: below that is only the runtime
 *	running		in the registers of its thread, if those are on its
 *			stack.  They may be on the runtime's stack (then
 *			g.sched has it), in the vdso (m.vdsoSP), or in a
 *			signal handler: then what it interrupted is in the
 *			frame that the kernel made, which is known by the
 *			description of the signal stack in it.
 *
 * Words below that are left over from calls that have returned.
 */
#include "gort/gort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "gort/internal.h"
#include "trace/memory.h"

enum {
	MAX_GOROUTINES = 1 << 21,
	SCAN_BIT = 0x1000,
	REG_RBP = 6, /* in the order of record.h */
	REG_RSP = 7,
	REG_RIP = 16,
	MAX_SIGNAL_STACK = 1 << 20,
	/* From ss_sp in a ucontext: */
	UC_SIZE = 16,
	UC_RBP = 104,
	UC_RSP = 144,
	UC_RIP = 152,
};

struct place {
	uint64_t sp, pc, bp;
};

static bool on_stack(const struct gort_goroutine *r, uint64_t sp)
{
	return sp >= r->stack_lo && sp < r->stack_hi && sp % 8 == 0;
}

/* The thread; NULL when it is not there, or (*ret_gone false) not known. */
static const struct memory_thread *thread_of(struct gort *g, uint32_t tid,
					     bool *ret_gone)
{
	const struct memory_thread *v;
	size_t n;

	v = memory_threads(g->memory, &n);
	*ret_gone = n > 0 && tid != 0;
	for (size_t i = 0; i < n; i++)
		if ((uint32_t)v[i].tid == tid) {
			*ret_gone = false;
			return v[i].state == MEMORY_THREAD_UNKNOWN ? NULL
								   : &v[i];
		}
	return NULL;
}

static void set(struct gort_goroutine *r, const struct place *p, bool thread)
{
	r->sp = p->sp;
	r->pc = p->pc;
	r->bp = p->bp;
	r->exact = true;
	r->on_thread = thread;
}

/* What the outermost signal handler on the thread's signal stack interrupted.
 */
static bool interrupted(struct gort *g, uint64_t m, uint64_t sp,
			const struct gort_goroutine *r, struct place *ret)
{
	uint64_t gsignal, lo, hi, w, size;

	if (!gort_word(g, m, LAYOUT_M_GSIGNAL, &gsignal) ||
	    !gort_word(g, gsignal, LAYOUT_G_STACK_LO, &lo) ||
	    !gort_word(g, gsignal, LAYOUT_G_STACK_HI, &hi) || sp < lo ||
	    sp >= hi || hi - lo > MAX_SIGNAL_STACK)
		return false;
	for (uint64_t at = (hi - UC_RIP - 8) & ~UINT64_C(7); at > sp; at -= 8) {
		if (!memory_word(g->memory, at, &w) || w != lo ||
		    !memory_word(g->memory, at + UC_SIZE, &size) ||
		    size != hi - lo)
			continue;
		return memory_word(g->memory, at + UC_RSP, &ret->sp) &&
		       memory_word(g->memory, at + UC_RIP, &ret->pc) &&
		       memory_word(g->memory, at + UC_RBP, &ret->bp) &&
		       on_stack(r, ret->sp);
	}
	return false;
}

static bool saved(struct gort *g, const struct gort_goroutine *r,
		  struct place *ret)
{
	return gort_word(g, r->address, LAYOUT_G_SCHED_SP, &ret->sp) &&
	       gort_word(g, r->address, LAYOUT_G_SCHED_PC, &ret->pc) &&
	       gort_word(g, r->address, LAYOUT_G_SCHED_BP, &ret->bp) &&
	       on_stack(r, ret->sp);
}

static bool in_call(struct gort *g, const struct gort_goroutine *r,
		    struct place *ret)
{
	if (!gort_word(g, r->address, LAYOUT_G_SYSCALLSP, &ret->sp) ||
	    !gort_word(g, r->address, LAYOUT_G_SYSCALLPC, &ret->pc) ||
	    !on_stack(r, ret->sp))
		return false;
	if (!gort_word(g, r->address, LAYOUT_G_SYSCALLBP, &ret->bp) &&
	    !gort_word(g, r->address, LAYOUT_G_SCHED_BP, &ret->bp))
		ret->bp = 0;
	return true;
}

static bool in_vdso(struct gort *g, uint64_t m, const struct gort_goroutine *r,
		    struct place *ret)
{
	ret->bp = 0;
	return gort_word(g, m, LAYOUT_M_VDSOSP, &ret->sp) && ret->sp != 0 &&
	       gort_word(g, m, LAYOUT_M_VDSOPC, &ret->pc) &&
	       on_stack(r, ret->sp);
}

static void place_running(struct gort *g, uint64_t m, struct gort_goroutine *r)
{
	bool gone;
	const struct memory_thread *t = thread_of(g, r->tid, &gone);
	struct place p;

	if (t) {
		p = (struct place){t->regs[REG_RSP], t->regs[REG_RIP],
				   t->regs[REG_RBP]};
		if (on_stack(r, p.sp) || interrupted(g, m, p.sp, r, &p)) {
			set(r, &p, true);
			return;
		}
	}
	if (gone) { /* the program ends: it will not run again */
		r->sp = r->stack_hi;
		return;
	}
	if (in_vdso(g, m, r, &p) || saved(g, r, &p)) {
		set(r, &p, false);
		r->exact = t != NULL;
	}
}

static void place_goroutine(struct gort *g, uint64_t m,
			    struct gort_goroutine *r)
{
	struct place p;

	r->sp = r->stack_lo;
	if (r->status == GORT_RUNNING)
		place_running(g, m, r);
	else if (r->status == GORT_SYSCALL ? in_call(g, r, &p)
					   : saved(g, r, &p))
		set(r, &p, false);
}

static const char *start_name(struct gort *g, struct ptrmap *names, uint64_t pc)
{
	void **at;

	if (pc == 0)
		return NULL;
	at = ptrmap_at_key(names, g->scratch, pc);
	if (!*at) {
		const char *name = gort_function(g, pc);

		*at = arena_strdup(g->scratch, name ? name : "");
	}
	return *(const char *)*at ? *at : NULL;
}

static bool read_goroutine(struct gort *g, uint64_t addr, struct ptrmap *names,
			   struct gort_goroutine *ret)
{
	struct gort_goroutine r = {.address = addr};
	uint32_t status, current;
	uint64_t m;

	if (!gort_looks_like_g(g, addr) ||
	    !gort_u32(g, addr, LAYOUT_G_STATUS, &status) ||
	    !gort_word(g, addr, LAYOUT_G_STACK_LO, &r.stack_lo) ||
	    !gort_word(g, addr, LAYOUT_G_STACK_HI, &r.stack_hi) ||
	    !gort_word(g, addr, LAYOUT_G_GOID, &r.goid) ||
	    !gort_word(g, addr, LAYOUT_G_STARTPC, &r.start_pc) ||
	    !gort_word(g, addr, LAYOUT_G_M, &m))
		return false;
	r.status = status & ~(uint32_t)SCAN_BIT;
	if (r.status == GORT_IDLE || r.status == GORT_DEAD ||
	    r.status == GORT_DEAD_EXTRA || r.stack_lo == r.stack_hi)
		return false;
	if (m != 0 && (r.status == GORT_RUNNING || r.status == GORT_SYSCALL) &&
	    gort_u32(g, m, LAYOUT_M_PROCID, &current))
		r.tid = current;
	r.start = start_name(g, names, r.start_pc);
	place_goroutine(g, m, &r);
	*ret = r;
	return true;
}

static int by_goid(const void *a, const void *b)
{
	const struct gort_goroutine *x = a, *y = b;
	int c = compare_number(x->goid, y->goid);

	return c ? c : compare_number(x->address, y->address);
}

const struct gort_goroutine *gort_goroutines(struct gort *g, size_t *ret_n)
{
	struct ptrmap names = {.slots = NULL};
	uint64_t data, n, addr;

	*ret_n = g->ngoroutines;
	if (g->goroutines || !memory_word(g->memory, g->allgs, &data) ||
	    !memory_word(g->memory, g->allgs + 8, &n))
		return g->goroutines;
	if (n > MAX_GOROUTINES)
		n = MAX_GOROUTINES;
	g->goroutines = ARENA_ARRAY(g->scratch, n + 1, struct gort_goroutine);
	for (uint64_t i = 0; i < n; i++) {
		if (!memory_word(g->memory, data + 8 * i, &addr))
			break;
		if (read_goroutine(g, addr, &names,
				   &g->goroutines[g->ngoroutines]))
			g->ngoroutines++;
	}
	qsort(g->goroutines, g->ngoroutines, sizeof(*g->goroutines), by_goid);
	*ret_n = g->ngoroutines;
	return g->goroutines;
}
