/* SPDX-License-Identifier: MIT */
/*
 * registry.c - what handles cost, beside other ways to find an object
 *
 *	registry [OBJECTS] [SECONDS]	a row for each measure
 *	registry --forge COUNT		that many random handles; all must fail
 *
 * A row is: name, threads, nanoseconds for one operation of one thread.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <ck_ht.h>
#include <urcu.h>
#include <urcu/rculfhash.h>

#include "belay/registry.h"

static size_t nobjects = 100000;
static double seconds = 0.3;

struct thing {
	struct cds_lfht_node node;
	uint64_t key;
	uint64_t value;
};

static struct belay_registry *reg;
static struct thing *things;
static belay_handle *handles;
static struct cds_lfht *lfht;
static ck_ht_t table;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static uint64_t word;
static volatile uint64_t sink;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 31) * 0x9e3779b97f4a7c15;
	return x ^ x >> 32;
}

static uint64_t next_random(uint64_t *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* One operation on object number i; what it finds goes to the sink. */
typedef uint64_t op_fn(size_t i);

static uint64_t raw_load(size_t i)
{
	return things[i].value;
}

static uint64_t raw_add(size_t i)
{
	return __atomic_fetch_add(&word, i, __ATOMIC_SEQ_CST);
}

static uint64_t check(size_t i)
{
	return (uint64_t)belay_registry_check(reg, handles[i]);
}

static uint64_t acquire_release(size_t i)
{
	void *obj = NULL;
	uint64_t v;

	if (belay_registry_acquire(reg, handles[i], &obj) < 0)
		abort();
	v = ((struct thing *)obj)->value;
	belay_registry_release(reg, handles[i]);
	return v;
}

static uint64_t acquire_release_hot(size_t i)
{
	(void)i;
	return acquire_release(0);
}

static uint64_t cycle(size_t i)
{
	belay_handle h = 0;
	void *obj;

	if (belay_registry_add(reg, &things[i], NULL, &h) < 0 ||
	    belay_registry_acquire(reg, h, &obj) < 0)
		abort();
	belay_registry_release(reg, h);
	belay_registry_revoke(reg, h);
	return h;
}

static int match(struct cds_lfht_node *node, const void *key)
{
	return ((struct thing *)node)->key == *(const uint64_t *)key;
}

static uint64_t lfht_lookup(size_t i)
{
	struct cds_lfht_iter iter;
	uint64_t key = i, v;

	rcu_read_lock();
	cds_lfht_lookup(lfht, mix(key), match, &key, &iter);
	v = ((struct thing *)cds_lfht_iter_get_node(&iter))->value;
	rcu_read_unlock();
	return v;
}

static uint64_t ck_lookup(size_t i)
{
	ck_ht_entry_t entry;
	ck_ht_hash_t h;

	ck_ht_hash_direct(&h, &table, i + 1);
	ck_ht_entry_key_set_direct(&entry, i + 1);
	if (!ck_ht_get_spmc(&table, h, &entry))
		abort();
	return ((struct thing *)ck_ht_entry_value_direct(&entry))->value;
}

static uint64_t rwlock_load(size_t i)
{
	uint64_t v;

	pthread_rwlock_rdlock(&rwlock);
	v = things[i].value;
	pthread_rwlock_unlock(&rwlock);
	return v;
}

static const struct {
	const char *name;
	op_fn *op;
} measures[] = {
	{"raw load", raw_load},
	{"raw fetch-and-add of one word", raw_add},
	{"check", check},
	{"acquire + release, random objects", acquire_release},
	{"acquire + release, one object", acquire_release_hot},
	{"add + acquire + release + revoke", cycle},
	{"liburcu lfht lookup", lfht_lookup},
	{"ck_ht lookup", ck_lookup},
	{"pthread_rwlock + load", rwlock_load},
};

struct worker {
	pthread_t thread;
	op_fn *op;
	uint64_t seed, nops;
	double took;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	double from, until;
	uint64_t v = 0;

	rcu_register_thread();
	from = now();
	do {
		for (int k = 0; k < 4096; k++)
			v += w->op(next_random(&w->seed) % nobjects);
		w->nops += 4096;
		until = now();
	} while (until < from + seconds);
	w->took = until - from;
	sink = v;
	rcu_unregister_thread();
	return NULL;
}

static void measure(const char *name, op_fn *op, int nthreads)
{
	struct worker w[8] = {{0}};
	double ns = 0;

	for (int i = 0; i < nthreads; i++) {
		w[i].op = op;
		w[i].seed = mix((uint64_t)i + 1) | 1;
		if (pthread_create(&w[i].thread, NULL, work, &w[i]) != 0)
			abort();
	}
	for (int i = 0; i < nthreads; i++) {
		pthread_join(w[i].thread, NULL);
		ns += w[i].took * 1e9 / (double)w[i].nops / nthreads;
	}
	printf("%s\t%d\t%.2f\n", name, nthreads, ns);
}

static void hash_direct(struct ck_ht_hash *h, const void *key, size_t size,
			uint64_t seed)
{
	uint64_t v;

	(void)size;
	memcpy(&v, key, sizeof(v));
	h->value = mix(v ^ seed);
}

static void *ck_allocate(size_t n)
{
	return malloc(n);
}

static void ck_release(void *p, size_t n, bool defer)
{
	(void)n;
	(void)defer;
	free(p);
}

static struct ck_malloc ck_memory = {.malloc = ck_allocate, .free = ck_release};

static void fill(void)
{
	things = calloc(nobjects, sizeof(*things));
	handles = calloc(nobjects, sizeof(*handles));
	lfht = cds_lfht_new(1024, 1024, 0, CDS_LFHT_AUTO_RESIZE, NULL);
	if (!things || !handles || !lfht ||
	    belay_registry_create(NULL, &reg) < 0 ||
	    !ck_ht_init(&table, CK_HT_MODE_DIRECT, hash_direct, &ck_memory,
			nobjects * 2, 42))
		abort();
	for (size_t i = 0; i < nobjects; i++) {
		ck_ht_entry_t entry;
		ck_ht_hash_t h;

		things[i].key = i;
		things[i].value = i;
		if (belay_registry_add(reg, &things[i], NULL, &handles[i]) < 0)
			abort();
		rcu_read_lock();
		cds_lfht_add(lfht, mix(i), &things[i].node);
		rcu_read_unlock();
		ck_ht_hash_direct(&h, &table, i + 1);
		ck_ht_entry_set_direct(&entry, h, i + 1, (uintptr_t)&things[i]);
		if (!ck_ht_put_spmc(&table, h, &entry))
			abort();
	}
}

static int forge(uint64_t n)
{
	uint64_t seed = mix((uint64_t)now() + 12345) | 1, found = 0;
	double from = now();
	void *obj;

	for (uint64_t i = 0; i < n; i++)
		found += belay_registry_acquire(reg, next_random(&seed),
						&obj) == 0;
	printf("%" PRIu64 " random handles at %zu objects: %" PRIu64
	       " accepted, %.1f s\n",
	       n, nobjects, found, now() - from);
	return found != 0;
}

int main(int argc, char **argv)
{
	rcu_register_thread();
	if (argc == 3 && strcmp(argv[1], "--forge") == 0) {
		fill();
		return forge(strtoull(argv[2], NULL, 10));
	}
	if (argc > 1)
		nobjects = strtoull(argv[1], NULL, 10);
	if (argc > 2)
		seconds = strtod(argv[2], NULL);
	fill();
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		for (int nthreads = 1; nthreads <= 2; nthreads++)
			measure(measures[i].name, measures[i].op, nthreads);
	return 0;
}
