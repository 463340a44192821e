/* SPDX-License-Identifier: MIT */
/*
 * Packages with C in them, from their sources to the types of C.x.  Without
 * libclang nothing of this can be seen, and nothing is tested.
 */
#include "test.h"

#include <dirent.h>
#include <time.h>

#include "cfront_world.h"

static void names_of_c_have_the_types_of_cgo(void)
{
	world_begin();
	world_file(
		"a.go",
		"package a\n"
		"/*\n"
		"#include <stdint.h>\n"
		"typedef struct point { int x; double y; char name[8]; } pt;\n"
		"enum color { RED, GREEN = 5 };\n"
		"typedef enum { DOWN = -1, UP } way;\n"
		"typedef void (*callback)(int);\n"
		"static pt *make(callback f, const char *s, uint8_t n);\n"
		"extern long counter;\n"
		"#define LIMIT (3 << 2)\n"
		"#define PI 3.25\n"
		"#define HELLO \"he\" \"llo\"\n"
		"#define LETTER 'x'\n"
		"#define COUNTER (counter + 1)\n"
		"*/\n"
		"import \"C\"\n"
		"var p, err = C.make(nil, nil, 0)\n"
		"var q C.pt\n"
		"var c C.enum_color = C.GREEN\n"
		"var w C.way\n"
		"var cb C.callback\n"
		"var n = C.counter\n"
		"var m = C.COUNTER\n"
		"const limit = C.LIMIT\n"
		"const pi = C.PI\n"
		"const hello = C.HELLO\n"
		"var letter = C.LETTER\n"
		"var size = C.sizeof_pt\n"
		"var s = C.GoString(C.CString(\"x\"))\n"
		"var block = C.malloc(3)\n"
		"var fp = C.make\n"
		"var addr = &C.counter\n");
	world_load();
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("p", false), "*a._Ctype_struct_point");
	CHECK_STR(world_print("err", false), "error");
	CHECK_STR(world_print("q", true),
		  "struct{x a._Ctype_int; y a._Ctype_double; name "
		  "[8]a._Ctype_char}");
	CHECK_STR(world_print("c", false), "uint32");
	CHECK_STR(world_print("w", true), "int32");
	CHECK_STR(world_print("cb", true), "*[0]byte");
	CHECK_STR(world_print("n", false), "a._Ctype_long");
	CHECK_STR(world_print("m", false), "a._Ctype_long");
	CHECK_STR(world_print("limit", false), "untyped int");
	CHECK_STR(world_print("pi", false), "untyped float");
	CHECK_STR(world_print("hello", false), "untyped string");
	CHECK_STR(world_print("letter", false), "rune");
	CHECK_STR(world_print("s", false), "string");
	CHECK_STR(world_print("block", false), "unsafe.Pointer");
	CHECK_STR(world_print("fp", false), "unsafe.Pointer");
	CHECK_STR(world_print("addr", false), "*a._Ctype_long");
	world_end();
}

static void macro_that_is_no_constant_has_no_address(void)
{
	world_begin();
	world_file("a.go", "package a\n"
			   "// extern int n;\n"
			   "// #define N (n + 1)\n"
			   "import \"C\"\n"
			   "var p = &C.N\n");
	world_load();
	CHECK(strstr(world_errors(), "a.go:5:10: invalid operation: cannot "
				     "take address of C.N"));
	world_end();
}

static void files_have_preambles_of_their_own(void)
{
	world_begin();
	world_file("a.go", "package a\n"
			   "// static int one(void);\n"
			   "import \"C\"\n"
			   "var x = C.one()\n"
			   "func f(p *C.struct_s) C.int { return p.n }\n");
	world_file("b.go", "package a\n"
			   "// struct s { int n; };\n"
			   "import \"C\"\n"
			   "var y C.struct_s\n"
			   "var z = C.one()\n");
	world_load();
	/* A struct is whole where one file has all of it. */
	CHECK_STR(world_errors(),
		  "b.go:5:11: could not determine what C.one refers to\n");
	CHECK_STR(world_print("y", true), "struct{n a._Ctype_int}");
	world_end();
}

static void missing_header_is_told_with_its_package(void)
{
	world_begin();
	world_file("a.go", "package a\n"
			   "// #include <rocksdb/nothing.h>\n"
			   "// #include <no_such_header.h>\n"
			   "// #include <stdlib.h>\n"
			   "import \"C\"\n"
			   "var x = C.atoi(nil)\n"
			   "var y C.rocksdb_t\n");
	world_load();
	CHECK_STR(world_errors(),
		  "a.go:2:13: C header 'rocksdb/nothing.h' not found: install "
		  "librocksdb-dev\n"
		  "a.go:3:13: C header 'no_such_header.h' not found: install "
		  "the package that holds it\n");
	CHECK_STR(world_print("x", false), "a._Ctype_int");
	world_end();
}

static void wrong_preamble_is_one_diagnostic(void)
{
	world_begin();
	world_file("a.go", "package a\n"
			   "/*\n"
			   "class thing { public: int n; };\n"
			   "template<class T> T twice(T t) { return t + t; }\n"
			   "int good(void);\n"
			   "*/\n"
			   "import \"C\"\n"
			   "var x = C.good()\n");
	world_load();
	CHECK_STR(world_errors(), "a.go:3:1: C: unknown type name 'class'\n");
	CHECK_STR(world_print("x", false), "a._Ctype_int");
	world_end();
}

static void name_that_c_does_not_have_is_told_where_it_is_used(void)
{
	world_begin();
	world_file("a.go", "package a\n"
			   "import \"C\"\n"
			   "var x = C.nothing\n"
			   "var y = C.nothing + 1\n");
	world_load();
	CHECK_STR(world_errors(),
		  "a.go:3:11: could not determine what C.nothing refers to\n");
	world_end();
}

static void flags_of_cgo_lines_are_used(void)
{
	world_begin();
	mkdir(arena_printf(world.arena, "%s/inc", world.dir), 0700);
	world_file("inc/thing.h", "typedef short thing;\n");
	world_file("a.go",
		   "package a\n"
		   "// #cgo CFLAGS: -I${SRCDIR}/inc -DN=7 -fno-such-flag\n"
		   "// #cgo windows CFLAGS: -DN=8\n"
		   "// #include <thing.h>\n"
		   "import \"C\"\n"
		   "var x C.thing\n"
		   "const n = C.N\n"
		   "var a [C.N]int\n");
	world_load();
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("x", false), "a._Ctype_short");
	CHECK_STR(world_print("a", false), "[7]int");
	world_end();
}

static void bomb_of_includes_ends(void)
{
	time_t start = time(NULL);

	world_begin();
	world_file("bomb.h", "#include \"bomb.h\"\n#include \"bomb.h\"\n");
	world_file("a.go", "package a\n"
			   "// #include \"bomb.h\"\n"
			   "// int f(void);\n"
			   "import \"C\"\n"
			   "var x = C.f()\n");
	setenv("BELAY_CLANG_SECONDS", "2", 1);
	world_load();
	unsetenv("BELAY_CLANG_SECONDS");
	CHECK(world.errors.len > 0);
	CHECK(time(NULL) - start < 30);
	world_end();
}

/* The one file of the cache, or NULL. */
static const char *cached(void)
{
	const char *path = NULL;
	DIR *dir = opendir(world.cache);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (strncmp(e->d_name, "c-", 2) == 0)
			path = arena_printf(world.arena, "%s/%s", world.cache,
					    e->d_name);
	if (dir)
		closedir(dir);
	return path;
}

static void one_file(void)
{
	world_file("n.h", "#define N 1\n");
	world_file("a.go", "package a\n"
			   "// #include \"n.h\"\n"
			   "import \"C\"\n"
			   "var a [C.N]int\n");
}

static void answer_is_kept_until_a_header_changes(void)
{
	const char *path;
	struct stat before, after;

	world_begin();
	one_file();
	world_load();
	CHECK_STR(world_print("a", false), "[1]int");
	path = cached();
	CHECK(path && stat(path, &before) == 0);
	world_load();
	CHECK_STR(world_print("a", false), "[1]int");
	CHECK(stat(path, &after) == 0 && after.st_ino == before.st_ino);
	world_file("n.h", "#define N 22\n");
	world_load();
	CHECK_STR(world_print("a", false), "[22]int");
	CHECK(stat(path, &after) == 0 && after.st_ino != before.st_ino);
	world_end();
}

static void damaged_answer_is_made_anew(void)
{
	const char *path;
	struct buf good, now;

	world_begin();
	one_file();
	world_load();
	path = cached();
	CHECK(path);
	buf_init(&good, 1 << 20);
	buf_init(&now, 1 << 20);
	CHECK(buf_read_file(&good, path) == 0);
	for (size_t at = 0; at < good.len; at += good.len / 7) {
		FILE *f = fopen(path, "r+");

		CHECK(f);
		fseek(f, (long)at, SEEK_SET);
		fputc(good.data[at] ^ 0x41, f);
		fclose(f);
		world_load();
		CHECK_STR(world_errors(), "");
		CHECK_STR(world_print("a", false), "[1]int");
		buf_clear(&now);
		CHECK(buf_read_file(&now, path) == 0);
		CHECK(now.len == good.len &&
		      memcmp(now.data, good.data, good.len) == 0);
	}
	CHECK(truncate(path, 10) == 0);
	world_load();
	CHECK_STR(world_print("a", false), "[1]int");
	buf_finish(&good);
	buf_finish(&now);
	world_end();
}

static void no_cache_means_no_files(void)
{
	world_begin();
	c_side_cache(NULL);
	one_file();
	world_load();
	CHECK_STR(world_print("a", false), "[1]int");
	CHECK(!cached());
	world_end();
}

int main(void)
{
	const char *why;

	if (!clang_open(&why)) {
		printf("%s\n", why);
		return 77;
	}
	RUN(names_of_c_have_the_types_of_cgo);
	RUN(macro_that_is_no_constant_has_no_address);
	RUN(files_have_preambles_of_their_own);
	RUN(missing_header_is_told_with_its_package);
	RUN(wrong_preamble_is_one_diagnostic);
	RUN(name_that_c_does_not_have_is_told_where_it_is_used);
	RUN(flags_of_cgo_lines_are_used);
	RUN(bomb_of_includes_ends);
	RUN(answer_is_kept_until_a_header_changes);
	RUN(damaged_answer_is_made_anew);
	RUN(no_cache_means_no_files);
	return test_summary();
}
