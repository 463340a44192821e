/* SPDX-License-Identifier: MIT */
/*
 * Nothing here allocates: the line that says "out of memory" is made here
 * too.  A line that does not fit is cut.
 */
#include "base/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/term.h"

enum { LINE_MAX_BYTES = 4096 };

/* Adds text behind the len bytes of the line; the new length. */
static size_t print(char *line, size_t len, const char *fmt, va_list ap)
{
	size_t room = LINE_MAX_BYTES - 1 - len; /* one is for the newline */
	int n = vsnprintf(line + len, room, fmt, ap);

	if (n < 0)
		return len;
	return len + ((size_t)n < room ? (size_t)n : room - 1);
}

static void say(char *line, size_t len, const char *fmt, va_list ap)
{
	int kept = errno;

	len = print(line, len, fmt, ap);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	}
	line[len++] = '\n';

	term_progress_done();
	fflush(stdout); /* what was said before comes before */
	for (size_t done = 0; done < len;) {
		ssize_t n = write(STDERR_FILENO, line + done, len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break; /* nobody left to tell */
		done += (size_t)n;
	}
	errno = kept;
}

void diag(const char *fmt, ...)
{
	char line[LINE_MAX_BYTES] = "belay: ";
	va_list ap;

	va_start(ap, fmt);
	say(line, strlen(line), fmt, ap);
	va_end(ap);
}

_Noreturn void diag_bug(const char *file, int line, const char *fmt, ...)
{
	char text[LINE_MAX_BYTES];
	va_list ap;

	snprintf(text, sizeof(text) / 2, "belay: internal error: %s:%d: ", file,
		 line);
	va_start(ap, fmt);
	say(text, strlen(text), fmt, ap);
	va_end(ap);
	abort();
}
