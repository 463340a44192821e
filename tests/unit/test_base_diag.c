/* SPDX-License-Identifier: MIT */
#include "base/diag.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static char said[8192]; /* on standard error, by the last said_by() */

/* Runs it in a process of its own; its wait status. */
static int said_by(void (*run)(void))
{
	char path[] = "/tmp/belay-diag.XXXXXX";
	int fd = mkstemp(path), status = -1;
	pid_t pid = fork();
	ssize_t n;

	if (pid == 0) {
		dup2(fd, STDERR_FILENO);
		run();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	n = pread(fd, said, sizeof(said) - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
	unlink(path);
	return status;
}

static void say_plain(void)
{
	diag("'%s': %s", "a.out", "no such file");
}

static void message_is_one_line_with_our_name(void)
{
	CHECK(said_by(say_plain) == 0);
	CHECK_STR(said, "belay: 'a.out': no such file\n");
}

static void say_control(void)
{
	diag("'%s'", "a\nb\033[31m\177");
}

static void control_characters_do_not_reach_the_terminal(void)
{
	said_by(say_control);
	CHECK_STR(said, "belay: 'a?b?[31m?'\n");
}

static void say_long(void)
{
	static char text[100000];

	memset(text, 'x', sizeof(text) - 1);
	diag("%s", text);
}

static void long_message_is_cut_and_still_a_line(void)
{
	said_by(say_long);
	CHECK(strlen(said) > 1000 && strlen(said) <= 4096);
	CHECK(strchr(said, '\n') == said + strlen(said) - 1);
}

static void say_with_errno(void)
{
	errno = ENOENT;
	diag("x");
	if (errno != ENOENT)
		_exit(1);
}

static void errno_is_kept(void)
{
	CHECK(said_by(say_with_errno) == 0);
}

static void say_bug(void)
{
	BUG("no %s", "way");
}

static void bug_names_its_place_and_aborts(void)
{
	int status = said_by(say_bug);

	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	CHECK(strncmp(said, "belay: internal error: ", 23) == 0);
	CHECK(strstr(said, "test_base_diag.c:") != NULL);
	CHECK(strstr(said, ": no way\n") != NULL);
}

int main(void)
{
	RUN(message_is_one_line_with_our_name);
	RUN(control_characters_do_not_reach_the_terminal);
	RUN(long_message_is_cut_and_still_a_line);
	RUN(errno_is_kept);
	RUN(bug_names_its_place_and_aborts);
	return test_summary();
}
