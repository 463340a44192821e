/* SPDX-License-Identifier: MIT */
/* The bug is in the program that the first one becomes by execve. */
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

int main(int argc, char **argv)
{
	void *p;

	if (argc == 1) {
		execl("/proc/self/exe", argv[0], "again", (char *)NULL);
		return 70;
	}
	p = make();
	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
