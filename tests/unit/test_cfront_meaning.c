/* SPDX-License-Identifier: MIT */
/*
 * Types of C in Go, in corners that few headers reach.  The oracle compares
 * whole libraries with cgo; here each rule stands alone.
 */
#include "test.h"

#include "cfront_world.h"

/* Loads a package with this C, and this Go behind the import. */
static void load(const char *c, const char *go)
{
	world_file("a.go", arena_printf(world.arena,
					"package a\n/*\n%s*/\nimport \"C\"\n%s",
					c, go));
	world_load();
}

static void fields_that_go_cannot_have_are_left_out(void)
{
	world_begin();
	load("struct bits { int a; unsigned b : 3, c : 5; char d; };\n"
	     "struct __attribute__((packed)) tight { char a; int b; short c; "
	     "};\n"
	     "struct flex { int n; char data[]; };\n"
	     "struct wide { char c; double d; int n; };\n",
	     "var bits C.struct_bits\n"
	     "var tight C.struct_tight\n"
	     "var flex C.struct_flex\n"
	     "var wide C.struct_wide\n");
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("bits", true),
		  "struct{a a._Ctype_int; _ [1]byte; d a._Ctype_char; _ "
		  "[2]byte}");
	CHECK_STR(world_print("tight", true),
		  "struct{a a._Ctype_char; _ [6]byte}");
	CHECK_STR(world_print("flex", true), "struct{n a._Ctype_int}");
	CHECK_STR(world_print("wide", true),
		  "struct{c a._Ctype_char; d a._Ctype_double; n a._Ctype_int; "
		  "_ [4]byte}");
	world_end();
}

static void fields_named_like_keywords_are_renamed(void)
{
	world_begin();
	load("struct s { int type, _type, func; struct { int x; }; };\n",
	     "var s C.struct_s\n"
	     "var a = s.__type + s._type + s._func + s.anon0.x\n");
	CHECK_STR(world_errors(), "");
	world_end();
}

static void structs_without_a_tag_that_look_alike_are_one(void)
{
	world_begin();
	load("struct s { struct { int x; } a, b; struct { int y; } c; };\n"
	     "typedef struct { int x; } own;\n",
	     "var s C.struct_s\n"
	     "var o C.own\n"
	     "func f() { s.a = s.b }\n"
	     "func g() { s.a = s.c }\n"
	     "func h() { s.a = o }\n");
	CHECK(strstr(world_errors(), "a.go:10:18: cannot use s.c "));
	CHECK(strstr(world_errors(), "a.go:11:18: cannot use o "));
	CHECK(!strstr(world_errors(), "a.go:9:"));
	world_end();
}

static void typedef_is_an_alias_of_what_has_a_name(void)
{
	world_begin();
	load("typedef unsigned char byte_t; typedef byte_t octet;\n"
	     "typedef struct s { int n; } s_t; typedef s_t *s_p;\n"
	     "typedef int grid[2][3]; typedef void *any;\n"
	     "typedef union { int i; double d; } u;\n"
	     "void take(s_p p, any a, grid g, octet o);\n",
	     "var o C.octet\n"
	     "var s C.s_t\n"
	     "var p C.s_p\n"
	     "var g C.grid\n"
	     "var a C.any\n"
	     "var u C.u\n"
	     "func f() { C.take(&s, a, &g[0], 1); C.take(p, nil, nil, o) }\n");
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("o", false), "a._Ctype_uchar");
	CHECK_STR(world_print("s", false), "a._Ctype_struct_s");
	CHECK_STR(world_print("p", false), "a._Ctype_s_p");
	CHECK_STR(world_print("g", true), "[2][3]a._Ctype_int");
	CHECK_STR(world_print("a", true), "unsafe.Pointer");
	CHECK_STR(world_print("u", true), "[8]byte");
	world_end();
}

static void pointers_that_are_none_are_numbers(void)
{
	world_begin();
	load("struct _jobject; typedef struct _jobject *jobject;\n"
	     "typedef jobject jclass; typedef void *EGLDisplay;\n"
	     "typedef int *jthing;\n",
	     "var c C.jclass\n"
	     "var d C.EGLDisplay\n"
	     "var t C.jthing\n");
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("c", true), "uintptr");
	CHECK_STR(world_print("d", true), "uintptr");
	CHECK_STR(world_print("t", true), "*a._Ctype_int");
	world_end();
}

static void constants_have_the_values_of_cgo(void)
{
	world_begin();
	load("#include <stdint.h>\n"
	     "#define BIG 0xffffffffffffffffUL\n"
	     "#define TYPED ((uint64_t)-1)\n"
	     "#define TINY 1e-9\n"
	     "#define ODD 'a' + 1\n"
	     "#define NUL \"a\\0b\"\n"
	     "static const int number = 7;\n"
	     "static const double real = 2.5;\n",
	     "var big uint64 = C.BIG\n"
	     "var typed = [1]int{}[C.TYPED + 1]\n"
	     "var tiny = [1]int{}[C.TINY]\n"
	     "var odd [C.ODD - 97]int\n"
	     "var nul [len(C.NUL)]int\n"
	     "var number = &C.number\n"
	     "const real = C.real\n");
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("odd", false), "[1]int");
	CHECK_STR(world_print("nul", false), "[3]int");
	CHECK_STR(world_print("number", false), "*a._Ctype_int");
	CHECK_STR(world_print("real", false), "untyped float");
	world_end();
}

static void types_that_are_declared_only_cannot_be_made(void)
{
	world_begin();
	load("struct hidden; typedef struct hidden *handle;\n"
	     "handle make(void); struct hidden *same(handle h);\n",
	     "var h = C.make()\n"
	     "var s = C.same(h)\n"
	     "func f() { h = s }\n");
	CHECK_STR(world_errors(), "");
	CHECK_STR(world_print("h", false), "a._Ctype_handle");
	CHECK_STR(world_print("s", false), "*a._Ctype_struct_hidden");
	world_end();
}

static void functions_are_called_for_two_results_or_pointed_to(void)
{
	world_begin();
	load("void nothing(void); int one(int n); typedef int (*fn)(int);\n"
	     "int call(fn f);\n",
	     "var v, e1 = C.nothing()\n"
	     "var n, e2 = (C.one)(1)\n"
	     "var r = C.call(C.fn(C.one))\n"
	     "var m, e3 = C.malloc(1)\n");
	CHECK_STR(world_errors(),
		  "a.go:10:13: assignment mismatch: 2 variables but C.malloc "
		  "returns 1 value\n");
	CHECK_STR(world_print("v", true), "[0]byte");
	CHECK_STR(world_print("e1", false), "error");
	CHECK_STR(world_print("n", false), "a._Ctype_int");
	CHECK_STR(world_print("r", false), "a._Ctype_int");
	world_end();
}

static void methods_of_types_of_c_are_refused(void)
{
	world_begin();
	load("struct s { int n; };\n", "func (s *C.struct_s) get() {}\n");
	CHECK(strstr(world_errors(), "cannot define new methods on non-local "
				     "type"));
	world_end();
}

int main(void)
{
	const char *why;

	if (!clang_open(&why)) {
		printf("%s\n", why);
		return 77;
	}
	RUN(fields_that_go_cannot_have_are_left_out);
	RUN(fields_named_like_keywords_are_renamed);
	RUN(structs_without_a_tag_that_look_alike_are_one);
	RUN(typedef_is_an_alias_of_what_has_a_name);
	RUN(pointers_that_are_none_are_numbers);
	RUN(constants_have_the_values_of_cgo);
	RUN(types_that_are_declared_only_cannot_be_made);
	RUN(functions_are_called_for_two_results_or_pointed_to);
	RUN(methods_of_types_of_c_are_refused);
	return test_summary();
}
