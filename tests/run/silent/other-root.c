/* SPDX-License-Identifier: MIT */
/*
 * As servers do: another root and another user.  Children are watched there
 * without a word, though nothing of belay can be opened any more.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

enum { NOBODY = 65534 };

static void churn(void)
{
	for (size_t i = 0; i < 3000; i++) {
		char *p = calloc(1, i + 1);

		p[i] = 1;
		free(p);
	}
}

/* What the children say on standard error; nothing is expected. */
static int said(int fd)
{
	char line[200];
	ssize_t n = read(fd, line, sizeof(line) - 1);

	return n > 0;
}

int main(void)
{
	int pipes[2], status, saved = dup(2);

	MUST(!pipe(pipes) && dup2(pipes[1], 2) == 2);
	close(pipes[1]);
	if (geteuid() == 0) {
		MUST(!chroot("/proc/self/fdinfo") && !chdir("/"));
		MUST(!setgid(NOBODY) && !setuid(NOBODY));
	}
	for (int i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			churn();
			_exit(i);
		}
		MUST(waitpid(pid, &status, 0) == pid);
		MUST(WIFEXITED(status) && WEXITSTATUS(status) == i);
	}
	churn();
	dup2(saved, 2);
	MUST(!said(pipes[0]));
	puts("elsewhere");
	return 0;
}
