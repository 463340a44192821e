/* SPDX-License-Identifier: MIT */
/* Destructors of thread-specific data free and allocate. */
#include <pthread.h>

#include "run.h"

static pthread_key_t key;

static void destroy(void *p)
{
	int *rounds = p;

	/* Set again, so that the next round of destructors sees a new block. */
	if (*rounds > 0) {
		int *next = malloc(sizeof(*next));

		*next = *rounds - 1;
		pthread_setspecific(key, next);
	}
	free(p);
}

static void *run(void *arg)
{
	int *rounds = malloc(sizeof(*rounds));

	*rounds = 2;
	pthread_setspecific(key, rounds);
	free(malloc((size_t)arg));
	return NULL;
}

int main(void)
{
	pthread_t t[8];

	MUST(!pthread_key_create(&key, destroy));
	for (int round = 0; round < 20; round++) {
		for (size_t i = 0; i < 8; i++)
			MUST(!pthread_create(&t[i], NULL, run, (void *)i));
		for (int i = 0; i < 8; i++)
			pthread_join(t[i], NULL);
	}
	puts("160 threads");
	return 0;
}
