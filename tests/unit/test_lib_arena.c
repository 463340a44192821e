/* SPDX-License-Identifier: MIT */
#include "belay/arena.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "faults.h"
#include "lib/alloc.h"
#include "test.h"

struct node {
	struct node *next;
	int value;
};

static struct belay_arena *arena_with(uint32_t flags, size_t chunk)
{
	struct belay_arena_options o = {.flags = flags, .chunk = chunk};
	struct belay_arena *a = NULL;

	if (belay_arena_create(&o, &a) < 0)
		abort();
	return a;
}

static void *block(struct belay_arena *a, size_t size)
{
	void *p = NULL;

	if (belay_arena_alloc(a, size, 8, &p) < 0)
		abort();
	return p;
}

static void blocks_are_aligned_apart_and_whole(void)
{
	struct belay_arena *a = arena_with(0, 4096);
	unsigned char *p[400];
	size_t size[400];
	void *q;

	for (size_t i = 0; i < 400; i++) {
		size_t align = (size_t)1 << (i % 13);

		size[i] = i * 7 % 300 + (i % 50 == 0 ? 20000 : 0);
		CHECK(belay_arena_alloc(a, size[i], align, &q) == 0);
		CHECK(q && (uintptr_t)q % align == 0);
		p[i] = q;
		memset(q, (int)(i & 0xff), size[i]);
	}
	for (size_t i = 0; i < 400; i++)
		for (size_t k = 0; k < size[i]; k++)
			CHECK(p[i][k] == (i & 0xff));
	belay_arena_destroy(a);
}

static void bad_requests_are_refused(void)
{
	struct belay_arena_options o = {.flags = 4};
	static const struct belay_allocator none;
	struct belay_arena *a = NULL;
	void *p = &o;

	CHECK(belay_arena_create(&o, &a) == BELAY_EINVAL);
	o.flags = BELAY_ARENA_GUARD | BELAY_ARENA_LAZY;
	CHECK(belay_arena_create(&o, &a) == BELAY_EINVAL);
	o.flags = BELAY_ARENA_LAZY;
	o.allocator = &none;
	CHECK(belay_arena_create(&o, &a) == BELAY_EINVAL);
	CHECK(a == NULL);
	a = arena_with(0, 0);
	CHECK(belay_arena_alloc(a, 1, 0, &p) == BELAY_EINVAL);
	CHECK(belay_arena_alloc(a, 1, 3, &p) == BELAY_EINVAL);
	CHECK(belay_arena_alloc(a, 1, 8192, &p) == BELAY_EINVAL);
	CHECK(belay_arena_alloc(a, SIZE_MAX - 3, 8, &p) == BELAY_EINVAL);
	CHECK(belay_arena_array(a, SIZE_MAX / 4, 8, 8, &p) == BELAY_EINVAL);
	CHECK(p == &o);
	belay_arena_destroy(a);
	belay_arena_destroy(NULL);
}

static void helpers_give_zeroed_typed_memory(void)
{
	struct belay_arena *a = arena_with(0, 0);
	struct node *n = NULL, *many = NULL;
	char *text = NULL;
	void *dirt = block(a, 100);

	memset(dirt, 0xff, 100);
	CHECK(BELAY_ARENA_NEW(a, &n) == 0);
	CHECK(n && n->next == NULL && n->value == 0);
	CHECK(BELAY_ARENA_ARRAY(a, 1000, &many) == 0);
	CHECK(many[999].value == 0);
	CHECK(belay_arena_string(a, "hello, world", 5, &text) == 0);
	CHECK_STR(text, "hello");
	belay_arena_destroy(a);
}

static void scopes_nest_and_wind_back(void)
{
	struct belay_arena *a = arena_with(0, 4096);
	struct belay_arena_scope outer, inner;
	char *kept = block(a, 100), *first, *second;
	struct belay_arena_stats before, after;

	strcpy(kept, "kept");
	belay_arena_stats(a, &before);
	belay_arena_begin(a, &outer);
	first = block(a, 16);
	strcpy(first, "outer");
	belay_arena_begin(a, &inner);
	for (int i = 0; i < 100; i++)
		memset(block(a, 1000), 1, 1000);
	block(a, 100000);
	CHECK(belay_arena_end(a, &outer) == BELAY_EMISUSE);
	CHECK(belay_arena_end(a, &inner) == 0);
	CHECK_STR(first, "outer");
	CHECK(belay_arena_end(a, &outer) == 0);
	belay_arena_stats(a, &after);
	CHECK(after.chunks == before.chunks && after.used == before.used);
	CHECK_STR(kept, "kept");
	/* The same place again. */
	second = block(a, 16);
	CHECK(second == first);
	belay_arena_destroy(a);
}

static void references_go_stale_with_reset_and_destroy(void)
{
	struct belay_arena *a = arena_with(0, 0);
	struct belay_arena_ref before, after, none = {0};
	void *p = block(a, 8), *got = NULL;

	CHECK(belay_arena_ref_get(&none, &got) == BELAY_EINVAL);
	CHECK(belay_arena_ref(a, p, &before) == 0);
	CHECK(belay_arena_ref_get(&before, &got) == 0);
	CHECK(got == p);
	belay_arena_reset(a);
	CHECK(belay_arena_ref_get(&before, &got) == BELAY_ESTALE);
	CHECK(belay_arena_ref(a, block(a, 8), &after) == 0);
	CHECK(belay_arena_ref_get(&before, &got) == BELAY_ESTALE);
	CHECK(belay_arena_ref_get(&after, &got) == 0);
	belay_arena_destroy(a);
	CHECK(belay_arena_ref_get(&after, &got) == BELAY_ESTALE);
	CHECK(belay_arena_hold(&after, &got) == BELAY_ESTALE);
	CHECK(belay_arena_release(&after) == BELAY_EMISUSE);
	CHECK(belay_arena_release(&none) == BELAY_EMISUSE);
}

static void references_go_stale_with_their_scope(void)
{
	struct belay_arena *a = arena_with(0, 0);
	struct belay_arena_scope s1, s2;
	struct belay_arena_ref outer, inner;
	void *got;

	belay_arena_begin(a, &s1);
	block(a, 8);
	belay_arena_begin(a, &s2);
	CHECK(belay_arena_ref(a, block(a, 8), &inner) == 0);
	CHECK(belay_arena_end(a, &s2) == 0);
	CHECK(belay_arena_ref_get(&inner, &got) == BELAY_ESTALE);
	CHECK(belay_arena_ref(a, block(a, 8), &outer) == 0);
	CHECK(belay_arena_ref_get(&outer, &got) == 0);
	CHECK(belay_arena_end(a, &s1) == 0);
	CHECK(belay_arena_ref_get(&outer, &got) == BELAY_ESTALE);
	belay_arena_destroy(a);
}

static void held_memory_outlives_scope_reset_and_arena(void)
{
	struct belay_arena *a = arena_with(0, 4096);
	struct belay_arena_scope s;
	struct belay_arena_ref ref;
	char *p;
	void *got;

	memset(block(a, 64), 7, 64);
	belay_arena_begin(a, &s);
	p = block(a, 64);
	strcpy(p, "in use elsewhere");
	CHECK(belay_arena_ref(a, p, &ref) == 0);
	CHECK(belay_arena_hold(&ref, &got) == 0);
	CHECK(got == p);
	CHECK(belay_arena_end(a, &s) == 0);
	CHECK(belay_arena_hold(&ref, &got) == BELAY_ESTALE);
	/* Not handed out again, since it is held. */
	for (int i = 0; i < 100; i++)
		memset(block(a, 64), i, 64);
	CHECK_STR(p, "in use elsewhere");
	belay_arena_reset(a);
	CHECK_STR(p, "in use elsewhere");
	belay_arena_destroy(a);
	CHECK_STR(p, "in use elsewhere");
	CHECK(belay_arena_release(&ref) == 0);
	CHECK(belay_arena_release(&ref) == BELAY_EMISUSE);
}

static int order[10], norder;

static void note(void *ctx, void *obj)
{
	(void)ctx;
	order[norder++] = *(int *)obj;
}

static void ask(struct belay_arena *a, int n)
{
	int *number = block(a, sizeof(*number));

	*number = n;
	if (belay_arena_on_end(a, note, NULL, number) < 0)
		abort();
}

static void endings_run_backwards_when_memory_goes(void)
{
	struct belay_arena *a = arena_with(0, 0);
	struct belay_arena_scope s;
	struct belay_arena_ref ref;
	void *got;

	norder = 0;
	ask(a, 1);
	ask(a, 2);
	belay_arena_begin(a, &s);
	ask(a, 3);
	ask(a, 4);
	CHECK(belay_arena_ref(a, &s, &ref) == 0);
	CHECK(belay_arena_hold(&ref, &got) == 0);
	CHECK(belay_arena_end(a, &s) == 0);
	CHECK(norder == 0); /* it is held */
	CHECK(belay_arena_release(&ref) == 0);
	CHECK(norder == 2 && order[0] == 4 && order[1] == 3);
	belay_arena_begin(a, &s);
	ask(a, 5);
	belay_arena_destroy(a);
	CHECK(norder == 5);
	CHECK(order[2] == 5 && order[3] == 2 && order[4] == 1);
}

static void limit_is_kept(void)
{
	struct belay_arena_options o = {.limit = 200000, .chunk = 4096};
	struct belay_arena *a = NULL;
	struct belay_arena_stats stats;
	size_t got = 0;
	void *p;
	int err;

	CHECK(belay_arena_create(&o, &a) == 0);
	while ((err = belay_arena_alloc(a, 1000, 8, &p)) == 0)
		got += 1000;
	CHECK(err == BELAY_EFULL);
	belay_arena_stats(a, &stats);
	CHECK(stats.bytes <= 200000);
	CHECK(got > 170000);
	belay_arena_reset(a);
	CHECK(belay_arena_alloc(a, 1000, 8, &p) == 0);
	belay_arena_destroy(a);
}

static void guarded_memory_cannot_be_read_when_it_is_gone(void)
{
	struct belay_arena *a = arena_with(BELAY_ARENA_GUARD, 0);
	struct belay_arena_scope s;
	char *outer = block(a, 100), *inner, *large;

	belay_arena_begin(a, &s);
	inner = block(a, 100);
	large = block(a, 1000000);
	memset(large, 1, 1000000);
	CHECK(!faults(inner) && !faults(large));
	CHECK(belay_arena_end(a, &s) == 0);
	CHECK(faults(inner) && faults(large) && faults(large + 999999));
	CHECK(!faults(outer));
	belay_arena_reset(a);
	CHECK(faults(outer));
	for (int i = 0; i < 10; i++) {
		CHECK(block(a, 100) != outer);
		belay_arena_reset(a);
	}
	belay_arena_destroy(a);
	CHECK(faults(outer) && faults(inner));
}

static void lazy_memory_waits_for_the_reaper(void)
{
	struct belay_arena *a = arena_with(BELAY_ARENA_LAZY, 4096);
	struct belay_arena_stats stats;

	belay_arena_reap(SIZE_MAX);
	for (int i = 0; i < 1000; i++)
		block(a, 1000);
	belay_arena_stats(a, &stats);
	belay_arena_destroy(a);
	CHECK(belay_arena_reap(1) > 0);
	CHECK(belay_arena_reap(SIZE_MAX) < stats.bytes);
	CHECK(belay_arena_reap(SIZE_MAX) == 0);
}

static int fill(size_t n)
{
	struct belay_arena *a = NULL;
	struct belay_arena_scope s;
	struct belay_arena_ref ref;
	void *p;
	int err;

	belay__fail_alloc_at(n);
	err = belay_arena_create(NULL, &a);
	if (err == 0)
		err = belay_arena_alloc(a, 10, 8, &p);
	if (err == 0) {
		belay_arena_begin(a, &s);
		err = belay_arena_alloc(a, 1000000, 8, &p);
		if (err == 0)
			err = belay_arena_ref(a, p, &ref);
	}
	belay__fail_alloc_at(0);
	if (err == 0 && belay_arena_ref_get(&ref, &p) != 0)
		err = BELAY_EINVAL;
	belay_arena_destroy(a);
	return err;
}

static void every_failed_allocation_is_survived(void)
{
	size_t n = 1;

	while (fill(n) == BELAY_ENOMEM)
		n++;
	CHECK(fill(n) == 0);
	/* The arena, two chunks, two epochs; and what the registry needs. */
	CHECK(n >= 6 && n <= 8);
}

static void allocator_serves_what_takes_one(void)
{
	struct belay_arena *a = arena_with(0, 0);
	const struct belay_allocator *from = belay_arena_allocator(a);
	char *p = belay__alloc(from, 10);

	CHECK(p && (uintptr_t)p % 16 == 0);
	strcpy(p, "moved");
	p = belay__realloc(from, p, 10, 10000);
	CHECK(p);
	CHECK_STR(p, "moved");
	belay__release(from, p, 10000);
	CHECK_STR(p, "moved"); /* it goes with the arena */
	belay_arena_destroy(a);
}

enum { READERS = 3, RESETS = 2000 };

static struct belay_arena_ref shared;
static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static bool stop;
static unsigned nread, nbroken;

static void *read_shared(void *arg)
{
	(void)arg;
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		struct belay_arena_ref ref;
		void *p;

		pthread_mutex_lock(&shared_lock);
		ref = shared;
		pthread_mutex_unlock(&shared_lock);
		if (belay_arena_hold(&ref, &p) < 0)
			continue;
		for (int i = 0; i < 64; i++)
			if (((int *)p)[i] != ((int *)p)[0])
				__atomic_add_fetch(&nbroken, 1,
						   __ATOMIC_RELAXED);
		__atomic_add_fetch(&nread, 1, __ATOMIC_RELAXED);
		if (belay_arena_release(&ref) < 0)
			__atomic_add_fetch(&nbroken, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void other_threads_hold_while_the_arena_is_reset(void)
{
	struct belay_arena *a = arena_with(0, 4096);
	pthread_t thread[READERS];

	for (int i = 0; i < READERS; i++)
		if (pthread_create(&thread[i], NULL, read_shared, NULL) != 0)
			abort();
	for (int i = 0;
	     i < RESETS || !__atomic_load_n(&nread, __ATOMIC_RELAXED); i++) {
		struct belay_arena_ref ref;
		int *numbers = block(a, 64 * sizeof(int));

		for (int k = 0; k < 64; k++)
			numbers[k] = i;
		CHECK(belay_arena_ref(a, numbers, &ref) == 0);
		pthread_mutex_lock(&shared_lock);
		shared = ref;
		pthread_mutex_unlock(&shared_lock);
		belay_arena_reset(a);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELEASE);
	for (int i = 0; i < READERS; i++)
		pthread_join(thread[i], NULL);
	belay_arena_destroy(a);
	CHECK(nbroken == 0);
}

int main(void)
{
	RUN(blocks_are_aligned_apart_and_whole);
	RUN(bad_requests_are_refused);
	RUN(helpers_give_zeroed_typed_memory);
	RUN(scopes_nest_and_wind_back);
	RUN(references_go_stale_with_reset_and_destroy);
	RUN(references_go_stale_with_their_scope);
	RUN(held_memory_outlives_scope_reset_and_arena);
	RUN(endings_run_backwards_when_memory_goes);
	RUN(limit_is_kept);
	RUN(guarded_memory_cannot_be_read_when_it_is_gone);
	RUN(lazy_memory_waits_for_the_reaper);
	RUN(every_failed_allocation_is_survived);
	RUN(allocator_serves_what_takes_one);
	RUN(other_threads_hold_while_the_arena_is_reset);
	return test_summary();
}
