/* SPDX-License-Identifier: MIT */
#include "base/term.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define SECOND INT64_C(1000000000)

/* There is one standard error, so there is one progress line. */
static struct {
	int64_t started, drawn; /* 0: not yet */
} progress;

static bool is_terminal(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && (!term || strcmp(term, "dumb") != 0);
}

bool term_colour(int fd)
{
	const char *no = getenv("NO_COLOR"); /* no-color.org: empty is unset */

	return (!no || !*no) && is_terminal(fd);
}

const char *term_on(bool colour, enum term_style style)
{
	static const char *const codes[] = {
		[TERM_PLAIN] = "\033[0m",   [TERM_BOLD] = "\033[1m",
		[TERM_DIM] = "\033[2m",	    [TERM_RED] = "\033[1;31m",
		[TERM_GREEN] = "\033[32m",  [TERM_YELLOW] = "\033[33m",
		[TERM_BLUE] = "\033[1;34m",
	};

	return colour ? codes[style] : "";
}

const char *term_off(bool colour)
{
	return term_on(colour, TERM_PLAIN);
}

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SECOND + ts.tv_nsec;
}

void term_progress(const char *fmt, ...)
{
	struct winsize w = {0};
	char line[256];
	int64_t t = now();
	va_list ap;

	if (!progress.started)
		progress.started = t;
	if (t - progress.started < SECOND || t - progress.drawn < SECOND / 10)
		return;
	if (!is_terminal(STDERR_FILENO))
		return;
	progress.drawn = t;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* A line that wraps could not be wiped. */
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 &&
	    strlen(line) >= w.ws_col)
		line[w.ws_col - 1] = '\0';
	fprintf(stderr, "\r%s\033[K", line);
	fflush(stderr);
}

void term_progress_done(void)
{
	if (progress.drawn)
		fputs("\r\033[K", stderr);
	progress.started = progress.drawn = 0;
}
