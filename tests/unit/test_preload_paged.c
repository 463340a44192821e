/* SPDX-License-Identifier: MIT */
#include "preload/paged.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "preload/mem.h"
#include "preload/session.h"
#include "preload/tell.h"
#include "record/record.h"

#include "preload_child.h"
#include "test.h"

enum {
	CHUNK_PAGES = 512,
	MANY = 500000,
	FEW = 20000,
	LARGE = 300000, /* too large to be packed */
	MERGED_LIVE = 20000,
	CACHED_MAX = 32,
};

static const struct block_event who = {.goroutine = 7, .stack = 0, .tid = 11};
static const struct block_event whom = {.goroutine = 8, .stack = 0, .tid = 12};

static char *make(size_t size, size_t align)
{
	struct paged_wish wish = {.size = size, .align = align, .chosen = true};
	bool dirty;

	return (char *)paged_alloc(&wish, who, &dirty);
}

static bool drop(char *p)
{
	return paged_free(paged_find((uintptr_t)p), whom);
}

/* What is known of an address; state NONE when nothing is. */
static struct block known(const char *p)
{
	struct block b = {.state = BLOCK_NONE};
	struct page_block *pb = paged_find((uintptr_t)p);

	if (pb)
		paged_describe(pb, &b);
	return b;
}

static long number_in(const char *path, const char *key)
{
	char line[256];
	long n = -1;
	FILE *f = fopen(path, "r");

	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, key, strlen(key)) == 0)
			n = atol(line + strlen(key));
	if (f)
		fclose(f);
	return n;
}

static int count_mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	int c, n = 0;

	while (f && (c = fgetc(f)) != EOF)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

static void the_first_byte_beyond_is_unreadable(void)
{
	for (size_t align = 16; align <= 65536; align *= 2)
		for (size_t size = 0; size < 9000; size += 123) {
			char *p = make(size, align), *end = p + size;

			CHECK(p && (uintptr_t)p % align == 0);
			for (size_t i = 0; i < size; i += 64)
				CHECK(p[i] == 0);
			memset(p, 1, size);
			end = (char *)round_up((uintptr_t)end, align);
			end = (char *)round_up((uintptr_t)end, MIN_ALIGN);
			if (align > PAGE || size == 0)
				end = p + known(p).limit;
			CHECK(!readable(end));
			CHECK(end - p == (ssize_t)known(p).limit);
			CHECK(drop(p));
		}
}

static void a_freed_block_is_unreadable_at_once(void)
{
	for (size_t size = 1; size < 3000000; size += size * 3 / 2) {
		char *p = make(size, 16);

		CHECK(p);
		CHECK(readable(p) && readable(p + size - 1));
		CHECK(drop(p));
		CHECK(!readable(p) && !readable(p + size - 1));
		CHECK(!drop(p));
	}
}

static void an_address_tells_its_block(void)
{
	char *p = make(5000, 16), *q = make(100, 16);
	struct block b = known(p + 4999);

	CHECK(p && q);
	CHECK(b.address == (uintptr_t)p && b.size == 5000);
	CHECK(b.limit == 5008 && b.state == BLOCK_LIVE);
	CHECK(b.alloc.tid == 11 && b.alloc.goroutine == 7 && b.free.tid == 0);
	CHECK(known(p).address == (uintptr_t)p);
	CHECK(known(p + 5008).address == (uintptr_t)p); /* in the guard */
	CHECK(known(p + 5008 + PAGE - 1).address == (uintptr_t)p);
	CHECK(known(p + 5008 + PAGE).address == (uintptr_t)q);
	CHECK(drop(p));
	b = known(p + 100);
	CHECK(b.address == (uintptr_t)p && b.state == BLOCK_DEAD);
	CHECK(b.alloc.tid == 11 && b.free.tid == 12 && b.free.goroutine == 8);
	CHECK(known(q).state == BLOCK_LIVE);
	CHECK(drop(q));
}

static void addresses_that_are_no_block_have_none(void)
{
	int local;
	char *p = make(10, 16);

	CHECK(paged_find(0) == NULL);
	CHECK(paged_find(UINTPTR_MAX) == NULL);
	CHECK(paged_find((uintptr_t)&local) == NULL);
	CHECK(!paged_area_has((uintptr_t)&local));
	CHECK(paged_area_has((uintptr_t)p) && paged_was_used((uintptr_t)p));
	/* Further on than anything was ever placed. */
	CHECK(known(p + ((size_t)1 << 36)).state == BLOCK_NONE);
	CHECK(!paged_was_used((uintptr_t)p + ((size_t)1 << 36)));
	CHECK(drop(p));
}

static void blocks_over_several_chunks_come_and_go(void)
{
	for (size_t pages = CHUNK_PAGES - 2; pages < 4 * CHUNK_PAGES;
	     pages += 201) {
		char *p = make(pages * PAGE, 16), *q;

		CHECK(p);
		p[0] = p[pages * PAGE - 1] = 1;
		CHECK(!readable(p + pages * PAGE));
		q = make(10, 16);
		CHECK(q && q[0] == 0);
		CHECK(known(p + pages * PAGE).address == (uintptr_t)p);
		CHECK(known(p + pages * PAGE / 2).address == (uintptr_t)p);
		CHECK(drop(p) && drop(q));
		CHECK(!readable(p) && !readable(p + pages * PAGE - 1));
	}
}

static bool churn(size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *p = make(64, 16);

		if (!p)
			return false;
		p[0] = 1;
		if (!drop(p))
			return false;
	}
	return true;
}

/* Also proves that dead blocks of forgotten chunks are still unreadable. */
static void dead_chunks_cost_no_page_tables_and_no_mappings(void)
{
	char *first = make(64, 16);
	size_t n = mem_has_guards() ? MANY : FEW;
	long before;

	CHECK(first && drop(first) && churn(FEW));
	CHECK(known(first).address == (uintptr_t)first);
	before = number_in("/proc/self/status", "VmPTE:");
	CHECK(before > 0 && churn(n));
	CHECK(number_in("/proc/self/status", "VmPTE:") < before + 400);
	CHECK(count_mappings() < 100);
	CHECK(!readable(first) && paged_was_used((uintptr_t)first));
	if (n / (CHUNK_PAGES / 2) > 1024 + 2)
		CHECK(known(first).state == BLOCK_NONE);
}

static void a_live_block_survives_the_death_of_its_neighbours(void)
{
	char *keep[20], *p;

	for (size_t i = 0; i < 20; i++) {
		keep[i] = make(100, 16);
		CHECK(keep[i]);
		memset(keep[i], (int)i, 100);
		CHECK(churn(CHUNK_PAGES));
	}
	for (size_t i = 0; i < 20; i++) {
		CHECK(keep[i][0] == (int)i && keep[i][99] == (int)i);
		CHECK(known(keep[i]).state == BLOCK_LIVE);
		CHECK(drop(keep[i]));
	}
	p = make(1, 16);
	CHECK(p && drop(p));
}

static void blocks_resize_in_their_pages_only(void)
{
	struct paged_wish wish = {.size = LARGE, .align = 16, .extra = LARGE};
	struct page_block *pb;
	bool dirty;
	char *p = (char *)paged_alloc(&wish, who, &dirty);

	CHECK(p);
	pb = paged_find((uintptr_t)p);
	memset(p, 1, LARGE);
	CHECK(paged_resize(pb, 2 * LARGE));
	CHECK(known(p).size == 2 * LARGE && p[LARGE - 1] == 1);
	memset(p, 2, 2 * LARGE);
	CHECK(!paged_resize(pb, known(p).limit + 1));
	CHECK(paged_resize(pb, LARGE));
	CHECK(p[LARGE - 1] == 2 && known(p).size == LARGE);
	CHECK(!paged_resize(pb, 100)); /* it belongs among the packed */
	CHECK(drop(p));
}

/* A large block that was freed when the budget had no time for a guard. */
static char *cached(size_t size)
{
	char *p = malloc(size);

	if (p) {
		memset(p, 1, size);
		free(p);
	}
	return p;
}

static void cached_blocks_are_used_again(void)
{
	char *p, *q;

	p = cached(LARGE);
	CHECK(p && known(p).state == BLOCK_HELD && readable(p));
	q = calloc(1, LARGE - 100);
	CHECK(q && known(q).state == BLOCK_LIVE);
	CHECK(q <= p + PAGE && q + LARGE > p);
	CHECK(q[0] == 0 && memcmp(q, q + 1, LARGE - 101) == 0);
	CHECK(!readable((char *)round_up((uintptr_t)q + LARGE - 100, PAGE)));
	free(q);
}

static void cached_blocks_have_a_ceiling(void)
{
	char *p[100];
	int held = 0;

	for (int i = 0; i < 100; i++)
		p[i] = malloc(LARGE);
	for (int i = 0; i < 100; i++)
		free(p[i]);
	for (int i = 0; i < 100; i++)
		held += readable(p[i]);
	CHECK(held > 10 && held <= CACHED_MAX);
}

static size_t broken_offset; /* where a test writes to a cached block */

/* 0 when that write is found, and its place told, once the block is used. */
static int write_to_cached(void)
{
	struct record_process *p = session_process();
	char *block;

	close(STDERR_FILENO); /* it is told there as well */
	tell_init(true);
	block = cached(LARGE);
	/* LARGE is no multiple of PAGE: the block does not start its page. */
	if (!block || ((uintptr_t)block & (PAGE - 1)) == 0)
		return 1;
	block[broken_offset] = 9;
	/* So many that each cached block is used, whichever comes first. */
	for (int i = 0; i < CACHED_MAX + 1; i++)
		if (!malloc(LARGE))
			return 5;
	if (atomic_load(&p->nfindings) != 1)
		return 2;
	if (p->findings[0].kind != RECORD_WRITE_AFTER_FREE)
		return 3;
	return p->findings[0].address == (uintptr_t)block + broken_offset ? 0
									  : 4;
}

static void a_write_to_the_end_of_a_cached_block_is_found(void)
{
	broken_offset = LARGE - 1;
	CHECK(child_passes(write_to_cached));
}

static void a_write_to_the_start_of_a_cached_block_is_found(void)
{
	broken_offset = 0;
	CHECK(child_passes(write_to_cached));
	broken_offset = 1000;
	CHECK(child_passes(write_to_cached));
}

/* A program that locks its memory, as those with secrets do. */
static int locked(void)
{
	char *p, *q;

	p = malloc(10 * PAGE);
	if (!p || mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
		return 0; /* it may not */
	free(p);
	for (int i = 0; i < 600; i++) {
		p = malloc(LARGE);
		q = malloc(100);
		if (!p || !q)
			return 1;
		memset(p, 1, LARGE);
		free(p);
		free(q);
	}
	return 0;
}

static void locked_memory_can_be_allocated(void)
{
	CHECK(child_passes(locked));
}

static void every_block_of_a_busy_site_is_guarded(void)
{
	for (int i = 0; i < 5000; i++) {
		char *p = malloc(100);

		CHECK(p && paged_area_has((uintptr_t)p));
		free(p);
		CHECK(!readable(p));
	}
}

/* Guards that are mappings run out; blocks that need none do not. */
static int many_live(void)
{
	for (int i = 0; i < MERGED_LIVE; i++)
		if (!malloc(10))
			return 1;
	for (int i = 0; i < 1000; i++)
		if (!malloc(LARGE))
			return 2;
	return count_mappings() < 60000 ? 0 : 3;
}

static void large_blocks_are_had_when_guards_have_run_out(void)
{
	CHECK(child_passes(many_live));
}

static int every_block_guarded(void)
{
	RUN(the_first_byte_beyond_is_unreadable);
	RUN(a_freed_block_is_unreadable_at_once);
	RUN(an_address_tells_its_block);
	RUN(addresses_that_are_no_block_have_none);
	RUN(blocks_over_several_chunks_come_and_go);
	RUN(dead_chunks_cost_no_page_tables_and_no_mappings);
	RUN(a_live_block_survives_the_death_of_its_neighbours);
	RUN(blocks_resize_in_their_pages_only);
	RUN(every_block_of_a_busy_site_is_guarded);
	RUN(locked_memory_can_be_allocated);
	RUN(large_blocks_are_had_when_guards_have_run_out);
	return test_summary();
}

static int no_time_for_guards(void)
{
	RUN(cached_blocks_are_used_again);
	RUN(cached_blocks_have_a_ceiling);
	RUN(a_write_to_the_end_of_a_cached_block_is_found);
	RUN(a_write_to_the_start_of_a_cached_block_is_found);
	return test_summary();
}

static void guards_of_the_kernel_are_kept(void)
{
	CHECK(passes_with("budget=max", "guards"));
}

static void merged_guards_are_kept(void)
{
	CHECK(passes_with("budget=max:merge-guards=1", "guards"));
}

static void large_blocks_are_cached(void)
{
	CHECK(passes_with("budget=0", "cache"));
}

static void large_blocks_are_cached_among_merged_guards(void)
{
	CHECK(passes_with("budget=0:merge-guards=1", "cache"));
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1)
		return argv[1][0] == 'g' ? every_block_guarded()
					 : no_time_for_guards();
	RUN(guards_of_the_kernel_are_kept);
	RUN(merged_guards_are_kept);
	RUN(large_blocks_are_cached);
	RUN(large_blocks_are_cached_among_merged_guards);
	return test_summary();
}
