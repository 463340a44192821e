/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/position.h"
#include "cfront/internal.h"
#include "cfront/names.h"
#include "cfront/remedy.h"
#include "syntax/parser.h"

static struct arena *a;
static struct file_set *set;

static struct ast_file *parse(const char *text)
{
	struct names *names = names_create();
	struct parser *p = parser_create(names);
	struct source_file *f =
		file_set_add(set, "/src/a.go", text, (uint32_t)strlen(text));
	struct ast_file *file =
		parser_file(p, a, f, PARSE_COMMENTS, NULL, NULL);

	parser_destroy(p);
	names_destroy(names);
	return file;
}

static void spellings_are_those_of_cgo(void)
{
	CHECK_STR(c_spelling(a, "int"), "int");
	CHECK_STR(c_spelling(a, "uchar"), "unsigned char");
	CHECK_STR(c_spelling(a, "ulonglong"), "unsigned long long");
	CHECK_STR(c_spelling(a, "complexdouble"), "double _Complex");
	CHECK_STR(c_spelling(a, "struct_foo"), "struct foo");
	CHECK_STR(c_spelling(a, "union_struct_x"), "union struct_x");
	CHECK_STR(c_spelling(a, "enum_e"), "enum e");
	CHECK_STR(c_spelling(a, "structure"), "structure");
	CHECK_STR(c_spelling(a, "sizeof_int"), "sizeof(int)");
	CHECK_STR(c_spelling(a, "sizeof_struct_s"), "sizeof(struct s)");
}

static void names_are_found_once_and_sorted(void)
{
	struct ast_file *f =
		parse("package p\n"
		      "import \"C\"\n"
		      "var z C.zoo\n"
		      "func f() { C.free(C.zoo(x.C.no)); (C).a() }\n"
		      "type t struct { C.emb; x []C.int }\n"
		      "var y _Ctype_struct_bpf\n");
	uint32_t n;
	struct c_name *names = c_names_of(f, a, &n);

	CHECK(n == 5);
	CHECK_STR(name_text(names[0].name), "emb");
	CHECK_STR(name_text(names[1].name), "free");
	CHECK_STR(name_text(names[2].name), "int");
	CHECK_STR(name_text(names[3].name), "struct_bpf");
	CHECK_STR(name_text(names[4].name), "zoo");
	CHECK(position_of(set, names[4].pos).line == 3);
}

static const char *preamble(const char *text)
{
	struct ast_file *f = parse(text);
	struct buf b;
	const char *ret;

	buf_init(&b, 1 << 20);
	c_preamble_text(f, &b);
	ret = arena_strdup(a, buf_text(&b));
	buf_finish(&b);
	return ret;
}

static void preamble_is_the_comment_where_it_stands(void)
{
	CHECK_STR(preamble("package p\n"
			   "/* int a;\n"
			   "int b; */\n"
			   "import \"C\"\n"),
		  "#line 2 \"/src/a.go\"\n"
		  "   int a;\n"
		  "int b; \n"
		  "#line 1 \"cgo-generated-wrapper\"\n");
	CHECK_STR(preamble("package p\n"
			   "// not this\n"
			   "\n"
			   "// int a;\n"
			   "//#cgo LDFLAGS: -lm\n"
			   "// int b;\n"
			   "import \"C\"\n"),
		  "#line 4 \"/src/a.go\"\n"
		  "   int a;\n"
		  "\n"
		  "   int b;\n"
		  "#line 1 \"cgo-generated-wrapper\"\n");
}

static void line_that_is_continued_is_one(void)
{
	CHECK_STR(preamble("package p\n"
			   "//#define A \\\n"
			   "//  1\n"
			   "//char *s = \"a\\\n"
			   "//b\";\n"
			   "/* int c; */ // int d;\n"
			   "import \"C\"\n"),
		  "#line 2 \"/src/a.go\"\n"
		  "  #define A \\\n"
		  "  1\n"
		  "  char *s = \"a\\\n"
		  "b\";\n"
		  "   int c; \n"
		  "#line 6 \"/src/a.go\"\n"
		  "                int d;\n"
		  "#line 1 \"cgo-generated-wrapper\"\n");
}

static void every_import_of_c_has_a_preamble(void)
{
	CHECK_STR(preamble("package p\n"
			   "import (\n"
			   "\t\"fmt\"\n"
			   "\t// int a;\n"
			   "\t\"C\"\n"
			   ")\n"
			   "// int b;\n"
			   "import \"C\"\n"
			   "// int c;\n"
			   "import \"os\"\n"),
		  "#line 4 \"/src/a.go\"\n"
		  "    int a;\n"
		  "#line 7 \"/src/a.go\"\n"
		  "   int b;\n"
		  "#line 1 \"cgo-generated-wrapper\"\n");
}

static const char *split(const char *text)
{
	struct words w = {0};
	const char *ret = "";

	c_split(a, text, strlen(text), &w);
	for (uint32_t i = 0; i < w.len; i++)
		ret = arena_printf(a, "%s[%s]", ret, w.at[i]);
	return ret;
}

static void flags_are_split_as_the_go_command_does(void)
{
	CHECK_STR(split(""), "");
	CHECK_STR(split("  -I a -DX=1 "), "[-I][a][-DX=1]");
	CHECK_STR(split("a b:\"c d\" 'e''f'  \"g\\\"\""),
		  "[a][b:c d][ef][g\"]");
	CHECK_STR(split("'' x\\ y"), "[][x y]");
	CHECK_STR(split("\"open"), "[open]");
}

static void remedy_knows_common_headers(void)
{
	CHECK_STR(c_remedy_header("pcap.h"), "libpcap-dev");
	CHECK_STR(c_remedy_header("openssl/evp.h"), "libssl-dev");
	CHECK_STR(c_remedy_header("X11/extensions/Xrandr.h"), "libxrandr-dev");
	CHECK_STR(c_remedy_header("X11/Xlib.h"), "libx11-dev");
	CHECK(!c_remedy_header("mine.h"));
	CHECK_STR(c_remedy_pc("gtk+-3.0"), "libgtk-3-dev");
	CHECK(!c_remedy_pc("mine"));
	CHECK(!c_remedy_pc(""));
}

int main(void)
{
	a = arena_create(0);
	set = file_set_create();
	RUN(spellings_are_those_of_cgo);
	RUN(names_are_found_once_and_sorted);
	RUN(preamble_is_the_comment_where_it_stands);
	RUN(line_that_is_continued_is_one);
	RUN(every_import_of_c_has_a_preamble);
	RUN(flags_are_split_as_the_go_command_does);
	RUN(remedy_knows_common_headers);
	file_set_destroy(set);
	arena_destroy(a);
	return test_summary();
}
