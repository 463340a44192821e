/* SPDX-License-Identifier: MIT */
/*
 * preload_path.h - where libbelay_preload.so is, in a form LD_PRELOAD takes
 *
 * Looked at in this order:
 *	$BELAY_LIBDIR
 *	the folder of /proc/self/exe	(a build that is not installed)
 *	../LIB/belay, ../LIB/ANY/belay	(LIB is lib, lib64, ...)
 *	the libdir that was configured
 *
 * LD_PRELOAD is a list cut at spaces and colons, and nothing quotes them.
 * A path that holds one is reached through a symbolic link in a fresh
 * folder, which lives until preload_path_finish(): processes that start
 * later follow it too.
 *
 * Threads: any, each with a struct of its own.
 */
#ifndef TRACE_PRELOAD_PATH_H
#define TRACE_PRELOAD_PATH_H

#include <limits.h>
#include <stdbool.h>

struct buf;

struct preload_path {
	char path[PATH_MAX];	/* where it was found */
	char preload[PATH_MAX]; /* the same file, for LD_PRELOAD */
	char folder[64];	/* holds the link; "" when none was needed */
};

/*
 * 0, or a negative errno: -ENOENT when it is nowhere, another when the link
 * could not be made (path is filled then).  looked_in, unless NULL, gets the
 * folders that were looked in, each on a line of its own.
 */
int preload_path_find(struct preload_path *ret, struct buf *looked_in);

/* Takes the link away.  Safe after a failed find. */
void preload_path_finish(struct preload_path *p);

#endif
