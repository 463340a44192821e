/* SPDX-License-Identifier: MIT */
#include "base/term.h"

#include <fcntl.h>
#include <pty.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

static int outer, inner; /* the two ends of a terminal */

static void file_is_never_coloured(void)
{
	int fd = open("/dev/null", O_WRONLY);

	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	CHECK(!term_colour(fd));
	close(fd);
}

static void terminal_is_coloured_unless_the_user_says_no(void)
{
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	CHECK(term_colour(inner));
	setenv("NO_COLOR", "", 1);
	CHECK(term_colour(inner));
	setenv("NO_COLOR", "1", 1);
	CHECK(!term_colour(inner));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	CHECK(!term_colour(inner));
}

static void no_colour_means_no_bytes(void)
{
	CHECK_STR(term_on(false, TERM_RED), "");
	CHECK_STR(term_off(false), "");
	CHECK(term_on(true, TERM_RED)[0] == '\033');
	CHECK_STR(term_off(true), "\033[0m");
}

/* What reached the terminal until now. */
static const char *seen(void)
{
	static char text[1024];
	ssize_t n = read(outer, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void progress_waits_a_second_and_is_wiped(void)
{
	const struct timespec second = {1, 100 * 1000 * 1000};
	int err = dup(STDERR_FILENO);
	char early[1024], late[1024], done[1024];

	setenv("TERM", "xterm", 1);
	dup2(inner, STDERR_FILENO);
	term_progress("first");
	snprintf(early, sizeof(early), "%s", seen());
	nanosleep(&second, NULL);
	term_progress("%s", "second");
	snprintf(late, sizeof(late), "%s", seen());
	term_progress_done();
	snprintf(done, sizeof(done), "%s", seen());
	dup2(err, STDERR_FILENO);
	close(err);

	CHECK_STR(early, "");
	CHECK_STR(late, "\rsecond\033[K");
	CHECK_STR(done, "\r\033[K");
}

int main(void)
{
	if (openpty(&outer, &inner, NULL, NULL, NULL) < 0)
		return 77; /* no terminals here: skipped */
	fcntl(outer, F_SETFL, O_NONBLOCK);
	RUN(file_is_never_coloured);
	RUN(terminal_is_coloured_unless_the_user_says_no);
	RUN(no_colour_means_no_bytes);
	RUN(progress_waits_a_second_and_is_wiped);
	return test_summary();
}
