/* SPDX-License-Identifier: MIT */
#include "load/modfile.h"

#include "base/arena.h"
#include "test.h"

static struct arena *a;

static struct modfile parse(const char *text, enum modfile_mode mode)
{
	struct modfile f;

	modfile_parse(a, text, strlen(text), mode, &f);
	return f;
}

static void a_go_mod_says_what_it_requires(void)
{
	struct modfile f = parse("// A comment.\n"
				 "module \"example.com/\\u006d\" // me\n"
				 "go 1.22.1\n"
				 "toolchain go1.23.0\n"
				 "require example.com/a v1.2.3 // indirect\n"
				 "require (\n"
				 "\texample.com/b v0.1 // indirect; why\n"
				 "\n"
				 "\t// nothing\n"
				 "\texample.com/c/v2 v2.0.0 // not indirect\n"
				 ")\n"
				 "exclude example.com/x v1.0.0\n"
				 "tool example.com/t\n"
				 "ignore ( ./a\n"
				 ")\n"
				 "retract [v1.0.0, v1.1.0] // bad\n"
				 "godebug x=1",
				 MODFILE_STRICT);

	/* "(" begins no block when words follow it. */
	CHECK(f.nerrors == 2);
	CHECK(f.errors[0].line == 14 && f.errors[1].line == 15);
	CHECK_STR(f.module, "example.com/m");
	CHECK_STR(f.go, "1.22.1");
	CHECK(f.go_line == 3);
	CHECK_STR(f.toolchain, "go1.23.0");
	CHECK(f.nrequire == 3);
	CHECK(f.require[0].indirect);
	CHECK(f.require[1].indirect);
	CHECK_STR(f.require[1].mod.version, "v0.1.0");
	CHECK(!f.require[2].indirect);
	CHECK(f.nexclude == 1 && f.ntool == 1);
	CHECK_STR(f.tool[0], "example.com/t");
}

static void replacements_are_versions_or_directories(void)
{
	struct modfile f = parse("module m\n"
				 "replace (\n"
				 "a.b/c => ../d\n"
				 "a.b/c v1.0.0 => /abs/dir\n"
				 "a.b/c => x.y/z v1.2.0\n"
				 "a.b/c v1.0.0 => x.y/z v1.2.0\n"
				 ")\n",
				 MODFILE_STRICT);

	CHECK(f.nerrors == 0 && f.nreplace == 4);
	CHECK_STR(f.replace[0].old.version, "");
	CHECK_STR(f.replace[0].new.path, "../d");
	CHECK_STR(f.replace[1].old.version, "v1.0.0");
	CHECK_STR(f.replace[2].new.version, "v1.2.0");
	CHECK_STR(f.replace[3].new.path, "x.y/z");
}

static void each_wrong_line_is_told_with_its_place(void)
{
	static const struct {
		const char *text, *message;
		uint32_t line, column;
	} cases[] = {
		{"frob x", "unknown directive: frob", 1, 1},
		{"\n  module", "usage: module module/path", 2, 3},
		{"go 1", "invalid go version '1': must match format 1.23.0", 1,
		 1},
		{"go 1.13x",
		 "invalid go version '1.13x': must match format 1.23.0", 1, 1},
		{"go 01.2",
		 "invalid go version '01.2': must match format 1.23.0", 1, 1},
		{"go 1.22.3rc1", "", 0, 0},
		{"go 1.2\ngo 1.3", "repeated go statement", 2, 1},
		{"require a v1", "usage: require module/path v1.2.3", 0, 0},
		{"require a", "usage: require module/path v1.2.3", 1, 1},
		{"require a master",
		 "require a: version \"master\" invalid: must be of the form "
		 "v1.2.3",
		 1, 1},
		{"replace a => b",
		 "replacement module without version must be directory path "
		 "(rooted or starting with . or ..)",
		 1, 1},
		{"replace a => b@v1",
		 "replacement module must match format 'path version', not "
		 "'path@version'",
		 1, 1},
		{"require (\na v1.0.0", "syntax error (unterminated block)", 2,
		 9},
		{"module \"a", "unexpected EOF in string", 1, 8},
		{"module a /* b */",
		 "mod files must use // comments (not /* */ comments)", 1, 10},
		{"module a'b",
		 "invalid quoted string: unquoted string cannot contain quote",
		 1, 1},
		{"go (\n1.2\n)", "unknown block type: go", 1, 1},
		{"a b (\nc\n)", "unknown block type: a b", 1, 1},
		{"toolchain x",
		 "invalid toolchain version 'x': must match format go1.23.0 or "
		 "default",
		 1, 1},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct modfile f = parse(cases[i].text, MODFILE_STRICT);

		if (!cases[i].line) {
			CHECK(f.nerrors == 0);
			continue;
		}
		CHECK(f.nerrors == 1);
		CHECK_STR(f.errors[0].message, cases[i].message);
		CHECK(f.errors[0].line == cases[i].line);
		CHECK(f.errors[0].column == cases[i].column);
	}
}

static void a_lax_reader_passes_over_what_it_does_not_know(void)
{
	struct modfile f = parse("module m\ngo 1.13x\nfrob (\nx\n)\nnew y\n"
				 "replace nonsense\nretract nonsense\n"
				 "tool a b\nrequire a.b/c v1.0.0\n",
				 MODFILE_LAX);

	CHECK(f.nerrors == 0);
	CHECK_STR(f.go, "1.13");
	CHECK(f.nrequire == 1 && f.nreplace == 0 && f.ntool == 0);
}

static void a_go_work_uses_directories(void)
{
	struct modfile f = parse("go 1.22\nuse ./a\nuse (\n\t./b // c\n)\n"
				 "replace x.y/z => ./z\n",
				 MODFILE_WORK);

	CHECK(f.nerrors == 0 && f.nuse == 2 && f.nreplace == 1);
	CHECK_STR(f.use[1].path, "./b");
	CHECK(f.use[1].line == 4);
	f = parse("require a v1.0.0", MODFILE_WORK);
	CHECK(f.nerrors == 1 && f.nrequire == 0);
}

static void carriage_returns_and_empty_blocks_are_nothing(void)
{
	struct modfile f = parse("module m\r\nrequire ()\r\nrequire (\r\n"
				 "\ta.b/c v1.0.0 // indirect\r\n)\r\n",
				 MODFILE_STRICT);

	CHECK(f.nerrors == 0 && f.nrequire == 1 && f.require[0].indirect);
	CHECK_STR(f.module, "m");
}

int main(void)
{
	a = arena_create(0);
	RUN(a_go_mod_says_what_it_requires);
	RUN(replacements_are_versions_or_directories);
	RUN(each_wrong_line_is_told_with_its_place);
	RUN(a_lax_reader_passes_over_what_it_does_not_know);
	RUN(a_go_work_uses_directories);
	RUN(carriage_returns_and_empty_blocks_are_nothing);
	arena_destroy(a);
	return test_summary();
}
