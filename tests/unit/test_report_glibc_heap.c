/* SPDX-License-Identifier: MIT */
#include "report/glibc_heap.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"
#include "trace/memory.h"

/* A process is read from outside, and may be its own outside. */
static struct glibc_heap *own_heap(struct memory **ret_memory)
{
	const char *why;
	struct memory *m = memory_of_process(getpid(), &why);

	*ret_memory = m;
	return m ? glibc_heap_read(m, NULL, NULL) : NULL;
}

static const struct glibc_block *find(const struct glibc_heap *h, const void *p)
{
	return glibc_block_at(h, (uint64_t)(uintptr_t)p);
}

static void blocks_in_use_have_their_size(void)
{
	void *small = malloc(40), *big = malloc(5000);
	struct memory *m;
	struct glibc_heap *h = own_heap(&m);

	CHECK(h && find(h, small) && find(h, big));
	CHECK(!find(h, small)->freed && !find(h, big)->freed);
	CHECK(find(h, small)->end - find(h, small)->start == 40);
	CHECK(find(h, big)->start == (uint64_t)(uintptr_t)big);
	CHECK(find(h, (char *)big + 4999) == find(h, big));
	CHECK(find(h, big)->end - find(h, big)->start == 5000);
	glibc_heap_destroy(h);
	memory_close(m);
	free(small);
	free(big);
}

/* A copy of this process in which `change` was called, and which waits. */
static pid_t fork_with(void (*change)(void))
{
	int ready[2];
	pid_t pid;
	char c;

	if (pipe(ready) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		change();
		(void)!write(ready[1], "r", 1);
		for (;;)
			pause();
	}
	(void)!read(ready[0], &c, 1);
	close(ready[0]);
	close(ready[1]);
	return pid;
}

enum { N = 64, KINDS = 3 };
static void *at[KINDS][N];

static void free_every_second(void)
{
	for (int k = 0; k < KINDS; k++)
		for (int i = 0; i < N; i += 2)
			free(at[k][i]);
}

/* Whether it lies in a thread's list, a fast bin or a list of the arena. */
static void freed_blocks_are_known_in_every_list(void)
{
	static const size_t sizes[KINDS] = {40, 100, 3000};
	void *fence[KINDS][N];
	struct glibc_heap *h;
	struct memory *m;
	const char *why;
	pid_t pid;

	for (int k = 0; k < KINDS; k++) {
		for (int i = 0; i < N; i++) {
			at[k][i] = malloc(sizes[k]);
			fence[k][i] = malloc(24); /* nothing joins */
		}
	}
	pid = fork_with(free_every_second);
	m = memory_of_process(pid, &why);
	CHECK(m);
	h = glibc_heap_read(m, NULL, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	CHECK(h && h->lists);
	for (int k = 0; k < KINDS; k++) {
		for (int i = 0; i < N; i++) {
			const struct glibc_block *b = find(h, at[k][i]);

			CHECK(b && b->freed == (i % 2 == 0));
			b = find(h, fence[k][i]);
			CHECK(b && !b->freed);
			free(at[k][i]);
			free(fence[k][i]);
		}
	}
	glibc_heap_destroy(h);
	memory_close(m);
}

static void block_with_a_mapping_of_its_own_is_found(void)
{
	char *p = malloc(3 << 20);
	struct memory *m;
	struct glibc_heap *h;

	CHECK(p);
	memset(p, 1, 3 << 20);
	h = own_heap(&m);
	CHECK(h && find(h, p) && find(h, p + (3 << 20) - 1) == find(h, p));
	CHECK(h->areas[find(h, p)->area].kind == GLIBC_MAPPED ||
	      find(h, p)->end - find(h, p)->start >= 3 << 20);
	glibc_heap_destroy(h);
	memory_close(m);
	free(p);
}

struct worker {
	pthread_barrier_t filled, done;
	void *kept, *dropped;
};

static void *work(void *arg)
{
	struct worker *w = arg;

	w->kept = malloc(72);
	w->dropped = malloc(72);
	free(w->dropped);
	pthread_barrier_wait(&w->filled);
	pthread_barrier_wait(&w->done);
	free(w->kept);
	return NULL;
}

static void heap_of_a_thread_is_found(void)
{
	struct worker w;
	struct glibc_heap *h;
	struct memory *m;
	pthread_t t;

	pthread_barrier_init(&w.filled, NULL, 2);
	pthread_barrier_init(&w.done, NULL, 2);
	CHECK(pthread_create(&t, NULL, work, &w) == 0);
	pthread_barrier_wait(&w.filled);
	h = own_heap(&m);
	pthread_barrier_wait(&w.done);
	pthread_join(t, NULL);
	CHECK(h && find(h, w.kept) && find(h, w.dropped));
	CHECK(!find(h, w.kept)->freed && find(h, w.dropped)->freed);
	glibc_heap_destroy(h);
	memory_close(m);
}

static void nothing_is_found_outside_of_a_heap(void)
{
	static char data[64];
	char local[64];
	struct memory *m;
	struct glibc_heap *h = own_heap(&m);

	CHECK(h && h->nblocks > 0);
	CHECK(!find(h, data) && !find(h, local));
	CHECK(!glibc_block_at(h, 0) && !glibc_block_at(h, UINT64_MAX));
	glibc_heap_destroy(h);
	memory_close(m);
}

int main(void)
{
	/* A sanitizer brings an allocator of its own. */
#ifndef __SANITIZE_ADDRESS__
	RUN(blocks_in_use_have_their_size);
	RUN(freed_blocks_are_known_in_every_list);
	RUN(block_with_a_mapping_of_its_own_is_found);
	RUN(heap_of_a_thread_is_found);
	RUN(nothing_is_found_outside_of_a_heap);
#endif
	return test_summary();
}
