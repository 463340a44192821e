/* SPDX-License-Identifier: MIT */
#include "gort/map.h"

#include "gort/map_impl.h"
#include "gort/type_impl.h"
#include "gort_image.h"
#include "test.h"

/* A map from int to int, whose header and arrays are not in any heap. */
enum { HEADER = 0x10000, BUCKET = 0x20000, OTHER = 0x30000, UNIT = 144 };

static struct type_entry number = {
	.t = {.name = "int", .kind = GO_INT, .size = 8, .opened = true},
	.done = true};
static struct type_entry mapping = {.t = {.name = "map[int]int",
					  .kind = GO_MAP,
					  .size = 8,
					  .opened = true,
					  .key = &number.t,
					  .elem = &number.t},
				    .done = true};

struct seen {
	uint64_t keys[32];
	size_t n, most;
};

static bool see(void *arg, const struct gort_entry *e)
{
	struct seen *s = arg;

	if (s->n < 32)
		(void)memory_word(&image, e->key, &s->keys[s->n]);
	s->n++;
	return s->most == 0 || s->n < s->most;
}

static enum gort_map_result read_map(int minor, struct seen *s)
{
	struct gort *g = image_open(minor, minor >= 24);
	enum gort_map_result r;

	r = gort_map_each(g, &mapping.t, HEADER, see, s);
	image_close(g);
	return r;
}

static void put_bucket(uint64_t at, uint64_t top, uint64_t overflow)
{
	image_word(at, top);
	for (uint64_t i = 0; i < 8; i++) {
		image_word(at + 8 + 8 * i, at + i);
		image_word(at + 72 + 8 * i, i);
	}
	image_word(at + UNIT - 8, overflow);
}

static void put_classic(uint64_t buckets, uint64_t old, uint64_t flags)
{
	image_reset();
	for (uint64_t i = 0; i < 48; i += 8)
		image_word(HEADER + i, 0);
	image_word(HEADER + 8, flags); /* B is 0 */
	image_word(HEADER + 16, buckets);
	image_word(HEADER + 24, old);
}

static void moved_entries_of_the_old_array_do_not_count(void)
{
	struct seen s = {.n = 0};

	put_classic(BUCKET, OTHER, 8);
	put_bucket(BUCKET, 0x0000000000000907, 0); /* two are there */
	put_bucket(OTHER, 0x0000000004030208, 0);  /* one, three moved */
	CHECK(read_map(23, &s) == GORT_MAP_DONE);
	CHECK(s.n == 3);
	CHECK(s.keys[0] == BUCKET && s.keys[1] == BUCKET + 1);
	CHECK(s.keys[2] == OTHER);
}

static void overflow_buckets_count(void)
{
	struct seen s = {.n = 0};

	put_classic(BUCKET, 0, 0);
	put_bucket(BUCKET, 0x0505050505050505, OTHER);
	put_bucket(OTHER, 0x05, 0);
	CHECK(read_map(19, &s) == GORT_MAP_DONE);
	CHECK(s.n == 9);
}

static void a_ring_of_buckets_ends(void)
{
	struct seen s = {.n = 0};

	put_classic(BUCKET, 0, 0);
	put_bucket(BUCKET, 0x05, OTHER);
	put_bucket(OTHER, 0x05, BUCKET);
	CHECK(read_map(21, &s) == GORT_MAP_BROKEN);
	CHECK(s.n > 2 && s.n < 1000000);
}

static void an_array_that_is_not_there_is_broken(void)
{
	struct seen s = {.n = 0};

	put_classic(BUCKET, 0, 0x2800); /* B is 40 */
	put_bucket(BUCKET, 0x05, 0);
	CHECK(read_map(21, &s) == GORT_MAP_BROKEN);
	CHECK(s.n == 1);
}

static void put_swiss(uint64_t dir, uint64_t len)
{
	image_reset();
	for (uint64_t i = 0; i < 48; i += 8)
		image_word(HEADER + i, 0);
	image_word(HEADER + 16, dir);
	image_word(HEADER + 24, len);
}

static void a_group_has_the_entries_whose_high_bit_is_clear(void)
{
	struct seen s = {.n = 0};

	put_swiss(BUCKET, 0);
	image_word(BUCKET, 0x80fe807f80808000); /* the first, the fifth */
	for (uint64_t i = 0; i < 8; i++) {
		image_word(BUCKET + 8 + 16 * i, i);
		image_word(BUCKET + 16 + 16 * i, i);
	}
	CHECK(read_map(26, &s) == GORT_MAP_DONE);
	CHECK(s.n == 2 && s.keys[0] == 0 && s.keys[1] == 4);
}

static void a_directory_of_any_length_ends(void)
{
	struct seen s = {.n = 0};

	put_swiss(BUCKET, UINT64_C(1) << 31);
	image_word(BUCKET, OTHER);
	for (uint64_t i = 0; i < 32; i += 8)
		image_word(OTHER + i, 0);
	CHECK(read_map(24, &s) == GORT_MAP_BROKEN);
	CHECK(s.n == 0);
}

static void whoever_has_enough_stops(void)
{
	struct seen s = {.most = 3};

	put_classic(BUCKET, 0, 0);
	put_bucket(BUCKET, 0x0505050505050505, 0);
	CHECK(read_map(20, &s) == GORT_MAP_STOPPED);
	CHECK(s.n == 3);
}

int main(void)
{
	RUN(moved_entries_of_the_old_array_do_not_count);
	RUN(overflow_buckets_count);
	RUN(a_ring_of_buckets_ends);
	RUN(an_array_that_is_not_there_is_broken);
	RUN(a_group_has_the_entries_whose_high_bit_is_clear);
	RUN(a_directory_of_any_length_ends);
	RUN(whoever_has_enough_stops);
	return test_summary();
}
