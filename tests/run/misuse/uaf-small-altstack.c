/* SPDX-License-Identifier: MIT */
/*
 * The alternate signal stack has hardly more room than the kernel needs, and
 * nothing below it can be written: a report needs a stack of its own.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "run.h"

enum { BELOW = 4096 };

static void handler(int signal)
{
	(void)signal;
	_Exit(9);
}

static char *make(void)
{
	return malloc(20); /* alloc */
}

static void drop(char *p)
{
	free(p); /* free */
}

static int use(volatile char *p)
{
	return p[0]; /* access */
}

int main(void)
{
	size_t least = getauxval(AT_MINSIGSTKSZ);
	size_t size = (least > 2048 ? least : 2048) + 1024;
	char *memory = mmap(NULL, BELOW + 16384, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	stack_t stack = {.ss_sp = memory + BELOW, .ss_size = size};
	struct sigaction action = {.sa_handler = handler,
				   .sa_flags = SA_ONSTACK};
	char *p = make();

	MUST(memory != MAP_FAILED);
	MUST(mprotect(memory, BELOW, PROT_NONE) == 0);
	MUST(sigaltstack(&stack, NULL) == 0);
	MUST(sigaction(SIGSEGV, &action, NULL) == 0);
	p[0] = 1;
	drop(p);
	return use(p);
}
