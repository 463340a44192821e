/* SPDX-License-Identifier: MIT */
/*
 * What Go's maps do and tests of Go's runtime hold them to, for every way to
 * make a map; see also test_lib_map_model.c.
 */
#include "belay/map.h"

#include <math.h>
#include <stdlib.h>

#include "lib/map_int.h"
#include "lib/poison.h"
#include "map_ways.h"
#include "test.h"

static void nil_map_reads_as_empty_and_refuses_writes(void)
{
	struct belay_map_stats st;
	struct belay_map_iter it;
	struct belay_map_ref ref;
	uint32_t k = 1;
	void *at = &k;

	CHECK(belay_map_len(NULL) == 0);
	CHECK(belay_map_get(NULL, &k, &at) == BELAY_ENOENT && at == &k);
	CHECK(belay_map_delete(NULL, &k) == BELAY_ENOENT);
	CHECK(belay_map_clear(NULL) == 0);
	CHECK(belay_map_stats(NULL, &st) == 0 && st.len == 0 && st.bytes == 0);
	CHECK(belay_map_visit(NULL, NULL, NULL) == 0);
	CHECK(belay_map_ref(NULL, &k, &ref) == BELAY_ENOENT);
	belay_map_iter_init(&it, NULL);
	CHECK(belay_map_iter_next(&it, NULL, NULL) == BELAY_ENOENT);
	CHECK(belay_map_set(NULL, &k, &k) == BELAY_EINVAL);
	CHECK(belay_map_put(NULL, &k, NULL, &at) == BELAY_EINVAL);
	belay_map_destroy(NULL);
}

static void empty_map_is_64_bytes_and_one_allocation(void)
{
	struct belay_map_stats st;
	struct belay_map *m;
	uint32_t k = 1;
	void *at;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		CHECK(m && belay_map_stats(m, &st) == 0);
		CHECK(st.bytes == 64 && st.buckets == 0);
		CHECK(belay_map_get(m, &k, &at) == BELAY_ENOENT);
		CHECK(belay_map_delete(m, &k) == BELAY_ENOENT);
		CHECK(belay_map_clear(m) == 0);
		CHECK(belay_map_stats(m, &st) == 0 && st.bytes == 64);
		belay_map_destroy(m);
	}
}

static void what_makes_no_sense_is_refused(void)
{
	static const size_t beyond[] = {4};
	struct belay_type odd = {.name = "odd", .size = 3, .align = 3};
	struct belay_type cut = {
		.size = 8, .align = 8, .pointers = beyond, .npointers = 1};
	struct belay_type wide = {
		.size = 3, .align = 1, .kind = BELAY_KIND_INT};
	struct belay_map_options o = {.flags = 1U << 20};
	struct belay_allocator none = {0};
	struct belay_map *m = NULL;

	CHECK(belay_map_create(NULL, &belay_type_u8, NULL, &m) == BELAY_EINVAL);
	CHECK(belay_map_create(&odd, &belay_type_u8, NULL, &m) == BELAY_EINVAL);
	CHECK(belay_map_create(&belay_type_u8, &cut, NULL, &m) == BELAY_EINVAL);
	CHECK(belay_map_create(&wide, &belay_type_u8, NULL, &m) ==
	      BELAY_EINVAL);
	CHECK(belay_map_create(&belay_type_u8, &belay_type_u8, &o, &m) ==
	      BELAY_EINVAL);
	o = (struct belay_map_options){.allocator = &none};
	CHECK(belay_map_create(&belay_type_u8, &belay_type_u8, &o, &m) ==
	      BELAY_EINVAL);
	o = (struct belay_map_options){.flags = BELAY_MAP_CLASSIC |
						BELAY_MAP_STABLE};
	CHECK(belay_map_create(&belay_type_u8, &belay_type_u8, &o, &m) ==
	      BELAY_EINVAL);
	CHECK(m == NULL);
}

static void value_of_a_put_is_zeroed_and_said_to_be_new(void)
{
	struct belay_map *m;
	bool added;
	void *at;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_u64, flags);
		for (uint32_t round = 0; round < 2; round++) {
			for (uint32_t k = 0; k < 500; k++) {
				CHECK(belay_map_put(m, &k, &added, &at) == 0);
				CHECK(added && *(uint64_t *)at == 0);
				*(uint64_t *)at = ~UINT64_C(0) - k;
				CHECK(belay_map_put(m, &k, &added, &at) == 0);
				CHECK(!added);
				CHECK(*(uint64_t *)at == ~UINT64_C(0) - k);
			}
			for (uint32_t k = 0; k < 500; k++)
				CHECK(belay_map_delete(m, &k) == 0);
		}
		belay_map_destroy(m);
	}
}

static void nan_keys_are_added_each_time_and_never_found(void)
{
	const double nan_key = NAN;
	struct belay_map_iter it;
	struct belay_map *m;
	const void *key;
	uint32_t v, n;
	void *at;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_f64, &belay_type_u32, flags);
		for (v = 0; v < 300; v++) {
			double d = v;

			CHECK(belay_map_set(m, &nan_key, &v) == 0);
			CHECK(belay_map_set(m, &d, &v) == 0);
		}
		CHECK(belay_map_len(m) == 600);
		CHECK(belay_map_get(m, &nan_key, &at) == BELAY_ENOENT);
		CHECK(belay_map_delete(m, &nan_key) == BELAY_ENOENT);
		n = 0;
		belay_map_iter_init(&it, m);
		while (belay_map_iter_next(&it, &key, &at) == 0)
			n += isnan(*(const double *)key);
		CHECK(n == 300);
		CHECK(belay_map_clear(m) == 0 && belay_map_len(m) == 0);
		belay_map_iter_init(&it, m);
		CHECK(belay_map_iter_next(&it, NULL, NULL) == BELAY_ENOENT);
		belay_map_destroy(m);
	}
}

/* Go: an iteration over NaNs while the map grows sees each of them once. */
static void growth_during_an_iteration_over_nans_repeats_none(void)
{
	const double nan_key = NAN;
	struct belay_map_iter it;
	struct belay_map *m;
	uint32_t v, more;
	void *at;

	EACH_WAY(flags)
	{
		bool seen[8] = {false};

		m = make_map(&belay_type_f64, &belay_type_u32, flags);
		for (v = 0; v < 8; v++)
			CHECK(belay_map_set(m, &nan_key, &v) == 0);
		belay_map_iter_init(&it, m);
		while (belay_map_iter_next(&it, NULL, &at) == 0) {
			v = *(uint32_t *)at;
			if (v >= 8)
				continue;
			CHECK(!seen[v]);
			seen[v] = true;
			for (more = 100; more < 200; more++) {
				double d = more * 8 + v;

				CHECK(belay_map_set(m, &d, &more) == 0);
			}
		}
		for (v = 0; v < 8; v++)
			CHECK(seen[v]);
		belay_map_destroy(m);
	}
}

static void zero_takes_the_sign_of_the_key_that_was_set_last(void)
{
	struct belay_map_iter it;
	const void *key;
	struct belay_map *m;
	uint32_t v = 1;

	EACH_WAY(flags)
	{
		const double plus = 0.0, minus = -0.0;

		m = make_map(&belay_type_f64, &belay_type_u32, flags);
		CHECK(belay_map_set(m, &plus, &v) == 0);
		CHECK(belay_map_set(m, &minus, &v) == 0);
		CHECK(belay_map_len(m) == 1);
		belay_map_iter_init(&it, m);
		CHECK(belay_map_iter_next(&it, &key, NULL) == 0);
		CHECK(signbit(*(const double *)key));
		belay_map_destroy(m);
	}
}

static void string_key_that_is_there_stays_when_its_equal_is_set(void)
{
	char one[] = "text", two[] = "text";
	const char *first = one, *second = two;
	struct belay_map_iter it;
	struct belay_map *m;
	const void *key;
	uint32_t v = 1;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_cstr, &belay_type_u32, flags);
		CHECK(belay_map_set(m, &first, &v) == 0);
		CHECK(belay_map_set(m, &second, &v) == 0);
		belay_map_iter_init(&it, m);
		CHECK(belay_map_iter_next(&it, &key, NULL) == 0);
		CHECK(*(const char *const *)key == one);
		belay_map_destroy(m);
	}
}

static void interface_key_is_refused_for_its_dynamic_type(void)
{
	static const struct belay_type slice = {
		.name = "slice", .size = 8, .align = 8};
	uint64_t word = 7, same = 7;
	struct belay_any good = {&belay_type_u64, &word};
	struct belay_any equal = {&belay_type_u64, &same};
	struct belay_any signed_word = {&belay_type_i64, &word};
	struct belay_any bad = {&slice, &word}, nil = {NULL, NULL};
	struct belay_map *m;
	uint32_t v = 1;
	void *at;

	CHECK(belay_map_create(&slice, &belay_type_u32, NULL, &m) ==
	      BELAY_EUNCOMPARABLE);
	EACH_WAY(flags)
	{
		m = make_map(&belay_type_any, &belay_type_u32, flags);
		/* Also while it is empty, as in Go. */
		CHECK(belay_map_get(m, &bad, &at) == BELAY_EUNCOMPARABLE);
		CHECK(belay_map_delete(m, &bad) == BELAY_EUNCOMPARABLE);
		CHECK(belay_map_set(m, &bad, &v) == BELAY_EUNCOMPARABLE);
		CHECK(belay_map_len(m) == 0);
		CHECK(belay_map_set(m, &good, &v) == 0);
		CHECK(belay_map_set(m, &nil, &v) == 0);
		CHECK(belay_map_get(m, &equal, &at) == 0);
		CHECK(belay_map_get(m, &nil, &at) == 0);
		CHECK(belay_map_get(m, &signed_word, &at) == BELAY_ENOENT);
		CHECK(belay_map_get(m, &bad, &at) == BELAY_EUNCOMPARABLE);
		CHECK(belay_map_set(m, &bad, &v) == BELAY_EUNCOMPARABLE);
		CHECK(belay_map_len(m) == 2);
		belay_map_destroy(m);
	}
}

/* Go: of keys that stay all are seen, of those that go none after that. */
static void iteration_sees_what_stays_while_the_map_grows_and_shrinks(void)
{
	struct belay_map_iter it;
	struct belay_map *m;
	const void *key;

	EACH_WAY(flags)
	{
		enum { STAY = 1200, GO = 600 };
		unsigned char seen[STAY] = {0};
		uint32_t next = STAY, k;

		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		for (k = 0; k < STAY; k++)
			CHECK(set_u32(m, k, k) == 0);
		belay_map_iter_init(&it, m);
		while (belay_map_iter_next(&it, &key, NULL) == 0) {
			k = *(const uint32_t *)key;
			if (k < STAY)
				CHECK(!seen[k]++);
			if (next < STAY + 20000)
				for (int i = 0; i < 40; i++, next++)
					CHECK(set_u32(m, next, 1) == 0);
			else
				for (uint32_t i = STAY; i < next; i++)
					belay_map_delete(m, &i);
		}
		for (k = 0; k < STAY; k++)
			CHECK(seen[k]);
		belay_map_destroy(m);
	}
}

static void deleted_before_it_is_reached_is_not_seen(void)
{
	struct belay_map_iter it;
	struct belay_map *m;
	const void *key;

	EACH_WAY(flags)
	{
		uint32_t n = 0;

		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		for (uint32_t k = 0; k < 1000; k++)
			CHECK(set_u32(m, k, k) == 0);
		/* Each one that is seen takes the other of its pair along. */
		belay_map_iter_init(&it, m);
		while (belay_map_iter_next(&it, &key, NULL) == 0) {
			uint32_t other = *(const uint32_t *)key ^ 1;

			CHECK(belay_map_delete(m, &other) == 0);
			n++;
		}
		CHECK(n == 500 && belay_map_len(m) == 500);
		belay_map_destroy(m);
	}
}

/* Go: deleted and put back while iterating, a key is seen twice at most. */
static void clear_within_an_iteration_ends_it_well(void)
{
	struct belay_map_iter it;
	struct belay_map *m;
	uint32_t n;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		for (uint32_t k = 0; k < 3000; k++)
			CHECK(set_u32(m, k, k) == 0);
		belay_map_iter_init(&it, m);
		CHECK(belay_map_iter_next(&it, NULL, NULL) == 0);
		CHECK(belay_map_clear(m) == 0);
		CHECK(set_u32(m, 5000, 1) == 0);
		for (n = 0; belay_map_iter_next(&it, NULL, NULL) == 0; n++)
			;
		CHECK(n <= 1);
		belay_map_destroy(m);
	}
}

static void iterations_begin_at_different_entries(void)
{
	static const uint32_t sizes[] = {3, 7, 9, 15, 100};
	struct belay_map_iter it;
	struct belay_map *m;
	const void *key;

	EACH_WAY(flags)
	{
		for (int i = 0; i < 5; i++) {
			uint32_t first = 0, differ = 0;

			m = make_map(&belay_type_u32, &belay_type_u32, flags);
			for (uint32_t k = 0; k < sizes[i]; k++)
				CHECK(set_u32(m, k, k) == 0);
			for (int n = 0; n < 200; n++) {
				belay_map_iter_init(&it, m);
				CHECK(belay_map_iter_next(&it, &key, NULL) ==
				      0);
				if (n == 0)
					first = *(const uint32_t *)key;
				differ += first != *(const uint32_t *)key;
			}
			/* One classic bucket has one order only. */
			CHECK(differ || flags == BELAY_MAP_CLASSIC);
			belay_map_destroy(m);
		}
	}
}

static void iterator_of_a_destroyed_map_says_so(void)
{
	struct belay_map_iter it;
	struct belay_map *m;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		CHECK(set_u32(m, 1, 1) == 0 && set_u32(m, 2, 2) == 0);
		belay_map_iter_init(&it, m);
		CHECK(belay_map_iter_next(&it, NULL, NULL) == 0);
		belay_map_destroy(m);
		CHECK(belay_map_iter_next(&it, NULL, NULL) == BELAY_ESTALE);
	}
}

static void keys_and_values_may_have_no_bytes(void)
{
	struct belay_map *m;
	uint32_t k;
	void *at;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_unit, flags);
		for (k = 0; k < 1000; k++)
			CHECK(belay_map_set(m, &k, &k) == 0);
		for (k = 0; k < 1000; k++)
			CHECK(belay_map_get(m, &k, &at) == 0);
		CHECK(belay_map_get(m, &k, &at) == BELAY_ENOENT);
		belay_map_destroy(m);
		m = make_map(&belay_type_unit, &belay_type_u32, flags);
		CHECK(belay_map_set(m, "", &k) == 0);
		CHECK(belay_map_set(m, "", &k) == 0);
		CHECK(belay_map_len(m) == 1);
		CHECK(belay_map_get(m, "", &at) == 0);
		CHECK(*(uint32_t *)at == 1000);
		CHECK(belay_map_delete(m, "") == 0);
		belay_map_destroy(m);
	}
}

static void keys_and_values_may_be_a_megabyte(void)
{
	static const struct belay_type huge = {.name = "huge",
					       .size = 1 << 20,
					       .align = 1,
					       .kind = BELAY_KIND_PLAIN};
	unsigned char *key = calloc(1, 1 << 20);
	struct belay_map *m;
	void *at;

	CHECK(key);
	EACH_WAY(flags)
	{
		m = make_map(&huge, &huge, flags);
		memset(key, 0, 1 << 20);
		for (int i = 0; i < 12; i++) {
			key[1000 * i] = 1;
			CHECK(belay_map_set(m, key, key) == 0);
		}
		CHECK(belay_map_len(m) == 12);
		memset(key, 0, 1 << 20);
		for (int i = 0; i < 12; i++) {
			key[1000 * i] = 1;
			CHECK(belay_map_get(m, key, &at) == 0);
			CHECK(!memcmp(at, key, 1 << 20));
			CHECK(belay_map_delete(m, key) == 0);
		}
		belay_map_destroy(m);
	}
	free(key);
}

static void hint_makes_room_and_senseless_ones_do_no_harm(void)
{
	static const size_t hints[] = {1, 15, 1000, SIZE_MAX, SIZE_MAX / 2};
	struct belay_map_stats before, after;
	struct belay_map *m;

	EACH_WAY(flags)
	{
		for (int i = 0; i < 5; i++) {
			struct belay_map_options o = {.hint = hints[i],
						      .flags = flags};

			CHECK(belay_map_create(&belay_type_u32, &belay_type_u32,
					       &o, &m) == 0);
			CHECK(belay_map_stats(m, &before) == 0);
			for (uint32_t k = 0; k < 1000; k++)
				CHECK(set_u32(m, k, k) == 0);
			CHECK(belay_map_stats(m, &after) == 0);
			CHECK(before.buckets == after.buckets ||
			      hints[i] != 1000);
			for (uint32_t k = 0; k < 1000; k++)
				CHECK(belay_map_delete(m, &k) == 0);
			CHECK(belay_map_len(m) == 0);
			belay_map_destroy(m);
		}
	}
}

static void full_map_says_so_and_is_whole(void)
{
	struct belay_map *m;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		CHECK(set_u32(m, 1, 10) == 0);
		/* As if there were that many: there is no room for a test. */
		m->count = (uint32_t)BELAY_MAP_MAX;
		CHECK(set_u32(m, 2, 20) == BELAY_EFULL);
		CHECK(set_u32(m, 1, 11) == 0);
		m->count = 1;
		CHECK(get_u32(m, 1) == 11 && get_u32(m, 2) == 0);
		CHECK(set_u32(m, 2, 20) == 0 && get_u32(m, 2) == 20);
		belay_map_destroy(m);
	}
}

/* m[a] = m[b] where m grows: the source is a place in the map itself. */
static void value_may_be_passed_from_within_the_map(void)
{
	static const struct belay_type big = {
		.name = "big", .size = 64, .align = 8};
	const struct belay_type *types[] = {&belay_type_u64, &big};
	struct belay_map *m;

	EACH_WAY(flags)
	{
		for (int t = 0; t < 2; t++) {
			uint64_t text[8] = {42, 43};
			uint32_t k = 0;
			void *at;

			m = make_map(&belay_type_u32, types[t], flags);
			CHECK(belay_map_set(m, &k, text) == 0);
			for (k = 1; k < 5000; k++) {
				uint32_t before = k - 1;

				CHECK(belay_map_get(m, &before, &at) == 0);
				CHECK(belay_map_set(m, &k, at) == 0);
			}
			for (k = 0; k < 5000; k++) {
				CHECK(belay_map_get(m, &k, &at) == 0);
				CHECK(!memcmp(at, text, types[t]->size));
			}
			belay_map_destroy(m);
		}
	}
}

/* Bytes for an entry of eight, by the number of entries. */
static bool within_bounds(const struct belay_map *m, size_t many, size_t few)
{
	struct belay_map_stats st;

	/* A sanitizer wants slots of its own kind. */
	if (belay__poisons())
		return true;
	if (belay_map_stats(m, &st))
		return false;
	return st.bytes <= (st.len < 60000 ? few : many) * st.len;
}

static void memory_follows_the_entries_up_and_down(void)
{
	struct belay_map_stats full, few, empty;
	struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32, 0);
	struct belay_map *un =
		make_map(&belay_type_u32, &belay_type_u32, BELAY_MAP_UNCHECKED);
	uint32_t k;

	for (k = 0; k < 300000; k++) {
		CHECK(set_u32(m, k, k) == 0 && set_u32(un, k, k) == 0);
		if (k < 1000 || k % 97)
			continue;
		CHECK(within_bounds(m, 20, 26));
		CHECK(within_bounds(un, 16, 20));
	}
	CHECK(belay_map_stats(m, &full) == 0);
	for (k = 0; k < 270000; k++)
		CHECK(belay_map_delete(m, &k) == 0);
	CHECK(belay_map_stats(m, &few) == 0);
	CHECK(few.bytes < full.bytes / 10 * 14 / 10);
	for (; k < 300000; k++)
		CHECK(get_u32(m, k) == k);
	for (k = 0; k < 300000; k++)
		CHECK(set_u32(m, k, k) == 0);
	CHECK(belay_map_clear(m) == 0);
	for (k = 0; k < 1000; k++)
		CHECK(set_u32(m, k, k) == 0);
	CHECK(belay_map_stats(m, &empty) == 0);
	CHECK(empty.bytes < full.bytes / 20);
	belay_map_destroy(m);
	belay_map_destroy(un);
}

static int count_pointer(void *ctx, void **pointer)
{
	unsigned char *counts = ctx;

	counts[(uintptr_t)*pointer]++;
	return 0;
}

/* In old buckets too: after each single step of a growth. */
static void visitor_sees_each_pointer_once_while_the_map_grows(void)
{
	static const size_t two[] = {0, 8};
	static const struct belay_type pair = {.name = "pair",
					       .size = 16,
					       .align = 8,
					       .pointers = two,
					       .npointers = 2};
	struct belay_map *m;

	EACH_WAY(flags)
	{
		m = make_map(&belay_type_ptr, &pair, flags);
		for (uintptr_t k = 0; k < 300; k++) {
			unsigned char counts[1000] = {0};
			uintptr_t value[2] = {300 + k, 600 + k};

			CHECK(belay_map_set(m, &k, value) == 0);
			CHECK(belay_map_visit(m, count_pointer, counts) == 0);
			for (uintptr_t i = 0; i < 300; i++) {
				CHECK(counts[i] == (i <= k));
				CHECK(counts[300 + i] == (i <= k));
				CHECK(counts[600 + i] == (i <= k));
			}
		}
		belay_map_destroy(m);
	}
}

static int stop_at_third(void *ctx, const void *key, void *value)
{
	(void)key;
	(void)value;
	return ++*(int *)ctx == 3 ? 77 : 0;
}

static void walk_ends_when_the_visitor_says_so(void)
{
	struct belay_map *m;

	EACH_WAY(flags)
	{
		int n = 0;

		m = make_map(&belay_type_u32, &belay_type_u32, flags);
		for (uint32_t k = 0; k < 10; k++)
			CHECK(set_u32(m, k, k) == 0);
		CHECK(belay_map_each(m, stop_at_third, &n) == 77 && n == 3);
		belay_map_destroy(m);
	}
}

static void growth_of_the_classic_engine_is_told_step_by_step(void)
{
	struct belay_map *m =
		make_map(&belay_type_u32, &belay_type_u32, BELAY_MAP_CLASSIC);
	struct belay_map_stats st;
	size_t growing = 0, last = 0;

	for (uint32_t k = 0; k < 1000; k++) {
		CHECK(set_u32(m, k, k) == 0);
		CHECK(belay_map_stats(m, &st) == 0);
		if (!st.growing) {
			last = 0;
			continue;
		}
		growing++;
		CHECK(st.evacuated >= last && st.evacuated < st.target);
		last = st.evacuated;
		CHECK(st.buckets == 3 * st.target);
	}
	CHECK(growing > 50);
	belay_map_destroy(m);
}

/* Long chains without many entries are dealt with by the same size again. */
static void classic_engine_grows_to_the_same_size_too(void)
{
	struct belay_map *m =
		make_map(&belay_type_u32, &belay_type_u32, BELAY_MAP_CLASSIC);
	struct belay_map_stats st;
	bool same = false;
	size_t buckets = 0;
	uint32_t next = 0;

	for (int round = 0; round < 3000 && !same; round++) {
		for (int i = 0; i < 13; i++, next++)
			CHECK(set_u32(m, next, next) == 0);
		if (next > 182)
			for (uint32_t k = next - 182; k < next - 169; k++)
				belay_map_delete(m, &k);
		CHECK(belay_map_stats(m, &st) == 0);
		same = st.growing && st.buckets == 2 * buckets &&
		       st.target == buckets;
		if (!st.growing)
			buckets = st.buckets;
	}
	CHECK(same);
	for (uint32_t k = next - 169; k < next; k++)
		CHECK(get_u32(m, k) == k);
	belay_map_destroy(m);
}

int main(void)
{
	RUN(nil_map_reads_as_empty_and_refuses_writes);
	RUN(empty_map_is_64_bytes_and_one_allocation);
	RUN(what_makes_no_sense_is_refused);
	RUN(value_of_a_put_is_zeroed_and_said_to_be_new);
	RUN(nan_keys_are_added_each_time_and_never_found);
	RUN(growth_during_an_iteration_over_nans_repeats_none);
	RUN(zero_takes_the_sign_of_the_key_that_was_set_last);
	RUN(string_key_that_is_there_stays_when_its_equal_is_set);
	RUN(interface_key_is_refused_for_its_dynamic_type);
	RUN(iteration_sees_what_stays_while_the_map_grows_and_shrinks);
	RUN(deleted_before_it_is_reached_is_not_seen);
	RUN(clear_within_an_iteration_ends_it_well);
	RUN(iterations_begin_at_different_entries);
	RUN(iterator_of_a_destroyed_map_says_so);
	RUN(keys_and_values_may_have_no_bytes);
	RUN(keys_and_values_may_be_a_megabyte);
	RUN(hint_makes_room_and_senseless_ones_do_no_harm);
	RUN(full_map_says_so_and_is_whole);
	RUN(value_may_be_passed_from_within_the_map);
	RUN(memory_follows_the_entries_up_and_down);
	RUN(visitor_sees_each_pointer_once_while_the_map_grows);
	RUN(walk_ends_when_the_visitor_says_so);
	RUN(growth_of_the_classic_engine_is_told_step_by_step);
	RUN(classic_engine_grows_to_the_same_size_too);
	return test_summary();
}
