/* SPDX-License-Identifier: MIT */
/* A stack overflow is caught on another stack and left by siglongjmp. */
#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>

#include "run.h"

static sigjmp_buf back;

static void on_segv(int sig)
{
	(void)sig;
	siglongjmp(back, 1);
}

static APART int deeper(volatile char *above)
{
	volatile char here[1024];

	here[0] = *above;
	return deeper(here) + here[0];
}

int main(void)
{
	struct rlimit small = {256 << 10, 256 << 10};
	stack_t other = {.ss_sp = malloc(64 << 10), .ss_size = 64 << 10};
	struct sigaction sa = {.sa_handler = on_segv, .sa_flags = SA_ONSTACK};
	volatile char top = 0;

	MUST(!setrlimit(RLIMIT_STACK, &small));
	MUST(!sigaltstack(&other, NULL));
	MUST(!sigaction(SIGSEGV, &sa, NULL));
	for (int i = 0; i < 3; i++) {
		if (sigsetjmp(back, 1) == 0)
			printf("%d\n", deeper(&top));
		puts("recovered");
	}
	return 0;
}
