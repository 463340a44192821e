/* SPDX-License-Identifier: MIT */
#include "load/constraint.h"

#include <stdlib.h>

#include "base/arena.h"
#include "load/target.h"
#include "test.h"

static struct arena *a;
static struct target linux64, android;

/* 1, 0, or -1 for an error. */
static int eval(const char *expr)
{
	const char *why;
	bool value = constraint_eval(&linux64, a, expr, strlen(expr), &why);

	return why ? -1 : value;
}

static int wants(const char *text)
{
	const char *why;
	bool value = constraint_wants(&linux64, a, text, strlen(text), &why);

	return why ? -1 : value;
}

static void expressions_have_their_values(void)
{
	static const struct {
		const char *expr;
		int value;
	} cases[] = {
		{"linux", 1},
		{"windows", 0},
		{"!windows", 1},
		{"linux && amd64 && gc && unix && cgo", 1},
		{"linux && !cgo || darwin", 0},
		{"darwin || linux && amd64", 1},
		{"(darwin || linux) && !(arm64)", 1},
		{"go1.1 && go1.22", 1},
		{"go1.23", 0},
		{"go1.022 || go2.1 || go1. || go1", 0},
		{"mine", 1},
		{"goexperiment.x", 1},
		{"ignore", 0},
		{"", -1},
		{"linux &&", -1},
		{"linux amd64", -1},
		{"(linux", -1},
		{"linux)", -1},
		{"!!linux", -1},
		{"linux & amd64", -1},
		{"a-b", -1},
		{"()", -1},
		{"linux,amd64", -1},
		{"\xc3\xa9t\xc3\xa9 || linux", 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK(eval(cases[i].expr) == cases[i].value);
}

static void wrong_expressions_are_told_in_gos_words(void)
{
	static const char *const cases[][2] = {
		{"(linux", "missing close paren"},
		{"((linux) && ", "missing close paren"},
		{"linux ||", "unexpected end of expression"},
		{"linux )", "unexpected token )"},
		{"linux | x", "invalid syntax at |"},
		{"a-b", "invalid syntax at -"},
		{"!!a", "double negation not allowed"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *why = NULL;

		constraint_eval(&linux64, a, cases[i][0], strlen(cases[i][0]),
				&why);
		CHECK_STR(why, cases[i][1]);
	}
}

static void an_expression_has_a_limit_of_size_and_depth(void)
{
	size_t n = 100000;
	char *deep = malloc(n + 1);

	CHECK(deep != NULL);
	memset(deep, '(', n);
	deep[n] = '\0';
	CHECK(eval(deep) == -1);
	for (size_t i = 0; i + 2 < n; i += 3)
		memcpy(deep + i, "a||", 3);
	CHECK(eval(deep) == -1);
	free(deep);
}

static void old_lines_are_words_and_commas(void)
{
	CHECK(constraint_eval_old(&linux64, "linux", 5));
	CHECK(constraint_eval_old(&linux64, "darwin linux,amd64", 18));
	CHECK(!constraint_eval_old(&linux64, "darwin linux,arm64", 18));
	CHECK(constraint_eval_old(&linux64, "!windows", 8));
	CHECK(!constraint_eval_old(&linux64, "!!linux", 7));
	CHECK(!constraint_eval_old(&linux64, "", 0));
	CHECK(!constraint_eval_old(&linux64, "linux,", 6));
	CHECK(!constraint_eval_old(&linux64, "!", 1));
}

static void constraints_stand_before_the_code(void)
{
	CHECK(wants("package p\n") == 1);
	CHECK(wants("//go:build windows\n\npackage p\n") == 0);
	CHECK(wants("//go:build windows\npackage p\n") == 0);
	CHECK(wants("// c\n/* d */ //go:build windows\npackage p\n") == 1);
	CHECK(wants("/* c\n*/\n//go:build windows\npackage p\n") == 0);
	CHECK(wants("/*\n//go:build windows\n*/\npackage p\n") == 1);
	CHECK(wants("package p\n//go:build windows\n") == 1);
	CHECK(wants("//go:buildx windows\n\npackage p\n") == 1);
	CHECK(wants(" //go:build\twindows \r\n\npackage p\n") == 0);
	CHECK(wants("//go:build linux\n//go:build linux\n") == -1);
	CHECK(wants("//go:build linux &\n") == -1);
}

static void old_lines_need_an_empty_line_behind_them(void)
{
	CHECK(wants("// +build windows\n\npackage p\n") == 0);
	CHECK(wants("// +build windows\npackage p\n") == 1);
	CHECK(wants("//+build windows\n\npackage p\n") == 0);
	CHECK(wants("// +builds windows\n\npackage p\n") == 1);
	CHECK(wants("// +build linux\n// +build windows\n\npackage p\n") == 0);
	CHECK(wants("/* c */\n// +build windows\n\npackage p\n") == 1);
	/* The new form alone counts when it is there. */
	CHECK(wants("//go:build linux\n// +build windows\n\npackage p\n") == 1);
}

static void names_of_files_name_systems(void)
{
	static const struct {
		const char *name;
		bool on_linux, on_android;
	} cases[] = {
		{"a.go", true, true},
		{"linux.go", true, true},
		{"windows.go", true, true},
		{"a_linux.go", true, true},
		{"a_android.go", false, true},
		{"a_windows.go", false, false},
		{"a_windows_test.go", false, false},
		{"a_amd64.go", true, false},
		{"a_arm64.s", false, true},
		{"a_linux_amd64.go", true, false},
		{"a_windows_amd64.go", false, false},
		{"a_amd64_linux.go", true, true},
		{"a_unix.go", true, true},
		{"_linux.go", true, true},
		{"x_test.go", true, true},
		{"a_linux.x_windows.go", true, true},
		{"a_b_windows_c.go", true, true},
		{"windows_amd64.go", true, false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK(target_wants_name(&linux64, cases[i].name) ==
		      cases[i].on_linux);
		CHECK(target_wants_name(&android, cases[i].name) ==
		      cases[i].on_android);
	}
}

int main(void)
{
	a = arena_create(0);
	target_init(&linux64, a, "linux", "amd64", true, 22);
	target_add_tag(&linux64, a, "mine");
	target_add_tag(&linux64, a, "goexperiment.x");
	target_init(&android, a, "android", "arm64", false, 22);
	RUN(expressions_have_their_values);
	RUN(wrong_expressions_are_told_in_gos_words);
	RUN(an_expression_has_a_limit_of_size_and_depth);
	RUN(old_lines_are_words_and_commas);
	RUN(constraints_stand_before_the_code);
	RUN(old_lines_need_an_empty_line_behind_them);
	RUN(names_of_files_name_systems);
	arena_destroy(a);
	return test_summary();
}
