/* SPDX-License-Identifier: MIT */
/*
 * stress SECONDS [THREADS] - every allocator call at once, contents checked
 *
 * Each thread keeps blocks of its own and swaps some with a table that all
 * share, so that blocks are grown, checked and freed by threads that did not
 * make them.  A block says in its first words how it was filled; the rest
 * follows from that, and every byte is compared before the block is changed
 * or freed.  One thread forks now and then, and the child goes on with the
 * blocks of the shared table.  Prints "ok", or stops at the first wrong byte.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OWN = 400, SHARED = 1000, MAX_THREADS = 64 };

struct block {
	uint32_t size; /* of all, the header included */
	uint32_t seed;
	uint8_t data[];
};

static _Atomic(struct block *) shared[SHARED];
static atomic_bool stop;
static atomic_ulong nops;

#define MUST(cond)                                                   \
	do {                                                         \
		if (!(cond)) {                                       \
			fprintf(stderr, "stress: %s\n", #cond);      \
			abort();                                     \
		}                                                    \
	} while (0)

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*state >> 33);
}

static uint8_t byte_of(uint32_t seed, size_t i)
{
	return (uint8_t)((seed + i) * 167 >> 3);
}

static void fill(struct block *b, uint32_t size, uint32_t seed)
{
	b->size = size;
	b->seed = seed;
	for (size_t i = 0; i < size - sizeof(*b); i++)
		b->data[i] = byte_of(seed, i);
}

/* The first n bytes are as fill() left them. */
static void verify(const struct block *b, size_t n)
{
	MUST(b->size >= sizeof(*b) && b->size <= 1 << 20);
	for (size_t i = 0; i + sizeof(*b) < n; i++)
		MUST(b->data[i] == byte_of(b->seed, i));
}

static uint32_t some_size(uint64_t *r)
{
	uint32_t kind = next_random(r) % 1000;
	uint32_t n = next_random(r);

	n = kind < 700 ? n % 200 : kind < 980 ? n % 4000 :
	    kind < 998 ? n % 60000 : n % 600000;
	return n + (uint32_t)sizeof(struct block);
}

static struct block *make(uint64_t *r)
{
	uint32_t size = some_size(r), kind = next_random(r) % 16;
	size_t align = (size_t)16 << next_random(r) % 8;
	struct block *b;
	void *p = NULL;

	switch (kind) {
	case 0:
		b = calloc(1, size);
		for (uint32_t i = 0; b && i < size; i++)
			MUST(((uint8_t *)b)[i] == 0);
		break;
	case 1:
		b = aligned_alloc(align, (size + align - 1) / align * align);
		MUST((uintptr_t)b % align == 0);
		break;
	case 2:
		MUST(posix_memalign(&p, align, size) == 0);
		MUST((uintptr_t)p % align == 0);
		b = p;
		break;
	case 3:
		b = realloc(NULL, size);
		break;
	default:
		b = malloc(size);
	}
	MUST(b && (uintptr_t)b % 16 == 0 && malloc_usable_size(b) >= size);
	fill(b, size, next_random(r));
	return b;
}

static struct block *change(struct block *b, uint64_t *r)
{
	uint32_t old = b->size, size = some_size(r);

	verify(b, old);
	b = realloc(b, size);
	MUST(b);
	verify(b, old < size ? old : size);
	fill(b, size, next_random(r));
	return b;
}

static void drop(struct block *b)
{
	if (b)
		verify(b, b->size);
	free(b);
}

static void *work(void *arg)
{
	uint64_t r = (uintptr_t)arg * 977 + 1;
	struct block *own[OWN] = {0};

	while (!stop) {
		struct block **at = &own[next_random(&r) % OWN];
		uint32_t what = next_random(&r) % 8;

		if (!*at)
			*at = make(&r);
		else if (what < 3)
			*at = atomic_exchange(&shared[next_random(&r) % SHARED],
					      *at);
		else if (what < 5)
			*at = change(*at, &r);
		else {
			drop(*at);
			*at = NULL;
		}
		atomic_fetch_add_explicit(&nops, 1, memory_order_relaxed);
	}
	for (size_t i = 0; i < OWN; i++)
		drop(own[i]);
	return NULL;
}

/* Alone in the child: what the table held at the fork is whole. */
static void child(uint64_t *r)
{
	for (size_t i = 0; i < SHARED; i++) {
		struct block *b = shared[i];

		shared[i] = b && i % 2 ? change(b, r) : (drop(b), make(r));
	}
	for (size_t i = 0; i < SHARED; i++)
		drop(shared[i]);
}

static void fork_once(uint64_t *r)
{
	int status;
	pid_t pid = fork();

	MUST(pid >= 0);
	if (pid == 0) {
		child(r);
		_exit(0);
	}
	MUST(waitpid(pid, &status, 0) == pid && status == 0);
}

int main(int argc, char **argv)
{
	long seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 10;
	long nthreads = argc > 2 ? strtol(argv[2], NULL, 10) : 4;
	time_t end = time(NULL) + seconds;
	pthread_t t[MAX_THREADS];
	uint64_t r = 12345;

	MUST(nthreads > 0 && nthreads <= MAX_THREADS);
	for (long i = 0; i < nthreads; i++)
		MUST(!pthread_create(&t[i], NULL, work, (void *)(i + 1)));
	while (time(NULL) < end) {
		fork_once(&r);
		usleep(200000);
	}
	stop = true;
	for (long i = 0; i < nthreads; i++)
		pthread_join(t[i], NULL);
	for (size_t i = 0; i < SHARED; i++)
		drop(shared[i]);
	fprintf(stderr, "stress: %lu operations\n", (unsigned long)nops);
	puts("ok");
	return 0;
}
