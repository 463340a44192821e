/* SPDX-License-Identifier: MIT */
/* A child has the bug; its parent is killed by SIGKILL afterwards. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static APART int use_freed(void)
{
	volatile int *p = malloc(40);

	free((void *)p);
	return *p;
}

int main(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(use_freed() == 12345);
	waitpid(pid, NULL, 0);
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}
