#include "histogram.h"

#include <pthread.h>
#include <stdlib.h>

struct job {
	int *bins;
	unsigned char *data;
	int n;
};

static pthread_t thread;

static void *run(void *arg)
{
	struct job *j = arg;
	int i;

	for (i = 0; i < j->n; i++)
		j->bins[j->data[i] >> 4]++;
	free(j->data);
	free(j);
	return NULL;
}

int histogram_start(int *bins, unsigned char *data, int n)
{
	struct job *j = malloc(sizeof(*j));

	if (!j) {
		free(data);
		return -1;
	}
	j->bins = bins;
	j->data = data;
	j->n = n;
	if (pthread_create(&thread, NULL, run, j)) {
		free(j);
		free(data);
		return -1;
	}
	pthread_join(thread, NULL);
	return 0;
}
