/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static void memory_is_zeroed_and_aligned(void)
{
	struct arena *a = arena_create(0);

	for (size_t size = 1; size < 5000; size += 37) {
		unsigned char *p = arena_alloc(a, size);

		CHECK((uintptr_t)p % alignof(max_align_t) == 0);
		for (size_t i = 0; i < size; i++)
			CHECK(p[i] == 0);
		memset(p, 0xff, size);
	}
	arena_destroy(a);
}

static void blocks_do_not_overlap(void)
{
	enum { N = 3000 };
	struct arena *a = arena_create(0);
	unsigned char **p = ARENA_ARRAY(a, N, unsigned char *);

	for (size_t i = 0; i < N; i++) {
		p[i] = arena_alloc(a, i);
		memset(p[i], (int)(i & 0xff), i);
	}
	for (size_t i = 0; i < N; i++) {
		for (size_t k = 0; k < i; k++)
			CHECK(p[i][k] == (i & 0xff));
	}
	arena_destroy(a);
}

static void large_block_leaves_the_open_chunk_in_use(void)
{
	struct arena *a = arena_create(0);
	char *before = arena_alloc(a, 16);
	char *large = arena_alloc(a, (size_t)8 << 20);
	char *after = arena_alloc(a, 16);

	CHECK(after == before + 16);
	memset(large, 1, (size_t)8 << 20);
	arena_destroy(a);
}

static void empty_blocks_have_addresses_of_their_own(void)
{
	struct arena *a = arena_create(0);

	CHECK(arena_alloc(a, 0) != arena_alloc(a, 0));
	arena_destroy(a);
}

static void text_is_copied_and_ended(void)
{
	struct arena *a = arena_create(0);

	CHECK_STR(arena_strdup(a, "map"), "map");
	CHECK_STR(arena_strndup(a, "mapping", 3), "map");
	CHECK_STR(arena_strndup(a, "map", 30), "map");
	CHECK_STR(arena_printf(a, "%s[%d]", "m", 3), "m[3]");
	CHECK_STR(arena_printf(a, "%s", ""), "");
	arena_destroy(a);
}

static void used_counts_what_was_handed_out(void)
{
	struct arena *a = arena_create(0);

	CHECK(arena_used(a) == 0);
	arena_alloc(a, 100);
	CHECK(arena_used(a) >= 100 && arena_used(a) < 100 + 16);
	arena_destroy(a);
}

static void destroying_nothing_is_fine(void)
{
	arena_destroy(NULL);
	arena_destroy(arena_create(0));
}

/* What becomes of a process that asks for n elements of size. */
static int exit_status_of(size_t ceiling, size_t n, size_t size)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct arena *a = arena_create(ceiling);

		if (!freopen("/dev/null", "w", stderr))
			_exit(99);
		arena_array(a, n, size);
		arena_destroy(a);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void ceiling_ends_the_process_with_3(void)
{
	CHECK(exit_status_of(4096, 1, 4096) == 0);
	CHECK(exit_status_of(4096, 1, 4097) == 3);
}

static void product_that_overflows_ends_the_process_with_3(void)
{
	CHECK(exit_status_of(0, SIZE_MAX / 2, 3) == 3);
	CHECK(exit_status_of(0, SIZE_MAX, 1) == 3);
}

int main(void)
{
	RUN(memory_is_zeroed_and_aligned);
	RUN(blocks_do_not_overlap);
	RUN(large_block_leaves_the_open_chunk_in_use);
	RUN(empty_blocks_have_addresses_of_their_own);
	RUN(text_is_copied_and_ended);
	RUN(used_counts_what_was_handed_out);
	RUN(destroying_nothing_is_fine);
	RUN(ceiling_ends_the_process_with_3);
	RUN(product_that_overflows_ends_the_process_with_3);
	return test_summary();
}
