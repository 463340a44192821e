/* SPDX-License-Identifier: MIT */
/* A second handler calls the one that was there before it. */
#include <setjmp.h>
#include <signal.h>

#include "run.h"

static sigjmp_buf back;
static struct sigaction before;
static volatile int order[2], norder;

static void first(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	(void)context;
	order[norder++] = 1;
	siglongjmp(back, 1);
}

static void second(int sig, siginfo_t *info, void *context)
{
	order[norder++] = 2;
	MUST(before.sa_flags & SA_SIGINFO);
	before.sa_sigaction(sig, info, context);
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = first, .sa_flags = SA_SIGINFO};
	struct sigaction old;

	MUST(!sigaction(SIGSEGV, NULL, &old));
	MUST(old.sa_handler == SIG_DFL);
	MUST(!sigaction(SIGSEGV, &sa, NULL));
	sa.sa_sigaction = second;
	MUST(!sigaction(SIGSEGV, &sa, &before));
	MUST(before.sa_sigaction == first);
	if (sigsetjmp(back, 1) == 0)
		*(volatile int *)NULL = 1;
	printf("%d %d\n", order[0], order[1]);
	return 0;
}
