/* SPDX-License-Identifier: MIT */
#include "trace/hold.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

enum { STEP_MS = 2, STEPS = 5000, SIGNALS = 50 };

static _Atomic int wakes;

static void wake(void *arg)
{
	(void)arg;
	atomic_fetch_add(&wakes, 1);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static struct hold *start(void)
{
	sigset_t child;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &child, NULL);
	return hold_create(wake, NULL);
}

/* A child that does what it is told once it is let. */
static int gate[2];

static void *idle(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static pid_t spawn(int signal, int status)
{
	pid_t pid;
	char c;

	if (pipe(gate) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		pthread_t t;

		alarm(60);
		if (pthread_create(&t, NULL, idle, NULL) != 0 ||
		    read(gate[0], &c, 1) != 1)
			_exit(99);
		for (int i = 0; i < SIGNALS && signal == SIGCONT; i++)
			raise(SIGCONT);
		if (signal != 0 && signal != SIGCONT)
			raise(signal);
		_exit(status);
	}
	return pid;
}

static bool let_go(void)
{
	bool good = write(gate[1], "x", 1) == 1;

	close(gate[0]);
	close(gate[1]);
	return good;
}

/* Not before it is dead: waitpid() would take a stop from who holds it. */
static int status_of(pid_t pid)
{
	struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, pid, 0),
			     .events = POLLIN};
	int status = -1;

	poll(&end, 1, STEP_MS * STEPS);
	close(end.fd);
	return waitpid(pid, &status, WNOHANG) == pid ? status : -1;
}

static bool wait_for_end(struct hold *h, struct hold_end *ret)
{
	for (int i = 0; i < STEPS; i++) {
		if (hold_next(h, ret))
			return true;
		pause_ms(STEP_MS);
	}
	return false;
}

static void process_stands_at_its_end_with_its_memory(void)
{
	struct hold *h = start();
	struct hold_end e = {.pid = 0};
	pid_t pid = spawn(0, 7);
	struct memory *m;
	const char *why;
	int status;

	CHECK(h && pid > 0);
	CHECK(hold_take(h, pid) == 0);
	CHECK(hold_take(h, pid) == 0); /* twice is once */
	CHECK(let_go());
	CHECK(wait_for_end(h, &e));
	CHECK(e.pid == pid && WIFEXITED(e.status) &&
	      WEXITSTATUS(e.status) == 7);
	CHECK(atomic_load(&wakes) > 0);
	m = memory_of_process(pid, &why);
	CHECK(m);
	status = 0;
	CHECK(memory_read(m, (uintptr_t)&wakes, &status, sizeof(status)) ==
	      sizeof(status));
	memory_close(m);
	hold_release(h, pid);
	status = status_of(pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	hold_destroy(h);
}

static void end_by_a_signal_is_an_end_too(void)
{
	struct hold *h = start();
	struct hold_end e;
	pid_t pid = spawn(SIGTERM, 0);
	int status;

	CHECK(h && pid > 0 && hold_take(h, pid) == 0 && let_go());
	CHECK(wait_for_end(h, &e));
	CHECK(WIFSIGNALED(e.status) && WTERMSIG(e.status) == SIGTERM);
	hold_release(h, pid);
	status = status_of(pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	hold_destroy(h);
}

static void what_is_killed_is_let_die(void)
{
	struct hold *h = start();
	struct hold_end e;
	pid_t pid = spawn(0, 0);
	int status;

	CHECK(h && pid > 0 && hold_take(h, pid) == 0);
	CHECK(kill(pid, SIGKILL) == 0);
	status = status_of(pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	CHECK(!hold_next(h, &e));
	let_go();
	hold_destroy(h);
}

static void signals_arrive_as_ever(void)
{
	struct hold *h = start();
	struct hold_end e;
	pid_t pid = spawn(SIGCONT, 5);

	CHECK(h && pid > 0 && hold_take(h, pid) == 0 && let_go());
	CHECK(wait_for_end(h, &e));
	CHECK(WEXITSTATUS(e.status) == 5);
	hold_release(h, pid);
	CHECK(WEXITSTATUS(status_of(pid)) == 5);
	hold_destroy(h);
}

static void process_that_was_left_can_be_traced_by_others(void)
{
	struct hold *h = start();
	pid_t pid = spawn(0, 3);
	int status;

	CHECK(h && pid > 0 && hold_take(h, pid) == 0);
	CHECK(ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0);
	CHECK(hold_leave(h, pid));
	CHECK(!hold_leave(h, pid));
	CHECK(ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0);
	CHECK(hold_take(h, pid) == -EPERM);
	CHECK(let_go());
	status = status_of(pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	hold_destroy(h);
}

static void held_processes_outlive_the_holder(void)
{
	struct hold *h = start();
	pid_t pid = spawn(0, 4);
	int status;

	CHECK(h && pid > 0 && hold_take(h, pid) == 0);
	hold_destroy(h);
	CHECK(let_go());
	status = status_of(pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
	CHECK(hold_take(h = start(), pid) == -ESRCH);
	hold_destroy(h);
}

int main(void)
{
	RUN(process_stands_at_its_end_with_its_memory);
	RUN(end_by_a_signal_is_an_end_too);
	RUN(what_is_killed_is_let_die);
	RUN(signals_arrive_as_ever);
	RUN(process_that_was_left_can_be_traced_by_others);
	RUN(held_processes_outlive_the_holder);
	return test_summary();
}
