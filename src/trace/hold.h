/* SPDX-License-Identifier: MIT */
/*
 * hold.h - processes that are stopped at their end
 *
 * Comes in: processes that ask for it.  Goes out: each of them, when it is
 * about to end, with all of its memory still there.
 *
 * A Go program ends by a raw exit_group, so nothing of ours in it runs then.
 * The kernel stops it for us: the first thread of the process is traced with
 * PTRACE_O_TRACEEXIT and nothing else.  That catches every end, by a call or
 * by a signal; what is paid is a stop for each signal to that one thread.
 * (A seccomp filter with user notification would be the other way.  It needs
 * no_new_privs, which takes sudo and ping from the program's children, sees
 * no death by signal, and when belay is killed nobody answers any more: the
 * program could then not even exit.  Here it goes on as if nothing were.)
 *
 * What somebody else traces cannot be held, and a held process cannot be
 * traced by others.  A process that becomes another program by execve is
 * not stopped then.
 *
 * Whoever waits for a held child by waitpid() may take its stops away, and
 * then it never ends: wait for a pidfd first.
 *
 * Ownership: create/destroy.  Threads: one at a time; `wake` is called on
 * another one.  The calling thread must have SIGCHLD blocked.
 */
#ifndef TRACE_HOLD_H
#define TRACE_HOLD_H

#include <stdbool.h>
#include <sys/types.h>

#include "trace/memory.h"

struct hold;

/* NULL, with errno set, when it cannot be had. */
struct hold *hold_create(void (*wake)(void *), void *arg);

/* Whoever is still held goes on as if it had never been. */
void hold_destroy(struct hold *h); /* NULL is fine */

/* Stops pid at its end from now on.  0, or a negative errno. */
int hold_take(struct hold *h, pid_t pid);

/*
 * Lets go of a running process, so that it can be stopped by others.  False
 * when it is not held, or is at its end.
 */
bool hold_leave(struct hold *h, pid_t pid);

struct hold_end {
	pid_t pid;
	int status; /* as of waitpid(), of the end that it is about to have */
	/* Its first thread; the others are gone. */
	struct memory_thread thread;
};

/* The next process that stands at its end; false: none now. */
bool hold_next(struct hold *h, struct hold_end *ret);

/* Lets it end. */
void hold_release(struct hold *h, pid_t pid);

#endif
