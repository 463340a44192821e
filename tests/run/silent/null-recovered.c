/* SPDX-License-Identifier: MIT */
/* A null dereference is caught on purpose and left by siglongjmp. */
#include <setjmp.h>
#include <signal.h>

#include "run.h"

static sigjmp_buf back;
static volatile int at_null;

static void on_segv(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	at_null = info->si_addr == NULL;
	siglongjmp(back, 1);
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = on_segv,
			       .sa_flags = SA_SIGINFO};
	volatile int caught = 0;

	MUST(!sigaction(SIGSEGV, &sa, NULL));
	for (int i = 0; i < 100; i++) {
		if (sigsetjmp(back, 1) == 0) {
			*(volatile int *)NULL = 1;
			MUST(!"reached");
		}
		MUST(at_null);
		caught++;
	}
	printf("%d\n", caught);
	return 0;
}
