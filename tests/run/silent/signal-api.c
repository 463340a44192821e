/* SPDX-License-Identifier: MIT */
/* Every way to set a handler gives back the handler before it. */
#include <signal.h>

#include "run.h"

static volatile int ncalls;

static void a(int sig)
{
	(void)sig;
	ncalls++;
}

static void b(int sig)
{
	(void)sig;
	ncalls += 100;
}

int main(void)
{
	struct sigaction sa;

	MUST(signal(SIGSEGV, a) == SIG_DFL);
	MUST(signal(SIGSEGV, b) == a);
	raise(SIGSEGV);
	MUST(ncalls == 100);
	MUST(!sigaction(SIGSEGV, NULL, &sa));
	MUST(sa.sa_handler == b);
	MUST(signal(SIGSEGV, SIG_IGN) == b);
	raise(SIGSEGV);
	MUST(ncalls == 100);
	MUST(sysv_signal(SIGSEGV, a) == SIG_IGN);
	raise(SIGSEGV);
	MUST(ncalls == 101);
	/* One shot: the handler is gone after its first call. */
	MUST(!sigaction(SIGSEGV, NULL, &sa));
	MUST(sa.sa_handler == SIG_DFL);
	MUST(signal(SIGUSR1, a) == SIG_DFL);
	raise(SIGUSR1);
	MUST(ncalls == 102);
	puts("ok");
	return 0;
}
