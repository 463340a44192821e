/* SPDX-License-Identifier: MIT */
/* A thousand short threads each leave a block for the next. */
#include <pthread.h>

#include "run.h"

static void *run(void *arg)
{
	int *last = arg, *next = malloc(sizeof(*next));

	*next = *last + 1;
	free(last);
	return next;
}

int main(void)
{
	void *p = calloc(1, sizeof(int));

	for (int i = 0; i < 1000; i++) {
		pthread_t t;

		MUST(!pthread_create(&t, NULL, run, p));
		MUST(!pthread_join(t, &p));
	}
	printf("%d\n", *(int *)p);
	free(p);
	return 0;
}
