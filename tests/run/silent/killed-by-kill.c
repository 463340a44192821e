/* SPDX-License-Identifier: MIT */
/* Killed by SIGKILL: the shell sees 128 and the number. */
#include <signal.h>

#include "run.h"

int main(void)
{
	puts("before");
	fflush(stdout);
	raise(SIGKILL);
	return 0;
}
