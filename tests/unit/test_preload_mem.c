/* SPDX-License-Identifier: MIT */
#include "preload/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "preload/span.h"

#include "preload_child.h"
#include "test.h"

enum { MB = 1 << 20, THREADS = 4, CHUNKS = 200 };

#define CHUNK ((size_t)2 * MB)

static volatile char *victim;

static int touch(void)
{
	return *victim;
}

static bool faults(volatile char *p)
{
	victim = p;
	return !readable(p) && child_dies(touch, SIGSEGV);
}

static int count_mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	int c, n = 0;

	if (!f)
		return -1;
	while ((c = fgetc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static void a_reservation_is_made_usable_from_its_start(void)
{
	struct mem_range r = {.base = 0};
	char *p;

	CHECK(mem_reserve(&r, 16 * MB + 1));
	CHECK(r.size == 16 * MB + PAGE && r.ready == 0);
	p = (char *)r.base;
	CHECK(faults(p));
	CHECK(mem_ready(&r, 1));
	CHECK(r.ready >= 1 && r.ready < r.size);
	for (size_t i = 0; i < r.ready; i += PAGE)
		CHECK(p[i] == 0);
	memset(p, 1, r.ready);
	CHECK(faults(p + r.ready));
	CHECK(mem_ready(&r, r.size));
	CHECK(r.ready == r.size && p[0] == 1 && p[r.size - 1] == 0);
}

static void more_than_the_reservation_is_refused(void)
{
	struct mem_range r = {.base = 0}, empty = {.base = 0};

	CHECK(mem_reserve(&r, PAGE));
	CHECK(!mem_ready(&r, PAGE + 1));
	CHECK(r.ready == 0);
	CHECK(mem_ready(&r, PAGE));
	CHECK(mem_ready(&empty, 0) && !mem_ready(&empty, 1));
	CHECK(!mem_reserve(&empty, (size_t)1 << 60));
	CHECK(empty.base == 0 && empty.size == 0);
}

static struct mem_range shared_range;

static void *make_ready(void *arg)
{
	for (size_t upto = PAGE; upto <= shared_range.size; upto += 37 * PAGE) {
		char *last = (char *)shared_range.base + upto - 1;

		if (!mem_ready(&shared_range, upto))
			return arg;
		*last = 1;
	}
	return NULL;
}

static void threads_may_ask_for_the_same_memory(void)
{
	pthread_t t[THREADS];
	int failed = 0;

	CHECK(mem_reserve(&shared_range, 64 * MB));
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, make_ready, t) == 0);
	for (int i = 0; i < THREADS; i++) {
		void *result;

		pthread_join(t[i], &result);
		failed += result != NULL;
	}
	CHECK(failed == 0);
}

static void guarded_pages_fault_and_come_back_zeroed(void)
{
	struct mem_range r = {.base = 0};
	char *p;

	CHECK(mem_reserve(&r, 8 * PAGE) && mem_ready(&r, 8 * PAGE));
	p = (char *)r.base;
	memset(p, 7, 8 * PAGE);
	CHECK(mem_guard(r.base + 2 * PAGE, 3 * PAGE));
	CHECK(p[2 * PAGE - 1] == 7 && p[5 * PAGE] == 7);
	CHECK(faults(p + 2 * PAGE));
	CHECK(faults(p + 5 * PAGE - 1));
	CHECK(mem_unguard(r.base + 3 * PAGE, PAGE));
	CHECK(faults(p + 3 * PAGE - 1));
	CHECK(faults(p + 4 * PAGE));
	for (size_t i = 3 * PAGE; i < 4 * PAGE; i++)
		CHECK(p[i] == 0);
	p[3 * PAGE] = 1;
	CHECK(mem_unguard(r.base + 2 * PAGE, 3 * PAGE));
	CHECK(p[2 * PAGE] == 0 && p[3 * PAGE] == 1 && p[5 * PAGE - 1] == 0);
}

static void guards_may_be_set_twice(void)
{
	struct mem_range r = {.base = 0};

	CHECK(mem_reserve(&r, 4 * PAGE) && mem_ready(&r, 4 * PAGE));
	CHECK(mem_guard(r.base, 4 * PAGE));
	CHECK(mem_guard(r.base + PAGE, PAGE));
	CHECK(mem_unguard(r.base, 4 * PAGE));
	CHECK(mem_unguard(r.base + PAGE, PAGE));
	*(char *)(r.base + PAGE) = 1;
}

static void a_retired_range_faults_and_costs_no_mapping(void)
{
	struct mem_range r = {.base = 0};
	uintptr_t base;
	int before;

	CHECK(mem_reserve(&r, (CHUNKS + 1) * CHUNK));
	CHECK(mem_ready(&r, r.size));
	base = round_up(r.base, CHUNK);
	before = count_mappings();
	for (size_t i = 0; i < CHUNKS; i++) {
		*(char *)(base + i * CHUNK) = 1;
		CHECK(mem_retire(base + i * CHUNK, CHUNK, i > 0));
	}
	CHECK(count_mappings() <= before + 4);
	CHECK(faults((char *)base));
	CHECK(faults((char *)base + CHUNKS * CHUNK - 1));
}

static void released_pages_read_as_zeros(void)
{
	struct mem_range r = {.base = 0};
	char *p;

	CHECK(mem_reserve(&r, 3 * PAGE) && mem_ready(&r, 3 * PAGE));
	p = (char *)r.base;
	memset(p, 7, 3 * PAGE);
	mem_release(r.base + PAGE, PAGE);
	CHECK(p[PAGE - 1] == 7 && p[PAGE] == 0 && p[2 * PAGE - 1] == 0 &&
	      p[2 * PAGE] == 7);
}

/* Readable pages among guards until there are no more; how many. */
static size_t make_islands(struct mem_range *r, size_t most)
{
	size_t n = 0;

	while (n < most && mem_unguard(r->base + 2 * n * PAGE, PAGE))
		n++;
	return n;
}

static int islands_end_before_the_mappings_do(void)
{
	enum { MOST = 20000 };
	struct mem_range r = {.base = 0};
	size_t n;

	if (!mem_reserve(&r, 2 * MOST * PAGE))
		return 1;
	n = make_islands(&r, MOST);
	/* Far from 65,530, which the program wants to share. */
	if (n < 5000 || n == MOST || count_mappings() > 40000)
		return 2;
	if (!mem_guard(r.base, PAGE) || !mem_unguard(r.base, PAGE))
		return 3;
	return mem_unguard(r.base + 2 * n * PAGE, PAGE) ? 4 : 0;
}

static void merged_guards_leave_the_program_its_mappings(void)
{
	CHECK(child_passes(islands_end_before_the_mappings_do));
}

/* Packed blocks by the thousand, and every second span of them all free. */
static bool make_dead_spans(void)
{
	enum { SPANS = 3000, SIZE = 256, BLOCKS = SPANS * (SPAN_UNIT / SIZE) };
	char **p = malloc(BLOCKS * sizeof(*p));

	if (!p)
		return false;
	for (size_t i = 0; i < BLOCKS; i++)
		p[i] = malloc(SIZE);
	for (size_t i = 0; i < BLOCKS; i++)
		if (span_of((uintptr_t)p[i]) &&
		    (uintptr_t)p[i] / SPAN_UNIT % 2 == 1)
			free(p[i]);
	return true;
}

/* A dead span is a hole in readable memory, an island the other way round:
 * both cost two mappings. */
static int holes_and_islands_have_one_limit(void)
{
	enum { MOST = 20000 };
	struct mem_range r = {.base = 0};
	int before;

	/* What is guarded by itself makes room for packed blocks. */
	for (int i = 0; i < 15000; i++)
		if (!malloc(10))
			return 1;
	before = count_mappings();
	if (!make_dead_spans() || count_mappings() < before + 1000)
		return 2;
	if (!mem_reserve(&r, 2 * MOST * PAGE))
		return 3;
	make_islands(&r, MOST);
	return count_mappings() < 26000 ? 0 : 4;
}

static void merged_guards_of_either_kind_leave_the_program_its_mappings(void)
{
	CHECK(passes_with("budget=max:merge-guards=1", "holes"));
}

/* What was a guard of the kernel's becomes usable by the other way. */
static void guards_from_before_the_change_can_be_removed(void)
{
	struct mem_range r = {.base = 0};

	CHECK(mem_reserve(&r, 2 * PAGE) && mem_ready(&r, 2 * PAGE));
	CHECK(mem_guard(r.base, 2 * PAGE));
	mem_merge_guards();
	CHECK(!mem_has_guards());
	CHECK(mem_unguard(r.base, PAGE));
	CHECK(readable((char *)r.base));
	CHECK(!readable((char *)r.base + PAGE));
}

static int limited(void)
{
	const struct rlimit limit = {MB * (rlim_t)1024, MB * (rlim_t)1024};
	struct mem_range r = {.base = 0};

	/* What is there already is more than the limit, as if by design. */
	if (setrlimit(RLIMIT_AS, &limit) != 0)
		return 1;
	mem_init();
	if (!mem_is_small() || mem_budget() > limit.rlim_cur / 2)
		return 2;
	return mem_reserve(&r, (size_t)2048 * MB) ? 3 : 0;
}

static void a_limit_on_address_space_is_respected(void)
{
	CHECK(!mem_is_small());
	CHECK(mem_budget() >= (size_t)1 << 40);
	CHECK(child_passes(limited));
}

static void both_kinds(void)
{
	RUN(a_reservation_is_made_usable_from_its_start);
	RUN(more_than_the_reservation_is_refused);
	RUN(guarded_pages_fault_and_come_back_zeroed);
	RUN(guards_may_be_set_twice);
	RUN(a_retired_range_faults_and_costs_no_mapping);
	RUN(released_pages_read_as_zeros);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && argv[1][0] == 'h')
		return holes_and_islands_have_one_limit();
	/* The guards are this test's alone. */
	if (argc == 1)
		return !passes_with("budget=0", "all");
	both_kinds();
	RUN(threads_may_ask_for_the_same_memory);
	RUN(a_limit_on_address_space_is_respected);
	RUN(guards_from_before_the_change_can_be_removed);
	mem_merge_guards();
	both_kinds();
	RUN(merged_guards_leave_the_program_its_mappings);
	RUN(merged_guards_of_either_kind_leave_the_program_its_mappings);
	return test_summary();
}
