/* SPDX-License-Identifier: MIT */
/* A forked child allocates, frees and reads on its own account. */
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

static APART int child(void)
{
	void *p = make();

	drop(p);
	return use(p) == 12345;
}

int main(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(child());
	return waitpid(pid, NULL, 0) == pid ? 0 : 70;
}
