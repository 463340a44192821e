/* SPDX-License-Identifier: MIT */
#include "cli/dump_ir.h"

#include "base/arena.h"
#include "test.h"

static void names_of_functions_are_told_from_packages(void)
{
	CHECK(dump_is_function("fmt.Println"));
	CHECK(dump_is_function("(*os.File).Close"));
	CHECK(dump_is_function("net/http.Get"));
	CHECK(dump_is_function("example.com/m.f$1"));
	CHECK(dump_is_function("gopkg.in/yaml.v3.Unmarshal"));
	CHECK(dump_is_function("slices.Sort[[]int]"));
	CHECK(!dump_is_function("fmt"));
	CHECK(!dump_is_function("net/http"));
	CHECK(!dump_is_function("example.com/m"));
	CHECK(!dump_is_function("gopkg.in/yaml.v3"));
	CHECK(!dump_is_function("."));
	CHECK(!dump_is_function("./..."));
	CHECK(!dump_is_function("./a.b"));
	CHECK(!dump_is_function("std..."));
	CHECK(!dump_is_function("nosuch/main.go"));
	CHECK(!dump_is_function("/tmp/a.b"));
}

static void a_function_stands_for_its_package(void)
{
	struct arena *a = arena_create(0);

	CHECK_STR(dump_package_of(a, "fmt.Println"), "fmt");
	CHECK_STR(dump_package_of(a, "(*os.File).Close"), "os");
	CHECK_STR(dump_package_of(a, "(net/http.Header).Get$bound"),
		  "net/http");
	CHECK_STR(dump_package_of(a, "net/http.init$1"), "net/http");
	CHECK_STR(dump_package_of(a, "example.com/m.f[int]$1"),
		  "example.com/m");
	CHECK_STR(dump_package_of(a, "(*sync/atomic.Pointer[a/b.T]).Load"),
		  "sync/atomic");
	CHECK_STR(dump_package_of(a, "gopkg.in/yaml.v3.Unmarshal"),
		  "gopkg.in/yaml.v3");
	CHECK_STR(dump_package_of(a, "(*gopkg.in/yaml.v3.Node).Decode"),
		  "gopkg.in/yaml.v3");
	CHECK_STR(dump_package_of(a, "main.main$1"), ".");
	arena_destroy(a);
}

int main(void)
{
	RUN(names_of_functions_are_told_from_packages);
	RUN(a_function_stands_for_its_package);
	return test_summary();
}
