/* SPDX-License-Identifier: MIT */
/*
 * A fault is ours when its address lies in memory that the runtime made
 * unreadable.  Everything else - nil dereferences of Go, programs that use
 * SIGSEGV on purpose, plain crashes - goes to whoever would have had it.
 *
 * Between two blocks lies one guard page, so a fault there is an overflow
 * of the block before it or an underflow of the one after: the nearer one.
 */
#include "preload/fault.h"

#include <errno.h>

#include "preload/block.h"
#include "preload/heap.h"
#include "preload/mem.h"
#include "preload/os.h"
#include "preload/paged.h"
#include "preload/signals.h"
#include "preload/span.h"
#include "preload/tell.h"

/*
 * A fault on memory that is not guarded (any more) is tried again: another
 * thread may be about to change its state.  When nothing changes it was the
 * program that made the page unreadable.
 */
enum { RETRIES = 50 };

/* What the handler does about a fault. */
enum verdict { FOREIGN, RETRY, FREED, OVERFLOW };

static bool is_fetch(const ucontext_t *c)
{
#if defined(__x86_64__)
	return (c->uc_mcontext.gregs[REG_ERR] & 16) != 0;
#else
	(void)c;
	return false;
#endif
}

static enum verdict judge_packed(uintptr_t address, struct block *b)
{
	struct span *s = span_of(address);

	if (!s)
		return FOREIGN; /* nothing was ever there */
	/* Another thread has just taken the span into use again. */
	if (!s->dead)
		return RETRY;
	heap_describe(address, b);
	return FREED;
}

/* How far an address lies outside of a block. */
static size_t distance(const struct block *b, uintptr_t address)
{
	if (address < b->address)
		return b->address - address;
	return address - b->address < b->size
		       ? 0
		       : address - b->address - b->size + 1;
}

static enum verdict judge_paged(uintptr_t address, struct block *b)
{
	struct page_block *pb = paged_find(address);
	struct page_block *after = paged_find(address + PAGE);
	struct block next;

	*b = (struct block){.state = BLOCK_NONE};
	if (pb)
		paged_describe(pb, b);
	if (after && after != pb) {
		paged_describe(after, &next);
		if (!pb || (distance(&next, address) < distance(b, address) &&
			    address >= b->address + b->limit))
			*b = next;
	}
	switch (b->state) {
	case BLOCK_NONE:
		/* Retired so long ago that the block is forgotten. */
		return paged_was_used(address) ? FREED : FOREIGN;
	case BLOCK_LIVE:
		return distance(b, address) > 0 ? OVERFLOW : RETRY;
	case BLOCK_HELD:
		return RETRY;
	default:
		return FREED;
	}
}

static bool retry_is_hopeless(uintptr_t address)
{
	static __thread uintptr_t last
		__attribute__((tls_model("initial-exec")));
	static __thread unsigned n __attribute__((tls_model("initial-exec")));

	n = address == last ? n + 1 : 0;
	last = address;
	if (n < RETRIES) {
		sys_call3(SYS_sched_yield, 0, 0, 0);
		return false;
	}
	n = 0;
	return true;
}

void fault_handler(int signal, siginfo_t *info, void *context)
{
	uintptr_t address = (uintptr_t)info->si_addr;
	enum verdict verdict = FOREIGN;
	const int before = errno;
	struct block b;

	if (info->si_code > 0 && !is_fetch(context)) {
		if (span_area_has(address))
			verdict = judge_packed(address, &b);
		else if (paged_area_has(address))
			verdict = judge_paged(address, &b);
	}
	if (verdict == RETRY && retry_is_hopeless(address))
		verdict = FOREIGN;
	switch (verdict) {
	case FOREIGN:
		signals_forward(signal, info, context);
		break;
	case RETRY:
		break;
	case FREED:
	case OVERFLOW:
		tell_fault(verdict == FREED ? RECORD_USE_AFTER_FREE
					    : RECORD_HEAP_OVERFLOW,
			   address, b.state == BLOCK_NONE ? NULL : &b, context);
		/* Still here: let the program have its way with zeros. */
		mem_unguard(round_down(address, PAGE), PAGE);
		break;
	}
	errno = before;
}
