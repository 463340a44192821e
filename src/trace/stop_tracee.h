/* SPDX-License-Identifier: MIT */
/*
 * stop_tracee.h - one thread of a process that is being stopped
 *
 * Private to stop*.c.  Threads: all but tracee_reap() from the one that has
 * seized it.
 */
#ifndef TRACE_STOP_TRACEE_H
#define TRACE_STOP_TRACEE_H

#include <stdbool.h>
#include <sys/types.h>

struct memory_thread;

enum tracee_state {
	TRACEE_RUNNING,
	TRACEE_STOPPED,
	TRACEE_IN_KERNEL, /* and will stop when it leaves that */
	TRACEE_GONE,
	TRACEE_EXECED, /* stopped, at the start of another program */
};

struct tracee {
	pid_t pid, tid;
	enum tracee_state state;
	bool interrupted;
	int signal; /* to be delivered when it goes on; 0 for none */
	char name[16];
};

/*
 * 0, -ESRCH when it has ended, -EAGAIN when it has just done so and will not
 * be listed again, -EPERM, or another negative errno.
 */
int tracee_seize(pid_t pid, pid_t tid, struct tracee *ret);

/* Makes it stop soon. */
void tracee_interrupt(struct tracee *t);

/* Asks whether the state has changed. */
void tracee_poll(struct tracee *t);

/* For one that keeps us waiting: it may be stuck in the kernel, or dead. */
void tracee_look(struct tracee *t);

/* What is known of a stopped one. */
void tracee_read(const struct tracee *t, struct memory_thread *ret);

void tracee_release(struct tracee *t);

/* Takes note of the death of any thread of ours in pid, but its first. */
void tracee_reap(pid_t pid);

/* Calls each for every thread of pid; how many, or a negative errno. */
int tracee_list(pid_t pid, void (*each)(void *arg, pid_t tid), void *arg);

/* "R", "S", "D", "t", "Z"... as /proc says it; 0 when there is none. */
char tracee_proc_state(pid_t pid, pid_t tid);

/* The process of a thread; the same where that cannot be told. */
pid_t tracee_process(pid_t tid);

/* The thread that traces it, or 0. */
pid_t tracee_tracer(pid_t tid);
pid_t tracee_parent(pid_t pid); /* 0: it is gone */

/* Whether it is one of the kernel's own, without memory. */
bool tracee_is_kernel(pid_t pid);

/* How many threads the kernel says there are; 0: no process. */
int tracee_count(pid_t pid);

#endif
