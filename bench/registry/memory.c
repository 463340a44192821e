/* SPDX-License-Identifier: MIT */
/*
 * memory.c - arenas, secrets and never-reused blocks, beside others
 *
 * A row is: name, nanoseconds for one operation; or name, count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <sodium.h>

#include "belay/arena.h"
#include "belay/guard.h"
#include "belay/unique.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void row(const char *name, double from, size_t n)
{
	printf("%s\t%.2f\n", name, (now() - from) / (double)n);
}

/* One block allocated and freed while some others live. */
enum { LIVE = 1000, CHURN = 2000000 };

static void churn_malloc(void)
{
	static void *live[LIVE];
	double from = now();

	for (size_t i = 0; i < CHURN; i++) {
		free(live[i % LIVE]);
		live[i % LIVE] = malloc(16 + i % 7 * 16);
		*(volatile char *)live[i % LIVE] = 1;
	}
	row("malloc + free", from, CHURN);
}

static void churn_unique(const char *name, uint32_t flags)
{
	struct belay_unique_options o = {.flags = flags};
	struct belay_unique *u = NULL;
	static void *live[LIVE];
	double from;

	memset(live, 0, sizeof(live));
	if (belay_unique_create(&o, &u) < 0)
		abort();
	from = now();
	for (size_t i = 0; i < CHURN; i++) {
		if (live[i % LIVE] && belay_unique_free(u, live[i % LIVE]))
			abort();
		if (belay_unique_alloc(u, 16 + i % 7 * 16, &live[i % LIVE]))
			abort();
		*(volatile char *)live[i % LIVE] = 1;
	}
	row(name, from, CHURN);
	belay_unique_destroy(u);
}

static void tokens(void)
{
	struct belay_unique_options o = {.flags = BELAY_UNIQUE_SINGLE};
	struct belay_unique *u = NULL;
	void *p;
	double from;

	if (belay_unique_create(&o, &u) < 0)
		abort();
	from = now();
	for (size_t i = 0; i < CHURN; i++)
		if (belay_unique_token(u, &p))
			abort();
	row("unique token", from, CHURN);
	belay_unique_destroy(u);
}

static void secrets(void)
{
	enum { N = 20000 };
	struct belay_vault_options o = {.bytes = 4 << 20};
	struct belay_vault *v = NULL;
	static uint64_t h[N];
	void *p;
	double from;

	if (belay_vault_create(&o, &v) < 0)
		abort();
	/* Twice, so that the pages' descriptions are there. */
	for (int round = 0; round < 2; round++) {
		from = now();
		for (size_t i = 0; i < N; i++)
			if (belay_vault_new(v, 32, &h[i], &p))
				abort();
		if (round)
			row("packed secret, new", from, N);
		from = now();
		for (size_t i = 0; i < N; i++)
			belay_vault_close(v, h[i]);
		if (round)
			row("packed secret, close", from, N);
		from = now();
		for (size_t i = 0; i < N; i++)
			if (belay_vault_open(v, h[i], &p, NULL) ||
			    belay_vault_close(v, h[i]))
				abort();
		if (round)
			row("packed secret, open + close", from, N);
		from = now();
		for (size_t i = 0; i < N; i++)
			belay_vault_drop(v, h[i]);
		if (round)
			row("packed secret, drop", from, N);
	}
	belay_vault_destroy(v);
}

static void blocks(void)
{
	enum { N = 1000 };
	static struct belay_guard *g[N];
	static void *s[N];
	double from = now();

	for (size_t i = 0; i < N; i++)
		if (belay_guard_create(32, 0, &g[i]))
			abort();
	row("guarded block, create", from, N);
	from = now();
	for (size_t i = 0; i < N; i++)
		belay_guard_destroy(g[i]);
	row("guarded block, destroy", from, N);
	from = now();
	for (size_t i = 0; i < N; i++)
		s[i] = sodium_malloc(32);
	row("sodium_malloc", from, N);
	from = now();
	for (size_t i = 0; i < N; i++)
		sodium_free(s[i]);
	row("sodium_free", from, N);
}

/* Root has no limit: what counts is locked pages, 16 of them. */
static void under_64_kib(void)
{
	struct belay_vault_options o = {.bytes = 64 << 10};
	struct belay_vault *v = NULL;
	uint64_t h;
	size_t n = 0;
	void *p;

	if (belay_vault_create(&o, &v) < 0)
		abort();
	while (belay_vault_new(v, 32, &h, &p) == 0) {
		belay_vault_close(v, h);
		n++;
	}
	printf("32-byte secrets in 64 KiB\t%zu\n", n);
	belay_vault_destroy(v);
}

static void arena(const char *name, uint32_t flags)
{
	enum { N = 1000000, TIMES = 5 };
	struct belay_arena_options o = {.flags = flags};
	double best_alloc = 1e9, best_destroy = 1e18;

	for (int i = 0; i < TIMES; i++) {
		struct belay_arena *a = NULL;
		struct belay_arena_ref ref;
		double from, until;
		void *p;

		if (belay_arena_create(&o, &a) < 0)
			abort();
		from = now();
		for (size_t k = 0; k < N; k++) {
			if (belay_arena_alloc(a, 64, 8, &p))
				abort();
			*(volatile char *)p = 1;
		}
		until = now();
		if ((until - from) / N < best_alloc)
			best_alloc = (until - from) / N;
		if (belay_arena_ref(a, p, &ref))
			abort();
		from = now();
		belay_arena_destroy(a);
		until = now();
		if (until - from < best_destroy)
			best_destroy = until - from;
		if (belay_arena_ref_get(&ref, &p) != BELAY_ESTALE)
			abort();
		belay_arena_reap((size_t)-1);
	}
	printf("arena alloc 64%s\t%.2f\narena destroy of 1 M%s\t%.0f\n", name,
	       best_alloc, name, best_destroy);
}

static void mallocs(void)
{
	enum { N = 1000000 };
	static void *p[N];
	double from = now();

	for (size_t k = 0; k < N; k++) {
		p[k] = malloc(64);
		*(volatile char *)p[k] = 1;
	}
	row("malloc 64", from, N);
	from = now();
	for (size_t k = 0; k < N; k++)
		free(p[k]);
	row("free of 1 M", from, 1);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	churn_malloc();
	churn_unique("unique alloc + free", 0);
	churn_unique("unique alloc + free, single", BELAY_UNIQUE_SINGLE);
	tokens();
	under_64_kib();
	secrets();
	blocks();
	arena("", 0);
	arena(", lazy", BELAY_ARENA_LAZY);
	mallocs();
	return 0;
}
