/* SPDX-License-Identifier: MIT */
#include "load/pattern.h"

#include <stdio.h>

#include "base/arena.h"
#include "load/strmap.h"
#include "test.h"

static struct arena *a;

static bool matches(const char *pattern, const char *name)
{
	struct pattern p;

	pattern_init(&p, a, pattern);
	return pattern_matches(&p, a, name);
}

static bool can_match(const char *pattern, const char *name)
{
	struct pattern p;

	pattern_init(&p, a, pattern);
	return pattern_can_match(&p, name);
}

static void dots_stand_for_any_string(void)
{
	CHECK(matches("...", "a") && matches("...", "a/b/c"));
	CHECK(matches("a/...", "a") && matches("a/...", "a/b/c"));
	CHECK(!matches("a/...", "ab") && !matches("a/...", "b"));
	CHECK(matches("a...", "ab/c") && !matches("a...", "b"));
	CHECK(matches(".../b", "a/b") && matches(".../b", "x/a/b"));
	CHECK(!matches(".../b", "b"));
	CHECK(matches("a/.../c", "a/b/c") && matches("a/.../c", "a/b/x/c"));
	CHECK(!matches("a/.../c", "a/c"));
	CHECK(matches("...b...", "abc") && matches("...b...", "b"));
	CHECK(!matches("...b...", "ac"));
	CHECK(matches("./...", "."));
	CHECK(matches("net", "net") && !matches("net", "net/http"));
}

static void dots_do_not_reach_into_a_vendor_directory(void)
{
	CHECK(!matches("./...", "./vendor/x"));
	CHECK(!matches("./...", "./a/vendor/x"));
	CHECK(matches("./...", "./vendor"));
	CHECK(matches("./...", "./a/vendor"));
	CHECK(matches("./vendor/...", "./vendor/x"));
	CHECK(matches("./vendor/...", "./vendor"));
	CHECK(!matches("./vendor/...", "./vendor/x/vendor/y"));
	CHECK(matches("./a...", "./avendor/x"));
	CHECK(!matches("...", "a/vendor/b"));
}

static void trees_that_cannot_match_are_told(void)
{
	CHECK(can_match("a/b/...", "a") && can_match("a/b/...", "a/b"));
	CHECK(can_match("a/b/...", "a/b/c"));
	CHECK(!can_match("a/b/...", "b") && !can_match("a/b/...", "a/c"));
	CHECK(!can_match("a/bc...", "a/b"));
	CHECK(can_match("...", "x"));
	CHECK(!can_match("a/b", "a/b/c"));
}

static void a_table_keeps_every_string(void)
{
	struct strmap m = {0};
	static int values[1000];

	CHECK(strmap_get(&m, "x") == NULL);
	for (int i = 0; i < 1000; i++)
		*strmap_at(&m, a, arena_printf(a, "key/%d", i)) = &values[i];
	CHECK(m.used == 1000);
	for (int i = 0; i < 1000; i++)
		CHECK(strmap_get(&m, arena_printf(a, "key/%d", i)) ==
		      &values[i]);
	CHECK(strmap_get(&m, "key/1000") == NULL);
	CHECK(strmap_get_len(&m, "key/12345", 6) == &values[12]);
	CHECK(*strmap_at(&m, a, "key/7") == &values[7] && m.used == 1000);
}

int main(void)
{
	a = arena_create(0);
	RUN(dots_stand_for_any_string);
	RUN(dots_do_not_reach_into_a_vendor_directory);
	RUN(trees_that_cannot_match_are_told);
	RUN(a_table_keeps_every_string);
	arena_destroy(a);
	return test_summary();
}
