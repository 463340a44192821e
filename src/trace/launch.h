/* SPDX-License-Identifier: MIT */
/*
 * launch.h - starts a program under the runtime and says when it ended
 *
 * Ownership: the struct is the caller's; finish after start succeeded.
 * Threads: start and finish from one thread, one launch at a time; `wake`
 * is called on another one.
 */
#ifndef TRACE_LAUNCH_H
#define TRACE_LAUNCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

struct launch {
	pid_t pid;
	_Atomic bool ended;
	int status;	      /* of waitpid(), once ended */
	void (*wake)(void *); /* called once when the program has ended */
	void *arg;
	pthread_t waiter;
};

/*
 * Starts path with argv, the runtime at `preload` in front of whatever
 * LD_PRELOAD holds, and `options` as BELAY_OPTIONS.  While it runs, SIGINT
 * and SIGQUIT are left to it, and SIGTERM and SIGHUP are passed on.
 * wake and arg of l must be set.  0, or a negative errno.
 */
int launch_start(struct launch *l, const char *path, char *const *argv,
		 const char *preload, const char *options);

/* Waits for the end, and gives signals back their meaning. */
void launch_finish(struct launch *l);

#endif
