/* SPDX-License-Identifier: MIT */
/*
 * diag.h - what belay says about itself on standard error
 *
 * One line each, "belay: what: why", lower case and without a full stop.
 * Text from outside (a path, an argument) may hold anything: control
 * characters are shown as '?', so that one message stays one line.
 *
 * Threads: any; a line is written whole.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

/*
 * The exit status of a belay that could not do its work.  It is part of
 * what scripts depend on; cli/cmd.h has the others.
 */
enum { DIAG_EXIT_BROKEN = 3 };

/* "belay: ", the text and a newline.  A progress line is wiped first. */
void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Something that cannot happen did: says where, and aborts. */
#define BUG(...) diag_bug(__FILE__, __LINE__, __VA_ARGS__)

_Noreturn void diag_bug(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
