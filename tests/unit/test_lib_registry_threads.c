/* SPDX-License-Identifier: MIT */
/*
 * The registry among real threads: storms whose books must balance, and
 * short histories that must be linearizable.
 */
#include "belay/registry.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "registry_spec.h"
#include "test.h"

enum { NTHREADS = 4, NSHARED = 16, ROUNDS = 30000 };

#define MAGIC 0x600dbeefu

struct thing {
	uint32_t magic;
};

static struct belay_registry *reg;
static uint64_t shared[NSHARED]; /* handles that all threads use */
static unsigned nadded, ndestroyed, nbroken;

static unsigned add_one(unsigned *counter)
{
	return __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void destroy_thing(void *ctx, void *obj)
{
	struct thing *thing = obj;

	(void)ctx;
	if (thing->magic != MAGIC)
		add_one(&nbroken);
	thing->magic = 0;
	free(thing);
	add_one(&ndestroyed);
}

static belay_handle add_thing(void)
{
	struct thing *thing = malloc(sizeof(*thing));
	belay_handle h = 0;

	if (!thing)
		abort();
	thing->magic = MAGIC;
	if (belay_registry_add(reg, thing, destroy_thing, &h) < 0)
		abort();
	add_one(&nadded);
	return h;
}

static void use(belay_handle h)
{
	void *obj;

	if (belay_registry_acquire(reg, h, &obj) < 0)
		return;
	if (((struct thing *)obj)->magic != MAGIC)
		add_one(&nbroken);
	if (belay_registry_release(reg, h) < 0)
		add_one(&nbroken);
}

/* Puts a new handle where an old one was; the old one may be in use. */
static void replace(uint32_t at, bool weaken)
{
	belay_handle old =
		__atomic_exchange_n(&shared[at], add_thing(), __ATOMIC_ACQ_REL);
	int err = weaken ? belay_registry_weaken(reg, old)
			 : belay_registry_revoke(reg, old);

	if (err < 0)
		add_one(&nbroken);
}

static void *storm(void *arg)
{
	uint32_t seed = (uint32_t)(uintptr_t)arg * 2654435761u + 1;

	for (int i = 0; i < ROUNDS; i++) {
		uint32_t r = next_random(&seed), at = (r >> 8) % NSHARED;
		belay_handle h = __atomic_load_n(&shared[at], __ATOMIC_ACQUIRE);
		char text[80];

		switch (r % 16) {
		case 0:
			replace(at, false);
			break;
		case 1:
			replace(at, true);
			break;
		case 2:
			belay_registry_describe(reg, h, text, sizeof(text));
			break;
		case 3:
			/* As good as random: never an object. */
			use(h ^ (uint64_t)1 << (r >> 26));
			break;
		default:
			use(h);
		}
	}
	return NULL;
}

static void begin(uint32_t flags)
{
	struct belay_registry_options o = {.flags = flags};

	nadded = ndestroyed = nbroken = 0;
	if (belay_registry_create(&o, &reg) < 0)
		abort();
	for (int i = 0; i < NSHARED; i++)
		shared[i] = add_thing();
}

static void run_threads(void *(*body)(void *), int n)
{
	pthread_t thread[NTHREADS];

	for (int i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, body,
				   (void *)(uintptr_t)(i + 1)) != 0)
			abort();
	for (int i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
}

static void everything_is_destroyed_once_after_a_storm(void)
{
	struct belay_registry_stats stats;

	begin(0);
	run_threads(storm, NTHREADS);
	belay_registry_stats(reg, &stats);
	CHECK(stats.users == 0 && stats.revoked == 0);
	CHECK(stats.live == NSHARED);
	CHECK(ndestroyed + NSHARED == nadded);
	/* What was freed was used again. */
	CHECK(stats.slots < 4096);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(ndestroyed == nadded && nbroken == 0);
}

static bool stormy;
static pthread_t reaper_thread;
static unsigned nelsewhere;

static void *reap_all(void *arg)
{
	(void)arg;
	while (__atomic_load_n(&stormy, __ATOMIC_ACQUIRE) ||
	       belay_registry_reap(reg, 100))
		if (!belay_registry_reap(reg, 3))
			sched_yield();
	return NULL;
}

static void destroy_on_reaper(void *ctx, void *obj)
{
	if (!pthread_equal(pthread_self(), reaper_thread))
		add_one(&nelsewhere);
	destroy_thing(ctx, obj);
}

static void *storm_of_adds(void *arg)
{
	(void)arg;
	for (int i = 0; i < ROUNDS / 4; i++) {
		struct thing *thing = malloc(sizeof(*thing));
		belay_handle h = 0;

		if (!thing)
			abort();
		thing->magic = MAGIC;
		if (belay_registry_add(reg, thing, destroy_on_reaper, &h) < 0)
			abort();
		add_one(&nadded);
		use(h);
		if (belay_registry_revoke(reg, h) < 0)
			add_one(&nbroken);
	}
	return NULL;
}

static void destructors_run_on_the_reaper_alone(void)
{
	begin(BELAY_REGISTRY_REAP);
	nelsewhere = 0;
	__atomic_store_n(&stormy, true, __ATOMIC_RELEASE);
	if (pthread_create(&reaper_thread, NULL, reap_all, NULL) != 0)
		abort();
	run_threads(storm_of_adds, 2);
	__atomic_store_n(&stormy, false, __ATOMIC_RELEASE);
	pthread_join(reaper_thread, NULL);
	CHECK(ndestroyed + NSHARED == nadded);
	CHECK(nelsewhere == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(ndestroyed == nadded && nbroken == 0);
}

static void *grow(void *arg)
{
	enum { N = 5000 };
	belay_handle *h = calloc(N, sizeof(*h));

	(void)arg;
	if (!h)
		abort();
	for (int i = 0; i < N; i++) {
		h[i] = add_thing();
		use(h[i / 2]);
		use(shared[i % NSHARED]);
	}
	for (int i = 0; i < N; i++)
		if (belay_registry_revoke(reg, h[i]) < 0)
			add_one(&nbroken);
	free(h);
	return NULL;
}

static void growth_does_not_disturb_readers(void)
{
	struct belay_registry_stats stats;

	begin(0);
	run_threads(grow, NTHREADS);
	belay_registry_stats(reg, &stats);
	CHECK(stats.live == NSHARED && stats.users == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(ndestroyed == nadded && nbroken == 0);
}

#if !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif
#endif

#ifndef __SANITIZE_THREAD__
static void child_may_do_everything_when_forked_in_a_storm(void)
{
	pthread_t thread[2];
	int failed = 0;

	begin(0);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&thread[i], NULL, storm,
				   (void *)(uintptr_t)(i + 1)) != 0)
			abort();
	for (int i = 0; i < 20; i++) {
		static struct thing thing = {MAGIC};
		int status = -1;
		pid_t pid = fork();

		if (pid == 0) {
			belay_handle h = 0;

			/* malloc may not be called here; the registry may. */
			for (int k = 0; k < 200; k++) {
				if (belay_registry_add(reg, &thing, NULL, &h))
					_exit(1);
				use(h);
				use(shared[k % NSHARED]);
				if (belay_registry_revoke(reg, h))
					_exit(2);
			}
			_exit(nbroken != 0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
			failed++;
	}
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	CHECK(failed == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(ndestroyed == nadded && nbroken == 0);
}
#endif

/*
 * Histories: in each round three threads do three operations each to one
 * object, and note when each began and ended.
 */
enum { PLAYERS = 3, MOVES = 3, HISTORIES = 3000 };
struct event {
	enum spec_op move;
	int result;
	unsigned began, ended;
};

static struct event history[PLAYERS * MOVES];
static belay_handle target;
static unsigned tick, arrived;

/* Spins for a while, so that threads which run go on at the same time. */
static void meet(unsigned *counter, unsigned round)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_ACQ_REL);
	for (int i = 0;
	     __atomic_load_n(counter, __ATOMIC_ACQUIRE) < round * (PLAYERS + 1);
	     i++)
		if (i > 2000)
			sched_yield();
}

static int make(enum spec_op move)
{
	void *obj;

	switch (move) {
	case ACQUIRE:
		return belay_registry_acquire(reg, target, &obj);
	case RELEASE:
		return belay_registry_release(reg, target);
	case REVOKE:
		return belay_registry_revoke(reg, target);
	case WEAKEN:
		return belay_registry_weaken(reg, target);
	}
	return 0;
}

static void *play(void *arg)
{
	uint32_t player = (uint32_t)(uintptr_t)arg - 1;
	uint32_t seed = 77777 * (player + 1);

	for (unsigned round = 1; round <= HISTORIES; round++) {
		struct event *e = &history[player * MOVES];

		meet(&arrived, 2 * round - 1);
		for (int i = 0; i < MOVES; i++, e++) {
			uint32_t r = next_random(&seed) >> 7;

			/* Often what two of them can collide in. */
			e->move = (enum spec_op)(r % 8 < 4 ? r % 4 : r % 2);
			e->began =
				__atomic_add_fetch(&tick, 1, __ATOMIC_SEQ_CST);
			e->result = make(e->move);
			e->ended =
				__atomic_add_fetch(&tick, 1, __ATOMIC_SEQ_CST);
		}
		meet(&arrived, 2 * round);
	}
	return NULL;
}

/* No deeper than there are events. */
static bool explained(struct spec s, unsigned done)
{
	unsigned first_end = -1u;

	if (done == (1u << (PLAYERS * MOVES)) - 1)
		return true;
	for (int i = 0; i < PLAYERS * MOVES; i++)
		if (!(done & 1u << i) && history[i].ended < first_end)
			first_end = history[i].ended;
	for (int i = 0; i < PLAYERS * MOVES; i++) {
		struct spec next = s;

		/* What began after another ended cannot come before it. */
		if (done & 1u << i || history[i].began > first_end)
			continue;
		if (spec_do(&next, history[i].move) == history[i].result &&
		    explained(next, done | 1u << i))
			return true;
	}
	return false;
}

static void histories_are_linearizable(void)
{
	pthread_t thread[PLAYERS];
	unsigned wrong = 0, overlapping = 0;

	begin(0);
	arrived = tick = 0;
	for (int i = 0; i < PLAYERS; i++)
		if (pthread_create(&thread[i], NULL, play,
				   (void *)(uintptr_t)(i + 1)) != 0)
			abort();
	for (unsigned round = 1; round <= HISTORIES; round++) {
		target = add_thing();
		meet(&arrived, 2 * round - 1);
		meet(&arrived, 2 * round);
		wrong += !explained((struct spec){.kept = true}, 0);
		for (int i = 0; i < PLAYERS * MOVES; i++)
			overlapping += history[i].ended > history[i].began + 1;
		/* Ends what users are left, and the object. */
		belay_registry_revoke(reg, target);
		while (belay_registry_release(reg, target) == 0)
			;
	}
	for (int i = 0; i < PLAYERS; i++)
		pthread_join(thread[i], NULL);
	printf("%d histories, %u of %d operations overlapped others\n",
	       HISTORIES, overlapping, HISTORIES * PLAYERS * MOVES);
	CHECK(wrong == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(ndestroyed == nadded && nbroken == 0);
}

static void a_history_that_cannot_be_is_refused(void)
{
	for (int i = 0; i < PLAYERS * MOVES; i++)
		history[i] = (struct event){
			.move = RELEASE,
			.result = BELAY_EMISUSE,
			.began = 2 * (unsigned)i + 1,
			.ended = 2 * (unsigned)i + 2,
		};
	CHECK(explained((struct spec){.kept = true}, 0));
	/* Acquired after it was revoked. */
	history[0] = (struct event){REVOKE, 0, 1, 2};
	history[1] = (struct event){ACQUIRE, 0, 3, 4};
	CHECK(!explained((struct spec){.kept = true}, 0));
	/* At the same time, that can be, but then the next release is right. */
	history[1] = (struct event){ACQUIRE, 0, 1, 4};
	CHECK(!explained((struct spec){.kept = true}, 0));
	history[2].result = 0;
	CHECK(explained((struct spec){.kept = true}, 0));
}

int main(void)
{
	RUN(everything_is_destroyed_once_after_a_storm);
	RUN(destructors_run_on_the_reaper_alone);
	RUN(growth_does_not_disturb_readers);
#ifndef __SANITIZE_THREAD__
	RUN(child_may_do_everything_when_forked_in_a_storm);
#endif
	RUN(histories_are_linearizable);
	RUN(a_history_that_cannot_be_is_refused);
	return test_summary();
}
