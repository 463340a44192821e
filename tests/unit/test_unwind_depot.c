/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"
#include "unwind/depot.h"
#include "unwind/unwind.h"

#include "test.h"

enum { THREADS = 4, STACKS = 3000, ROUNDS = 4 };

static uint32_t ids[THREADS][STACKS];

/* Stack i, the same for everybody. */
static size_t make(unsigned i, uint64_t *pc)
{
	size_t n = 1 + i % RECORD_FRAMES;

	for (size_t k = 0; k < n; k++)
		pc[k] = i * UINT64_C(0x9e3779b97f4a7c15) + k * k;
	return n;
}

static void *put_all(void *arg)
{
	uint32_t *mine = arg;
	uint64_t pc[RECORD_FRAMES];

	for (int round = 0; round < ROUNDS; round++)
		for (unsigned i = 0; i < STACKS; i++) {
			size_t n = make(i, pc);
			uint32_t id = depot_put(pc, n, (uint16_t)(i & 1));

			if (round > 0 && mine[i] != id)
				id = 0;
			mine[i] = id;
		}
	return NULL;
}

static void all_threads_get_the_same_numbers(void)
{
	pthread_t t[THREADS];

	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&t[i], NULL, put_all, ids[i]) == 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	for (unsigned i = 0; i < STACKS; i++) {
		CHECK(ids[0][i] != 0);
		for (int k = 1; k < THREADS; k++)
			CHECK(ids[k][i] == ids[0][i]);
	}
}

static void a_number_gives_its_stack(void)
{
	uint64_t pc[RECORD_FRAMES], got[RECORD_FRAMES];
	uint16_t flags;

	for (unsigned i = 0; i < STACKS; i++) {
		size_t n = make(i, pc);

		CHECK(unwind_depot_get(ids[0][i], got, RECORD_FRAMES, &flags) ==
		      n);
		CHECK(memcmp(pc, got, n * sizeof(pc[0])) == 0);
		CHECK(flags == (i & 1));
	}
}

static void flags_make_another_stack(void)
{
	uint64_t pc[2] = {1, 2};
	uint32_t a = depot_put(pc, 2, 0), b = depot_put(pc, 2, 1);

	CHECK(a != 0 && b != 0 && a != b);
	CHECK(depot_put(pc, 2, 0) == a);
	CHECK(depot_put(pc, 1, 0) != a);
}

static void a_short_answer_is_marked_as_cut(void)
{
	uint64_t pc[3] = {7, 8, 9}, got[2];
	uint32_t id = depot_put(pc, 3, 0);
	uint16_t flags;

	CHECK(unwind_depot_get(id, got, 2, &flags) == 2);
	CHECK(flags == RECORD_STACK_CUT && got[0] == 7 && got[1] == 8);
}

static void the_middle_of_a_stack_is_no_stack(void)
{
	uint64_t got[RECORD_FRAMES];
	uint16_t flags;
	unsigned answers = 0;

	for (uint32_t id = ids[0][100]; id < ids[0][100] + 1000; id++)
		answers +=
			unwind_depot_get(id, got, RECORD_FRAMES, &flags) != 0;
	CHECK(answers < 40);
}

static void nothing_is_no_stack(void)
{
	uint64_t pc[RECORD_FRAMES + 1] = {0};

	CHECK(depot_put(pc, 0, 0) == 0);
	CHECK(depot_put(pc, RECORD_FRAMES + 1, 0) == 0);
}

/* The last, since nothing fits afterwards. */
static void a_full_depot_says_so_and_keeps_what_it_has(void)
{
	uint64_t pc[RECORD_FRAMES], got[RECORD_FRAMES];
	uint32_t first, id;
	uint16_t flags;
	size_t n;

	memset(pc, 0, sizeof(pc));
	first = depot_put(pc, RECORD_FRAMES, 0);
	CHECK(first != 0);
	do {
		pc[0]++;
		id = depot_put(pc, RECORD_FRAMES, 0);
	} while (id != 0);
	CHECK(pc[0] > 10000);
	CHECK(depot_memory() < (size_t)68 << 20);
	n = unwind_depot_get(first, got, RECORD_FRAMES, &flags);
	pc[0] = 0;
	CHECK(n == RECORD_FRAMES && memcmp(got, pc, sizeof(pc)) == 0);
	CHECK(depot_put(pc, RECORD_FRAMES, 0) == first);
}

int main(void)
{
	depot_init();
	RUN(all_threads_get_the_same_numbers);
	RUN(a_number_gives_its_stack);
	RUN(flags_make_another_stack);
	RUN(a_short_answer_is_marked_as_cut);
	RUN(the_middle_of_a_stack_is_no_stack);
	RUN(nothing_is_no_stack);
	RUN(a_full_depot_says_so_and_keeps_what_it_has);
	return test_summary();
}
