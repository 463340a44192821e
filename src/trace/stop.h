/* SPDX-License-Identifier: MIT */
/*
 * stop.h - makes all threads of a process stand still, for a moment
 *
 * Comes in: a pid.  Goes out: its threads with their registers, all of them
 * stopped, or one line that says why not.  Signals, job control and the
 * process's parent are left alone: what comes meanwhile is delivered
 * afterwards, and a process that was stopped by ^Z stays so.
 *
 *	s = stop_begin(pid, 2000, NULL, &why);
 *	if (!s)
 *		... why ...
 *	threads = stop_threads(s, &n);
 *	... read its memory ...
 *	pause = stop_end(s);
 *
 * When belay dies, the kernel lets the process go on.
 *
 * Ownership: begin/end.  A text in ret_why is not freed, and is good until
 * the same thread fails again in this folder.
 *
 * Threads: any, also another one in each call; one at a time per struct
 * stop.  The stop belongs to a thread of its own.  Whoever waits for a
 * child that may be stopped must not take a stop for its end: see
 * wait_for_end() in launch.c.
 */
#ifndef TRACE_STOP_H
#define TRACE_STOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct memory_thread;
struct stop;

/* Why a process could not be stopped. */
enum stop_result {
	STOP_DONE,
	STOP_GONE,     /* there is no such process, or it ended meanwhile */
	STOP_EXECED,   /* it became another program meanwhile */
	STOP_REFUSED,  /* no permission, or somebody else traces it */
	STOP_TOO_LATE, /* a thread did not stop in time */
};

/*
 * Stops all threads, those born meanwhile as well, within timeout_ms.  NULL
 * with *ret_why, and ret_result unless that is NULL, when that cannot be:
 * then nothing is stopped any more.
 */
struct stop *stop_begin(pid_t pid, unsigned timeout_ms,
			enum stop_result *ret_result, const char **ret_why);

/* By tid.  They live until stop_end(). */
const struct memory_thread *stop_threads(const struct stop *s, size_t *ret_n);

/* False when the process was killed while it was stopped. */
bool stop_alive(const struct stop *s);

/*
 * Lets everybody go on.  For how many nanoseconds some thread could not
 * run.  NULL is fine.
 */
uint64_t stop_end(struct stop *s);

/*
 * One line on why `err` came from looking into a process, and what to do
 * about it: "process 12 belongs to another user: run belay as root".
 */
const char *stop_why(pid_t pid, int err);

#endif
