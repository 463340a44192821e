/* SPDX-License-Identifier: MIT */
#include "natives.h"

/*
 * What package sync asks the runtime for: semaphores, which are counters in
 * the program's memory with a queue beside them by their address, and the
 * tickets of a condition variable.
 */

struct sleeper {
	struct sleeper *next;
	struct g *g;
	uint64_t key; /* address of the semaphore or list */
	uint32_t ticket;
};

static struct sleeper *sleepers, **sleepers_end = &sleepers;

static void sleep_at(struct g *g, uint64_t key, uint32_t ticket,
		     const char *reason)
{
	struct sleeper *s = mem_alloc(sizeof(*s));

	s->g = g;
	s->key = key;
	s->ticket = ticket;
	*sleepers_end = s;
	sleepers_end = &s->next;
	g_park(g, reason);
}

/* Wakes the first that sleeps there, or all; false: none did. */
static bool wake_at(uint64_t key, bool all)
{
	bool any = false;

	for (struct sleeper **p = &sleepers; *p;) {
		struct sleeper *s = *p;

		if (s->key != key) {
			p = &s->next;
			continue;
		}
		*p = s->next;
		if (!*p)
			sleepers_end = p;
		g_ready(s->g);
		any = true;
		if (!all)
			break;
	}
	return any;
}

enum native_end native_semacquire(struct g *g, uint64_t *a, uint64_t *r)
{
	uint32_t *s = (uint32_t *)a[0];

	(void)r;
	if (*s > 0) {
		--*s;
		return NATIVE_DONE;
	}
	sleep_at(g, a[0], 0, "sync.Mutex.Lock");
	return NATIVE_AGAIN;
}

SIMPLE(native_semrelease, ++*(uint32_t *)a[0]; wake_at(a[0], false))

/* struct notifyList begins with the next ticket to wait and to notify. */
SIMPLE(native_notify_add, *(uint32_t *)r = (*(uint32_t *)a[0])++)

enum native_end native_notify_wait(struct g *g, uint64_t *a, uint64_t *r)
{
	uint32_t *list = (uint32_t *)a[0], ticket = *(uint32_t *)&a[1];

	(void)r;
	if ((int32_t)(ticket - list[1]) < 0)
		return NATIVE_DONE; /* notified before it slept */
	sleep_at(g, a[0], ticket, "sync.Cond.Wait");
	return NATIVE_PARKED;
}

SIMPLE(native_notify_all, ((uint32_t *)a[0])[1] = ((uint32_t *)a[0])[0];
       wake_at(a[0], true))

enum native_end native_notify_one(struct g *g, uint64_t *a, uint64_t *r)
{
	uint32_t *list = (uint32_t *)a[0];

	(void)g;
	(void)r;
	if (list[0] == list[1])
		return NATIVE_DONE;
	list[1]++;
	wake_at(a[0], false);
	return NATIVE_DONE;
}

enum native_end native_fatal(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	fatal_error(string_c(*STRING_AT(0)));
}

SIMPLE(native_nanotime, r[0] = (uint64_t)clock_mono())
SIMPLE(native_rand, r[0] = random_next())
