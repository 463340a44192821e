/* SPDX-License-Identifier: MIT */
#include "report/message.h"

#include <signal.h>

#include "base/arena.h"
#include "test.h"

static struct arena *arena;
static struct finding_block block;
static struct finding_run run;

static void reset(uint64_t size, int64_t offset)
{
	block = (struct finding_block){.address = 0x1000, .size = size};
	run = (struct finding_run){.address = 0x1000 + (uint64_t)offset,
				   .offset = offset,
				   .block = &block};
}

static const char *say(enum record_kind kind)
{
	return message_write(arena, kind, 0, &run);
}

static void accesses_are_told_by_their_block(void)
{
	reset(24, 0);
	run.access = "read";
	run.access_size = 8;
	block.free =
		(struct finding_stack){.taken = true, .tid = 5, .goroutine = 7};
	CHECK_STR(say(RECORD_USE_AFTER_FREE),
		  "read of 8 bytes at offset 0 of a 24-byte block that was "
		  "freed by goroutine 7");
	CHECK_STR(run.what, "read of 8 bytes");
	CHECK_STR(run.event, "read");
	block.free.goroutine = 0;
	run.access = "write";
	run.access_size = 1;
	CHECK_STR(say(RECORD_USE_AFTER_FREE),
		  "write of 1 byte at offset 0 of a 24-byte block that was "
		  "freed by thread 5");
	CHECK_STR(run.event, "written");
	block.free.taken = false;
	run.access = NULL;
	run.access_size = 0;
	CHECK_STR(say(RECORD_USE_AFTER_FREE),
		  "access at offset 0 of a 24-byte block that was freed");
	run.block = NULL;
	CHECK_STR(say(RECORD_USE_AFTER_FREE),
		  "access in memory that was freed");
}

static void overflows_tell_how_far(void)
{
	reset(24, 32);
	run.access = "write";
	run.access_size = 4;
	CHECK_STR(say(RECORD_HEAP_OVERFLOW),
		  "write of 4 bytes 8 bytes after the end of a 24-byte block");
	reset(24, 24);
	run.access = "write";
	CHECK_STR(say(RECORD_HEAP_OVERFLOW),
		  "write right after the end of a 24-byte block");
	reset(24, -1);
	run.access = "read";
	run.access_size = 1;
	CHECK_STR(say(RECORD_HEAP_OVERFLOW),
		  "read of 1 byte 1 byte before the start of a 24-byte block");
	reset(24, 20);
	run.access = "read";
	run.access_size = 8;
	CHECK_STR(say(RECORD_HEAP_OVERFLOW),
		  "read of 8 bytes at offset 20 of a 24-byte block, 4 bytes "
		  "over its end");
	reset(24, 24);
	CHECK_STR(say(RECORD_HEAP_OVERFLOW),
		  "memory was overwritten right after the end of a 24-byte "
		  "block");
	CHECK(!run.what);
}

static void numbers_have_the_right_article(void)
{
	static const struct {
		uint64_t n;
		const char *want;
	} rows[] = {
		{1, "a 1-byte block"},	      {8, "an 8-byte block"},
		{11, "an 11-byte block"},     {18, "an 18-byte block"},
		{80, "an 80-byte block"},     {110, "a 110-byte block"},
		{800, "an 800-byte block"},   {1800, "a 1800-byte block"},
		{8192, "an 8192-byte block"}, {11000, "an 11000-byte block"},
		{0, "a 0-byte block"},
	};
	char want[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		reset(rows[i].n, 0);
		snprintf(want, sizeof(want),
			 "%s was given back by the wrong function",
			 rows[i].want);
		CHECK_STR(say(RECORD_MISMATCHED_FREE), want);
	}
}

static void bad_frees_say_what_was_freed(void)
{
	reset(24, 8);
	CHECK_STR(say(RECORD_INVALID_FREE),
		  "free of an address that is not the start of a block: at "
		  "offset 8 of a 24-byte block");
	CHECK_STR(run.event, "freed");
	run.block = NULL;
	CHECK_STR(say(RECORD_INVALID_FREE),
		  "free of an address that is no block of the heap");
	CHECK_STR(say(RECORD_DOUBLE_FREE),
		  "a block was freed that had been freed before");
	run.block = &block;
	CHECK_STR(say(RECORD_DOUBLE_FREE),
		  "a 24-byte block was freed again; it had been freed before");
}

static void late_findings_say_what_became_of_the_block(void)
{
	reset(8, 4);
	block.free = (struct finding_stack){.taken = true, .goroutine = 3};
	CHECK_STR(say(RECORD_WRITE_AFTER_FREE),
		  "an 8-byte block was written to after it was freed by "
		  "goroutine 3, at offset 4");
	CHECK_STR(say(RECORD_LEAK),
		  "an 8-byte block was never freed and nothing points to it");
	CHECK_STR(say(RECORD_FREED_WHILE_HELD),
		  "an 8-byte block was freed by goroutine 3 while something "
		  "live still points to it");
}

static void held_blocks_are_counted_and_their_holder_is_named(void)
{
	struct finding_holder h = {.kind = "go-map",
				   .name = "main.cells",
				   .path = "main.cells[\"k\"]"};

	reset(8, 0);
	run.holders = &h;
	run.nholders = 1;
	run.nblocks = 1;
	run.nbytes = 8;
	CHECK_STR(say(RECORD_FREED_WHILE_HELD),
		  "an 8-byte block was freed while map 'main.cells' still "
		  "points to it");
	run.nblocks = 1000;
	run.nbytes = 8000;
	CHECK_STR(say(RECORD_FREED_WHILE_HELD),
		  "1000 blocks of 8 bytes were freed while map 'main.cells' "
		  "still points to them");
	run.nbytes = 8001;
	h.kind = "go-global";
	CHECK_STR(say(RECORD_FREED_WHILE_HELD),
		  "1000 blocks, 8001 bytes together, were freed while "
		  "variable 'main.cells[\"k\"]' still points to them");
	h = (struct finding_holder){.kind = "go-object"};
	run.nblocks = 0;
	CHECK_STR(say(RECORD_FREED_WHILE_HELD),
		  "an 8-byte block was freed while an object of Go still "
		  "points to it");
	run.nblocks = 3;
	run.nbytes = 24;
	CHECK_STR(say(RECORD_LEAK), "3 blocks of 8 bytes were never freed and "
				    "nothing points to them");
}

static void a_crash_names_its_signal(void)
{
	reset(8, 0);
	run.block = NULL;
	CHECK_STR(message_write(arena, RECORD_CRASH, SIGABRT, &run),
		  "the program was hit by SIGABRT");
	run.access = "read";
	run.access_size = 4;
	run.address = 16;
	CHECK_STR(message_write(arena, RECORD_CRASH, SIGSEGV, &run),
		  "the program was hit by SIGSEGV on a read of 4 bytes at "
		  "0x10");
	CHECK_STR(message_write(arena, RECORD_CRASH, -5, &run),
		  "the program was hit by signal -5 on a read of 4 bytes at "
		  "0x10");
}

int main(void)
{
	arena = arena_create(0);
	RUN(accesses_are_told_by_their_block);
	RUN(overflows_tell_how_far);
	RUN(numbers_have_the_right_article);
	RUN(bad_frees_say_what_was_freed);
	RUN(late_findings_say_what_became_of_the_block);
	RUN(held_blocks_are_counted_and_their_holder_is_named);
	RUN(a_crash_names_its_signal);
	arena_destroy(arena);
	return test_summary();
}
