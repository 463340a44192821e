/* SPDX-License-Identifier: MIT */
/*
 * program.h - can this program be watched?
 *
 * Comes in: a name as the shell would take it.  Goes out: the file to
 * execute, or one line that says why not.
 *
 * Threads: any.
 */
#ifndef TRACE_PROGRAM_H
#define TRACE_PROGRAM_H

#include <limits.h>
#include <stdbool.h>

struct program {
	char path[PATH_MAX];	  /* what execve() gets */
	char why[PATH_MAX + 256]; /* when it cannot be watched, or run */
};

/*
 * Looks name up in PATH (a name with a slash is taken as it is), follows
 * the interpreters of scripts and looks at the ELF file at their end.  False
 * with ret->why set for: a missing file, no permission, a folder, another
 * architecture, a static binary, a set-uid or set-gid file, a file with
 * capabilities, no executable at all.
 */
bool program_find(const char *name, struct program *ret);

#endif
