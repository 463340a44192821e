/* SPDX-License-Identifier: MIT */
#include "lib/random.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <time.h>

#include "lib/map_hash.h"

struct generator {
	uint64_t state, secret;
	int seeded;
};

static __thread struct generator mine;

/* The child of a fork must not go on with the numbers of its parent. */
static void forget(void)
{
	mine.seeded = 0;
}

static void watch_forks(void)
{
	pthread_atfork(NULL, NULL, forget);
}

static void seed(struct generator *g)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	uint64_t words[2] = {0, 0};
	int saved = errno;

	pthread_once(&once, watch_forks);
	if (getrandom(words, sizeof(words), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(words)) {
		const void *aux = (const void *)getauxval(AT_RANDOM);
		struct timespec now;

		if (aux)
			memcpy(words, aux, sizeof(words));
		clock_gettime(CLOCK_MONOTONIC, &now);
		words[0] ^= (uint64_t)now.tv_nsec << 20 ^ (uintptr_t)&now;
	}
	errno = saved;
	g->state = words[0];
	g->secret = words[1] | 1;
	g->seeded = 1;
}

uint64_t belay__random(void)
{
	struct generator *g = &mine;

	if (!g->seeded)
		seed(g);
	g->state += UINT64_C(0x9e3779b97f4a7c15);
	return belay__fold(g->state ^ g->secret,
			   g->state ^ UINT64_C(0xe7037ed1a0b428db));
}
