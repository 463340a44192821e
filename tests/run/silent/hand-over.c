/* SPDX-License-Identifier: MIT */
/* Blocks are made in one thread, changed in a second, freed in a third. */
#include <pthread.h>
#include <string.h>

#include "run.h"

enum { BLOCKS = 20000, ROOM = 64 };

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char *item[ROOM];
	int n;
};

static struct queue first = {PTHREAD_MUTEX_INITIALIZER,
			     PTHREAD_COND_INITIALIZER, {0}, 0};
static struct queue second = {PTHREAD_MUTEX_INITIALIZER,
			      PTHREAD_COND_INITIALIZER, {0}, 0};

static void put(struct queue *q, char *p)
{
	pthread_mutex_lock(&q->lock);
	while (q->n == ROOM)
		pthread_cond_wait(&q->changed, &q->lock);
	q->item[q->n++] = p;
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
}

static char *get(struct queue *q)
{
	char *p;

	pthread_mutex_lock(&q->lock);
	while (q->n == 0)
		pthread_cond_wait(&q->changed, &q->lock);
	p = q->item[--q->n];
	pthread_cond_broadcast(&q->changed);
	pthread_mutex_unlock(&q->lock);
	return p;
}

static void *make(void *arg)
{
	(void)arg;
	for (int i = 0; i < BLOCKS; i++) {
		size_t n = (size_t)(i % 500) + 2;
		char *p = malloc(n);

		memset(p, 'a', n);
		p[n - 1] = '\0';
		put(&first, p);
	}
	return NULL;
}

static void *change(void *arg)
{
	(void)arg;
	for (int i = 0; i < BLOCKS; i++) {
		char *p = get(&first);

		p[0] = 'b';
		put(&second, i % 3 ? p : realloc(p, strlen(p) + 100));
	}
	return NULL;
}

int main(void)
{
	size_t sum = 0;
	pthread_t a, b;

	MUST(!pthread_create(&a, NULL, make, NULL));
	MUST(!pthread_create(&b, NULL, change, NULL));
	for (int i = 0; i < BLOCKS; i++) {
		char *p = get(&second);

		MUST(p[0] == 'b');
		sum += strlen(p);
		free(p);
	}
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	printf("%zu\n", sum);
	return 0;
}
