/* SPDX-License-Identifier: MIT */
/*
 * trace_child.h - processes to look into
 *
 * A child shares one page with the test, and runs a function that sets
 * `ready` when it is where the test wants it.
 */
#ifndef TESTS_UNIT_TRACE_CHILD_H
#define TESTS_UNIT_TRACE_CHILD_H

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
	_Atomic int ready;
	_Atomic uint64_t count, other;
	uint64_t address[8];
};

static struct shared *shared;

static void shared_create(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		abort();
}

static inline void nap(unsigned us)
{
	usleep(us);
}

/* Until *word is at least this; the test's alarm ends it otherwise. */
static inline void await(_Atomic uint64_t *word, uint64_t least)
{
	while (atomic_load(word) < least)
		nap(200);
}

/* Starts a child that ends with the test; its pid when it is ready. */
static pid_t child_start(void (*run)(void))
{
	pid_t pid;

	memset(shared, 0, sizeof(*shared));
	fflush(NULL);
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run();
		_exit(0);
	}
	while (!atomic_load(&shared->ready))
		nap(200);
	return pid;
}

/* As of waitpid(). */
static int child_wait(pid_t pid)
{
	int status = -1;

	return waitpid(pid, &status, 0) == pid ? status : -1;
}

static inline void child_kill(pid_t pid)
{
	kill(pid, SIGKILL);
	child_wait(pid);
}

#endif
