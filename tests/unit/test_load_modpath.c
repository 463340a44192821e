/* SPDX-License-Identifier: MIT */
#include "load/modpath.h"

#include "base/arena.h"
#include "load/unquote.h"
#include "test.h"

static struct arena *a;

static void paths_are_cleaned_as_go_cleans_them(void)
{
	static const char *const cases[][2] = {
		{"", "."},
		{".", "."},
		{"/", "/"},
		{"a", "a"},
		{"a/", "a"},
		{"a//b", "a/b"},
		{"a/./b", "a/b"},
		{"a/../b", "b"},
		{"..", ".."},
		{"../a", "../a"},
		{"../../a", "../../a"},
		{"a/../../b", "../b"},
		{"/..", "/"},
		{"/../a", "/a"},
		{"/a/../..", "/"},
		{"a/b/../..", "."},
		{"./a", "a"},
		{"a/b/..", "a"},
		{"/a/b/", "/a/b"},
		{"../..", "../.."},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_STR(path_clean(a, cases[i][0]), cases[i][1]);
	CHECK_STR(path_join(a, "/a/b", "../c"), "/a/c");
	CHECK_STR(path_join(a, "/a/b", "/c"), "/c");
	CHECK_STR(path_join(a, "/a/", ""), "/a");
	CHECK_STR(path_dir(a, "/a"), "/");
	CHECK_STR(path_dir(a, "a"), ".");
	CHECK_STR(path_dir(a, "/a/b"), "/a");
}

static void a_path_is_below_a_directory_by_whole_elements(void)
{
	CHECK_STR(path_below("/a/b/c", "/a"), "b/c");
	CHECK_STR(path_below("/a", "/a"), ".");
	CHECK_STR(path_below("/a", "/"), "a");
	CHECK_STR(path_below("/a/", "/a/"), ".");
	CHECK(path_below("/ab", "/a") == NULL);
	CHECK(path_below("/", "/a") == NULL);
	CHECK(path_has_prefix("a/b", "a") && path_has_prefix("a", "a"));
	CHECK(!path_has_prefix("ab", "a"));
}

static void only_local_paths_are_local(void)
{
	CHECK(path_is_local(".") && path_is_local("./x"));
	CHECK(path_is_local("..") && path_is_local("../x"));
	CHECK(!path_is_local(".x") && !path_is_local("...") &&
	      !path_is_local("..x"));
	CHECK(path_is_directory("/x") && path_is_directory("c:\\x"));
	CHECK(!path_is_directory("x/y"));
	CHECK(path_is_standard("net/http") && path_is_standard("x/y.z"));
	CHECK(!path_is_standard("golang.org/x"));
}

static void import_paths_that_no_module_can_have_are_refused(void)
{
	static const char *const bad[][2] = {
		{"", "empty string"},
		{"-a", "leading dash"},
		{"a//b", "double slash"},
		{"a/", "trailing slash"},
		{"/a", "empty path element"},
		{"a b", "invalid char ' '"},
		{"a/...", "invalid path element \"...\""},
		{"a./b", "trailing dot in path element"},
		{"a/con", "\"con\" disallowed as path element component on "
			  "Windows"},
		{"a/lpt1.x", "\"lpt1\" disallowed as path element component on "
			     "Windows"},
		{"a/b~1", "trailing tilde and digits in path element"},
		{"a/\xc3\xa9", "invalid char '\xc3\xa9'"},
		{"a/\xff", "invalid UTF-8"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		CHECK_STR(path_check(a, bad[i][0]), bad[i][1]);
	CHECK(path_check(a, "example.com/A-b_c~d+e/.x") == NULL);
	CHECK_STR(import_path_check(a, "a b"),
		  "malformed import path \"a b\": invalid char ' '");
}

static void major_versions_belong_to_paths(void)
{
	CHECK(!module_path_check_major(a, "x.com/a", "v1.2.3"));
	CHECK(!module_path_check_major(a, "x.com/a", "v0.1.0"));
	CHECK(!module_path_check_major(a, "x.com/a", "v2.0.0+incompatible"));
	CHECK(!module_path_check_major(a, "x.com/a/v2", "v2.0.0"));
	CHECK(!module_path_check_major(a, "gopkg.in/a.v1", "v1.0.0"));
	CHECK(!module_path_check_major(a, "gopkg.in/a.v1-unstable", "v1.0.0"));
	CHECK(!module_path_check_major(a, "gopkg.in/a.v1", "v0.0.0-2020"));
	CHECK_STR(module_path_check_major(a, "x.com/a", "v2.0.0"),
		  "version \"v2.0.0\" invalid: should be v0 or v1, not v2");
	CHECK_STR(module_path_check_major(a, "x.com/a/v3", "v2.0.0"),
		  "version \"v2.0.0\" invalid: should be v3, not v2");
	CHECK_STR(module_path_check_major(a, "x.com/a/v1", "v1.0.0"),
		  "invalid module path");
	CHECK_STR(module_path_check_major(a, "gopkg.in/a", "v1.0.0"),
		  "invalid module path");
}

static void capitals_are_escaped_in_the_module_cache(void)
{
	CHECK_STR(module_path_escape(a, "github.com/BurntSushi/toml"),
		  "github.com/!burnt!sushi/toml");
	CHECK_STR(module_path_escape(a, "a/b"), "a/b");
	CHECK(module_path_escape(a, "a!b") == NULL);
	CHECK(module_path_escape(a, "\xc3\xa9") == NULL);
}

static void strings_of_go_are_quoted_and_unquoted(void)
{
	static const char lit[] = "\"a\\n\\x41\\101\\u00e9\\U0001F600\\\"\"";

	CHECK_STR(quote_go(a, "a\"b\\\n\x01"), "\"a\\\"b\\\\\\n\\x01\"");
	CHECK_STR(unquote_go(a, lit, strlen(lit)),
		  "a\nAA\xc3\xa9\xf0\x9f\x98\x80\"");
	CHECK_STR(unquote_go(a, "`a\\n\r`", 6), "a\\n");
	CHECK(unquote_go(a, "\"", 1) == NULL);
	CHECK(unquote_go(a, "\"\\\"", 3) == NULL);
	CHECK(unquote_go(a, "\"\\q\"", 4) == NULL);
	CHECK(unquote_go(a, "\"\\ud800\"", 8) == NULL);
	CHECK(unquote_go(a, "\"\\x4\"", 5) == NULL);
	CHECK(unquote_go(a, "x", 1) == NULL);
	CHECK(unquote_go(a, "\"a`", 3) == NULL);
}

int main(void)
{
	a = arena_create(0);
	RUN(paths_are_cleaned_as_go_cleans_them);
	RUN(a_path_is_below_a_directory_by_whole_elements);
	RUN(only_local_paths_are_local);
	RUN(import_paths_that_no_module_can_have_are_refused);
	RUN(major_versions_belong_to_paths);
	RUN(capitals_are_escaped_in_the_module_cache);
	RUN(strings_of_go_are_quoted_and_unquoted);
	arena_destroy(a);
	return test_summary();
}
