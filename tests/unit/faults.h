/* SPDX-License-Identifier: MIT */
/*
 * faults.h - memory that must not be touched, touched in a child
 */
#ifndef TESTS_UNIT_FAULTS_H
#define TESTS_UNIT_FAULTS_H

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static inline bool access_faults(volatile char *p, bool write)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		if (write)
			*p = 1;
		else
			(void)*p;
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		abort();
	return status != 0;
}

/* Whether reading, or writing, p ends who does it. */
static inline bool faults(char *p)
{
	return access_faults(p, false);
}

static inline bool write_faults(char *p)
{
	return access_faults(p, true);
}

#endif
