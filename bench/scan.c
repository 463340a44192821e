/* SPDX-License-Identifier: MIT */
/*
 * scan.c - how fast the memory of another process is swept
 *
 *	scan [MEGABYTES]
 *
 * A child has that much memory (1024), full of words as a heap has them: a
 * third zeros, a third small numbers, a third pointers into a C heap of a
 * gigabyte.  Some of that is "freed": in one range, a thousand, or a million
 * blocks.  Prints "NAME GB/s" for
 *
 *	memcpy		a copy of as much within this process
 *	test-avx2	the words tested in this process, nothing read
 *	test-scalar	the same one by one
 *	read		process_vm_readv() alone, in the same pieces
 *	sweep-N		memory_sweep() for N ranges
 *	sweep-N-T	the same on T threads, one for each processor; wall time
 *	sweep-N-huge	of huge pages
 *
 * and "stop-N microseconds" for a process of N threads that sleep: from the
 * first thread's stop until all go on.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/pool.h"
#include "trace/memory.h"
#include "trace/memory_sweep.h"
#include "trace/stop.h"

#define HEAP UINT64_C(0x7f1200000000)
#define HEAP_SIZE (UINT64_C(1) << 30)

static size_t size = (size_t)1 << 30;
static uint64_t seed = 1;

static uint64_t any(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static uint64_t *make_words(bool huge)
{
	uint64_t *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		diag("no memory");
		exit(DIAG_EXIT_BROKEN);
	}
	madvise(p, size, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	for (size_t i = 0; i < size / 8; i++) {
		uint64_t r = any();

		p[i] = r % 3 == 0   ? 0
		       : r % 3 == 1 ? r >> 32
				    : HEAP + (r >> 8) % HEAP_SIZE;
	}
	return p;
}

/* Blocks of 64 bytes, as far apart as they must be to fill the heap. */
static struct memory_set *make_set(size_t n)
{
	struct memory_range *v = calloc(n, sizeof(*v));
	struct memory_set *s;

	if (!v)
		exit(DIAG_EXIT_BROKEN);
	for (size_t i = 0; i < n; i++) {
		v[i].start = HEAP + HEAP_SIZE / n * i;
		v[i].end = v[i].start + 64;
	}
	s = memory_set_create(v, n);
	free(v);
	return s;
}

static void say(const char *name, double bytes, double seconds)
{
	printf("%s %.2f\n", name, bytes / seconds / 1e9);
	fflush(stdout);
}

/* CPU time, so that others on the machine count less; not for threads. */
static double now(void)
{
	return clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

/* ---- in this process */

static void copy(const uint64_t *words)
{
	char *to = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	double start;

	if (to == MAP_FAILED)
		return;
	memset(to, 1, size);
	start = now();
	memcpy(to, words, size);
	__asm__ volatile("" ::"r"(to) : "memory");
	say("memcpy", (double)size, now() - start);
	munmap(to, size);
}

static void test(const uint64_t *words, bool plain)
{
	struct memory_set *s = make_set(1);
	struct memory_hits h = {0};
	double start;
	char name[32];

	if (plain)
		memory_set_plain(s);
	start = now();
	memory_set_words(s, 0, words, size / 8, &h);
	snprintf(name, sizeof(name), "test-%s",
		 plain ? "scalar" : memory_set_method());
	say(name, (double)size, now() - start);
	memory_hits_finish(&h);
	memory_set_destroy(s);
}

/* ---- in another one */

static pid_t start_child(void (*run)(int), int arg)
{
	int fds[2];
	char c = 0;
	pid_t pid;

	if (pipe(fds) != 0 || (pid = fork()) < 0)
		exit(DIAG_EXIT_BROKEN);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		run(arg);
		if (write(fds[1], &c, 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	if (read(fds[0], &c, 1) != 1)
		exit(DIAG_EXIT_BROKEN);
	close(fds[0]);
	close(fds[1]);
	return pid;
}

static void have_words(int huge)
{
	make_words(huge);
}

static bool look_away(void *arg, uint64_t addr, const void *data, size_t n)
{
	(void)arg;
	(void)addr;
	(void)data;
	(void)n;
	return true;
}

static void read_all(struct memory *m)
{
	double start = now();
	uint64_t n = memory_scan(m, 0, UINT64_MAX, look_away, NULL);

	say("read", (double)n, now() - start);
}

static void sweep(struct memory *m, size_t n, unsigned threads, bool huge)
{
	struct memory_set *set = make_set(n);
	struct pool *pool = threads > 1 ? pool_create(threads) : NULL;
	struct memory_sweep w = {.set = set, .pool = pool};
	struct memory_hits h = {0};
	clockid_t clock =
		threads > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
	double start = clock_seconds(clock);
	char name[64];

	memory_sweep(m, &w, &h);
	snprintf(name, sizeof(name), "sweep-%zu", n);
	if (threads > 1)
		snprintf(name + strlen(name), sizeof(name) - strlen(name),
			 "-%u", threads);
	if (huge)
		strcat(name, "-huge");
	say(name, (double)h.nbytes, clock_seconds(clock) - start);
	memory_hits_finish(&h);
	pool_destroy(pool);
	memory_set_destroy(set);
}

static void sweeps(bool huge)
{
	static const size_t counts[] = {1, 1000, 1000000};
	unsigned cpus = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
	pid_t pid = start_child(have_words, huge);
	const char *why;
	struct memory *m = memory_of_process(pid, &why);

	if (!m) {
		diag("%s", why);
		exit(DIAG_EXIT_BROKEN);
	}
	if (!huge)
		read_all(m);
	for (size_t i = 0; i < 3; i++)
		sweep(m, counts[i], 1, huge);
	if (cpus > 1)
		sweep(m, 1000, cpus, huge);
	memory_close(m);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- stops */

static void *sleep_long(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void have_threads(int n)
{
	pthread_attr_t attr;
	pthread_t t;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 << 10);
	for (int i = 1; i < n; i++) {
		if (pthread_create(&t, &attr, sleep_long, NULL) != 0)
			_exit(1);
	}
	usleep(100000);
}

static void stops(int n)
{
	pid_t pid = start_child(have_threads, n);
	const char *why;
	struct stop *s = stop_begin(pid, 10000, NULL, &why);

	if (!s)
		diag("%s", why);
	else
		printf("stop-%d %.0f\n", n, (double)stop_end(s) / 1e3);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int main(int argc, char **argv)
{
	uint64_t *words;

	if (argc > 1 && strtoull(argv[1], NULL, 10) > 0)
		size = (size_t)strtoull(argv[1], NULL, 10) << 20;
	words = make_words(false);
	copy(words);
	test(words, false);
	test(words, true);
	munmap(words, size);
	sweeps(false);
	sweeps(true);
	stops(1);
	stops(100);
	stops(1000);
	return 0;
}
