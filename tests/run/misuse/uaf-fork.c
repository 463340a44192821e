/* SPDX-License-Identifier: MIT */
/* A forked child reads what its parent freed before the fork. */
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static APART void *make(void)
{
	return malloc(40); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return *(volatile int *)p; /* access */
}

int main(void)
{
	void *p = make();
	pid_t pid;

	drop(p);
	pid = fork();
	if (pid == 0)
		_exit(use(p) == 12345);
	return waitpid(pid, NULL, 0) == pid ? 0 : 70;
}
