/* SPDX-License-Identifier: MIT */
#include "trace/launch.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The child that signals are passed on to; there is one at a time. */
static _Atomic pid_t child;

static void pass_on(int sig);

/* What belay does about a signal while the program runs. */
static struct held {
	int signal;
	void (*handler)(int);
	struct sigaction before;
} held[] = {
	/* The terminal sends these to both. */
	{.signal = SIGINT, .handler = SIG_IGN},
	{.signal = SIGQUIT, .handler = SIG_IGN},
	{.signal = SIGTERM, .handler = pass_on},
	{.signal = SIGHUP, .handler = pass_on},
	/* Where this is ignored, the kernel keeps no status for waitpid(). */
	{.signal = SIGCHLD, .handler = SIG_DFL},
};

enum { NHELD = sizeof(held) / sizeof(held[0]) };

static void pass_on(int sig)
{
	int before = errno;
	pid_t pid = atomic_load(&child);

	if (pid > 0)
		kill(pid, sig);
	errno = before;
}

/* What was ignored (nohup) stays ignored, here and in the program. */
static bool was_ignored(const struct held *h)
{
	return h->before.sa_handler == SIG_IGN;
}

static void set_signals(void)
{
	for (struct held *h = held; h < held + NHELD; h++) {
		struct sigaction new = {.sa_handler = h->handler,
					.sa_flags = SA_RESTART};

		sigaction(h->signal, NULL, &h->before);
		if (!was_ignored(h) || h->signal == SIGCHLD)
			sigaction(h->signal, &new, NULL);
	}
}

static void reset_signals(void)
{
	for (struct held *h = held; h < held + NHELD; h++)
		sigaction(h->signal, &h->before, NULL);
}

/* "name=value", or "name=value:more" when the environment has more. */
static char *make_variable(const char *name, const char *value, bool add)
{
	const char *more = add ? getenv(name) : NULL;
	char *text = NULL;
	int n;

	if (more && more[0] != '\0')
		n = asprintf(&text, "%s=%s:%s", name, value, more);
	else
		n = asprintf(&text, "%s=%s", name, value);
	return n < 0 ? NULL : text;
}

static bool is_variable(const char *entry, const char *assignment)
{
	size_t n = strcspn(assignment, "=") + 1;

	return strncmp(entry, assignment, n) == 0;
}

/* The environment with some variables replaced; only the array is new. */
static char **make_environment(char *const *set, size_t nset)
{
	size_t n = 0, m = 0;
	char **env;

	while (environ[n])
		n++;
	env = calloc(n + nset + 1, sizeof(*env));
	if (!env)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		bool replaced = false;

		for (size_t j = 0; j < nset; j++)
			replaced |= is_variable(environ[i], set[j]);
		if (!replaced)
			env[m++] = environ[i];
	}
	for (size_t j = 0; j < nset; j++)
		env[m++] = set[j];
	return env;
}

/* What belay does about signals is not the program's affair. */
static int spawn(pid_t *ret, const char *path, char *const *argv,
		 char *const *env, const sigset_t *mask)
{
	posix_spawnattr_t attr;
	sigset_t defaults;
	int err = posix_spawnattr_init(&attr);

	if (err)
		return -err;
	sigemptyset(&defaults);
	for (const struct held *h = held; h < held + NHELD; h++) {
		if (!was_ignored(h))
			sigaddset(&defaults, h->signal);
	}
	posix_spawnattr_setsigdefault(&attr, &defaults);
	posix_spawnattr_setsigmask(&attr, mask);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF |
						POSIX_SPAWN_SETSIGMASK);
	err = posix_spawn(ret, path, NULL, &attr, argv, env);
	posix_spawnattr_destroy(&attr);
	return -err;
}

/*
 * Waits until the child has ended, and leaves its status for later.  When
 * belay itself traces it, waitid() returns at each of its stops, for
 * whichever thread that is; a file that stands for it does not.
 */
static void wait_for_end(pid_t pid)
{
	struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, pid, 0),
			     .events = POLLIN};
	const struct timespec nap = {0, 1000000};
	siginfo_t info;

	while (end.fd >= 0 && poll(&end, 1, -1) < 0 && errno == EINTR)
		;
	/* Without such files (before Linux 5.3) stops cost a nap each. */
	for (;;) {
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0) {
			if (errno != EINTR)
				break;
		} else if (info.si_code == CLD_EXITED ||
			   info.si_code == CLD_KILLED ||
			   info.si_code == CLD_DUMPED) {
			break;
		} else {
			nanosleep(&nap, NULL);
		}
	}
	if (end.fd >= 0)
		close(end.fd);
}

static void *wait_for_it(void *arg)
{
	struct launch *l = arg;

	/* The pid stays the child's until nobody can signal it any more. */
	wait_for_end(l->pid);
	atomic_store(&child, 0);
	do {
		while (waitpid(l->pid, &l->status, 0) < 0 && errno == EINTR)
			;
	} while (WIFSTOPPED(l->status));
	atomic_store(&l->ended, true);
	l->wake(l->arg);
	return NULL;
}

/* The child, and the thread that waits for it. */
static int start(struct launch *l, const char *path, char *const *argv,
		 char *const *env, const sigset_t *mask)
{
	int err = spawn(&l->pid, path, argv, env, mask);

	if (err)
		return err;
	atomic_store(&child, l->pid);
	err = -pthread_create(&l->waiter, NULL, wait_for_it, l);
	if (err) {
		atomic_store(&child, 0);
		kill(l->pid, SIGKILL);
		waitpid(l->pid, NULL, 0);
	}
	return err;
}

int launch_start(struct launch *l, const char *path, char *const *argv,
		 const char *preload, const char *options)
{
	char *set[] = {make_variable("LD_PRELOAD", preload, true),
		       make_variable("BELAY_OPTIONS", options, false)};
	char **env = NULL;
	sigset_t all, before;
	int err = -ENOMEM;

	if (set[0] && set[1])
		env = make_environment(set, 2);
	if (!env)
		goto out;
	atomic_store(&l->ended, false);
	set_signals();
	/* None comes before the child is known; then all to this thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	err = start(l, path, argv, env, &before);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err)
		reset_signals();
out:
	free(env);
	free(set[0]);
	free(set[1]);
	return err;
}

void launch_finish(struct launch *l)
{
	pthread_join(l->waiter, NULL);
	reset_signals();
}
