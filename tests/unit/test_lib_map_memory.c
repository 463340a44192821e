/* SPDX-License-Identifier: MIT */
/*
 * The map without memory: each allocation fails in turn, and all that the map
 * had it still has.  And the map in segments, where there are no ranges.
 */
#include "belay/map.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/map_linear.h"
#include "map_ways.h"
#include "test.h"

enum { KEYS = 900 };

/* What is asked for must come back, with the size that it had. */
struct account {
	size_t bytes;
	size_t blocks;
};

static void *count_alloc(void *ctx, size_t size)
{
	struct account *a = ctx;
	void *p = malloc(size);

	if (p) {
		a->bytes += size;
		a->blocks++;
	}
	return p;
}

static void count_free(void *ctx, void *p, size_t size)
{
	struct account *a = ctx;

	a->bytes -= size;
	a->blocks--;
	free(p);
}

static void *count_realloc(void *ctx, void *p, size_t old_size, size_t size)
{
	struct account *a = ctx;
	void *q = realloc(p, size);

	if (q)
		a->bytes += size - old_size;
	return q;
}

/* NULL, or what is not so after a failure at the n-th allocation. */
static const char *fill_and_empty(unsigned flags, size_t fail_at, bool on,
				  const struct belay_type *value_type,
				  bool *ret_failed)
{
	static bool there[KEYS];
	struct belay_map_options o = {.flags = flags};
	static unsigned char value[64];
	struct belay_map *m;
	uint32_t k, len = 0;
	void *at;
	int err;

	*ret_failed = false;
	memset(there, 0, sizeof(there));
	if (on)
		belay__fail_allocs_from(fail_at);
	else
		belay__fail_alloc_at(fail_at);
	err = belay_map_create(&belay_type_u32, value_type, &o, &m);
	if (err) {
		*ret_failed = true;
		return err == BELAY_ENOMEM ? NULL : "another error";
	}
	for (k = 0; k < KEYS; k++) {
		err = belay_map_set(m, &k, value);
		if (err && err != BELAY_ENOMEM)
			return "another error";
		*ret_failed |= err != 0;
		there[k] = err == 0;
		len += err == 0;
		if (k % 3 == 2) {
			uint32_t gone = k / 2;

			err = belay_map_delete(m, &gone);
			if (err != (there[gone] ? 0 : BELAY_ENOENT))
				return "a deletion fails";
			len -= there[gone];
			there[gone] = false;
		}
	}
	belay__fail_alloc_at(0);
	if (belay_map_len(m) != len)
		return "the length is wrong";
	for (k = 0; k < KEYS; k++)
		if (belay_map_get(m, &k, &at) != (there[k] ? 0 : BELAY_ENOENT))
			return "an entry is lost or found";
	for (k = 0; k < KEYS; k++)
		if (belay_map_set(m, &k, value))
			return "it does not recover";
	if (belay_map_len(m) != KEYS)
		return "it does not recover its length";
	belay_map_destroy(m);
	return NULL;
}

static void map_is_whole_whichever_allocation_fails(void)
{
	static const struct belay_type wide = {
		.name = "wide", .size = 64, .align = 8};
	const struct belay_type *values[] = {&belay_type_u32, &wide};

	EACH_WAY(flags)
	{
		for (int v = 0; v < 2; v++) {
			bool failed = true;
			size_t n = 1;

			for (; failed || n < 40; n++) {
				const char *broken = fill_and_empty(
					flags, n, false, values[v], &failed);

				CHECK_STR(broken ? broken : "", "");
				/* Of many alike some will do. */
				if (n > 150)
					n += 97;
				if (n > 4 * KEYS)
					break;
				/* Some failures only make chains longer. */
				failed |= n < 150;
			}
			for (n = 1; n < 60; n++) {
				const char *broken = fill_and_empty(
					flags, n, true, values[v], &failed);

				CHECK_STR(broken ? broken : "", "");
			}
		}
	}
	belay__fail_alloc_at(0);
}

static void all_memory_comes_from_the_allocator_and_goes_back(void)
{
	static const struct belay_type wide = {
		.name = "wide", .size = 64, .align = 8};
	const struct belay_type *values[] = {&belay_type_u32, &wide};
	struct account account = {0, 0};
	const struct belay_allocator counting = {&account, count_alloc,
						 count_realloc, count_free};
	struct belay_map_stats st;
	static unsigned char value[64];
	struct belay_map *m;

	EACH_WAY(flags)
	{
		for (int v = 0; v < 2; v++) {
			struct belay_map_options o = {.flags = flags,
						      .allocator = &counting};

			CHECK(belay_map_create(&belay_type_u32, values[v], &o,
					       &m) == 0);
			for (uint32_t k = 0; k < 60000; k++)
				CHECK(belay_map_set(m, &k, value) == 0);
			CHECK(belay_map_stats(m, &st) == 0);
			CHECK(st.bytes == account.bytes);
			for (uint32_t k = 0; k < 50000; k++)
				CHECK(belay_map_delete(m, &k) == 0);
			CHECK(belay_map_stats(m, &st) == 0);
			CHECK(st.bytes == account.bytes);
			belay_map_destroy(m);
			CHECK(account.bytes == 0 && account.blocks == 0);
		}
	}
}

static void map_without_address_space_goes_on_in_segments(void)
{
	struct belay_map *m = make_map(&belay_type_u32, &belay_type_u32, 0);
	uint32_t k;

	belay__refuse_ranges(true);
	for (k = 0; k < 200000; k++)
		CHECK(set_u32(m, k, k) == 0);
	belay__refuse_ranges(false);
	CHECK(linear_of(m)->areas.segments && !linear_of(m)->areas.reserved);
	for (k = 0; k < 200000; k++)
		CHECK(get_u32(m, k) == k);
	for (k = 0; k < 199000; k++)
		CHECK(belay_map_delete(m, &k) == 0);
	CHECK(linear_of(m)->areas.nsegments <= 2);
	for (; k < 200000; k++)
		CHECK(get_u32(m, k) == k);
	belay_map_destroy(m);
}

/* A range ends: what is behind it is in segments. */
static void full_range_becomes_the_first_segments(void)
{
	enum { ELEM = 1000, SEGMENT = ELEM << 8 };
	struct pool p;
	uint32_t n;

	pool_init(&p, ELEM);
	CHECK(pool_extend(&p, NULL, 100));
	CHECK(p.reserved && !p.segments);
	/* As if only so much address space had been there. */
	CHECK(p.segment_shift == 8);
	p.reserved = 16 * SEGMENT;
	for (n = 101; n < 10000; n++) {
		CHECK(pool_extend(&p, NULL, n));
		memcpy(pool_at(&p, n - 1), &n, sizeof(n));
	}
	CHECK(p.segments);
	for (n = 101; n < 10000; n++) {
		uint32_t is;

		memcpy(&is, pool_at(&p, n - 1), sizeof(is));
		CHECK(is == n);
	}
	while (--n > 100)
		pool_shrink(&p, NULL, n);
	CHECK(p.nsegments <= 2);
	pool_finish(&p, NULL);
}

int main(void)
{
	RUN(map_is_whole_whichever_allocation_fails);
	RUN(all_memory_comes_from_the_allocator_and_goes_back);
	RUN(map_without_address_space_goes_on_in_segments);
	RUN(full_range_becomes_the_first_segments);
	return test_summary();
}
