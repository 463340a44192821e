/* SPDX-License-Identifier: MIT */
/*
 * larson-like - a server: random lifetimes, blocks freed by other threads
 *
 * Each worker replaces random blocks of a table by new ones of random sizes.
 * After a while it ends and a new thread takes its table over, so that most
 * blocks are freed by a thread that did not make them.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORKERS = 2, TABLE = 5000, ROUNDS = 80, REPLACED = 200000 };

struct table {
	char *block[TABLE];
	uint64_t random;
	size_t bytes;
};

static uint32_t next_random(struct table *t)
{
	t->random = t->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(t->random >> 33);
}

static void *serve(void *arg)
{
	struct table *t = arg;

	for (int i = 0; i < REPLACED; i++) {
		char **at = &t->block[next_random(t) % TABLE];
		size_t size = 10 + next_random(t) % 490;

		free(*at);
		*at = malloc(size);
		if (!*at)
			abort();
		(*at)[0] = (*at)[size - 1] = (char)i;
		t->bytes += size;
	}
	return NULL;
}

int main(void)
{
	static struct table table[WORKERS];
	pthread_t worker[WORKERS];
	size_t bytes = 0;

	for (int i = 0; i < WORKERS; i++)
		table[i].random = (uint64_t)i + 1;
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < WORKERS; i++)
			if (pthread_create(&worker[i], NULL, serve, &table[i]))
				abort();
		for (int i = 0; i < WORKERS; i++)
			pthread_join(worker[i], NULL);
		/* The tables change places: the next thread is another's. */
		for (int i = 0; i < TABLE; i += 2) {
			char *p = table[0].block[i];

			table[0].block[i] = table[1].block[i];
			table[1].block[i] = p;
		}
	}
	for (int i = 0; i < WORKERS; i++) {
		for (int j = 0; j < TABLE; j++)
			free(table[i].block[j]);
		bytes += table[i].bytes;
	}
	printf("%zu\n", bytes);
	return 0;
}
