/* SPDX-License-Identifier: MIT */
/*
 * The program that is started is a shell, and what it finds is its exit
 * status.
 */
#include "trace/launch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

enum { PATIENCE = 60 }; /* seconds; then SIGALRM ends the test */

static atomic_int woken;

static void wake(void *arg)
{
	atomic_fetch_add((atomic_int *)arg, 1);
}

static int start(struct launch *l, const char *script)
{
	char *argv[] = {(char *)"sh", (char *)"-c", (char *)script, NULL};

	*l = (struct launch){.wake = wake, .arg = &woken};
	atomic_store(&woken, 0);
	return launch_start(l, "/bin/sh", argv, "/nonexistent/ours.so",
			    "session=/s:seed=1");
}

/* The script's exit status; < 0 when it could not be started or died. */
static int run(const char *script)
{
	struct launch l;
	int err = start(&l, script);

	if (err)
		return err;
	launch_finish(&l);
	return WIFEXITED(l.status) ? WEXITSTATUS(l.status) : -EINTR;
}

static void status_is_known_and_the_waiter_woken_once(void)
{
	struct launch l;

	CHECK(start(&l, "exit 7") == 0);
	CHECK(l.pid > 0);
	launch_finish(&l);
	CHECK(atomic_load(&l.ended));
	CHECK(atomic_load(&woken) == 1);
	CHECK(WIFEXITED(l.status) && WEXITSTATUS(l.status) == 7);
	CHECK(start(&l, "kill -ABRT $$") == 0);
	launch_finish(&l);
	CHECK(WIFSIGNALED(l.status) && WTERMSIG(l.status) == SIGABRT);
}

static void runtime_comes_before_other_preloaded_libraries(void)
{
	unsetenv("LD_PRELOAD");
	CHECK(run("test \"$LD_PRELOAD\" = /nonexistent/ours.so") == 0);
	setenv("LD_PRELOAD", "", 1);
	CHECK(run("test \"$LD_PRELOAD\" = /nonexistent/ours.so") == 0);
	setenv("LD_PRELOAD", "/nonexistent/theirs.so", 1);
	CHECK(run("test \"$LD_PRELOAD\" = "
		  "/nonexistent/ours.so:/nonexistent/theirs.so") == 0);
	CHECK(run("test $(env | grep -c '^LD_PRELOAD=') = 1") == 0);
	unsetenv("LD_PRELOAD");
}

static void options_replace_those_of_the_environment(void)
{
	setenv("BELAY_OPTIONS", "budget=max", 1);
	CHECK(run("test \"$BELAY_OPTIONS\" = session=/s:seed=1") == 0);
	CHECK(run("test $(env | grep -c '^BELAY_OPTIONS=') = 1") == 0);
	CHECK_STR(getenv("BELAY_OPTIONS"), "budget=max");
	unsetenv("BELAY_OPTIONS");
}

static void rest_of_the_environment_is_kept(void)
{
	setenv("BELAY_OPTIONS_TOO", "kept", 1);
	setenv("XLD_PRELOAD", "kept", 1);
	CHECK(run("test $BELAY_OPTIONS_TOO$XLD_PRELOAD = keptkept") == 0);
	unsetenv("BELAY_OPTIONS_TOO");
	unsetenv("XLD_PRELOAD");
}

static void program_that_cannot_be_executed_is_an_error(void)
{
	char *argv[] = {(char *)"none", NULL};
	struct launch l = {.wake = wake, .arg = &woken};
	struct sigaction now;

	CHECK(launch_start(&l, "/nonexistent/none", argv, "p", "o") == -ENOENT);
	CHECK(launch_start(&l, "/", argv, "p", "o") == -EACCES);
	CHECK(sigaction(SIGTERM, NULL, &now) == 0);
	CHECK(now.sa_handler == SIG_DFL);
}

static void signals_have_their_meaning_back_afterwards(void)
{
	static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
	sigset_t mask;

	CHECK(run("exit 0") == 0);
	for (size_t i = 0; i < 4; i++) {
		struct sigaction now;

		CHECK(sigaction(signals[i], NULL, &now) == 0);
		CHECK(now.sa_handler == SIG_DFL);
	}
	CHECK(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
	CHECK(!sigismember(&mask, SIGTERM) && !sigismember(&mask, SIGINT));
}

/* What is ignored stays so across an exec: the shell cannot be killed. */
static void program_finds_signals_as_belay_found_them(void)
{
	CHECK(run("kill -INT $$; exit 5") == -EINTR);
	CHECK(run("kill -HUP $$; exit 5") == -EINTR);
	CHECK(run("grep -q '^SigBlk:[[:space:]]*0*$' /proc/self/status") == 0);
	signal(SIGHUP, SIG_IGN);
	CHECK(run("kill -HUP $$; exit 5") == 5);
	signal(SIGHUP, SIG_DFL);
	signal(SIGINT, SIG_IGN);
	CHECK(run("kill -INT $$; exit 5") == 5);
	signal(SIGINT, SIG_DFL);
}

/* The shell's trap answers, not belay's end. */
static void termination_is_passed_on(void)
{
	static const int signals[] = {SIGTERM, SIGHUP};

	for (size_t i = 0; i < 2; i++) {
		struct launch l;
		int fds[2];
		char c, script[128];

		CHECK(pipe(fds) == 0);
		snprintf(script, sizeof(script),
			 "trap 'exit 9' TERM HUP; echo >&%d; "
			 "while :; do sleep 0.01; done",
			 fds[1]);
		CHECK(start(&l, script) == 0);
		CHECK(read(fds[0], &c, 1) == 1); /* the trap is set */
		CHECK(kill(getpid(), signals[i]) == 0);
		launch_finish(&l);
		CHECK(WIFEXITED(l.status) && WEXITSTATUS(l.status) == 9);
		close(fds[0]);
		close(fds[1]);
	}
}

/* The terminal sends them to the program as well, which decides. */
static void interrupts_are_left_to_the_program(void)
{
	struct launch l;

	CHECK(start(&l, "sleep 0.1; exit 4") == 0);
	CHECK(kill(getpid(), SIGINT) == 0);
	CHECK(kill(getpid(), SIGQUIT) == 0);
	launch_finish(&l);
	CHECK(WIFEXITED(l.status) && WEXITSTATUS(l.status) == 4);
}

/* Some services start their children like that. */
static void status_is_known_though_children_are_ignored(void)
{
	signal(SIGCHLD, SIG_IGN);
	CHECK(run("exit 6") == 6);
	signal(SIGCHLD, SIG_DFL);
}

/* A shell ignores some for what it starts in the background, nohup too. */
static void start_with_default_signals(void)
{
	static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < 4; i++)
		signal(signals[i], SIG_DFL);
}

int main(void)
{
	start_with_default_signals();
	alarm(PATIENCE);
	RUN(status_is_known_and_the_waiter_woken_once);
	RUN(runtime_comes_before_other_preloaded_libraries);
	RUN(options_replace_those_of_the_environment);
	RUN(rest_of_the_environment_is_kept);
	RUN(program_that_cannot_be_executed_is_an_error);
	RUN(signals_have_their_meaning_back_afterwards);
	RUN(program_finds_signals_as_belay_found_them);
	RUN(termination_is_passed_on);
	RUN(interrupts_are_left_to_the_program);
	RUN(status_is_known_though_children_are_ignored);
	return test_summary();
}
