/* SPDX-License-Identifier: MIT */
/* Children are forked while other threads are inside malloc. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

static _Atomic int stop;

static void *churn(void *arg)
{
	unsigned long n = (unsigned long)arg;

	while (!stop) {
		void *p = malloc(n % 3000);

		free(p);
		n = n * 6364136223846793005ul + 1;
	}
	return NULL;
}

int main(void)
{
	pthread_t t[3];

	for (unsigned long i = 0; i < 3; i++)
		MUST(!pthread_create(&t[i], NULL, churn, (void *)i));
	for (int i = 0; i < 50; i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			for (size_t j = 1; j < 200; j++)
				free(malloc(j * 11));
			_exit(0);
		}
		MUST(waitpid(pid, &status, 0) == pid && status == 0);
	}
	stop = 1;
	for (int i = 0; i < 3; i++)
		pthread_join(t[i], NULL);
	puts("50 children");
	return 0;
}
