/* SPDX-License-Identifier: MIT */
#include "base/ptrmap.h"
#include "base/vec.h"

#include "test.h"

static void an_empty_table_holds_nothing(void)
{
	struct ptrmap m = {0};

	CHECK(ptrmap_get_key(&m, 1) == NULL);
	ptrmap_finish(&m);
}

static void a_new_key_has_no_value(void)
{
	struct ptrmap m = {0};
	int x;

	CHECK(*ptrmap_at_key(&m, NULL, 7) == NULL);
	CHECK(ptrmap_get_key(&m, 7) == NULL);
	*ptrmap_at_key(&m, NULL, 7) = &x;
	CHECK(ptrmap_get_key(&m, 7) == &x);
	CHECK(ptrmap_get_key(&m, 8) == NULL);
	ptrmap_finish(&m);
}

static void a_key_is_there_once(void)
{
	struct ptrmap m = {0};
	int x, y;

	*ptrmap_at(&m, NULL, &m) = &x;
	CHECK(m.used == 1);
	CHECK(*ptrmap_at(&m, NULL, &m) == &x);
	*ptrmap_at(&m, NULL, &m) = &y;
	CHECK(m.used == 1);
	CHECK(ptrmap_get(&m, &m) == &y);
	*ptrmap_at(&m, NULL, &m) = NULL;
	CHECK(ptrmap_get(&m, &m) == NULL);
	CHECK(m.used == 1);
	ptrmap_finish(&m);
}

enum { N = 20000 };

/* Fills a table with step, 2*step, ... and looks everything up. */
static void fill(struct arena *a, uint64_t step)
{
	static char at[N + 1];
	struct ptrmap m = {0};

	for (uint64_t i = 1; i <= N; i++) {
		*ptrmap_at_key(&m, a, i * step) = &at[i];
		CHECK(ptrmap_get_key(&m, step) == &at[1]);
	}
	CHECK(m.used == N);
	for (uint64_t i = 1; i <= N; i++) {
		CHECK(ptrmap_get_key(&m, i * step) == &at[i]);
		CHECK(ptrmap_get_key(&m, i * step + 1) ==
		      (step == 1 && i < N ? &at[i + 1] : NULL));
	}
	if (!a)
		ptrmap_finish(&m);
}

static void a_table_keeps_what_it_holds_when_it_grows(void)
{
	struct arena *a = arena_create(0);

	fill(NULL, 1);
	if (!test_failed_here)
		fill(a, 64);
	if (!test_failed_here)
		fill(a, (uint64_t)1 << 32);
	arena_destroy(a);
}

static void a_finished_table_is_an_empty_one(void)
{
	struct ptrmap m = {0};

	*ptrmap_at_key(&m, NULL, UINT64_MAX) = &m;
	ptrmap_finish(&m);
	CHECK(m.used == 0);
	CHECK(ptrmap_get_key(&m, UINT64_MAX) == NULL);
	*ptrmap_at_key(&m, NULL, UINT64_MAX) = &m;
	CHECK(ptrmap_get_key(&m, UINT64_MAX) == &m);
	ptrmap_finish(&m);
}

static void a_list_keeps_its_elements_when_it_grows(void)
{
	struct VEC(int) v = {0};

	for (int i = 0; i < N; i++) {
		vec_push(&v, i * 3);
		CHECK(v.len == (uint32_t)i + 1 && v.len <= v.cap);
	}
	for (int i = 0; i < N; i++)
		CHECK(v.at[i] == i * 3);
	vec_finish(&v);
	CHECK(v.at == NULL && v.len == 0 && v.cap == 0);
}

static void a_list_grows_in_an_arena(void)
{
	struct arena *a = arena_create(0);
	struct VEC(long) v = {0};

	for (long i = 0; i < N; i++)
		vec_push_in(a, &v, -i);
	CHECK(v.len == N);
	for (long i = 0; i < N; i++)
		CHECK(v.at[i] == -i);
	CHECK(arena_used(a) >= N * sizeof(long));
	arena_destroy(a);
}

static void what_is_pushed_last_is_popped_first(void)
{
	struct VEC(const char *) v = {0};

	vec_push(&v, "a");
	vec_push(&v, "b");
	CHECK_STR(vec_pop(&v), "b");
	vec_push(&v, "c");
	CHECK_STR(vec_pop(&v), "c");
	CHECK_STR(vec_pop(&v), "a");
	CHECK(v.len == 0);
	vec_finish(&v);
}

static void elements_may_be_structs_with_commas(void)
{
	struct pair {
		int x, y;
	};
	struct VEC(struct pair) v = {0};

	vec_push(&v, (struct pair){1, 2});
	vec_push(&v, (struct pair){3, 4});
	CHECK(v.at[0].y == 2 && v.at[1].x == 3);
	vec_finish(&v);
}

static void what_is_kept_is_a_copy_from_an_index_on(void)
{
	struct arena *a = arena_create(0);
	struct VEC(int) v = {0};
	int *kept;

	CHECK(vec_keep(a, &v, 0) == NULL);
	for (int i = 0; i < 5; i++)
		vec_push(&v, i);
	kept = vec_keep(a, &v, 2);
	v.at[2] = v.at[4] = 99;
	CHECK(kept[0] == 2 && kept[1] == 3 && kept[2] == 4);
	CHECK(vec_keep(a, &v, 5) == NULL);
	vec_finish(&v);
	CHECK(kept[2] == 4);
	arena_destroy(a);
}

int main(void)
{
	RUN(an_empty_table_holds_nothing);
	RUN(a_new_key_has_no_value);
	RUN(a_key_is_there_once);
	RUN(a_table_keeps_what_it_holds_when_it_grows);
	RUN(a_finished_table_is_an_empty_one);
	RUN(a_list_keeps_its_elements_when_it_grows);
	RUN(a_list_grows_in_an_arena);
	RUN(what_is_pushed_last_is_popped_first);
	RUN(elements_may_be_structs_with_commas);
	RUN(what_is_kept_is_a_copy_from_an_index_on);
	return test_summary();
}
