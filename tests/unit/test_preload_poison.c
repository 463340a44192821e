/* SPDX-License-Identifier: MIT */
#include "preload/poison.h"

#include "test.h"

enum { SIZE_MAX_HERE = 4096, EDGE = 64 };

static _Alignas(16) unsigned char room[SIZE_MAX_HERE + 2 * EDGE];
static unsigned char *const block = room + EDGE;

/* Where poison is looked for in a block. */
static bool watched(size_t i, size_t size)
{
	return size <= POISON_WHOLE || i < POISON_WHOLE ||
	       i >= size - POISON_TAIL;
}

static bool untouched(const unsigned char *from, const unsigned char *to)
{
	while (from < to && *from == 0)
		from++;
	return from == to;
}

static void poison_stays_inside_the_block(void)
{
	for (size_t size = 0; size <= SIZE_MAX_HERE; size += 16) {
		memset(room, 0, sizeof(room));
		poison_fill(block, size);
		CHECK(poison_holds(block, size));
		CHECK(untouched(room, block));
		CHECK(untouched(block + size, room + sizeof(room)));
		for (size_t i = 0; i < size; i++)
			CHECK(!watched(i, size) || block[i] == POISON_BYTE);
	}
}

static void every_broken_byte_is_seen_where_it_is(void)
{
	for (size_t size = 16; size <= SIZE_MAX_HERE;
	     size += size < 1200 ? 16 : 160) {
		memset(room, 0, sizeof(room));
		poison_fill(block, size);
		for (size_t i = 0; i < size; i++) {
			unsigned char before = block[i];

			block[i] ^= (unsigned char)(1 << i % 8);
			CHECK(poison_holds(block, size) == !watched(i, size));
			CHECK(!watched(i, size) ||
			      poison_broken_at(block, size) ==
				      (uintptr_t)block + i);
			block[i] = before;
		}
	}
}

static void the_first_of_two_broken_bytes_is_named(void)
{
	memset(room, 0, sizeof(room));
	poison_fill(block, 2048);
	block[2047] = 0;
	CHECK(poison_broken_at(block, 2048) == (uintptr_t)block + 2047);
	block[1000] = 0;
	CHECK(poison_broken_at(block, 2048) == (uintptr_t)block + 1000);
}

static void words_that_cancel_out_are_seen_too(void)
{
	memset(room, 0, sizeof(room));
	poison_fill(block, 32);
	for (size_t i = 0; i < 32; i += 8)
		block[i] ^= 0x80;
	CHECK(!poison_holds(block, 32));
}

static void poison_is_no_pointer(void)
{
	uint64_t top = POISON_WORD >> 47;

	CHECK(top != 0 && top != 0x1ffff);
}

static void the_canary_fills_the_slack_up_to_its_length(void)
{
	for (size_t limit = 16; limit <= 128; limit += 16)
		for (size_t size = 0; size <= limit; size++) {
			size_t n = min_size(limit - size, CANARY_MAX);

			memset(room, 0, sizeof(room));
			canary_fill(block, size, limit);
			CHECK(canary_len(size, limit) == n);
			CHECK(canary_broken_at(block, size, limit) == 0);
			CHECK(untouched(room, block + size));
			CHECK(untouched(block + size + n, room + sizeof(room)));
		}
}

static void every_broken_byte_of_slack_is_seen_where_it_is(void)
{
	for (size_t limit = 16; limit <= 128; limit += 16)
		for (size_t size = 0; size <= limit; size++) {
			canary_fill(block, size, limit);
			for (size_t i = 0; i < canary_len(size, limit); i++) {
				unsigned char *at = block + size + i;

				*at ^= 1;
				CHECK(canary_broken_at(block, size, limit) ==
				      (uintptr_t)at);
				*at ^= 1;
			}
		}
}

int main(void)
{
	RUN(poison_stays_inside_the_block);
	RUN(every_broken_byte_is_seen_where_it_is);
	RUN(the_first_of_two_broken_bytes_is_named);
	RUN(words_that_cancel_out_are_seen_too);
	RUN(poison_is_no_pointer);
	RUN(the_canary_fills_the_slack_up_to_its_length);
	RUN(every_broken_byte_of_slack_is_seen_where_it_is);
	return test_summary();
}
