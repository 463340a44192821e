/* SPDX-License-Identifier: MIT */
#include "preload/signals.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>

#include "preload_child.h"
#include "test.h"

/* sigset() is what the test is about. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* What has no prototype everywhere, or one that warns. */
int __sigaction(int signal, const struct sigaction *new, struct sigaction *old);
void (*bsd_signal(int signal, void (*handler)(int)))(int);
void (*sysv_signal(int signal, void (*handler)(int)))(int);
void (*__sysv_signal(int signal, void (*handler)(int)))(int);

static volatile int calls;
static volatile int got_signal, got_code;
static void *volatile got_address;
static sigset_t got_mask;
static sigjmp_buf out;

static void simple(int signal)
{
	got_signal = signal;
	calls++;
	siglongjmp(out, 1);
}

static void other(int signal)
{
	got_signal = signal;
}

static void full(int signal, siginfo_t *info, void *context)
{
	(void)context;
	calls++;
	got_signal = signal;
	got_code = info->si_code;
	got_address = info->si_addr;
	pthread_sigmask(SIG_SETMASK, NULL, &got_mask);
	siglongjmp(out, 1);
}

static uint64_t kernel_mask(void)
{
	uint64_t mask = 0;

	sys_sigprocmask(SIG_BLOCK, NULL, &mask);
	return mask;
}

static bool kernel_blocks(int signal)
{
	return kernel_mask() >> (signal - 1) & 1;
}

static volatile int *volatile nothing = (volatile int *)24;

static void read_nothing(void)
{
	(void)*nothing;
}

/* Faults, and comes back by way of the handler. */
static void fault(void)
{
	if (sigsetjmp(out, 1) == 0)
		read_nothing();
}

static void what_sigaction_sets_it_reads_back(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_NODEFER}, old;

	action.sa_sigaction = full;
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGUSR1);
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK(sigaction(SIGSEGV, NULL, &old) == 0);
	CHECK(old.sa_sigaction == full);
	CHECK((old.sa_flags & (SA_SIGINFO | SA_NODEFER)) == action.sa_flags);
	CHECK(sigismember(&old.sa_mask, SIGUSR1) == 1);
	CHECK(sigismember(&old.sa_mask, SIGUSR2) == 0);
	action.sa_handler = SIG_DFL;
	action.sa_flags = 0;
	CHECK(__sigaction(SIGSEGV, &action, &old) == 0);
	CHECK(old.sa_sigaction == full);
	CHECK(__sigaction(SIGSEGV, NULL, &old) == 0);
	CHECK(old.sa_handler == SIG_DFL);
}

static void one_struct_may_be_new_and_old(void)
{
	struct sigaction action = {.sa_flags = 0}, *volatile same = &action;

	signal(SIGSEGV, other);
	action.sa_handler = SIG_IGN;
	CHECK(sigaction(SIGSEGV, same, &action) == 0);
	CHECK(action.sa_handler == other);
	CHECK(signal(SIGSEGV, SIG_DFL) == SIG_IGN);
}

static void every_relative_answers_with_the_one_before(void)
{
	CHECK(signal(SIGSEGV, simple) == SIG_DFL);
	CHECK(bsd_signal(SIGSEGV, other) == simple);
	CHECK(sysv_signal(SIGSEGV, simple) == other);
	CHECK(__sysv_signal(SIGSEGV, other) == simple);
	CHECK(sigset(SIGSEGV, simple) == other);
	CHECK(signal(SIGSEGV, SIG_IGN) == simple);
	CHECK(signal(SIGSEGV, SIG_DFL) == SIG_IGN);
	errno = 0;
	CHECK(signal(SIGSEGV, SIG_ERR) == SIG_ERR && errno == EINVAL);
}

static void other_signals_are_libcs_affair(void)
{
	struct sigaction old;

	CHECK(signal(SIGUSR1, other) == SIG_DFL);
	CHECK(sigaction(SIGUSR1, NULL, &old) == 0 && old.sa_handler == other);
	CHECK((old.sa_flags & SA_RESTART) != 0);
	CHECK(sigset(SIGUSR1, SIG_IGN) == other);
	CHECK(bsd_signal(SIGUSR1, other) == SIG_IGN);
	got_signal = 0;
	raise(SIGUSR1);
	CHECK(got_signal == SIGUSR1);
	CHECK(sysv_signal(SIGUSR1, other) == other);
	CHECK(sigaction(SIGUSR1, NULL, &old) == 0);
	CHECK((old.sa_flags & (int)SA_RESETHAND) != 0);
	CHECK(signal(SIGUSR1, SIG_DFL) == other);
	errno = 0;
	CHECK(signal(1000, other) == SIG_ERR && errno == EINVAL);
	CHECK(sigaction(SIGKILL, &old, NULL) == -1 && errno == EINVAL);
}

static void a_fault_reaches_the_programs_handler(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO};

	action.sa_sigaction = full;
	sigaddset(&action.sa_mask, SIGUSR2);
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	calls = 0;
	for (int i = 0; i < 3; i++)
		fault();
	CHECK(calls == 3 && got_signal == SIGSEGV);
	CHECK(got_code == SEGV_MAPERR && got_address == (void *)24);
	CHECK(sigismember(&got_mask, SIGUSR2) == 1);
	CHECK(sigismember(&got_mask, SIGUSR1) == 0);
	CHECK(!kernel_blocks(SIGUSR2) && !kernel_blocks(SIGSEGV));
	signal(SIGSEGV, SIG_DFL);
}

static void a_signal_that_was_sent_reaches_it_too(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO};

	action.sa_sigaction = full;
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	calls = 0;
	if (sigsetjmp(out, 1) == 0)
		raise(SIGSEGV);
	CHECK(calls == 1 && got_code <= 0);
	signal(SIGSEGV, SIG_DFL);
}

/* Memory of the heap that the program itself made unreadable. */
static void a_page_that_the_program_protects_is_its_own_affair(void)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO};
	char *volatile p = aligned_alloc(4096, 8192);

	CHECK(p);
	p[0] = 1;
	action.sa_sigaction = full;
	CHECK(sigaction(SIGSEGV, &action, NULL) == 0);
	CHECK(mprotect(p, 4096, PROT_READ) == 0);
	calls = 0;
	if (sigsetjmp(out, 1) == 0)
		p[5] = 2;
	mprotect(p, 4096, PROT_READ | PROT_WRITE);
	CHECK(calls == 1 && got_address == p + 5 && p[5] == 0);
	signal(SIGSEGV, SIG_DFL);
	free(p);
}

static int write_protected(void)
{
	alarm(3);
	a_page_that_the_program_protects_is_its_own_affair();
	return test_failed_here;
}

static void protected_pages_do_not_hang(void)
{
	CHECK(child_passes(write_protected));
}

static int reset_then_fault(void)
{
	struct sigaction action = {.sa_flags = (int)SA_RESETHAND}, old;

	action.sa_handler = simple;
	sigaction(SIGSEGV, &action, NULL);
	fault();
	sigaction(SIGSEGV, NULL, &old);
	if (calls != 1 || old.sa_handler != SIG_DFL)
		return 1;
	fault();
	return 2;
}

static void a_handler_for_once_is_called_once(void)
{
	calls = 0;
	CHECK(child_dies(reset_then_fault, SIGSEGV));
}

static int depth;

static void fault_again(int signal)
{
	(void)signal;
	if (++depth < 3)
		read_nothing();
	_exit(depth == 3 && !kernel_blocks(SIGSEGV) ? 0 : 1);
}

static int fault_in_handler(void)
{
	struct sigaction action = {.sa_flags = SA_NODEFER};

	action.sa_handler = fault_again;
	sigaction(SIGSEGV, &action, NULL);
	read_nothing();
	return 2;
}

static int fault_in_blocking_handler(void)
{
	struct sigaction action = {.sa_flags = 0};

	action.sa_handler = fault_again;
	sigaction(SIGSEGV, &action, NULL);
	read_nothing();
	return 2;
}

static void a_handler_that_is_not_deferred_may_fault(void)
{
	CHECK(child_passes(fault_in_handler));
	CHECK(child_dies(fault_in_blocking_handler, SIGSEGV));
}

static int fault_without_handler(void)
{
	read_nothing();
	return 1;
}

static int fault_while_ignored(void)
{
	signal(SIGSEGV, SIG_IGN);
	if (raise(SIGSEGV) != 0)
		return 1;
	read_nothing();
	return 2;
}

static int raise_without_handler(void)
{
	raise(SIGSEGV);
	return 1;
}

static int kill_itself(void)
{
	kill(getpid(), SIGSEGV);
	pause();
	return 1;
}

static void the_default_is_to_die_by_it(void)
{
	CHECK(child_dies(fault_without_handler, SIGSEGV));
	CHECK(child_dies(raise_without_handler, SIGSEGV));
	CHECK(child_dies(kill_itself, SIGSEGV));
}

static void an_ignored_signal_is_ignored_but_a_fault_is_not(void)
{
	CHECK(child_dies(fault_while_ignored, SIGSEGV));
}

static void masks_read_back_while_faults_stay_open(void)
{
	sigset_t all, one, before, got;

	sigfillset(&all);
	sigemptyset(&one);
	sigaddset(&one, SIGSEGV);
	CHECK(pthread_sigmask(SIG_SETMASK, &all, &before) == 0);
	CHECK(sigismember(&before, SIGSEGV) == 0);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 1);
	CHECK(sigismember(&got, SIGUSR1) == 1);
	CHECK(kernel_blocks(SIGUSR1) && !kernel_blocks(SIGSEGV));
	CHECK(sigismember(&all, SIGSEGV) == 1);
	CHECK(sigprocmask(SIG_UNBLOCK, &one, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 1);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 0);
	CHECK(sigprocmask(SIG_BLOCK, &one, NULL) == 0);
	CHECK(pthread_sigmask(SIG_SETMASK, &before, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 1);
	CHECK(pthread_sigmask(SIG_SETMASK, NULL, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 0);
	CHECK(kernel_mask() == 0);
}

static void a_change_of_mask_that_fails_changes_nothing(void)
{
	sigset_t one, got;

	sigemptyset(&one);
	sigaddset(&one, SIGSEGV);
	CHECK(sigprocmask(SIG_BLOCK, &one, NULL) == 0);
	CHECK(sigprocmask(77, &one, NULL) == -1 && errno == EINVAL);
	CHECK(sigprocmask(SIG_BLOCK, NULL, &got) == 0);
	CHECK(sigismember(&got, SIGSEGV) == 1);
	CHECK(sigprocmask(SIG_UNBLOCK, &one, NULL) == 0);
}

static void *ask_mask(void *arg)
{
	pthread_sigmask(SIG_SETMASK, NULL, arg);
	return NULL;
}

static void a_mask_belongs_to_its_thread(void)
{
	sigset_t one, got;
	pthread_t t;

	sigemptyset(&one);
	sigaddset(&one, SIGSEGV);
	CHECK(pthread_create(&t, NULL, ask_mask, &got) == 0);
	CHECK(pthread_sigmask(SIG_BLOCK, &one, NULL) == 0);
	pthread_join(t, NULL);
	CHECK(sigismember(&got, SIGSEGV) == 0);
	CHECK(pthread_sigmask(SIG_UNBLOCK, &one, NULL) == 0);
}

static volatile bool open_in_handler;

static void look_at_mask(int signal)
{
	(void)signal;
	open_in_handler = !kernel_blocks(SIGSEGV) && kernel_blocks(SIGUSR2);
}

static void handlers_of_other_signals_run_with_faults_open(void)
{
	struct sigaction action = {.sa_flags = 0};

	action.sa_handler = look_at_mask;
	sigfillset(&action.sa_mask);
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	CHECK(sigismember(&action.sa_mask, SIGSEGV) == 1);
	raise(SIGUSR1);
	CHECK(open_in_handler);
	signal(SIGUSR1, SIG_DFL);
}

static void ignore_abort(int signal)
{
	(void)signal;
}

static int die_while_aborts_are_blocked(void)
{
	sigset_t all;

	signal(SIGABRT, ignore_abort);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	signals_die();
}

static void the_end_cannot_be_blocked(void)
{
	CHECK(child_dies(die_while_aborts_are_blocked, SIGABRT));
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	RUN(what_sigaction_sets_it_reads_back);
	RUN(one_struct_may_be_new_and_old);
	RUN(every_relative_answers_with_the_one_before);
	RUN(other_signals_are_libcs_affair);
	RUN(a_fault_reaches_the_programs_handler);
	RUN(a_signal_that_was_sent_reaches_it_too);
	RUN(protected_pages_do_not_hang);
	RUN(a_handler_for_once_is_called_once);
	RUN(a_handler_that_is_not_deferred_may_fault);
	RUN(the_default_is_to_die_by_it);
	RUN(an_ignored_signal_is_ignored_but_a_fault_is_not);
	RUN(masks_read_back_while_faults_stay_open);
	RUN(a_change_of_mask_that_fails_changes_nothing);
	RUN(a_mask_belongs_to_its_thread);
	RUN(handlers_of_other_signals_run_with_faults_open);
	RUN(the_end_cannot_be_blocked);
	return test_summary();
}
