/* SPDX-License-Identifier: MIT */
/*
 * Go's frames.
 *
 * A thread of a Go program has two stacks.  Go code runs on the goroutine's,
 * C code and the scheduler on the thread's, which Go calls g0's.  Each call
 * from Go to C and each call back switches between them:
 *
 *	goroutine stack               thread's stack (g0)
 *
 *	runtime.goexit                start_thread, runtime.mstart, ...
 *	main.main                        |
 *	main._Cfunc_f                    |
 *	runtime.cgocall                  |
 *	runtime.asmcgocall ----------> depth, g of asmcgocall
 *	                               f, in C
 *	                               _cgoexp_..., crosscall2
 *	runtime.cgocallback <--------- frame of cgocallback, older g0.sched.sp
 *	runtime.cgocallbackg
 *	main.callback
 *	runtime.cgocall
 *	runtime.asmcgocall ----------> depth, g of asmcgocall
 *	                               g, in C; malloc: here we start
 *
 * Go's functions have no call frame information, but keep frame pointers.
 * The walk goes outwards as follows.
 *
 * C to Go: the C part ends at a return address in asmcgocall.  In its frame
 * are the goroutine and how far below its stack.hi asmcgocall's own frame
 * is: a distance and not an address, since a stack may move during a
 * callback.  Both are checked against the thread's g.  Since Go 1.21 that
 * frame begins with a saved frame pointer; before, the word there is the
 * return address, and the frame pointer is in g.sched (for the innermost
 * call) or as far away as it was there.  A C function called on g0 itself
 * has no goroutine in that frame but the stack pointer as it was.
 *
 * Go to Go: [fp] is the caller's fp, [fp + 8] the return address.  A chain
 * that comes from g0's stack goes on to the goroutine's where systemstack
 * switched.  It ends with fp 0, at goexit or where mcall began.
 *
 * Go to C: cgocallback's frame is on the thread's stack, so the chain leaves
 * the goroutine's stack there; its return address is in crosscall2, whose
 * code tells how to get back to C (see bare.c).
 *
 * What is trusted: the g of a thread that Go started is set by Go, and the
 * memory of a g or an m is never unmapped.  A pointer is believed when it
 * can be read and points back: g.m and one of m's three g's.
 */
#include "unwind/go.h"

#include <stdatomic.h>
#include <stddef.h>

#include "unwind/arch.h"
#include "unwind/bare.h"
#include "unwind/goabi.h"
#include "unwind/row.h"
#include "unwind/sys.h"

enum {
	/* asmcgocall aligns its frame: as much may be between. */
	ALIGNMENT = 16,
	CHECKED_LOG = 10,
	STACK_LARGEST_LOG = 32, /* of a goroutine */
	THREAD_STACK_LOG = 30,
	/* How far up the thread's stack a call from Go is looked for. */
	SEARCH_WORDS = 4096,
};

struct go_thread {
	uintptr_t g, m, g0, curg;
	uintptr_t lo, hi; /* curg's stack; 0, 0 for none */
};

/*
 * Objects of Go's runtime that were found readable.  They stay so: Go never
 * unmaps the memory of a g or an m.
 */
static _Atomic uintptr_t checked[1 << CHECKED_LOG];

/* Before 1.21: return address << 16 | words from asmcgocall's sp to fp. */
static _Atomic uint64_t learned_distance;

static bool go_code(uintptr_t pc)
{
	return go_text(pc) || go_text_perhaps(pc);
}

/* Whether an object of at least size bytes can be at p. */
static bool readable_object(uintptr_t p, uintptr_t size)
{
	_Atomic uintptr_t *place = &checked[p * UINT64_C(0x9e3779b97f4a7c15) >>
					    (64 - CHECKED_LOG)];

	if (p == 0 || (p & 7) != 0)
		return false;
	if (atomic_load_explicit(place, memory_order_relaxed) == p)
		return true;
	if (!sys_readable(p) || !sys_readable((p + size) & ~(uintptr_t)7))
		return false;
	atomic_store_explicit(place, p, memory_order_relaxed);
	return true;
}

/* Fills *t; false when no Go code is or was on this thread. */
static bool find_thread(struct go_thread *t)
{
	const struct goabi *abi = &go_program.abi;

	if (abi->minor == 0 || go_program.g_offset == 0)
		return false;
	t->g = load_word(thread_pointer() + (uintptr_t)go_program.g_offset);
	if (!readable_object(t->g, abi->goid))
		return false;
	t->m = load_word(t->g + G_M);
	if (!readable_object(t->m, abi->ncgo))
		return false;
	t->g0 = load_word(t->m + M_G0);
	t->curg = load_word(t->m + abi->curg);
	if (t->g != t->g0 && t->g != t->curg &&
	    t->g != load_word(t->m + abi->gsignal))
		return false;
	t->lo = t->hi = 0;
	if (t->curg == 0)
		return true;
	if (!readable_object(t->curg, abi->goid) ||
	    load_word(t->curg + G_M) != t->m)
		return false;
	t->lo = load_word(t->curg + G_STACK_LO);
	t->hi = load_word(t->curg + G_STACK_HI);
	if (t->lo >= t->hi || (t->hi - t->lo) >> STACK_LARGEST_LOG != 0 ||
	    (t->hi & 7) != 0)
		t->lo = t->hi = 0;
	return true;
}

uint64_t unwind_goroutine(void)
{
	const struct goabi *abi = &go_program.abi;
	struct go_thread t;

	if (!find_thread(&t) || t.curg == 0)
		return 0;
	/* C's own thread between callbacks: the m is bound but idle. */
	if (t.g == t.g0 &&
	    (load_word((t.m + abi->incgo) & ~7ul) >> 8 * (abi->incgo & 7) &
	     1) &&
	    (int32_t)load_word(t.m + abi->ncgo) == 0)
		return 0;
	return load_word(t.curg + abi->goid);
}

static bool on_goroutine(const struct go_thread *t, uint64_t address)
{
	return address >= t->lo && address < t->hi - 8 && t->hi != 0;
}

/* Whether a frame of the thread's stack, above w's, can be at address. */
static bool on_thread(const struct walk *w, uint64_t address)
{
	if (w->view.lo < w->view.hi)
		return address >= w->view.lo && address < w->view.hi - 8;
	return address > w->regs[UNWIND_RSP] &&
	       (address - w->regs[UNWIND_RSP]) >> THREAD_STACK_LOG == 0;
}

/* A word of either stack; the goroutine's is there while it runs. */
static bool read_word(struct walk *w, const struct go_thread *t,
		      uint64_t address, uint64_t *ret)
{
	if (!on_goroutine(t, address) || (address & 7))
		return stack_read(&w->view, address, ret);
	*ret = load_word(address);
	return true;
}

/*
 * A frame without frame pointer that is about to return to code: emits the
 * return address.  WALK_HARD when that is C, WALK_GO when it is Go.
 */
static enum walk_end return_bare(struct walk *w)
{
	if (!bare_return(w, go_program.code, go_program.code_end))
		return WALK_LOST;
	if (w->regs[UNWIND_PC] == 0)
		return WALK_DONE;
	if (!walk_emit(w, w->regs[UNWIND_PC]))
		return WALK_CUT;
	return go_code(w->regs[UNWIND_PC]) ? WALK_GO : WALK_HARD;
}

/* From Go's frame at fp, on the thread's stack, into the code around it. */
static enum walk_end leave_to_c(struct walk *w, uint64_t pc, uint64_t sp,
				uint64_t fp)
{
	enum walk_end end;

	stack_view_init(&w->view, sp);
	w->regs[UNWIND_PC] = pc;
	w->regs[UNWIND_RSP] = sp;
	w->regs[UNWIND_RBP] = fp;
	w->known = 1u << UNWIND_PC | 1u << UNWIND_RSP | 1u << UNWIND_RBP;
	w->exact = false;
	end = return_bare(w);
	/* crosscall1 is C's assembler without tables: one more. */
	if (end == WALK_HARD &&
	    row_kind(row_find(w->regs[UNWIND_PC] - 1)) == ROW_LOST &&
	    w->regs[UNWIND_PC] >= go_program.code &&
	    w->regs[UNWIND_PC] < go_program.code_end)
		end = return_bare(w);
	return end;
}

static bool is_ret(uint64_t pc)
{
	return (load_word(pc & ~UINT64_C(7)) >> 8 * (pc & 7) & 0xff) == 0xc3;
}

/*
 * Before 1.21 systemstack has no frame.  Its caller's return address is
 * where g.sched.sp points.
 */
static bool emit_before_switch(struct walk *w, const struct go_thread *t,
			       uint64_t fp)
{
	uint64_t sp = load_word(t->curg + G_SCHED_SP), ra;

	if (load_word(t->curg + G_SCHED + go_program.abi.gobuf_bp) != fp ||
	    sp == fp || !on_goroutine(t, sp) || !read_word(w, t, sp, &ra) ||
	    !go_code(ra))
		return true;
	return walk_emit(w, ra);
}

/* Along the frame pointers, from fp on. */
static enum walk_end follow_frames(struct walk *w, const struct go_thread *t,
				   uint64_t fp, bool from_goroutine)
{
	bool on_g = from_goroutine;

	for (;;) {
		uint64_t ra, next;

		if (fp == 0)
			return WALK_DONE;
		if (!on_g && on_goroutine(t, fp)) {
			if (!emit_before_switch(w, t, fp))
				return WALK_CUT;
			on_g = true;
		}
		/*
		 * The scheduler was entered by mcall, whose frame pointer
		 * is on the stack of a goroutine that does not run any more.
		 */
		if (!on_g && t->curg == 0 && !on_thread(w, fp))
			return WALK_DONE;
		if (!on_goroutine(t, fp) && !from_goroutine &&
		    !on_thread(w, fp))
			return WALK_LOST;
		if (!read_word(w, t, fp, &next) ||
		    !read_word(w, t, fp + 8, &ra) || !go_code(ra))
			return WALK_LOST;
		if (!walk_emit(w, ra))
			return WALK_CUT;
		/* cgocallback's frame, or that of a thread's start. */
		if ((on_g && !on_goroutine(t, fp)) || (!on_g && is_ret(ra)))
			return leave_to_c(w, ra, fp + 16, next);
		/* Outer frames of one stack are higher up. */
		if (next != 0 && next <= fp &&
		    (on_goroutine(t, fp) ? on_goroutine(t, next)
					 : on_thread(w, next)))
			return WALK_LOST;
		fp = next;
	}
}

/*
 * Before 1.21: where the caller's frame is, for an asmcgocall whose return
 * address is at sp.
 */
static uint64_t older_frame(const struct go_thread *t, uint64_t sp, uint64_t ra)
{
	uint64_t fp = load_word(t->curg + G_SCHED + go_program.abi.gobuf_bp);
	uint64_t learned;

	if (load_word(t->curg + G_SCHED_SP) == sp) {
		if (fp > sp && (fp - sp) / 8 < 1 << 16)
			atomic_store_explicit(&learned_distance,
					      ra << 16 | (fp - sp) / 8,
					      memory_order_relaxed);
		return fp;
	}
	learned = atomic_load_explicit(&learned_distance, memory_order_relaxed);
	return learned >> 16 == ra ? sp + (learned & 0xffff) * 8 : 1;
}

/* The frame of asmcgocall is at sp, on goroutine or thread. */
static enum walk_end follow_asmcgocall(struct walk *w,
				       const struct go_thread *t, uint64_t sp,
				       bool from_goroutine)
{
	uint64_t word, fp = sp;

	if (!read_word(w, t, sp, &word))
		return WALK_LOST;
	if (go_code(word)) {
		if (!walk_emit(w, word))
			return WALK_CUT;
		fp = from_goroutine ? older_frame(t, sp, word)
				    : w->regs[UNWIND_RBP];
		if (!from_goroutine && !(w->known >> UNWIND_RBP & 1))
			return WALK_LOST;
	}
	return follow_frames(w, t, fp, from_goroutine);
}

/* C was called by asmcgocall: then true, and *end is how it went on. */
static bool leave_asmcgocall(struct walk *w, const struct go_thread *t,
			     enum walk_end *end)
{
	uint64_t sp = w->regs[UNWIND_RSP], depth, g;
	unsigned at = go_program.abi.depth;

	if (!stack_read(&w->view, sp + at, &depth) ||
	    !stack_read(&w->view, sp + at + 8, &g))
		return false;
	if (g != 0 && g == t->curg && depth < t->hi - t->lo && depth % 8 == 0) {
		*end = follow_asmcgocall(w, t, t->hi - depth, true);
		return true;
	}
	/* On g0: depth is the stack pointer before the frame was made. */
	if (g == 0 && depth - sp >= at + 16 &&
	    depth - sp < at + 32 + ALIGNMENT) {
		*end = follow_asmcgocall(w, t, depth, false);
		return true;
	}
	return false;
}

bool go_is_program(void)
{
	return go_program.abi.minor != 0 && go_program.g_offset != 0;
}

/*
 * asmcgocall's frame names the running goroutine, beside a distance that is
 * within its stack, above a return address in Go's code.  Three words that
 * agree by accident would have to be left from an earlier call to C by the
 * same goroutine, whose frame lies where this one's does.
 */
enum walk_end go_find_call(struct walk *w)
{
	const unsigned at = go_program.abi.depth;
	uint64_t sp = w->regs[UNWIND_RSP], pc, depth, g;
	struct go_thread t;
	enum walk_end end;

	if (!(w->known >> UNWIND_RSP & 1) || !find_thread(&t) || t.hi == 0)
		return WALK_LOST;
	for (int i = 0; i < SEARCH_WORDS; i++, sp += 8) {
		if (!stack_read(&w->view, sp, &pc))
			return WALK_LOST;
		if (!go_text(pc) ||
		    !stack_read(&w->view, sp + 8 + at, &depth) ||
		    !stack_read(&w->view, sp + 16 + at, &g) || g != t.curg ||
		    depth >= t.hi - t.lo || depth % 8 != 0)
			continue;
		if (!walk_emit(w, pc))
			return WALK_CUT;
		w->regs[UNWIND_PC] = pc;
		w->regs[UNWIND_RSP] = sp + 8;
		return leave_asmcgocall(w, &t, &end) ? end : WALK_LOST;
	}
	return WALK_LOST;
}

enum walk_end go_continue(struct walk *w)
{
	uint64_t fp = w->regs[UNWIND_RBP];
	struct go_thread t;
	enum walk_end end;

	if (!find_thread(&t))
		return WALK_LOST;
	if (!w->exact && leave_asmcgocall(w, &t, &end))
		return end;
	if (!(w->known >> UNWIND_RBP & 1))
		return WALK_LOST;
	return follow_frames(w, &t, fp, on_goroutine(&t, w->regs[UNWIND_RSP]));
}
