/* SPDX-License-Identifier: MIT */
/*
 * What may be read without asking.
 *
 * A walk reads between the live stack pointer and the far end of the stack
 * it is on.  Three kinds of stack are known well enough to do that blindly:
 *
 *   - The main thread's.  Its end comes from /proc/self/maps once; it is
 *     never unmapped, and the kernel keeps at least 128 MiB below it free of
 *     other mappings.
 *
 *   - A thread's.  glibc and musl put the thread's control block at the top
 *     of the thread's stack, also when the program gave the memory, and the
 *     block is there while the thread is.  If every page from sp up to the
 *     control block can be read, sp is on that stack: a guard page lies
 *     below each.  This is asked for once and remembered for the thread,
 *     again only when the stack has grown to pages not yet asked for.
 *
 *   - A goroutine's, by the bounds in its g (see go.c).
 *
 * What is between sp and such an end cannot go away: it holds the frames of
 * the calls that are active now.  On any other stack (a coroutine's, an
 * alternate signal stack) each page is asked for in each walk.
 *
 * The remembered range is thread-local.  A handler that interrupts its
 * update sees a range that was right before, or is right now: the upper end
 * never changes, and the lower is one word.
 */
#include "unwind/stack.h"

#include <stddef.h>

#include "unwind/module.h"
#include "unwind/sys.h"

enum {
	PAGE = 4096,
	/* Pages that are asked for at once, at most: 8 MiB. */
	ASK_MAX = 2048,
};

/* The kernel's least gap between the main stack and the next mapping. */
#define MAIN_STACK_GAP (UINT64_C(128) << 20)

static __thread uintptr_t lowest_asked
	__attribute__((tls_model("initial-exec")));

static bool all_readable(uintptr_t from, uintptr_t to)
{
	if ((to - from) / PAGE > ASK_MAX)
		return false;
	for (uintptr_t p = from & ~(uintptr_t)(PAGE - 1); p < to; p += PAGE)
		if (!sys_readable(p))
			return false;
	return true;
}

void stack_view_init(struct stack_view *v, uintptr_t sp)
{
	uintptr_t top = modules_main_stack();
	uintptr_t tp = thread_pointer();
	uintptr_t asked = lowest_asked;

	v->page = 0;
	v->lo = v->hi = sp;
	if (sp < top && sp >= top - MAIN_STACK_GAP) {
		v->hi = top;
		return;
	}
	if (sp >= tp)
		return;
	if (asked == 0)
		asked = tp;
	if (sp < asked) {
		if (!all_readable(sp, asked))
			return;
		lowest_asked = sp & ~(uintptr_t)(PAGE - 1);
	}
	v->hi = tp;
}

bool stack_ask(struct stack_view *v, uintptr_t address)
{
	uintptr_t page = address & ~(uintptr_t)(PAGE - 1);

	if (page == 0 || (page != v->page && !sys_readable(address)))
		return false;
	v->page = page;
	return true;
}
