/* SPDX-License-Identifier: MIT */
#include "load/head.h"

#include "base/arena.h"
#include "base/name.h"
#include "syntax/parser.h"
#include "test.h"

static struct arena *a;

static enum head_state scan(const char *text, bool whole, struct head *ret)
{
	return head_scan(a, text, strlen(text), whole, ret);
}

/* By the parser, which must come to the same. */
static struct head parse(const char *text)
{
	struct arena *scratch = arena_create(0);
	struct names *names = names_create();
	struct parser *p = parser_create(names);
	struct head h;

	head_parse(a, scratch, p, text, strlen(text), &h);
	parser_destroy(p);
	names_destroy(names);
	arena_destroy(scratch);
	return h;
}

static const char plain[] = "// A comment.\n"
			    "package p // more\n"
			    "\n"
			    "import \"fmt\"; import x \"a/b\"\n"
			    "import (\n"
			    "\t. \"dot\"\n"
			    "\t_ `raw`; \"last\")\n"
			    "\n"
			    "func f() {}\n";

static void plain_heads_need_no_parser(void)
{
	static const char *const paths[] = {"fmt", "a/b", "dot", "raw", "last"};
	struct head h, again = parse(plain);

	CHECK(scan(plain, true, &h) == HEAD_DONE);
	CHECK_STR(h.package, "p");
	CHECK(h.nimports == 5 && again.nimports == 5);
	CHECK(again.error == NULL);
	for (int i = 0; i < 5; i++) {
		CHECK_STR(h.imports[i].path, paths[i]);
		CHECK_STR(again.imports[i].path, paths[i]);
		CHECK(h.imports[i].offset == again.imports[i].offset);
	}
	CHECK(plain[h.imports[1].offset] == 'x');
	CHECK(h.end <= strlen(plain));
}

/* Whatever prefix of the file has been read, nothing wrong is concluded. */
static void a_head_that_is_cut_off_asks_for_more(void)
{
	for (size_t n = 0; n < sizeof(plain) - 12; n++) {
		struct head h;

		CHECK(head_scan(a, plain, n, false, &h) == HEAD_MORE);
	}
}

static void what_is_not_plain_is_left_to_the_parser(void)
{
	static const char *const cases[] = {
		"package p import \"fmt\"",
		"package func\n",
		"package 1\n",
		"import \"fmt\"\n",
		"package p\nimport \"a\" \"b\"\n",
		"package p\nimport x\n\"a\"\n",
		"package p\nimport \"a\\x41\"\n",
		"package p\nimport \"a\nb\"\n",
		"package p\nimport \"a b\"\n",
		"package p\nimport 1\n",
		"package p\nimport (\"a\" \"b\")\n",
		"package \xc3\xa9\n",
		"package p\n/* not ended",
		"pack p\n",
		"package p",
		"",
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct head h;

		CHECK(scan(cases[i], true, &h) == HEAD_ODD);
	}
}

static void the_parser_tells_the_first_error(void)
{
	struct head h = parse("package p\nimport \"a b\"\n");

	CHECK_STR(h.error, "invalid import path: a b");
	CHECK(h.error_offset == 17 && h.nimports == 0);
	CHECK_STR(h.package, "p");
	h = parse("import \"fmt\"\n");
	CHECK(h.error != NULL && h.error_offset == 0 && h.package == NULL);
	h = parse("package \xc3\xa9\nimport \"a\\x2fb\"\n");
	CHECK(h.error == NULL && h.nimports == 1);
	CHECK_STR(h.package, "\xc3\xa9");
	CHECK_STR(h.imports[0].path, "a/b");
	/* What is wrong behind the head is not of the head. */
	h = parse("package p\nimport \"a\\x2fb\"\nvar x = '\xff\n");
	CHECK(h.error == NULL && h.nimports == 1);
	h = parse("package p\nimport \"a\" \"b\"\n");
	CHECK(h.error != NULL);
}

/* The text of the comment that the only import "C" of a file has. */
static const char *doc_of(const char *text)
{
	struct head h;

	if (scan(text, true, &h) != HEAD_DONE || h.nimports == 0)
		return "?";
	return arena_strndup(a, text + h.imports[0].doc,
			     h.imports[0].doc_end - h.imports[0].doc);
}

static void the_comment_above_an_import_is_found(void)
{
	CHECK_STR(doc_of("package p\n// a\n// b\nimport \"C\"\n"),
		  "// a\n// b");
	CHECK_STR(doc_of("package p\n/* a */\nimport \"C\"\n"), "/* a */");
	CHECK_STR(doc_of("package p\n// a\n\nimport \"C\"\n"), "");
	CHECK_STR(doc_of("package p // a\nimport \"C\"\n"), "");
	CHECK_STR(doc_of("package p\n// a\n\n// b\nimport \"C\"\n"), "// b");
	CHECK_STR(doc_of("package p\nimport (\n// a\n\"C\"\n)\n"), "// a");
	CHECK_STR(doc_of("package p\n// a\nimport (\n\"C\"\n)\n"), "// a");
	CHECK_STR(doc_of("package p\n// a\nimport (\n\"C\"\n\"x\"\n)\n"), "");
	CHECK_STR(doc_of("package p\n/* a */ import \"C\"\n"), "");
}

static void a_byte_order_mark_is_nothing(void)
{
	struct head h;

	CHECK(scan("\xef\xbb\xbfpackage p\n\nvar x int\n", false, &h) ==
	      HEAD_DONE);
	CHECK_STR(h.package, "p");
}

static void paths_with_odd_characters_are_not_valid(void)
{
	CHECK(head_path_is_valid("a/b-c.d~e+f"));
	CHECK(head_path_is_valid("\xc3\xa9"));
	CHECK(!head_path_is_valid(""));
	CHECK(!head_path_is_valid("a b"));
	CHECK(!head_path_is_valid("a!"));
	CHECK(!head_path_is_valid("a\\b"));
	CHECK(!head_path_is_valid("a\xc2\xa0"));
	CHECK(!head_path_is_valid("\xff"));
}

int main(void)
{
	a = arena_create(0);
	RUN(plain_heads_need_no_parser);
	RUN(a_head_that_is_cut_off_asks_for_more);
	RUN(what_is_not_plain_is_left_to_the_parser);
	RUN(the_parser_tells_the_first_error);
	RUN(the_comment_above_an_import_is_found);
	RUN(a_byte_order_mark_is_nothing);
	RUN(paths_with_odd_characters_are_not_valid);
	arena_destroy(a);
	return test_summary();
}
