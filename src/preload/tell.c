/* SPDX-License-Identifier: MIT */
#include "preload/tell.h"

#include <string.h>

#include "preload/heap.h"
#include "preload/lock.h"
#include "preload/os.h"
#include "preload/poison.h"
#include "preload/session.h"
#include "preload/signals.h"
#include "preload/text.h"
#include "unwind/unwind.h"

enum { RAW_FRAMES = 16 }; /* shown when nobody can name them */

static struct {
	bool keep_going;
	_Atomic uint32_t ending; /* tid of the thread that ends the process */
	struct lock modules_lock;
} tell;

void tell_init(bool keep_going)
{
	tell.keep_going = keep_going;
}

void tell_fork_child(void)
{
	lock_reset(&tell.modules_lock);
	atomic_store(&tell.ending, 0);
}

static void put_event(struct record_stack *to, struct block_event e)
{
	uint16_t flags = 0;

	to->tid = e.tid;
	to->goroutine = e.goroutine;
	to->nframes = (uint16_t)unwind_depot_get(e.stack & ~STACK_LIKELY,
						 to->pc, RECORD_FRAMES, &flags);
	if (e.stack & STACK_LIKELY)
		flags |= RECORD_STACK_LIKELY;
	to->flags = flags;
}

static void put_block(struct record_block *to, const struct block *b)
{
	to->address = b->address;
	to->size = b->size;
	put_event(&to->alloc, b->alloc);
	put_event(&to->free, b->free);
}

/* Signals wait, since a handler may have something to tell itself. */
static void put_modules(struct record_process *p)
{
	const uint64_t all = ~UINT64_C(0);
	uint64_t before;
	size_t n;

	sys_sigprocmask(SIG_SETMASK, &all, &before);
	lock_take(&tell.modules_lock);
	n = unwind_modules(p->modules, RECORD_MODULES);
	if (n > RECORD_MODULES) {
		atomic_store(&p->stats.dropped_modules, n - RECORD_MODULES);
		n = RECORD_MODULES;
	}
	atomic_store_explicit(&p->nmodules, (uint32_t)n, memory_order_release);
	lock_drop(&tell.modules_lock);
	sys_sigprocmask(SIG_SETMASK, &before, NULL);
}

/* A finding with what every kind has; NULL when there is no room for it. */
static struct record_finding *begin(enum record_kind kind, uintptr_t address,
				    const struct block *b)
{
	struct record_finding *f;
	uint32_t me = (uint32_t)sys_gettid(), nobody = 0;

	if (!tell.keep_going &&
	    !atomic_compare_exchange_strong(&tell.ending, &nobody, me) &&
	    nobody != me) {
		/* Another thread is telling; this one does not come back. */
		for (;;)
			os_futex_wait(&tell.ending, nobody, NULL);
	}
	f = session_new_finding();
	if (!f)
		return NULL;
	memset((char *)f + sizeof(f->state), 0, sizeof(*f) - sizeof(f->state));
	f->kind = kind;
	f->address = address;
	os_thread_name(f->thread);
	if (b)
		put_block(&f->block, b);
	return f;
}

static void put_stack(struct record_stack *to, size_t n, uint16_t flags)
{
	to->nframes = (uint16_t)n;
	to->flags = flags;
	to->tid = (uint32_t)sys_gettid();
	to->goroutine = unwind_goroutine();
}

static void put_hook_stack(struct record_finding *f, const void *fp)
{
	uint16_t flags = 0;
	size_t n = unwind_here(fp, f->stack.pc, RECORD_FRAMES, &flags);

	put_stack(&f->stack, n, flags);
}

static const char *kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[RECORD_KIND_NONE] = "finding",
#define KIND(code, constant, name, level, summary) [RECORD_##constant] = name,
#include "record/kinds.def"
#undef KIND
	};

	return names[kind < RECORD_NKINDS ? kind : RECORD_KIND_NONE];
}

static void say_frame(const struct record_process *p, uint64_t pc)
{
	uint32_t n = atomic_load(&p->nmodules);
	struct text line;

	text_init(&line);
	text_puts(&line, "    ");
	text_hex(&line, pc);
	for (uint32_t i = 0; i < n; i++) {
		const struct record_module *m = &p->modules[i];

		if (pc < m->start || pc >= m->end)
			continue;
		text_puts(&line, "  ");
		text_puts(&line, m->path);
		text_puts(&line, "+");
		text_hex(&line, pc - m->bias);
		break;
	}
	text_say(&line);
}

static void say_stack(const char *title, const struct record_stack *s)
{
	const struct record_process *p = session_process();
	struct text line;

	if (s->tid == 0)
		return;
	text_init(&line);
	text_puts(&line, "  ");
	text_puts(&line, title);
	text_puts(&line, " thread ");
	text_number(&line, s->tid);
	text_puts(&line, ":");
	text_say(&line);
	for (uint16_t i = 0; i < s->nframes && i < RAW_FRAMES; i++)
		say_frame(p, s->pc[i]);
}

/* For a process that nobody watches from outside. */
static void say_raw(const struct record_finding *f)
{
	struct text line;

	text_init(&line);
	text_puts(&line, "belay: pid ");
	text_number(&line, (uint64_t)sys_getpid());
	text_puts(&line, ": ");
	text_puts(&line, kind_name(f->kind));
	text_puts(&line, " at ");
	text_hex(&line, f->address);
	if (f->block.address != 0) {
		text_puts(&line, ", block ");
		text_hex(&line, f->block.address);
		text_puts(&line, " of ");
		text_number(&line, f->block.size);
		text_puts(&line, " bytes");
	}
	text_puts(&line, "; 'belay run' gives names");
	text_say(&line);
	say_stack("seen by", &f->stack);
	say_stack("freed by", &f->block.free);
	say_stack("allocated by", &f->block.alloc);
}

static void end(struct record_finding *f)
{
	if (f) {
		put_modules(session_process());
		session_publish(f);
		if (!session_is_shared())
			say_raw(f);
	}
	if (!tell.keep_going)
		signals_die();
}

#if defined(__x86_64__)
/* The order of struct record_finding's regs, in the kernel's terms. */
static const int reg_order[RECORD_REGS] = {
	REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI,
	REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
	REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
};

/* And in DWARF's, for the walk. */
static const int dwarf_order[UNWIND_NREGS] = {
	REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
	REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
	REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
};

static void put_context(struct record_finding *f, const ucontext_t *c)
{
	const greg_t *g = c->uc_mcontext.gregs;
	struct unwind_start start = {.known = (1u << UNWIND_NREGS) - 1,
				     .exact = true};
	uint16_t flags = 0;
	uintptr_t pc = (uintptr_t)g[REG_RIP];
	uintptr_t sp = (uintptr_t)g[REG_RSP];
	size_t n;

	/* Bit 1 of a page fault's error code: it was a write. */
	f->access = g[REG_ERR] & 2 ? RECORD_WRITE : RECORD_READ;
	for (int i = 0; i < RECORD_REGS; i++)
		f->regs[i] = (uint64_t)g[reg_order[i]];
	f->nregs = RECORD_REGS;
	for (int i = 0; i < UNWIND_NREGS; i++)
		start.regs[i] = (uint64_t)g[dwarf_order[i]];
	/* The instruction just ran, so its first byte is there. */
	n = min_size(sizeof(f->code), PAGE - pc % PAGE);
	memcpy(f->code, (const void *)pc, n);
	f->ncode = (uint32_t)n;
	if (sp % sizeof(uint64_t) == 0 && sys_readable(sp))
		f->top_word = *(const uint64_t *)sp;
	n = unwind_stack(&start, f->stack.pc, RECORD_FRAMES, &flags);
	put_stack(&f->stack, n, flags);
}
#else
static void put_context(struct record_finding *f, const ucontext_t *c)
{
	struct unwind_start start = {.known = 0, .exact = true};
	uint16_t flags = 0;
	size_t n;

	(void)c;
	n = unwind_stack(&start, f->stack.pc, RECORD_FRAMES, &flags);
	put_stack(&f->stack, n, flags);
}
#endif

void tell_fault(enum record_kind kind, uintptr_t address, const struct block *b,
		const ucontext_t *context)
{
	struct record_finding *f = begin(kind, address, b);

	if (f)
		put_context(f, context);
	end(f);
}

void tell_bad_free(enum record_kind kind, uintptr_t address, const void *fp)
{
	struct block b;
	struct record_finding *f =
		begin(kind, address, heap_describe(address, &b) ? &b : NULL);

	if (f)
		put_hook_stack(f, fp);
	end(f);
}

void tell_overflow(uintptr_t address, uintptr_t block, const void *fp)
{
	struct block b;
	struct record_finding *f = begin(RECORD_HEAP_OVERFLOW, address,
					 heap_describe(block, &b) ? &b : NULL);

	if (f) {
		f->access = RECORD_WRITE;
		put_hook_stack(f, fp);
	}
	end(f);
}

void tell_broken_poison(uintptr_t address)
{
	struct block b;
	bool known = heap_describe(address, &b);
	struct record_finding *f;

	/* The first byte that is wrong lies before anything not filled. */
	f = begin(RECORD_WRITE_AFTER_FREE,
		  known ? poison_broken_at((void *)b.address, b.limit)
			: address,
		  known ? &b : NULL);
	if (f)
		f->access = RECORD_WRITE;
	end(f);
}
