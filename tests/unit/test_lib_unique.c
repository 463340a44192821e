/* SPDX-License-Identifier: MIT */
#include "belay/unique.h"

#include <pthread.h>
#include <stdlib.h>

#include "faults.h"
#include "lib/alloc.h"
#include "test.h"

static struct belay_unique *space_with(size_t bytes, uint32_t flags)
{
	struct belay_unique_options o = {.bytes = bytes, .flags = flags};
	struct belay_unique *u = NULL;

	if (belay_unique_create(&o, &u) < 0)
		abort();
	return u;
}

static void *block(struct belay_unique *u, size_t size)
{
	void *p = NULL;

	if (belay_unique_alloc(u, size, &p) < 0)
		abort();
	return p;
}

/* Addresses go up, so that none comes twice. */
static void no_address_comes_twice(void)
{
	struct belay_unique *u = space_with((size_t)1 << 30, 0);
	struct belay_unique_stats stats;
	char *last = NULL, *kept[64] = {0};

	for (int i = 0; i < 200000; i++) {
		size_t size = 1 + (size_t)(i * 7919) % 300;
		char *p = block(u, size);

		CHECK(p > last && (uintptr_t)p % 16 == 0);
		for (size_t k = 0; k < size; k += 61)
			CHECK(p[k] == 0);
		memset(p, 1, size);
		last = p + size - 1;
		if (kept[i % 64])
			CHECK(belay_unique_free(u, kept[i % 64]) == 0);
		kept[i % 64] = p;
	}
	belay_unique_stats(u, &stats);
	CHECK(stats.blocks == 64 && stats.spans <= 3);
	CHECK(stats.unguarded == 0);
	belay_unique_destroy(u);
}

static void large_blocks_have_spans_of_their_own(void)
{
	struct belay_unique *u = space_with((size_t)1 << 30, 0);
	struct belay_unique_stats stats;
	char *small = block(u, 100), *large = block(u, 1000000);
	char *after = block(u, 100);

	memset(large, 1, 1000000);
	CHECK(large[999999] == 1 && small[0] == 0 && after[0] == 0);
	CHECK(belay_unique_free(u, large) == 0);
	CHECK(faults(large) && faults(large + 500000) &&
	      faults(large + 999999));
	CHECK(!faults(after));
	CHECK(belay_unique_free(u, small) == 0);
	CHECK(belay_unique_free(u, after) == 0);
	belay_unique_stats(u, &stats);
	CHECK(stats.blocks == 0 && stats.spans == 1);
	belay_unique_destroy(u);
}

static void span_faults_when_all_its_blocks_are_freed(void)
{
	struct belay_unique *u = space_with((size_t)1 << 28, 0);
	char *p[1024], *beyond;

	for (int i = 0; i < 1024; i++)
		p[i] = block(u, 64);
	beyond = block(u, 64);
	for (int i = 1; i < 1024; i++)
		CHECK(belay_unique_free(u, p[i]) == 0);
	CHECK(!faults(p[500]));
	CHECK(belay_unique_free(u, p[0]) == 0);
	CHECK(faults(p[0]) && faults(p[500]) && faults(p[1023]));
	CHECK(!faults(beyond));
	belay_unique_destroy(u);
}

static void block_with_own_pages_faults_from_its_free_on(void)
{
	struct belay_unique *u =
		space_with((size_t)1 << 28, BELAY_UNIQUE_PAGES);
	char *a = block(u, 10), *b = block(u, 10);

	CHECK(!faults(a) && !faults(b));
	CHECK(belay_unique_free(u, a) == 0);
	CHECK(faults(a) && !faults(b));
	belay_unique_destroy(u);
}

static void wrong_frees_are_told_apart(void)
{
	struct belay_unique *u = space_with((size_t)1 << 28, 0);
	char *p = block(u, 100), *q = block(u, 100);

	CHECK(belay_unique_check(u, p) == 0);
	CHECK(belay_unique_free(u, p) == 0);
	CHECK(belay_unique_free(u, p) == BELAY_ESTALE);
	CHECK(belay_unique_check(u, p) == BELAY_ESTALE);
	CHECK(belay_unique_free(u, q + 16) == BELAY_ESTALE);
	CHECK(belay_unique_free(u, q + 1) == BELAY_EINVAL);
	CHECK(belay_unique_free(u, &u) == BELAY_EINVAL);
	CHECK(belay_unique_free(u, NULL) == BELAY_EINVAL);
	CHECK(belay_unique_free(u, q) == 0);
	belay_unique_destroy(u);
	belay_unique_destroy(NULL);
}

static void block_that_is_a_key_cannot_be_freed(void)
{
	struct belay_unique *u = space_with((size_t)1 << 28, 0);
	char *p = block(u, 100);

	CHECK(belay_unique_unpin(u, p) == BELAY_EMISUSE);
	CHECK(belay_unique_pin(u, p) == 0);
	CHECK(belay_unique_pin(u, p) == 0);
	CHECK(belay_unique_free(u, p) == BELAY_EBUSY);
	CHECK(belay_unique_unpin(u, p) == 0);
	CHECK(belay_unique_free(u, p) == BELAY_EBUSY);
	CHECK(belay_unique_unpin(u, p) == 0);
	CHECK(belay_unique_unpin(u, p) == BELAY_EMISUSE);
	CHECK(belay_unique_free(u, p) == 0);
	CHECK(belay_unique_pin(u, p) == BELAY_ESTALE);
	belay_unique_destroy(u);
}

static void end_of_addresses_is_an_error(void)
{
	struct belay_unique *u = space_with(4 << 16, 0);
	void *p = NULL, *last = NULL;
	int n = 0, err;

	CHECK(belay_unique_alloc(u, (size_t)1 << 40, &p) == BELAY_EFULL);
	CHECK(belay_unique_token(u, &p) == 0);
	while ((err = belay_unique_alloc(u, 1 << 12, &p)) == 0) {
		CHECK(p > last);
		last = p;
		n++;
		CHECK(belay_unique_free(u, p) == 0);
	}
	CHECK(err == BELAY_EFULL);
	CHECK(n == 3 * 16); /* the token has taken one span from blocks */
	while (belay_unique_token(u, &p) == 0)
		n++;
	CHECK(n > 48);
	belay_unique_destroy(u);
}

static void tokens_are_addresses_with_nothing_behind(void)
{
	struct belay_unique *u = space_with((size_t)1 << 30, 0);
	void *a = NULL, *b = NULL;
	char *p = block(u, 16);

	CHECK(belay_unique_token(u, &a) == 0 && belay_unique_token(u, &b) == 0);
	CHECK(a != b && a != (void *)p);
	CHECK(faults(a) && faults(b));
	CHECK(belay_unique_free(u, a) == BELAY_EINVAL);
	belay_unique_destroy(u);
}

static int fill(size_t n)
{
	struct belay_unique *u = NULL;
	void *p = NULL, *q = NULL;
	int err;

	belay__fail_alloc_at(n);
	err = belay_unique_create(
		&(struct belay_unique_options){.bytes = 1 << 20}, &u);
	if (err == 0)
		err = belay_unique_alloc(u, 100, &p);
	if (err == 0)
		err = belay_unique_pin(u, p);
	if (err == 0)
		err = belay_unique_alloc(u, 100000, &q);
	belay__fail_alloc_at(0);
	/* It is as whole as before. */
	if (u && (belay_unique_alloc(u, 100, &q) || belay_unique_free(u, q)))
		err = BELAY_EINVAL;
	belay_unique_destroy(u);
	return err;
}

static void every_failed_allocation_is_survived(void)
{
	size_t n = 1;

	while (fill(n) == BELAY_ENOMEM)
		n++;
	CHECK(n == 8);
	CHECK(fill(n) == 0);
}

static struct belay_unique *storm_space;
static unsigned nbroken;

static void *storm(void *arg)
{
	size_t mark = (size_t)arg;

	for (int i = 0; i < 20000; i++) {
		size_t *p = block(storm_space, 8 + mark * 16);

		*p = mark;
		if (belay_unique_check(storm_space, p) || *p != mark ||
		    belay_unique_free(storm_space, p))
			__atomic_add_fetch(&nbroken, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void threads_share_a_space(void)
{
	struct belay_unique_stats stats;
	pthread_t thread[4];

	storm_space = space_with((size_t)1 << 30, 0);
	for (size_t i = 0; i < 4; i++)
		if (pthread_create(&thread[i], NULL, storm, (void *)(i + 1)))
			abort();
	for (int i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	CHECK(nbroken == 0);
	belay_unique_stats(storm_space, &stats);
	CHECK(stats.blocks == 0 && stats.spans <= 1);
	belay_unique_destroy(storm_space);
}

int main(void)
{
	RUN(no_address_comes_twice);
	RUN(large_blocks_have_spans_of_their_own);
	RUN(span_faults_when_all_its_blocks_are_freed);
	RUN(block_with_own_pages_faults_from_its_free_on);
	RUN(wrong_frees_are_told_apart);
	RUN(block_that_is_a_key_cannot_be_freed);
	RUN(end_of_addresses_is_an_error);
	RUN(tokens_are_addresses_with_nothing_behind);
	RUN(every_failed_allocation_is_survived);
	RUN(threads_share_a_space);
	return test_summary();
}
