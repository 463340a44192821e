/* SPDX-License-Identifier: MIT */
/*
 * What is relied on: glibc makes the heap usable in the child of a process
 * with threads (its locks are taken over the fork), and libclang, opened
 * before, is only ever run in children, so that no lock of it is held while
 * one is made.  Where a limit cannot be set the work goes on without it.
 */
#include "cfront/isolate.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "cfront/child.h"

/* A child that waits for something is given up after so many times its CPU
 * time. */
enum { WALL_FACTOR = 6 };

/* What clang may take for one source; sanitizers need more than that. */
#define MAX_MEMORY ((rlim_t)6 << 30)

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#elif defined(__has_feature)
#define SANITIZED                            \
	(__has_feature(address_sanitizer) || \
	 __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer))
#else
#define SANITIZED false
#endif

enum { MAX_ANSWER = 256 << 20 };

static void limit(int what, rlim_t most)
{
	struct rlimit r;

	if (getrlimit((__rlimit_resource_t)what, &r) < 0)
		return;
	if (r.rlim_max != RLIM_INFINITY && r.rlim_max < most)
		most = r.rlim_max;
	r.rlim_cur = most;
	setrlimit((__rlimit_resource_t)what, &r);
}

_Noreturn static void child(isolate_fn *fn, void *ctx, unsigned seconds, int fd)
{
	struct buf out;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	limit(RLIMIT_CPU, seconds);
	limit(RLIMIT_CORE, 0);
	if (!SANITIZED)
		limit(RLIMIT_DATA, MAX_MEMORY);
	/* This thread's stack is deep enough, and it is the only one. */
	setenv("LIBCLANG_NOTHREADS", "1", 1);
	/* clang prints a stack when it crashes. */
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
	buf_init(&out, MAX_ANSWER);
	fn(ctx, &out);
	if (buf_failed(&out) || buf_write(&out, fd) < 0)
		_exit(1);
	_exit(0);
}

static const char too_large[] = "is too large to be read";

static const char *reason(int status, bool whole)
{
	if (!whole || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) ||
	    (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
		return "takes too long to be read";
	if (WIFSIGNALED(status))
		return "clang crashed on it";
	return too_large;
}

bool isolate(isolate_fn *fn, void *ctx, unsigned seconds, struct buf *ret,
	     const char **ret_why)
{
	int fds[2], status = 0;
	bool whole;
	pid_t pid;

	*ret_why = "no process could be started for it";
	if (pipe2(fds, O_CLOEXEC) < 0)
		return false;
	pid = fork();
	if (pid == 0)
		child(fn, ctx, seconds, fds[1]);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return false;
	}
	whole = child_answer(pid, fds[0], seconds * 1000LL * WALL_FACTOR, ret,
			     &status);
	if (whole && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	    !buf_failed(ret))
		return true;
	*ret_why = buf_failed(ret) ? too_large : reason(status, whole);
	return false;
}
