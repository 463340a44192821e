/* SPDX-License-Identifier: MIT */
/*
 * The allocator as programs see it, once for each way to place blocks: the
 * first process starts itself again with the options of each row.
 */
#include "preload/heap.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "preload/block.h"

#include "heap_model.h"
#include "preload_child.h"
#include "test.h"

enum {
	STEPS = 5000,
	THREADS = 4,
	MAILBOXES = 64,
	LETTERS = 1500,
	SHORT_THREADS = 2000,
	FORKS = 5,
};

static struct model models[THREADS + 1];

static void random_calls_keep_every_promise(void)
{
	for (uint64_t seed = 1; seed <= 3; seed++) {
		uint64_t state = seed * UINT64_C(0x9e3779b97f4a7c15);
		struct model *m = &models[0];

		memset(m, 0, sizeof(*m));
		if (!model_random(m, &state, STEPS))
			model_finish(m);
		if (m->broken)
			fprintf(stderr, "seed %d: not so: %s\n", (int)seed,
				m->broken);
		CHECK(!m->broken);
	}
}

static void blocks_of_every_size_are_apart_and_as_large_as_asked(void)
{
	for (size_t n = 0; n <= 5000; n++) {
		char *p = malloc(n), *q = malloc(n);

		CHECK(p && q && p != q);
		CHECK(malloc_usable_size(p) == n);
		memset(p, 1, n);
		memset(q, 2, n);
		CHECK(n == 0 || (p[0] == 1 && p[n - 1] == 1));
		free(p);
		free(q);
	}
}

static void calloc_is_zero_where_others_wrote(void)
{
	static const size_t sizes[] = {16,    100,    1024,   5000,
				       70000, 262144, 300000, 2000000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int round = 0; round < (sizes[i] < 99999 ? 40 : 5);
		     round++) {
			size_t n = sizes[i];
			unsigned char *p = malloc(n);

			CHECK(p);
			memset(p, 0xaa, n);
			free(p);
			p = calloc(1, n);
			CHECK(p);
			CHECK(p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
			free(p);
		}
}

static void a_block_that_grows_step_by_step_keeps_its_bytes(void)
{
	unsigned char *p = NULL;
	size_t n;

	for (n = 1; n < 3000000; n += 1 + n / 3) {
		p = realloc(p, n);
		CHECK(p);
		p[n - 1] = (unsigned char)n;
		if (n > 1)
			CHECK(p[0] == 1);
	}
	while ((n /= 2) > 0) {
		p = realloc(p, n);
		CHECK(p && p[0] == 1);
		CHECK(malloc_usable_size(p) == n);
	}
	free(p);
}

static void impossible_wishes_are_refused_and_change_nothing(void)
{
	/* Not known to the compiler, which would warn of it. */
	volatile size_t most = SIZE_MAX, odd = 48;
	void *p = malloc(10), *q = p;

	CHECK(p);
	errno = 0;
	CHECK(malloc(most) == NULL && errno == ENOMEM);
	CHECK(malloc((size_t)1 << 50) == NULL);
	CHECK(calloc(most / 2, 3) == NULL);
	CHECK(realloc(p, most - 4096) == NULL);
	CHECK(reallocarray(p, most / 2, 3) == NULL);
	CHECK(malloc_usable_size(p) == 10);
	CHECK(posix_memalign(&q, 24, 1) == EINVAL && q == p);
	CHECK(posix_memalign(&q, 4, 1) == EINVAL && q == p);
	CHECK(posix_memalign(&q, 16, most) == ENOMEM && q == p);
	errno = 0;
	CHECK(aligned_alloc(odd, 1) == NULL && errno == EINVAL);
	CHECK(aligned_alloc(most / 2 + 1, 1) == NULL);
	errno = 5;
	free(p);
	free(NULL);
	CHECK(errno == 5);
}

/* Blocks that one thread allocates and another one frees. */
static _Atomic(struct letter *) mailboxes[MAILBOXES];

struct letter {
	size_t size;
	unsigned char key;
	unsigned char text[];
};

static bool send(uint64_t *seed, unsigned key)
{
	struct letter *l;
	size_t size;

	*seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	size = (*seed >> 33) % ((*seed >> 60) == 0 ? 300000 : 1500);
	l = malloc(sizeof(*l) + size);
	if (!l)
		return false;
	l->size = size;
	l->key = (unsigned char)key;
	model_write(l->text, size, l->key);
	l = atomic_exchange(&mailboxes[(*seed >> 20) % MAILBOXES], l);
	if (!l)
		return true;
	if (!model_reads(l->text, l->size, l->key))
		return false;
	free(l);
	return true;
}

static void *correspond(void *arg)
{
	struct model *m = arg;
	uint64_t seed = 77 + (uint64_t)(m - models);

	for (unsigned i = 0; i < LETTERS; i++)
		if (!send(&seed, i) ||
		    (i % 4 == 0 && model_random(m, &seed, 1)))
			return arg;
	return model_finish(m) ? arg : NULL;
}

static bool start(pthread_t *t, void *(*function)(void *))
{
	memset(models, 0, sizeof(models));
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, function, &models[i + 1]) != 0)
			return false;
	return true;
}

static bool join_all(pthread_t *t)
{
	bool good = true;

	for (int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(t[i], &result);
		good &= result == NULL;
	}
	return good;
}

static void threads_may_free_what_others_allocated(void)
{
	pthread_t t[THREADS];

	CHECK(start(t, correspond));
	CHECK(join_all(t));
	for (int i = 0; i < MAILBOXES; i++)
		free(atomic_exchange(&mailboxes[i], NULL));
}

static int go_on_in_child(void)
{
	uint64_t seed = 4711;
	pthread_t t[THREADS];

	if (model_random(&models[0], &seed, 2000) || model_finish(&models[0]))
		return 1;
	/* Fresh letters only: the old threads' are nobody's now. */
	for (int i = 0; i < MAILBOXES; i++)
		atomic_store(&mailboxes[i], NULL);
	return start(t, correspond) && join_all(t) ? 0 : 2;
}

static void a_fork_in_the_middle_of_it_all_leaves_both_sides_whole(void)
{
	uint64_t seed = 99;
	pthread_t t[THREADS];
	int bad = 0;

	CHECK(start(t, correspond));
	for (int i = 0; i < FORKS; i++) {
		bad += model_random(&models[0], &seed, 100) != NULL;
		bad += !child_passes(go_on_in_child);
	}
	CHECK(join_all(t));
	CHECK(!model_finish(&models[0]));
	CHECK(bad == 0);
	for (int i = 0; i < MAILBOXES; i++)
		free(atomic_exchange(&mailboxes[i], NULL));
}

static void *live_briefly(void *arg)
{
	void *blocks[40];

	for (size_t i = 0; i < 40; i++)
		blocks[i] = malloc(i * 300);
	for (size_t i = 0; i < 40; i++)
		free(blocks[i]);
	return arg;
}

static long resident_kb(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long size, resident = -1;

	if (f && fscanf(f, "%ld %ld", &size, &resident) != 2)
		resident = -1;
	if (f)
		fclose(f);
	return resident * 4;
}

/* A state has about 80 KiB, and what it holds ready comes on top. */
static void threads_that_ended_leave_nothing_behind(void)
{
	long before = 0;

	for (int i = 0; i < SHORT_THREADS; i++) {
		pthread_t t;

		if (i == SHORT_THREADS / 10)
			before = resident_kb();
		CHECK(pthread_create(&t, NULL, live_briefly, NULL) == 0);
		pthread_join(t, NULL);
	}
	CHECK(before > 0);
	CHECK(resident_kb() - before < 40 << 10);
}

static _Atomic int alarms, torn;

static void allocate_in_handler(int signal)
{
	const int before = errno;
	unsigned char *p = malloc(50);

	(void)signal;
	atomic_fetch_add(&alarms, 1);
	/* A handler that comes in between too often gets nothing, not junk. */
	if (p) {
		memset(p, 0x33, 50);
		if (p[49] != 0x33)
			atomic_store(&torn, 1);
		free(p);
	}
	errno = before;
}

static void signals_in_between_do_no_harm(void)
{
	struct itimerval storm = {{0, 200}, {0, 200}}, calm = {{0, 0}, {0, 0}};
	struct sigaction action = {.sa_flags = SA_RESTART};
	uint64_t seed = 31337;

	action.sa_handler = allocate_in_handler;
	memset(&models[0], 0, sizeof(models[0]));
	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	CHECK(setitimer(ITIMER_REAL, &storm, NULL) == 0);
	for (int i = 0; i < 20 && !models[0].broken; i++)
		model_random(&models[0], &seed, 500);
	setitimer(ITIMER_REAL, &calm, NULL);
	signal(SIGALRM, SIG_DFL);
	CHECK(!model_finish(&models[0]));
	CHECK(atomic_load(&alarms) > 10);
	CHECK(!atomic_load(&torn));
}

static int allocate_and_free(void)
{
	struct block b;
	void *p = malloc(40);

	free(p);
	return !heap_describe((uintptr_t)p, &b) ||
	       b.alloc.tid != (uint32_t)getpid() ||
	       b.free.tid != (uint32_t)getpid();
}

static void a_child_is_named_by_its_own_number(void)
{
	CHECK(allocate_and_free() == 0);
	CHECK(child_passes(allocate_and_free));
}

static int all(void)
{
	RUN(blocks_of_every_size_are_apart_and_as_large_as_asked);
	RUN(random_calls_keep_every_promise);
	RUN(calloc_is_zero_where_others_wrote);
	RUN(a_block_that_grows_step_by_step_keeps_its_bytes);
	RUN(impossible_wishes_are_refused_and_change_nothing);
	RUN(threads_may_free_what_others_allocated);
	RUN(a_fork_in_the_middle_of_it_all_leaves_both_sides_whole);
	RUN(threads_that_ended_leave_nothing_behind);
	RUN(signals_in_between_do_no_harm);
	RUN(a_child_is_named_by_its_own_number);
	return test_summary();
}

#define WAY(name, options)                            \
	static void name(void)                        \
	{                                             \
		CHECK(passes_with(options, "again")); \
	}

WAY(no_block_guarded, "budget=0")
WAY(some_blocks_guarded, "budget=5")
WAY(every_block_guarded, "budget=max")
WAY(merged_guards, "merge-guards=1")
WAY(merged_guards_around_every_block, "merge-guards=1:budget=max")
WAY(no_quarantine, "quarantine=0:budget=0")

int main(int argc, char **argv)
{
	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1)
		return all();
	RUN(no_block_guarded);
	RUN(some_blocks_guarded);
	RUN(every_block_guarded);
	RUN(merged_guards);
	RUN(merged_guards_around_every_block);
	RUN(no_quarantine);
	return test_summary();
}
