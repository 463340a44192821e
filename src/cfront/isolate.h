/* SPDX-License-Identifier: MIT */
/*
 * isolate.h - work that may crash or never end, in a process of its own
 *
 * clang is somebody else's program, fed with somebody else's headers: macros
 * that double, headers that include themselves, a bug.  A child process does
 * the work and writes what it found; when it dies or takes too long, only
 * its answer is lost.
 *
 * Threads: any.  fn runs in a child that has only the calling thread: it may
 * use the heap and libclang, but no lock that another thread may hold.
 */
#ifndef CFRONT_ISOLATE_H
#define CFRONT_ISOLATE_H

#include <stdbool.h>

struct buf;

typedef void isolate_fn(void *ctx, struct buf *out);

/*
 * Runs fn(ctx, out) in a child, for at most that many seconds of CPU time,
 * and puts what it wrote to out into ret.  False, with one line about why,
 * when there is no answer.
 */
bool isolate(isolate_fn *fn, void *ctx, unsigned seconds, struct buf *ret,
	     const char **ret_why);

#endif
