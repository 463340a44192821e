/* SPDX-License-Identifier: MIT */
#include "capture.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "record/record.h"
#include "unwind/unwind.h"

#define EXPORT __attribute__((visibility("default"), noinline))
#define STAY() __asm__ volatile("" : : : "memory")

static uint64_t frames[RECORD_FRAMES], again[RECORD_FRAMES];
static int nframes;
static uint16_t flags;
static uint64_t goroutine, thread_goroutine;
static struct sigaction next_action;

static void take(const uint64_t *fp)
{
	struct unwind_start start = {.exact = false};
	uint16_t other_flags;
	size_t n;
	uint32_t id;

	goroutine = unwind_goroutine();
	start.regs[UNWIND_RBP] = fp[0];
	start.regs[UNWIND_RSP] = (uintptr_t)(fp + 2);
	start.regs[UNWIND_PC] = fp[1];
	start.known = 1u << UNWIND_RBP | 1u << UNWIND_RSP | 1u << UNWIND_PC;
	n = unwind_stack(&start, frames, RECORD_FRAMES, &flags);
	nframes = (int)n;
	/* The second time comes out of the memo. */
	for (int i = 0; i < 2; i++)
		if (unwind_here(fp, again, RECORD_FRAMES, &other_flags) != n ||
		    other_flags != flags ||
		    memcmp(frames, again, n * sizeof(frames[0])) != 0)
			nframes = -1;
	id = unwind_here_id(fp);
	if (id == 0 || id != unwind_here_id(fp) ||
	    unwind_depot_get(id, again, RECORD_FRAMES, &other_flags) != n ||
	    memcmp(frames, again, n * sizeof(frames[0])) != 0)
		nframes = -1;
}

/* 1: wanted, 2: taken */
static _Atomic int thread_start;

typedef int create_fn(pthread_t *, const pthread_attr_t *, void *(*)(void *),
		      void *);

/* Go starts its threads by C on the stack of the scheduler. */
EXPORT int pthread_create(pthread_t *t, const pthread_attr_t *attr,
			  void *(*fn)(void *), void *arg)
{
	void *next = dlsym(RTLD_NEXT, "pthread_create");
	create_fn *create;
	int wanted = 1;

	if (atomic_compare_exchange_strong(&thread_start, &wanted, 3)) {
		take(__builtin_frame_address(0));
		thread_start = 2;
	}
	memcpy(&create, &next, sizeof(create));
	return create(t, attr, fn, arg);
}

EXPORT void capture_thread_start(void)
{
	thread_start = 1;
}

EXPORT int capture_thread_started(void)
{
	return thread_start == 2;
}

EXPORT void capture_call(void)
{
	take(__builtin_frame_address(0));
	STAY();
}

EXPORT void capture_back(callback_fn *fn, int depth)
{
	char room[3000];

	room[0] = 1;
	__asm__ volatile("" : : "r"(room) : "memory");
	fn(depth);
	STAY();
}

struct job {
	callback_fn *fn;
	int depth;
};

static void *run_job(void *arg)
{
	struct job *j = arg;

	capture_back(j->fn, j->depth);
	thread_goroutine = unwind_goroutine();
	capture_back(j->fn, j->depth);
	return NULL;
}

EXPORT void capture_thread(callback_fn *fn, int depth)
{
	struct job j = {fn, depth};
	pthread_t t;

	thread_goroutine = ~UINT64_C(0);
	if (pthread_create(&t, NULL, run_job, &j) == 0)
		pthread_join(t, NULL);
}

static void on_fault(int number, siginfo_t *info, void *context)
{
	static const int order[UNWIND_NREGS] = {
		REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
		REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
		REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP,
	};
	struct unwind_start start = {.exact = true, .known = 0x1ffff};
	ucontext_t *uc = context;

	for (int i = 0; i < UNWIND_NREGS; i++)
		start.regs[i] = (uint64_t)uc->uc_mcontext.gregs[order[i]];
	goroutine = unwind_goroutine();
	nframes = (int)unwind_stack(&start, frames, RECORD_FRAMES, &flags);
	sigaction(SIGSEGV, &next_action, NULL);
	if (strcmp(capture_name(start.regs[UNWIND_PC]), "capture_fault_in_c") ==
	    0)
		uc->uc_mcontext.gregs[REG_RIP] += 2; /* movb (%rax),%al */
	else
		next_action.sa_sigaction(number, info, context);
}

EXPORT void capture_fault(void)
{
	struct sigaction sa;

	sigaction(SIGSEGV, NULL, &next_action);
	sa = next_action;
	sa.sa_sigaction = on_fault;
	sigaction(SIGSEGV, &sa, NULL);
}

EXPORT void capture_fault_in_c(void)
{
	__asm__ volatile("movb (%%rax),%%al" : : "a"(0) : "memory");
}

EXPORT int capture_frames(void)
{
	return nframes;
}

EXPORT uint64_t capture_pc(int i)
{
	return frames[i];
}

EXPORT int capture_flags(void)
{
	return flags;
}

EXPORT uint64_t capture_goroutine(void)
{
	return goroutine;
}

EXPORT uint64_t capture_thread_goroutine(void)
{
	return thread_goroutine;
}

EXPORT const char *capture_version(void)
{
	return unwind_go_version();
}

EXPORT const char *capture_name(uint64_t pc)
{
	Dl_info info;

	if (dladdr((void *)(uintptr_t)pc, &info) == 0 || !info.dli_sname)
		return "";
	return info.dli_sname;
}

__attribute__((constructor)) static void start(void)
{
	unwind_init();
}
