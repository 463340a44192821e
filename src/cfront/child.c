/* SPDX-License-Identifier: MIT */
#include "cfront/child.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* False when the time is over, or the buffer full, before the end. */
static bool read_all(int fd, long long end, struct buf *ret)
{
	char block[65536];

	for (;;) {
		struct pollfd p = {fd, POLLIN, 0};
		long long left = end - now_ms();
		ssize_t n;

		if (left <= 0 || buf_failed(ret))
			return false;
		if (poll(&p, 1, (int)left) < 0 && errno != EINTR)
			return false;
		if (!(p.revents & (POLLIN | POLLHUP)))
			continue;
		n = read(fd, block, sizeof(block));
		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			buf_add(ret, block, (size_t)n);
	}
}

bool child_answer(pid_t pid, int fd, long long milliseconds, struct buf *ret,
		  int *ret_status)
{
	bool whole = read_all(fd, now_ms() + milliseconds, ret);

	close(fd);
	if (!whole)
		kill(pid, SIGKILL);
	while (waitpid(pid, ret_status, 0) < 0 && errno == EINTR)
		;
	return whole;
}
