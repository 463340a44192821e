/* SPDX-License-Identifier: MIT */
/*
 * References: right, or BELAY_ESTALE, whatever has happened since.
 */
#include "belay/map.h"

#include <stdlib.h>

#include "lib/map_linear.h"
#include "lib/poison.h"
#include "map_ways.h"
#include "test.h"

static const unsigned with_refs[] = {0, BELAY_MAP_STABLE};

static struct belay_map_ref ref_u32(struct belay_map *m, uint32_t key)
{
	struct belay_map_ref ref = {0, 0, 0};

	if (belay_map_ref(m, &key, &ref))
		memset(&ref, 0, sizeof(ref));
	return ref;
}

static void reference_to_an_entry_that_stays_put_is_its_value(void)
{
	for (int i = 0; i < 2; i++) {
		struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32,
					       with_refs[i]);
		struct belay_map_ref ref;
		void *at;

		CHECK(set_u32(m, 1, 10) == 0);
		ref = ref_u32(m, 1);
		CHECK(belay_map_ref_get(ref, &at) == 0);
		CHECK(*(uint32_t *)at == 10);
		CHECK(set_u32(m, 1, 11) == 0);
		CHECK(belay_map_ref_get(ref, &at) == 0);
		CHECK(*(uint32_t *)at == 11);
		belay_map_destroy(m);
	}
}

static void reference_is_stale_after_delete_clear_and_destroy(void)
{
	for (int i = 0; i < 2; i++) {
		struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32,
					       with_refs[i]);
		struct belay_map_ref a, b;
		void *at = m;
		uint32_t k = 1;

		CHECK(set_u32(m, 1, 10) == 0);
		a = ref_u32(m, 1);
		CHECK(belay_map_delete(m, &k) == 0);
		CHECK(belay_map_ref_get(a, &at) == BELAY_ESTALE);
		/* The same key in the same slot is another entry. */
		CHECK(set_u32(m, 1, 10) == 0);
		CHECK(belay_map_ref_get(a, &at) == BELAY_ESTALE);
		a = ref_u32(m, 1);
		CHECK(belay_map_clear(m) == 0);
		CHECK(belay_map_ref_get(a, &at) == BELAY_ESTALE);
		CHECK(set_u32(m, 1, 10) == 0);
		CHECK(belay_map_ref_get(a, &at) == BELAY_ESTALE);
		b = ref_u32(m, 1);
		CHECK(belay_map_ref_get(b, &at) == 0);
		belay_map_destroy(m);
		at = &k;
		CHECK(belay_map_ref_get(a, &at) == BELAY_ESTALE);
		CHECK(belay_map_ref_get(b, &at) == BELAY_ESTALE);
		CHECK(at == &k);
	}
}

/* Every reference that was ever taken is checked after each change. */
static void no_reference_outlives_its_entry_while_slots_are_reused(void)
{
	enum { REFS = 3000 };
	static struct belay_map_ref refs[REFS];
	static uint32_t keys[REFS], values[REFS];
	uint32_t stale = 0, right = 0;

	for (int i = 0; i < 2; i++) {
		struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32,
					       with_refs[i]);
		uint32_t random = 1;

		for (uint32_t n = 0; n < REFS; n++) {
			random = random * 1664525 + 1013904223;
			keys[n] = random >> 24;
			values[n] = n + 1;
			CHECK(belay_map_delete(m, &keys[n]) <= 0);
			CHECK(set_u32(m, keys[n], values[n]) == 0);
			refs[n] = ref_u32(m, keys[n]);
			for (uint32_t o = n % 7; o <= n; o += 7) {
				uint32_t now = get_u32(m, keys[o]);
				void *at;
				int err = belay_map_ref_get(refs[o], &at);

				CHECK(err == 0 || err == BELAY_ESTALE);
				if (err == 0)
					CHECK(*(uint32_t *)at == values[o] &&
					      now == values[o]);
				else if (i == 1)
					CHECK(now != values[o]);
				stale += err != 0;
				right += err == 0;
			}
		}
		belay_map_destroy(m);
	}
	CHECK(stale > 100000 && right > 1000);
}

static void stable_reference_lasts_through_growth_and_contraction(void)
{
	struct belay_map *m =
		make_map(&belay_type_u32, &belay_type_u32, BELAY_MAP_STABLE);
	struct belay_map_ref ref;
	void *at, *before;
	uint32_t k;

	CHECK(set_u32(m, 0, 99) == 0);
	ref = ref_u32(m, 0);
	CHECK(belay_map_ref_get(ref, &before) == 0);
	for (k = 1; k < 50000; k++) {
		CHECK(set_u32(m, k, k) == 0);
		CHECK(belay_map_ref_get(ref, &at) == 0 && at == before);
	}
	for (k = 1; k < 50000; k++) {
		CHECK(belay_map_delete(m, &k) == 0);
		CHECK(belay_map_ref_get(ref, &at) == 0 && at == before);
	}
	CHECK(*(uint32_t *)at == 99);
	belay_map_destroy(m);
}

static void made_up_references_are_stale(void)
{
	struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32, 0);
	struct belay_map_ref real, made_up = {0, 0, 0};
	uint64_t random = 1;
	void *at = m;

	CHECK(belay_map_ref_get(made_up, &at) == BELAY_ESTALE);
	for (uint32_t k = 0; k < 100; k++)
		CHECK(set_u32(m, k, k) == 0);
	real = ref_u32(m, 7);
	for (int i = 0; i < 1000000; i++) {
		random = random * UINT64_C(6364136223846793005) + 1442695;
		made_up.map = i % 2 ? real.map : random * 0x9e3779b9;
		made_up.slot = (uint32_t)(random >> 32) >> (random >> 59);
		made_up.generation = (uint32_t)(random >> 20) | 1U << 20;
		CHECK(belay_map_ref_get(made_up, &at) == BELAY_ESTALE);
	}
	/* Each slot that there can be, with a generation that is not its. */
	made_up = real;
	made_up.generation += 1000;
	for (uint32_t s = 0; s < 70000; s++) {
		made_up.slot = s;
		CHECK(belay_map_ref_get(made_up, &at) == BELAY_ESTALE);
		made_up.slot = ~s;
		CHECK(belay_map_ref_get(made_up, &at) == BELAY_ESTALE);
	}
	CHECK(at == (void *)m);
	belay_map_destroy(m);
}

static void generations_that_are_used_up_make_all_references_stale(void)
{
	for (int i = 0; i < 2; i++) {
		struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32,
					       with_refs[i]);
		struct belay_map_ref ref, other, last;
		uint32_t k = 1;
		struct place p;
		uint64_t hash;
		void *at;

		CHECK(set_u32(m, 1, 10) == 0 && set_u32(m, 2, 20) == 0);
		other = ref_u32(m, 2);
		ref = ref_u32(m, 1);
		CHECK(linear_find(m, &k, &hash, &p) == 0);
		/* Four thousand million deletions later. */
		if (i == 0)
			*gen_of(linear_of(m), &p) = UINT32_MAX;
		else
			cell_at(linear_of(m),
				cell_slot_of(linear_of(m), &p)->cell)
				->gen = UINT32_MAX;
		last = ref_u32(m, 1);
		CHECK(last.generation == UINT32_MAX);
		CHECK(belay_map_ref_get(last, &at) == 0);
		CHECK(belay_map_delete(m, &k) == 0);
		CHECK(set_u32(m, 1, 11) == 0);
		CHECK(belay_map_ref_get(last, &at) == BELAY_ESTALE);
		CHECK(belay_map_ref_get(other, &at) == BELAY_ESTALE);
		CHECK(belay_map_ref_get(ref, &at) == BELAY_ESTALE);
		other = ref_u32(m, 2);
		CHECK(belay_map_ref_get(other, &at) == 0);
		CHECK(*(uint32_t *)at == 20);
		belay_map_destroy(m);
	}
}

/* What is given back and comes again does not repeat old generations. */
static void slots_that_were_given_up_do_not_answer_when_they_are_back(void)
{
	enum { KEYS = 20000 };
	static struct belay_map_ref refs[KEYS];
	struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32, 0);
	uint32_t k;
	void *at;

	for (int round = 0; round < 4; round++) {
		for (k = 0; k < KEYS; k++)
			CHECK(set_u32(m, k, k) == 0);
		if (round > 0)
			for (k = 0; k < KEYS; k++)
				CHECK(belay_map_ref_get(refs[k], &at) ==
				      BELAY_ESTALE);
		for (k = 0; k < KEYS; k++)
			refs[k] = ref_u32(m, k);
		for (k = 0; k < KEYS; k++)
			CHECK(belay_map_ref_get(refs[k], &at) == 0 &&
			      *(uint32_t *)at == k);
		for (k = 0; k < KEYS; k++)
			CHECK(belay_map_delete(m, &k) == 0);
	}
	belay_map_destroy(m);
}

static void maps_that_make_no_references_say_so(void)
{
	static const unsigned without[] = {BELAY_MAP_CLASSIC,
					   BELAY_MAP_UNCHECKED};
	struct belay_map_ref ref;
	struct belay_map *m;
	uint32_t k = 1;

	for (int i = 0; i < 2; i++) {
		m = make_map(&belay_type_u32, &belay_type_u32, without[i]);
		CHECK(set_u32(m, 1, 10) == 0);
		CHECK(belay_map_ref(m, &k, &ref) == BELAY_EINVAL);
		belay_map_destroy(m);
	}
}

static int ndestroyed;

static void count_destroyed(const struct belay_type *t, void *obj)
{
	(void)t;
	ndestroyed++;
	*(uint32_t *)obj = 0xdead;
}

static const struct belay_type owned = {
	.name = "owned",
	.size = 4,
	.align = 4,
	.destroy = count_destroyed,
};

static void owned_values_are_destroyed_once_each(void)
{
	EACH_WAY(flags)
	{
		struct belay_map *m = make_map(&belay_type_u32, &owned, flags);
		uint32_t k;

		ndestroyed = 0;
		for (k = 0; k < 1000; k++)
			CHECK(set_u32(m, k, k) == 0);
		CHECK(ndestroyed == 0);
		for (k = 0; k < 100; k++)
			CHECK(set_u32(m, k, k + 1) == 0);
		CHECK(ndestroyed == 100);
		for (k = 0; k < 200; k++)
			CHECK(belay_map_delete(m, &k) == 0);
		CHECK(ndestroyed == 300);
		CHECK(belay_map_clear(m) == 0);
		CHECK(ndestroyed == 1100);
		CHECK(set_u32(m, 1, 1) == 0);
		belay_map_destroy(m);
		CHECK(ndestroyed == 1101);
	}
}

static void value_that_is_held_goes_with_the_last_release(void)
{
	struct belay_map *m =
		make_map(&belay_type_u32, &owned, BELAY_MAP_STABLE);
	struct belay_map_hold a, b, c;
	struct belay_map_stats st;
	struct belay_map_ref ref;
	uint32_t k = 1;
	void *at;

	ndestroyed = 0;
	CHECK(set_u32(m, 1, 10) == 0);
	ref = ref_u32(m, 1);
	CHECK(belay_map_hold(ref, &a) == 0 && belay_map_hold(ref, &b) == 0);
	CHECK(belay_map_delete(m, &k) == 0 && ndestroyed == 0);
	CHECK(belay_map_ref_get(ref, &at) == BELAY_ESTALE);
	CHECK(belay_map_hold(ref, &c) == BELAY_ESTALE);
	CHECK(*(uint32_t *)a.value == 10);
	CHECK(belay_map_stats(m, &st) == 0 && st.held == 1 && st.len == 0);
	CHECK(belay_map_release(&a) == 0 && ndestroyed == 0);
	CHECK(belay_map_release(&b) == 0 && ndestroyed == 1);
	CHECK(belay_map_stats(m, &st) == 0 && st.held == 0);
	/* Overwritten: who holds the old value keeps it. */
	CHECK(set_u32(m, 2, 20) == 0);
	CHECK(belay_map_hold(ref_u32(m, 2), &a) == 0);
	CHECK(set_u32(m, 2, 21) == 0 && ndestroyed == 1);
	CHECK(*(uint32_t *)a.value == 20 && get_u32(m, 2) == 21);
	CHECK(belay_map_hold(ref_u32(m, 2), &b) == 0);
	/* And the map goes first. */
	belay_map_destroy(m);
	CHECK(ndestroyed == 1);
	CHECK(*(uint32_t *)a.value == 20 && *(uint32_t *)b.value == 21);
	CHECK(belay_map_release(&b) == 0 && ndestroyed == 2);
	CHECK(belay_map_release(&a) == 0 && ndestroyed == 3);
}

static void release_of_nothing_is_misuse(void)
{
	struct belay_map *m =
		make_map(&belay_type_u32, &belay_type_u32, BELAY_MAP_STABLE);
	struct belay_map_hold hold;

	CHECK(set_u32(m, 1, 10) == 0);
	CHECK(belay_map_hold(ref_u32(m, 1), &hold) == 0);
	CHECK(belay_map_release(&hold) == 0);
	CHECK(belay_map_release(&hold) == BELAY_EMISUSE);
	belay_map_destroy(m);
}

static void hold_is_for_stable_maps(void)
{
	struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32, 0);
	struct belay_map_hold hold;

	CHECK(set_u32(m, 1, 10) == 0);
	CHECK(belay_map_hold(ref_u32(m, 1), &hold) == BELAY_EINVAL);
	belay_map_destroy(m);
}

#ifdef __SANITIZE_ADDRESS__
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#ifdef WITH_ASAN
int __asan_address_is_poisoned(const volatile void *p);

/* Dead values of slots and of cells, in small pools and in large ones. */
static void dead_values_are_poisoned(void)
{
	static const struct belay_type wide = {
		.name = "wide", .size = 64, .align = 8};
	const struct belay_type *types[] = {&belay_type_u64, &wide};

	for (int t = 0; t < 2; t++) {
		for (uint32_t n = 20; n <= 20000; n *= 1000) {
			struct belay_map *m =
				make_map(&belay_type_u32, types[t], 0);
			char value[64] = "x";
			uint32_t k;
			void *at;

			for (k = 0; k < n; k++)
				CHECK(belay_map_set(m, &k, value) == 0);
			k = n / 2;
			CHECK(belay_map_get(m, &k, &at) == 0);
			CHECK(!__asan_address_is_poisoned(at));
			CHECK(belay_map_delete(m, &k) == 0);
			CHECK(__asan_address_is_poisoned(at));
			for (k = 0; k < n; k++) {
				if (k == n / 2)
					continue;
				CHECK(belay_map_get(m, &k, &at) == 0);
				CHECK(!__asan_address_is_poisoned(at));
			}
			belay_map_destroy(m);
		}
	}
}
#endif

int main(void)
{
	RUN(reference_to_an_entry_that_stays_put_is_its_value);
	RUN(reference_is_stale_after_delete_clear_and_destroy);
	RUN(no_reference_outlives_its_entry_while_slots_are_reused);
	RUN(stable_reference_lasts_through_growth_and_contraction);
	RUN(made_up_references_are_stale);
	RUN(generations_that_are_used_up_make_all_references_stale);
	RUN(slots_that_were_given_up_do_not_answer_when_they_are_back);
	RUN(maps_that_make_no_references_say_so);
	RUN(owned_values_are_destroyed_once_each);
	RUN(value_that_is_held_goes_with_the_last_release);
	RUN(release_of_nothing_is_misuse);
	RUN(hold_is_for_stable_maps);
#ifdef WITH_ASAN
	RUN(dead_values_are_poisoned);
#endif
	return test_summary();
}
