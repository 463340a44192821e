/* SPDX-License-Identifier: MIT */
/* The program has a handler for SIGSEGV, set by sysv_signal(). */
#include <signal.h>
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

static void on_segv(int sig)
{
	(void)sig;
	_exit(55);
}

int main(void)
{
	void *p = make();

	sysv_signal(SIGSEGV, on_segv);
	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
