/* SPDX-License-Identifier: MIT */
/* Killed by SIGTERM: the shell sees 128 and the number. */
#include <signal.h>

#include "run.h"

int main(void)
{
	puts("before");
	fflush(stdout);
	raise(SIGTERM);
	return 0;
}
