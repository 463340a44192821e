/* SPDX-License-Identifier: MIT */
/* A handler makes a page of the program accessible and returns. */
#include <signal.h>
#include <sys/mman.h>

#include "run.h"

enum { PAGES = 32, PAGE = 4096 };

static char *base;
static volatile int nfaults;

static void on_segv(int sig, siginfo_t *info, void *context)
{
	char *page = (char *)info->si_addr;

	(void)sig;
	(void)context;
	MUST(page >= base && page < base + PAGES * PAGE);
	MUST(info->si_code == SEGV_ACCERR);
	page = base + (page - base) / PAGE * PAGE;
	MUST(!mprotect(page, PAGE, PROT_READ | PROT_WRITE));
	nfaults++;
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = on_segv,
			       .sa_flags = SA_SIGINFO};

	base = mmap(NULL, PAGES * PAGE, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	MUST(base != MAP_FAILED);
	MUST(!sigaction(SIGSEGV, &sa, NULL));
	for (int i = 0; i < PAGES; i++)
		base[i * PAGE + i] = 1;
	printf("%d\n", nfaults);
	return 0;
}
