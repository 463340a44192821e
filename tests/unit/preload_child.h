/* SPDX-License-Identifier: MIT */
/*
 * preload_child.h - what a test of the runtime does in a process of its own
 *
 * The tests run on the runtime's own malloc, so what ends a process, hangs
 * it or changes a setting for good happens in a child.
 */
#ifndef TESTS_UNIT_PRELOAD_CHILD_H
#define TESTS_UNIT_PRELOAD_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unwind/sys.h"

enum { CHILD_SECONDS = 60 }; /* a child that hangs dies by SIGALRM then */

/* The wait status of a process that runs function and ends with its result. */
static inline int child_status(int (*function)(void))
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		alarm(CHILD_SECONDS);
		_exit(function());
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status;
}

static inline bool child_passes(int (*function)(void))
{
	return child_status(function) == 0;
}

static inline bool child_dies(int (*function)(void), int signal)
{
	int status = child_status(function);

	return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

/* This program once more, with options of the runtime and an argument. */
static inline bool passes_with(const char *options, const char *argument)
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		setenv("BELAY_OPTIONS", options, 1);
		execl("/proc/self/exe", "again", argument, (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	return status == 0;
}

static inline bool readable(const volatile void *p)
{
	return sys_readable((uintptr_t)p & ~(uintptr_t)7);
}

#endif
