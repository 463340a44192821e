/* SPDX-License-Identifier: MIT */
/* Threads are cancelled in the middle of allocating. */
#include <pthread.h>
#include <unistd.h>

#include "run.h"

static void *run(void *arg)
{
	(void)arg;
	for (size_t n = 1;; n = n % 5000 + 17) {
		void *p = malloc(n);

		free(p);
		pthread_testcancel();
	}
	return NULL;
}

int main(void)
{
	for (int i = 0; i < 50; i++) {
		pthread_t t;
		void *how;

		MUST(!pthread_create(&t, NULL, run, NULL));
		usleep(200);
		MUST(!pthread_cancel(t));
		MUST(!pthread_join(t, &how));
		MUST(how == PTHREAD_CANCELED);
	}
	puts("50 cancelled");
	return 0;
}
