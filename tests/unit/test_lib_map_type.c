/* SPDX-License-Identifier: MIT */
/*
 * Types of keys: what is equal has the same hash, what differs has not, and
 * hashes spread whatever pattern keys have.
 */
#include "belay/map.h"

#include <math.h>

#include "lib/map_hash.h"
#include "map_ways.h"
#include "test.h"

static uint64_t hash_of(const struct belay_type *t, const void *obj)
{
	uint64_t h = 0;

	return belay_hash(t, obj, 99, &h) == 0 ? h : 0;
}

struct point {
	uint8_t kind;
	uint32_t xy[2];
	double weight;
	const char *name;
};

static const struct belay_field point_fields[] = {
	{offsetof(struct point, kind), &belay_type_u8, 1},
	{offsetof(struct point, xy), &belay_type_u32, 2},
	{offsetof(struct point, weight), &belay_type_f64, 1},
	{offsetof(struct point, name), &belay_type_cstr, 1},
};

static const struct belay_type point_type = {
	.name = "point",
	.size = sizeof(struct point),
	.align = _Alignof(struct point),
	.kind = BELAY_KIND_STRUCT,
	.fields = point_fields,
	.nfields = 4,
};

static void structs_are_compared_by_fields_and_not_by_padding(void)
{
	char name[] = "same", other[] = "same";
	struct point a, b;

	memset(&a, 0x11, sizeof(a));
	memset(&b, 0x22, sizeof(b));
	a.kind = b.kind = 3;
	a.xy[0] = b.xy[0] = 4;
	a.xy[1] = b.xy[1] = 5;
	a.weight = 0.0;
	b.weight = -0.0;
	a.name = name;
	b.name = other;
	CHECK(belay_equal(&point_type, &a, &b));
	CHECK(hash_of(&point_type, &a) == hash_of(&point_type, &b));
	b.xy[1] = 6;
	CHECK(!belay_equal(&point_type, &a, &b));
	CHECK(hash_of(&point_type, &a) != hash_of(&point_type, &b));
	b.xy[1] = 5;
	a.weight = b.weight = NAN;
	CHECK(!belay_equal(&point_type, &a, &b));
	CHECK(!belay_equal(&point_type, &a, &a));
}

static void struct_with_a_field_that_has_no_equality_has_none(void)
{
	static const struct belay_type slice = {
		.name = "slice", .size = 8, .align = 8};
	static const struct belay_field fields[] = {{0, &belay_type_u64, 1},
						    {8, &slice, 1}};
	static const struct belay_type both = {.name = "both",
					       .size = 16,
					       .align = 8,
					       .kind = BELAY_KIND_STRUCT,
					       .fields = fields,
					       .nfields = 2};
	struct belay_map *m;

	CHECK(belay_map_create(&both, &belay_type_u8, NULL, &m) ==
	      BELAY_EUNCOMPARABLE);
	CHECK(belay_map_create(&belay_type_u8, &both, NULL, &m) == 0);
	belay_map_destroy(m);
}

static void any_that_holds_itself_is_refused_and_not_followed(void)
{
	struct belay_any loop = {&belay_type_any, &loop};
	struct belay_map *m = make_map(&belay_type_any, &belay_type_u8, 0);
	uint64_t h;

	CHECK(belay_hash(&belay_type_any, &loop, 1, &h) == BELAY_EUNCOMPARABLE);
	CHECK(belay_map_set(m, &loop, "") == BELAY_EUNCOMPARABLE);
	belay_map_destroy(m);
}

static void strings_may_hold_zeros_and_be_empty(void)
{
	struct belay_string a = {"a\0b", 3}, b = {"a\0c", 3};
	struct belay_string none = {NULL, 0}, empty = {"", 0};

	CHECK(!belay_equal(&belay_type_string, &a, &b));
	CHECK(belay_equal(&belay_type_string, &none, &empty));
	CHECK(hash_of(&belay_type_string, &none) ==
	      hash_of(&belay_type_string, &empty));
	CHECK(hash_of(&belay_type_string, &a) !=
	      hash_of(&belay_type_string, &b));
}

/* Each byte counts, at every length; and the length does. */
static void every_byte_of_any_length_changes_the_hash(void)
{
	unsigned char text[200] = {0};

	for (size_t len = 1; len < sizeof(text); len++) {
		uint64_t h = belay_hash_bytes(text, len, 7);

		CHECK(h != belay_hash_bytes(text, len - 1, 7));
		CHECK(h != belay_hash_bytes(text, len, 8));
		for (size_t i = 0; i < len; i++) {
			text[i] ^= 0x40;
			CHECK(h != belay_hash_bytes(text, len, 7));
			text[i] ^= 0x40;
		}
	}
}

/*
 * Keys with a pattern, dealt to 1024 places by the bits that choose a bucket:
 * the sum of squares is what it is for random ones.  And by the top byte.
 */
static void patterns_of_integers_spread_evenly(void)
{
	enum { PLACES = 1024, KEYS = 16 * PLACES };
	static const uint64_t steps[] = {
		1,	 2,	     8,		 64,	  4096,	   65536,
		1 << 24, 1ULL << 32, 1ULL << 40, 1000003, 0x10001, 48};

	for (uint64_t seed = 1; seed < 100; seed++) {
		uint64_t secret = belay__secret(seed);

		for (int s = 0; s < 12; s++) {
			static uint32_t low[PLACES], high[256];
			double sum_low = 0, sum_high = 0;

			memset(low, 0, sizeof(low));
			memset(high, 0, sizeof(high));
			for (uint64_t i = 0; i < KEYS; i++) {
				uint64_t h = belay__hash_int(i * steps[s], seed,
							     secret);

				low[h % PLACES]++;
				high[h >> 56]++;
			}
			for (int i = 0; i < PLACES; i++)
				sum_low += (double)low[i] * low[i];
			for (int i = 0; i < 256; i++)
				sum_high += (double)high[i] * high[i];
			/* Random keys: 16 * 17 a place, 64 * 65 a byte. */
			CHECK(sum_low / PLACES < 16 * 17 * 1.15);
			CHECK(sum_high / 256 < 64 * 65 * 1.1);
		}
	}
}

/* The same keys in two maps are not in the same order. */
static void seeds_of_maps_differ(void)
{
	uint32_t order[2][500];

	for (int i = 0; i < 2; i++) {
		struct belay_map *m =
			make_map(&belay_type_u32, &belay_type_u32, 0);
		struct belay_map_iter it;
		const void *key;
		uint32_t n = 0;

		for (uint32_t k = 0; k < 500; k++)
			CHECK(set_u32(m, k, k) == 0);
		belay_map_iter_init(&it, m);
		while (belay_map_iter_next(&it, &key, NULL) == 0)
			order[i][n++] = *(const uint32_t *)key;
		CHECK(n == 500);
		belay_map_destroy(m);
	}
	CHECK(memcmp(order[0], order[1], sizeof(order[0])) != 0);
}

int main(void)
{
	RUN(structs_are_compared_by_fields_and_not_by_padding);
	RUN(struct_with_a_field_that_has_no_equality_has_none);
	RUN(any_that_holds_itself_is_refused_and_not_followed);
	RUN(strings_may_hold_zeros_and_be_empty);
	RUN(every_byte_of_any_length_changes_the_hash);
	RUN(patterns_of_integers_spread_evenly);
	RUN(seeds_of_maps_differ);
	return test_summary();
}
