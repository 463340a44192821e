/* SPDX-License-Identifier: MIT */
/*
 * term.h - the difference between a terminal and a file
 *
 * Colour and a progress line are for people who look on; a pipe, a file, a
 * dumb terminal and NO_COLOR get plain text.
 *
 * Threads: term_progress and term_progress_done from one thread at a time.
 */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include <stdbool.h>

enum term_style {
	TERM_PLAIN,
	TERM_BOLD,
	TERM_DIM,
	TERM_RED,
	TERM_GREEN,
	TERM_YELLOW,
	TERM_BLUE,
};

/* Whether what is written to fd may be coloured. */
bool term_colour(int fd);

/* The escape sequence that starts a style; "" where there is no colour. */
const char *term_on(bool colour, enum term_style style);
const char *term_off(bool colour);

/*
 * Shows what is going on, on standard error, in place of what was shown
 * before.  Nothing appears during the first second after the first call, nor
 * more often than ten times a second, nor where there is no terminal.
 */
void term_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Wipes the line; the next term_progress() waits a second again. */
void term_progress_done(void);

#endif
