/* SPDX-License-Identifier: MIT */
/*
 * A signal between any two instructions of the runtime.
 *
 * The processor is told to stop after every instruction, and the handler
 * of that does what signal handlers of real programs do.  What a storm of
 * timers hits once in a year is hit here each time: a lock that the
 * interrupted code holds, a list half changed, a thread half known.
 */
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>
#include <ucontext.h>

#include "preload/preload.h"

#include "preload_child.h"
#include "test.h"

#if defined(__x86_64__)

enum {
	TRAP_FLAG = 0x100, /* in the flags of the processor */
	/* Blocks served apart are few, so not every step may take one. */
	STEP_LIMIT = 3000,
	SLOTS = 70,
	FIRST_STEPS = 300, /* of a thread's first malloc */
};

static void (*in_handler)(void);
static int stride, steps;
static bool failed;
static bool enough; /* set by a handler that wants no more steps */

/* The trap flag of the processor: a SIGTRAP after each instruction. */
static inline void trap_on(void)
{
	__asm__ volatile("sub $128, %%rsp; pushf; orq $0x100, (%%rsp); popf;"
			 "add $128, %%rsp" ::
				 : "memory", "cc");
}

static inline void trap_off(void)
{
	__asm__ volatile("sub $128, %%rsp; pushf; andq $~0x100, (%%rsp); popf;"
			 "add $128, %%rsp" ::
				 : "memory", "cc");
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
	greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;
	const int before = errno;

	(void)signal;
	(void)info;
	if (steps++ % stride == 0 && steps / stride < STEP_LIMIT)
		in_handler();
	if (enough)
		regs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
	errno = before;
}

/* Does something with in_handler after each stride-th instruction of it. */
static int step(void (*something)(void), void (*handler)(void), int every)
{
	struct sigaction action = {.sa_flags = SA_RESTART | SA_SIGINFO};

	action.sa_sigaction = on_trap;
	sigaction(SIGTRAP, &action, NULL);
	in_handler = handler;
	stride = every;
	steps = 0;
	enough = false;
	something();
	return failed ? 1 : steps == 0 ? 2 : 0;
}

static void allocate(void)
{
	unsigned char *p = malloc(24);

	if (!p) {
		failed = true;
		return;
	}
	memset(p, 0x5a, 24);
	if (p[23] != 0x5a)
		failed = true;
	free(p);
}

static void a_few_calls(void)
{
	static void *volatile p[4];

	trap_on();
	p[0] = malloc(100);
	p[1] = calloc(3, 50);
	p[0] = realloc(p[0], 1000);
	p[2] = malloc(300000);
	p[3] = aligned_alloc(4096, 10);
	for (int i = 0; i < 4; i++)
		free(p[i]);
	trap_off();
}

static int step_few(void)
{
	return step(a_few_calls, allocate, 7);
}

static void malloc_may_be_interrupted_by_malloc(void)
{
	CHECK(child_passes(step_few));
}

/* So many that threads' stores are refilled and flushed meanwhile. */
static void many_calls(void)
{
	static void *p[SLOTS];

	trap_on();
	for (int i = 0; i < SLOTS; i++)
		p[i] = malloc(1000);
	for (int i = 0; i < SLOTS; i++)
		free(p[i]);
	trap_off();
}

static int step_many(void)
{
	return step(many_calls, allocate, 29);
}

static void refills_may_be_interrupted_by_malloc(void)
{
	CHECK(child_passes(step_many));
}

static void *first_call(void *arg)
{
	void *volatile p;

	trap_on();
	p = malloc(10);
	free(p);
	trap_off();
	return arg;
}

static void a_new_thread(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, first_call, NULL) == 0)
		pthread_join(t, NULL);
}

static int allocate_at;

static void allocate_once(void)
{
	if (steps < allocate_at)
		return;
	allocate();
	enough = true;
}

/* One handler for each thread: the first one to run changes everything. */
static int step_first(void)
{
	for (allocate_at = 1; allocate_at < FIRST_STEPS; allocate_at++) {
		int result = step(a_new_thread, allocate_once, 1);

		if (result != 0)
			return result;
	}
	return 0;
}

static void the_first_malloc_of_a_thread_may_be_interrupted(void)
{
	CHECK(child_passes(step_first));
}

static void fork_once(void)
{
	pid_t pid;
	int status = 1;

	trap_on();
	pid = fork();
	trap_off();
	if (pid == 0)
		_exit(failed);
	waitpid(pid, &status, 0);
	failed |= status != 0;
}

static int step_fork(void)
{
	return step(fork_once, allocate, 3);
}

static void fork_may_be_interrupted_by_malloc(void)
{
	CHECK(child_passes(step_fork));
}

static void ask_for_action(void)
{
	struct sigaction old;

	if (sigaction(SIGSEGV, NULL, &old) != 0)
		failed = true;
}

static void set_actions(void)
{
	struct sigaction action = {.sa_flags = 0}, old;

	action.sa_handler = SIG_IGN;
	trap_on();
	sigaction(SIGSEGV, &action, &old);
	sigaction(SIGSEGV, &old, NULL);
	trap_off();
}

static int step_sigaction(void)
{
	return step(set_actions, ask_for_action, 1);
}

/* POSIX allows it in a handler. */
static void sigaction_may_be_interrupted_by_sigaction(void)
{
	CHECK(child_passes(step_sigaction));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	RUN(malloc_may_be_interrupted_by_malloc);
	RUN(refills_may_be_interrupted_by_malloc);
	RUN(the_first_malloc_of_a_thread_may_be_interrupted);
	RUN(fork_may_be_interrupted_by_malloc);
	RUN(sigaction_may_be_interrupted_by_sigaction);
	return test_summary();
}

#else

int main(void)
{
	return test_summary();
}

#endif
