/* SPDX-License-Identifier: MIT */
/* A timer interrupts malloc all the time. */
#include <signal.h>
#include <string.h>
#include <sys/time.h>

#include "run.h"

static volatile sig_atomic_t nticks;

static void on_tick(int sig)
{
	(void)sig;
	nticks++;
}

int main(void)
{
	struct itimerval every = {{0, 200}, {0, 200}};
	struct sigaction sa = {.sa_handler = on_tick, .sa_flags = SA_RESTART};

	MUST(!sigaction(SIGALRM, &sa, NULL));
	MUST(!setitimer(ITIMER_REAL, &every, NULL));
	for (size_t i = 0; nticks < 300; i++) {
		char *p = malloc(i % 700 + 1);

		p[0] = p[i % 700] = 1;
		p = realloc(p, i % 900 + 1);
		free(p);
	}
	puts("300 ticks");
	return 0;
}
