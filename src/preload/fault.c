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
#include "preload/lock.h"
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

/*
 * Reports are written on a stack of the runtime's own: the program's
 * alternate stack may be no larger than the kernel's signal frame, and a
 * walk needs more.  No other signal may come meanwhile, since the kernel
 * would take the alternate stack for free and put its frame over ours.
 */
static struct {
	struct lock lock; /* guards the stack */
	char stack[64 << 10] __attribute__((aligned(16)));
} report;

struct telling {
	enum record_kind kind;
	uintptr_t address;
	const struct block *block;
	const ucontext_t *context;
};

static void tell_it(void *arg)
{
	const struct telling *t = arg;

	tell_fault(t->kind, t->address, t->block, t->context);
}

static void run_on(char *top, void (*function)(void *), void *arg)
{
#if defined(__x86_64__)
	/* rbx outlives the call; the compiler saves what the call may use. */
	__asm__ volatile("movq %%rsp, %%rbx\n\t"
			 "movq %0, %%rsp\n\t"
			 "callq *%1\n\t"
			 "movq %%rbx, %%rsp"
			 : "+r"(top), "+r"(function), "+D"(arg)
			 :
			 : "rax", "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10",
			   "r11", "memory", "cc", "xmm0", "xmm1", "xmm2",
			   "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
			   "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
			   "xmm15");
#else
	(void)top;
	function(arg);
#endif
}

static void tell_apart(struct telling *t)
{
	const uint64_t all = ~UINT64_C(0);

	sys_sigprocmask(SIG_SETMASK, &all, NULL);
	lock_take(&report.lock);
	run_on(report.stack + sizeof(report.stack), tell_it, t);
	lock_drop(&report.lock);
}

void fault_fork_child(void)
{
	lock_reset(&report.lock);
}

void fault_handler(int signal, siginfo_t *info, void *context)
{
	uintptr_t address = (uintptr_t)info->si_addr;
	enum verdict verdict = FOREIGN;
	const int before = errno;
	struct block b = {.state = BLOCK_NONE};

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
		tell_apart(&(struct telling){
			.kind = verdict == FREED ? RECORD_USE_AFTER_FREE
						 : RECORD_HEAP_OVERFLOW,
			.address = address,
			.block = b.state == BLOCK_NONE ? NULL : &b,
			.context = context,
		});
		/* Still here: let the program have its way with zeros. */
		mem_unguard(round_down(address, PAGE), PAGE);
		break;
	}
	errno = before;
}
