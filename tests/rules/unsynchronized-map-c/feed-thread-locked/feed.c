#include "feed.h"

#include "_cgo_export.h"
#include <pthread.h>
#include <unistd.h>

static pthread_t thread;
static int count;

static void *run(void *arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 200; i++) {
		onTick(i % count, 100.0 + i);
		usleep(100);
	}
	return NULL;
}

int feed_start(int instruments)
{
	count = instruments;
	return pthread_create(&thread, NULL, run, NULL);
}

void feed_stop(void)
{
	pthread_join(thread, NULL);
}
