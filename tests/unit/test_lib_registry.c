/* SPDX-License-Identifier: MIT */
#include "belay/registry.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/registry_int.h"
#include "test.h"

/* An object that counts what happens to it. */
struct thing {
	int destroyed;
	struct belay_registry *reg;
	belay_handle next; /* released when this one is destroyed */
};

static int ndestroyed;

static void destroy_thing(void *ctx, void *obj)
{
	struct thing *thing = obj;

	(void)ctx;
	thing->destroyed++;
	ndestroyed++;
	if (thing->next)
		belay_registry_release(thing->reg, thing->next);
}

static struct belay_registry *registry(uint32_t max, uint32_t flags)
{
	struct belay_registry_options o = {.max = max, .flags = flags};
	struct belay_registry *reg = NULL;

	if (belay_registry_create(&o, &reg) < 0)
		abort();
	return reg;
}

static belay_handle added(struct belay_registry *reg, struct thing *thing)
{
	belay_handle h = 0;

	if (belay_registry_add(reg, thing, destroy_thing, &h) < 0)
		abort();
	return h;
}

static void stale_handle_is_refused(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing);
	void *obj = &obj;

	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(obj == &thing);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(belay_registry_revoke(reg, h) == 0);
	CHECK(thing.destroyed == 1);
	obj = &obj;
	CHECK(belay_registry_acquire(reg, h, &obj) == BELAY_ESTALE);
	CHECK(obj == &obj);
	CHECK(belay_registry_check(reg, h) == BELAY_ESTALE);
	CHECK(belay_registry_revoke(reg, h) == BELAY_ESTALE);
	CHECK(belay_registry_weaken(reg, h) == BELAY_ESTALE);
	CHECK(belay_registry_release(reg, h) == BELAY_EMISUSE);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(thing.destroyed == 1);
}

static void null_foreign_and_forged_handles_are_errors(void)
{
	struct belay_registry *a = registry(0, 0), *b = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(a, &thing);
	uint64_t seed = 88172645463325252;
	void *obj;

	added(b, &thing);
	CHECK(belay_registry_acquire(a, 0, &obj) == BELAY_EINVAL);
	CHECK(belay_registry_revoke(a, 0) == BELAY_EINVAL);
	CHECK(belay_registry_release(a, 0) == BELAY_EMISUSE);
	CHECK(belay_registry_acquire(b, h, &obj) < 0);
	/* The next object's handle, before there is one. */
	CHECK(belay_registry_acquire(a, h + ((uint64_t)1 << 32), &obj) < 0);
	for (int i = 0; i < 1000000; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		if (seed == h)
			continue;
		CHECK(belay_registry_acquire(a, seed, &obj) < 0);
		/* Near a live one, in every bit. */
		CHECK(belay_registry_acquire(a, h ^ (uint64_t)1 << (seed & 63),
					     &obj) < 0);
	}
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_destroy(a) == 0);
	CHECK(belay_registry_destroy(b) == 0);
	CHECK(thing.destroyed == 2);
}

static void object_waits_for_its_last_user(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing);
	void *obj;

	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_revoke(reg, h) == 0);
	CHECK(belay_registry_acquire(reg, h, &obj) == BELAY_ESTALE);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_destroy(reg) == BELAY_EBUSY);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(thing.destroyed == 1);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void weak_handle_is_good_while_somebody_uses_it(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0}, unused = {0};
	belay_handle h = added(reg, &thing);
	void *obj;

	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_weaken(reg, h) == 0);
	CHECK(belay_registry_weaken(reg, h) == BELAY_ESTALE);
	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(thing.destroyed == 1);
	CHECK(belay_registry_acquire(reg, h, &obj) == BELAY_ESTALE);

	h = added(reg, &unused);
	CHECK(belay_registry_weaken(reg, h) == 0);
	CHECK(unused.destroyed == 1);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void weak_object_can_be_revoked(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing);
	void *obj;

	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_weaken(reg, h) == 0);
	CHECK(belay_registry_revoke(reg, h) == 0);
	CHECK(belay_registry_acquire(reg, h, &obj) == BELAY_ESTALE);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(thing.destroyed == 1);
	CHECK(belay_registry_destroy(reg) == 0);
}

static int nmisuses, misuse_err;
static char misuse_text[256];

static void note_misuse(void *ctx, int err, const char *text)
{
	(void)ctx;
	nmisuses++;
	misuse_err = err;
	snprintf(misuse_text, sizeof(misuse_text), "%s", text);
}

static void release_without_acquire_is_told(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing);
	char want[80];

	nmisuses = 0;
	belay_on_misuse(note_misuse, NULL);
	CHECK(belay_registry_release(reg, h) == BELAY_EMISUSE);
	belay_on_misuse(NULL, NULL);
	CHECK(nmisuses == 1 && misuse_err == BELAY_EMISUSE);
	snprintf(want, sizeof(want),
		 "release of handle %#llx, which is not acquired",
		 (unsigned long long)h);
	CHECK_STR(misuse_text, want);
	CHECK(belay_registry_release(reg, h) == BELAY_EMISUSE);
	CHECK(nmisuses == 1);
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_check(reg, h) == 0);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void types_are_compared(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	struct belay_object object = {.obj = &thing, .type = 7};
	struct belay_registry_stats stats;
	belay_handle h = 0;
	void *obj = NULL;

	CHECK(belay_registry_add_object(reg, &object, &h) == 0);
	CHECK(belay_registry_acquire_type(reg, h, 8, &obj) == BELAY_ETYPE);
	CHECK(obj == NULL);
	CHECK(belay_registry_acquire_type(reg, h, 7, &obj) == 0);
	CHECK(obj == &thing);
	belay_registry_stats(reg, &stats);
	CHECK(stats.users == 1 && stats.live == 1);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void no_handle_comes_twice(void)
{
	struct belay_registry *reg = registry(3, 0);
	enum { N = 5000 };
	static belay_handle seen[N];
	struct thing thing = {0};
	void *obj;

	for (int i = 0; i < N; i++) {
		seen[i] = added(reg, &thing);
		CHECK(seen[i] != 0);
		CHECK(belay_registry_revoke(reg, seen[i]) == 0);
		for (int k = 0; k < i; k += 1 + i / 50)
			CHECK(seen[k] != seen[i]);
	}
	for (int i = 0; i < N; i++)
		CHECK(belay_registry_acquire(reg, seen[i], &obj) ==
		      BELAY_ESTALE);
	CHECK(thing.destroyed == N);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void slots_are_used_again_in_the_order_they_were_freed(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle first[CORE_BATCH], h;

	for (uint32_t i = 0; i < CORE_BATCH; i++)
		first[i] = added(reg, &thing);
	for (uint32_t i = 0; i < CORE_BATCH; i++)
		CHECK(belay_registry_revoke(reg, first[CORE_BATCH - 1 - i]) ==
		      0);
	for (uint32_t i = 0; i < CORE_BATCH; i++) {
		h = added(reg, &thing);
		CHECK(index_of(reg, h) ==
		      index_of(reg, first[CORE_BATCH - 1 - i]));
	}
	CHECK(belay_registry_destroy(reg) == 0);
}

static void slot_retires_before_its_generations_repeat(void)
{
	struct belay_registry *reg = registry(1, 0);
	struct belay_registry_stats stats;
	struct thing thing = {0};
	belay_handle h = added(reg, &thing), last;
	void *obj;

	CHECK(belay_registry_revoke(reg, h) == 0);
	/* As if it had been in use four billion times. */
	slot_at(&reg->core, index_of(reg, h))->word =
		word_of(CORE_LAST_GEN - 1, 0);
	last = added(reg, &thing);
	CHECK(belay_registry_acquire(reg, last, &obj) == 0);
	CHECK(belay_registry_release(reg, last) == 0);
	CHECK(belay_registry_revoke(reg, last) == 0);
	CHECK(belay_registry_add(reg, &thing, NULL, &h) == BELAY_EFULL);
	CHECK(belay_registry_acquire(reg, last, &obj) == BELAY_ESTALE);
	belay_registry_stats(reg, &stats);
	CHECK(stats.retired == 1 && stats.live == 0);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void full_registry_refuses_and_recovers(void)
{
	enum { MAX = 100 };
	struct belay_registry *reg = registry(MAX, 0);
	struct thing thing = {0};
	belay_handle h[MAX], extra = 42;

	for (int i = 0; i < MAX; i++)
		h[i] = added(reg, &thing);
	CHECK(belay_registry_add(reg, &thing, destroy_thing, &extra) ==
	      BELAY_EFULL);
	CHECK(extra == 42);
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_revoke(reg, h[17]) == 0);
	CHECK(belay_registry_add(reg, &thing, destroy_thing, &extra) == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(thing.destroyed == MAX + 1);
}

static void handles_stay_good_while_the_registry_grows(void)
{
	enum { N = 100000 };
	struct belay_registry *reg = registry(0, 0);
	struct thing *things = calloc(N, sizeof(*things));
	belay_handle *h = calloc(N, sizeof(*h));
	struct belay_registry_stats stats;
	void *obj;

	CHECK(things && h);
	for (int i = 0; i < N; i++)
		h[i] = added(reg, &things[i]);
	for (int i = 0; i < N; i++) {
		CHECK(belay_registry_acquire(reg, h[i], &obj) == 0);
		CHECK(obj == &things[i]);
		CHECK(belay_registry_release(reg, h[i]) == 0);
	}
	belay_registry_stats(reg, &stats);
	CHECK(stats.live == N && stats.users == 0 && stats.slots >= N);
	CHECK(stats.bytes < 3u * N * 56);
	CHECK(belay_registry_destroy(reg) == 0);
	for (int i = 0; i < N; i++)
		CHECK(things[i].destroyed == 1);
	free(things);
	free(h);
}

static void long_chain_is_destroyed_without_a_deep_stack(void)
{
	enum { N = 200000 };
	struct belay_registry *reg = registry(0, 0);
	struct thing *things = calloc(N, sizeof(*things));
	belay_handle h = 0;
	void *obj;

	CHECK(things);
	for (int i = 0; i < N; i++) {
		things[i].reg = reg;
		things[i].next = h;
		h = added(reg, &things[i]);
		CHECK(belay_registry_acquire(reg, h, &obj) == 0);
		CHECK(belay_registry_weaken(reg, h) == 0);
	}
	ndestroyed = 0;
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(ndestroyed == N);
	CHECK(belay_registry_destroy(reg) == 0);
	free(things);
}

static struct belay_registry *busy_reg;
static belay_handle busy_new;

static void destroy_busily(void *ctx, void *obj)
{
	belay_handle *self = ctx;
	void *found;

	(void)obj;
	if (belay_registry_acquire(busy_reg, *self, &found) != BELAY_ESTALE ||
	    belay_registry_revoke(busy_reg, *self) != BELAY_ESTALE ||
	    belay_registry_add(busy_reg, ctx, NULL, &busy_new) != 0)
		abort();
}

static void destructor_may_call_back(void)
{
	belay_handle self = 0;
	struct belay_object object = {
		.obj = &self, .destroy = destroy_busily, .ctx = &self};
	void *obj = NULL;

	busy_reg = registry(1, 0); /* the slot is free in time */
	CHECK(belay_registry_add_object(busy_reg, &object, &self) == 0);
	CHECK(belay_registry_revoke(busy_reg, self) == 0);
	CHECK(belay_registry_acquire(busy_reg, busy_new, &obj) == 0);
	CHECK(obj == &self);
	CHECK(belay_registry_release(busy_reg, busy_new) == 0);
	CHECK(belay_registry_destroy(busy_reg) == 0);
}

static void reaper_gets_the_dead_in_order(void)
{
	struct belay_registry *reg = registry(0, BELAY_REGISTRY_REAP);
	struct thing things[5] = {{0}};
	belay_handle h[5];
	void *obj;

	for (int i = 0; i < 5; i++)
		h[i] = added(reg, &things[i]);
	CHECK(belay_registry_acquire(reg, h[0], &obj) == 0);
	for (int i = 0; i < 4; i++)
		CHECK(belay_registry_revoke(reg, h[i]) == 0);
	CHECK(belay_registry_acquire(reg, h[1], &obj) == BELAY_ESTALE);
	CHECK(things[1].destroyed == 0);
	CHECK(belay_registry_reap(reg, 2) == 2);
	CHECK(things[1].destroyed == 1 && things[2].destroyed == 1);
	CHECK(things[3].destroyed == 0 && things[0].destroyed == 0);
	CHECK(belay_registry_release(reg, h[0]) == 0);
	CHECK(belay_registry_reap(reg, 10) == 2);
	CHECK(belay_registry_reap(reg, 10) == 0);
	CHECK(things[0].destroyed == 1 && things[3].destroyed == 1);
	CHECK(belay_registry_revoke(reg, h[4]) == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(things[4].destroyed == 1);
}

static void borrow_ends_with_its_scope(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing);

	{
		BELAY_AUTO_BORROW struct belay_borrow b = {0};

		CHECK(belay_registry_get(reg, h, &b) == 0);
		CHECK(b.obj == &thing);
		CHECK(belay_registry_revoke(reg, h) == 0);
		CHECK(thing.destroyed == 0);
		belay_borrow_end(&b);
		CHECK(thing.destroyed == 1);
	}
	{
		BELAY_AUTO_BORROW struct belay_borrow b = {0};

		CHECK(belay_registry_get(reg, h, &b) == BELAY_ESTALE);
		CHECK(b.reg == NULL);
	}
	CHECK(belay_registry_destroy(reg) == 0);
}

static int visit(void *ctx, belay_handle h, const struct belay_object *object)
{
	struct thing *thing = object->obj;
	int *n = ctx;

	/* Even what is revoked here stays until this returns. */
	if (belay_registry_revoke(thing->reg, h) < 0 || thing->destroyed)
		abort();
	return ++*n == 3;
}

static void each_visits_what_is_there(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing things[4] = {{0}};
	int n = 0;

	for (int i = 0; i < 4; i++) {
		things[i].reg = reg;
		added(reg, &things[i]);
	}
	CHECK(belay_registry_each(reg, visit, &n) == 1);
	CHECK(n == 3);
	ndestroyed = 0;
	for (int i = 0; i < 4; i++)
		ndestroyed += things[i].destroyed;
	CHECK(ndestroyed == 3);
	n = 10;
	CHECK(belay_registry_each(reg, visit, &n) == 0);
	CHECK(n == 11);
	CHECK(belay_registry_destroy(reg) == 0);
}

static void handles_are_described(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	struct belay_object object = {.obj = &thing, .name = "db", .type = 7};
	char want[100], got[100];
	belay_handle h = 0;
	void *obj;

	CHECK(belay_registry_add_object(reg, &object, &h) == 0);
	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	CHECK(belay_registry_revoke(reg, h) == 0);
	belay_registry_describe(reg, h, got, sizeof(got));
	snprintf(want, sizeof(want),
		 "'db' (handle %#llx, type 7, revoked, 1 users)",
		 (unsigned long long)h);
	CHECK_STR(got, want);
	CHECK(belay_registry_release(reg, h) == 0);
	belay_registry_describe(reg, h, got, sizeof(got));
	snprintf(want, sizeof(want), "stale handle %#llx",
		 (unsigned long long)h);
	CHECK_STR(got, want);
	belay_registry_describe(reg, 0, got, sizeof(got));
	CHECK_STR(got, "unknown handle 0");
	CHECK(belay_registry_destroy(reg) == 0);
}

static void child_of_a_fork_goes_on(void)
{
	struct belay_registry *reg = registry(0, 0);
	struct thing thing = {0};
	belay_handle h = added(reg, &thing), fresh = 0;
	int status = -1;
	void *obj;
	pid_t pid;

	CHECK(belay_registry_acquire(reg, h, &obj) == 0);
	pid = fork();
	if (pid == 0)
		_exit(belay_registry_release(reg, h) != 0 ||
		      belay_registry_revoke(reg, h) != 0 ||
		      thing.destroyed != 1 ||
		      belay_registry_add(reg, obj, NULL, &fresh) != 0 ||
		      belay_registry_destroy(reg) != 0);
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(status == 0);
	CHECK(thing.destroyed == 0);
	CHECK(belay_registry_release(reg, h) == 0);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(thing.destroyed == 1);
}

static void bad_options_are_refused(void)
{
	struct belay_registry_options o = {.flags = 2};
	struct belay_registry *reg = NULL;

	CHECK(belay_registry_create(&o, &reg) == BELAY_EINVAL);
	o = (struct belay_registry_options){.max = UINT32_MAX};
	CHECK(belay_registry_create(&o, &reg) == BELAY_EINVAL);
	CHECK(reg == NULL);
	CHECK(belay_registry_destroy(NULL) == 0);
}

/* Creates a registry and fills three chunks, the n-th allocation failing. */
static int fill(size_t n)
{
	struct belay_registry *reg = NULL;
	struct thing thing = {0};
	int err, nadded = 0, want = 0;
	belay_handle h = 42;

	belay__fail_alloc_at(n);
	err = belay_registry_create(NULL, &reg);
	for (; err == 0 && nadded < 400; nadded += err == 0)
		err = belay_registry_add(reg, &thing, destroy_thing, &h);
	belay__fail_alloc_at(0);
	if (reg && err == BELAY_ENOMEM) {
		/* It goes on when there is memory again. */
		if (belay_registry_add(reg, &thing, destroy_thing, &h) != 0)
			want = 1;
		nadded++;
	}
	if (belay_registry_destroy(reg) != 0 || thing.destroyed != nadded)
		want = 1;
	return want ? BELAY_EINVAL : err;
}

static void every_failed_allocation_is_survived(void)
{
	size_t n = 1;

	while (fill(n) == BELAY_ENOMEM)
		n++;
	CHECK(n == 5); /* the registry and chunks of 64, 128 and 256 */
	CHECK(fill(n) == 0);
}

static size_t held;

static void *count_alloc(void *ctx, size_t size)
{
	(void)ctx;
	held += size;
	return malloc(size);
}

static void count_free(void *ctx, void *p, size_t size)
{
	(void)ctx;
	held -= size;
	free(p);
}

static void allocator_gets_back_what_it_gave(void)
{
	static const struct belay_allocator a = {.alloc = count_alloc,
						 .free = count_free};
	struct belay_registry_options o = {.allocator = &a};
	struct belay_registry_stats stats;
	struct belay_registry *reg = NULL;
	struct thing thing = {0};

	CHECK(belay_registry_create(&o, &reg) == 0);
	for (int i = 0; i < 1000; i++)
		added(reg, &thing);
	belay_registry_stats(reg, &stats);
	CHECK(held == stats.bytes);
	CHECK(belay_registry_destroy(reg) == 0);
	CHECK(held == 0);
}

int main(void)
{
	RUN(stale_handle_is_refused);
	RUN(null_foreign_and_forged_handles_are_errors);
	RUN(object_waits_for_its_last_user);
	RUN(weak_handle_is_good_while_somebody_uses_it);
	RUN(weak_object_can_be_revoked);
	RUN(release_without_acquire_is_told);
	RUN(types_are_compared);
	RUN(no_handle_comes_twice);
	RUN(slots_are_used_again_in_the_order_they_were_freed);
	RUN(slot_retires_before_its_generations_repeat);
	RUN(full_registry_refuses_and_recovers);
	RUN(handles_stay_good_while_the_registry_grows);
	RUN(long_chain_is_destroyed_without_a_deep_stack);
	RUN(destructor_may_call_back);
	RUN(reaper_gets_the_dead_in_order);
	RUN(borrow_ends_with_its_scope);
	RUN(each_visits_what_is_there);
	RUN(handles_are_described);
	RUN(child_of_a_fork_goes_on);
	RUN(bad_options_are_refused);
	RUN(every_failed_allocation_is_survived);
	RUN(allocator_gets_back_what_it_gave);
	return test_summary();
}
