/* SPDX-License-Identifier: MIT */
/* Left by a raw exit_group from a thread, as Go programs do. */
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run.h"

static void *run(void *arg)
{
	free(malloc(100));
	syscall(SYS_exit_group, 21);
	return arg;
}

int main(void)
{
	pthread_t t;

	MUST(!pthread_create(&t, NULL, run, NULL));
	for (;;)
		pause();
}
