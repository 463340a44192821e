/* SPDX-License-Identifier: MIT */
/*
 * child.h - what a child process answers, for as long as one cares to wait
 */
#ifndef CFRONT_CHILD_H
#define CFRONT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct buf;

/*
 * Reads what the child writes to fd into ret, up to ret's ceiling, closes fd
 * and waits for the child's end, which comes at once when it takes longer
 * than that or writes too much.  False in both cases: then *ret_status says
 * that it was killed.
 *
 * Threads: any.
 */
bool child_answer(pid_t pid, int fd, long long milliseconds, struct buf *ret,
		  int *ret_status);

#endif
