/* SPDX-License-Identifier: MIT */
#include "lib/thread.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

__thread uint32_t belay__self;

/* A forked child is another thread: the number is asked for again there. */
static void forget(void)
{
	belay__self = 0;
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forget);
}

uint32_t belay__ask_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, watch_forks);
	belay__self = (uint32_t)syscall(SYS_gettid);
	return belay__self;
}
