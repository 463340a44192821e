/* SPDX-License-Identifier: MIT */
/*
 * measure.h - clocks, memory, keys: what the programs of this folder share
 *
 * Each is PROGRAM KIND N [TAIL] and prints lines "measure value".  KIND is
 * u32 (u32 -> u32), struct (u64 -> 448 bytes) or cstr (text of 16 -> u64).
 * With TAIL rounds it measures single insertions only: of each position the
 * fastest round counts, since what the machine did meanwhile differs from
 * round to round and what the map does does not.
 */
#ifndef BENCH_MAP_MEASURE_H
#define BENCH_MAP_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

struct plan {
	size_t n;
	unsigned tail;
	uint32_t *order; /* a shuffle of 0..n-1 */
};

struct result {
	uint64_t insert, hit, miss, iterate, erase; /* ns for n of each */
	size_t base, full, peak, emptied;	    /* resident bytes */
	uint32_t *best;				    /* ticks, by position */
};

struct big {
	char bytes[448];
};

static inline uint64_t clock_of(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static inline uint64_t nanoseconds(void)
{
	return clock_of(CLOCK_THREAD_CPUTIME_ID);
}

static inline uint64_t ticks(void)
{
#if defined(__x86_64__)
	return __rdtsc();
#else
	return clock_of(CLOCK_MONOTONIC);
#endif
}

static inline void wrong(const char *what)
{
	fprintf(stderr, "wrong: %s\n", what);
	exit(1);
}

static inline size_t resident(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	if (!f || fscanf(f, "%*u %lu", &pages) != 1)
		wrong("no /proc/self/statm");
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static inline size_t peak(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "VmHWM: %lu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return (size_t)kib << 10;
}

/* Murmur3's finalizer: what most of the maps here are used with, too. */
static inline uint64_t scramble(uint64_t x)
{
	x ^= x >> 33;
	x *= UINT64_C(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

/* Four bytes that no two i share. */
static inline uint32_t key32(uint64_t i)
{
	uint32_t x = (uint32_t)i;

	x ^= x >> 16;
	x *= 0x85ebca6b;
	x ^= x >> 13;
	x *= 0xc2b2ae35;
	return x ^ x >> 16;
}

static inline void *get(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		wrong("no memory");
	return p;
}

static inline void note(struct result *r, unsigned round, size_t i, uint64_t t)
{
	uint32_t t32 = t > UINT32_MAX ? UINT32_MAX : (uint32_t)t;

	if (round == 0 || t32 < r->best[i])
		r->best[i] = t32;
}

static inline int compare_ticks(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Microseconds of a tick. */
static inline double tick_length(void)
{
	uint64_t t = ticks(), n = clock_of(CLOCK_MONOTONIC);

	/* Ticks go on while others run, and so does this clock. */
	while (clock_of(CLOCK_MONOTONIC) - n < 20000000)
		;
	return (double)(clock_of(CLOCK_MONOTONIC) - n) /
	       (double)(ticks() - t) / 1000;
}

static inline void print_tail(const struct plan *p, struct result *r)
{
	static const double parts[] = {50, 90, 99, 99.9, 99.99, 99.999, 100};
	double us = tick_length();
	size_t first = 0;

	for (size_t i = 1; i < p->n; i++)
		if (r->best[i] > r->best[first])
			first = i;
	printf("worst-at %zu\n", first);
	qsort(r->best, p->n, sizeof(*r->best), compare_ticks);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		size_t at = (size_t)((double)p->n * parts[i] / 100);

		if (at >= p->n)
			at = p->n - 1;
		printf("p%g %.3f\n", parts[i], r->best[at] * us);
	}
}

static inline void print_means(const struct plan *p, const struct result *r)
{
	double n = (double)p->n;

	printf("insert %.2f\nhit %.2f\nmiss %.2f\niterate %.2f\nerase %.2f\n",
	       r->insert / n, r->hit / n, r->miss / n, r->iterate / n,
	       r->erase / n);
	printf("bytes %.2f\npeak %.2f\nemptied %.2f\n",
	       (double)(r->full - r->base) / n,
	       (double)(r->peak > r->base ? r->peak - r->base : 0) / n,
	       (double)(r->emptied > r->base ? r->emptied - r->base : 0) /
		       (n / 10));
}

typedef void run_fn(const struct plan *p, const void *keys, const void *others,
		    struct result *r);

/* The three runs of one map. */
struct runs {
	run_fn *u32, *structs, *cstr;
};

static inline void *make_keys(const char *kind, size_t n, size_t from)
{
	char *text, **strings;
	uint64_t *big;
	uint32_t *small;

	if (!strcmp(kind, "u32")) {
		small = (uint32_t *)get(n, sizeof(*small));
		for (size_t i = 0; i < n; i++)
			small[i] = key32(from + i);
		return small;
	}
	if (!strcmp(kind, "struct")) {
		big = (uint64_t *)get(n, sizeof(*big));
		for (size_t i = 0; i < n; i++)
			big[i] = scramble(from + i);
		return big;
	}
	text = (char *)get(n, 17);
	strings = (char **)get(n, sizeof(*strings));
	for (size_t i = 0; i < n; i++) {
		strings[i] = text + 17 * i;
		snprintf(strings[i], 17, "%016llx",
			 (unsigned long long)scramble(from + i));
	}
	return strings;
}

static inline int measure(int argc, char **argv, const struct runs *runs)
{
	const char *kind = argc > 1 ? argv[1] : "u32";
	struct plan p = {};
	struct result r = {};
	void *keys, *others;
	run_fn *run = !strcmp(kind, "u32")	? runs->u32
		      : !strcmp(kind, "struct") ? runs->structs
						: runs->cstr;

	p.n = argc > 2 ? (size_t)atof(argv[2]) : 1000000;
	p.tail = argc > 3 ? (unsigned)atoi(argv[3]) : 0;
	keys = make_keys(kind, p.n, 0);
	others = p.tail ? NULL : make_keys(kind, p.n, p.n + 1);
	p.order = (uint32_t *)get(p.n, sizeof(*p.order));
	for (size_t i = 0; i < p.n; i++) {
		size_t j = (size_t)(scramble(i + 77) % (i + 1));

		p.order[i] = p.order[j];
		p.order[j] = (uint32_t)i;
	}
	if (p.tail) {
		r.best = (uint32_t *)get(p.n, sizeof(*r.best));
		memset(r.best, 1, p.n * sizeof(*r.best));
	}
	if (!run)
		return 0;
	run(&p, keys, others, &r);
	if (p.tail)
		print_tail(&p, &r);
	else
		print_means(&p, &r);
	return 0;
}

#endif
