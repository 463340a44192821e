/* SPDX-License-Identifier: MIT */
#include "syntax/scanner.h"

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/directive.h"
#include "syntax/dump.h"
#include "syntax/parser.h"
#include "test.h"

static struct file_set *set;
static struct names *names;
static struct buf out;

static struct source_file *add(const char *text, size_t n)
{
	return file_set_add(set, "a.go", text, (uint32_t)n);
}

/* The dump of n bytes. */
static const char *dump_of(const char *text, size_t n)
{
	buf_clear(&out);
	dump_tokens(add(text, n), &out);
	return buf_text(&out);
}

static const char *dump(const char *text)
{
	return dump_of(text, strlen(text));
}

/* The tokens alone in one line: what the text says, and "\n" for a newline. */
static const char *tokens(const char *text)
{
	static char line[4096];
	char *to = line;

	for (const char *at = dump(text); *at; at++) {
		const char *end = at + strcspn(at, "\n");
		const char *name = memchr(at, ':', (size_t)(end - at)) + 1;
		const char *lit = strchr(*name == ':' ? name + 1 : name, ':');

		lit++;
		if (to > line)
			*to++ = ' ';
		if (strncmp(lit, "\"\"\n", 3) == 0)
			to += sprintf(to, "%.*s", (int)(lit - 1 - name), name);
		else
			to += sprintf(to, "%.*s", (int)(end - lit - 2),
				      lit + 1);
		at = end;
	}
	*to = '\0';
	return line;
}

static void on_error(void *ctx, pos_t pos, const char *msg)
{
	const struct scanner *s = ctx;

	buf_printf(&out, "%u: %s\n", pos_offset(s->source, pos), msg);
}

/* What is wrong in n bytes: "offset: message" lines. */
static const char *errors_of(const char *text, size_t n)
{
	struct scanner s;

	buf_clear(&out);
	scan_create(&s, names);
	s.error = on_error;
	s.ctx = &s;
	scan_file(&s, add(text, n));
	do
		scan_next(&s);
	while (s.tok != TOK_EOF);
	scan_check_rest(&s);
	scan_finish(&s);
	return buf_text(&out);
}

static const char *errors(const char *text)
{
	return errors_of(text, strlen(text));
}

static void a_dump_has_offsets_tokens_and_literals(void)
{
	CHECK_STR(dump("x := 'a'\n"), "0:IDENT:\"x\"\n"
				      "2::=:\"\"\n"
				      "5:CHAR:\"'a'\"\n"
				      "8:;:\"\\n\"\n"
				      "9:EOF:\"\"\n");
	CHECK_STR(dump(""), "0:EOF:\"\"\n");
}

static void a_newline_ends_a_statement_behind_some_tokens(void)
{
	static const char *const ending[] = {
		"x",   "1",	 "1.5",	  "2i", "'r'",	    "\"s\"",
		"`s`", "return", "break", "++", "continue", "fallthrough",
		"--",  ")",	 "]",	  "}",	"x // c",   "x /* c */",
	};
	static const char *const others[] = {
		"+",	"=",	 ":=",	   "(",	   "[",	      "{", ",",	 ".",
		"...",	":",	 ";",	   "&&",   "<-",      "~", "if", "func",
		"goto", "range", "struct", "// c", "/* c */", "",
	};
	char text[40];

	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++) {
		snprintf(text, sizeof(text), "%s\n", ending[i]);
		CHECK(strstr(dump(text), ":;:\"\\n\"\n"));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(text, sizeof(text), "%s\n", others[i]);
		CHECK(!strstr(dump(text), ":;:\"\\n\"\n"));
	}
}

static void the_end_of_the_text_ends_a_statement_too(void)
{
	CHECK_STR(dump("x"), "0:IDENT:\"x\"\n1:;:\"\\n\"\n1:EOF:\"\"\n");
	CHECK_STR(tokens("x // c"), "x // c \\n EOF");
	CHECK_STR(tokens("x;"), "x ; EOF");
	CHECK_STR(tokens("x +"), "x + EOF");
}

/* A comment with a newline in it is a newline. */
static void a_comment_of_two_lines_ends_a_statement(void)
{
	CHECK_STR(tokens("x /* a\n b */ y"), "x /* a\\n b */ \\n y \\n EOF");
	CHECK_STR(tokens("x /* a */ y"), "x /* a */ y \\n EOF");
	CHECK_STR(tokens("x /* a */ /* b */\ny"),
		  "x /* a */ /* b */ \\n y \\n EOF");
}

static void a_carriage_return_is_white_space(void)
{
	CHECK_STR(tokens("x\r\ny\r\n"), "x \\n y \\n EOF");
	CHECK_STR(tokens("x // c\r\ny"), "x // c \\n y \\n EOF");
	CHECK_STR(tokens("`a\r\nb\r`"), "`a\\nb` \\n EOF");
	CHECK_STR(tokens("/* *\r/ */"), "/* *\\x0d/ */ EOF");
}

static void operators_are_as_long_as_they_can_be(void)
{
	CHECK_STR(tokens("a&^=b&^c<<=d<<e<-f<=g...h..i"),
		  "a &^= b &^ c <<= d << e <- f <= g ... h . . i \\n EOF");
	CHECK_STR(tokens("a+++b---c&&&d|||e!==f:==g~h>>=>>>==="),
		  "a ++ + b -- - c && & d || | e != = f := = g ~ h >>= >> >= "
		  "== EOF");
}

static void keywords_are_whole_names(void)
{
	CHECK_STR(dump("func funcs Func"), "0:func:\"func\"\n"
					   "5:IDENT:\"funcs\"\n"
					   "11:IDENT:\"Func\"\n"
					   "15:;:\"\\n\"\n"
					   "15:EOF:\"\"\n");
	for (unsigned t = TOK_BREAK; t < NTOKENS; t++) {
		struct scanner s;
		char more[40];

		CHECK(token_is_keyword((enum token)t));
		scan_create(&s, names);
		scan_file(&s, add(token_text[t], strlen(token_text[t])));
		scan_next(&s);
		CHECK(s.tok == t);
		snprintf(more, sizeof(more), "%s_", token_text[t]);
		scan_file(&s, add(more, strlen(more)));
		scan_next(&s);
		CHECK(s.tok == TOK_IDENT && scan_len(&s) == strlen(more));
		scan_finish(&s);
	}
}

static void names_may_have_letters_and_digits_of_all_scripts(void)
{
	CHECK_STR(tokens("\xc3\xa4_\xe4\xb8\x96 x\xd9\xa3 _9"),
		  "\xc3\xa4_\xe4\xb8\x96 x\xd9\xa3 _9 \\n EOF");
	CHECK_STR(errors("\xc3\xa4_\xe4\xb8\x96 x\xd9\xa3 _9"), "");
}

static void numbers_are_read_as_far_as_they_go(void)
{
	CHECK_STR(dump("0x1p-2i"),
		  "0:IMAG:\"0x1p-2i\"\n7:;:\"\\n\"\n7:EOF:\"\"\n");
	CHECK_STR(tokens("0 017 0b1_0 0o7 0XaF 1_000 .5 1. 1.e+5 08.5 08i"),
		  "0 017 0b1_0 0o7 0XaF 1_000 .5 1. 1.e+5 08.5 08i \\n EOF");
	CHECK_STR(errors("0 017 0b1_0 0o7 0XaF 1_000 .5 1. 1.e+5 08.5 08i"),
		  "");
	CHECK_STR(tokens("1.2.3 1..2 0xg 1x"), "1.2 .3 1. .2 0x g 1 x \\n EOF");
}

static void a_wrong_number_is_told_once_where_it_is(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"x 0x", "4: hexadecimal literal has no digits\n"},
		{"0b", "2: binary literal has no digits\n"},
		{"0o_", "3: octal literal has no digits\n"},
		{"0b12", "3: invalid digit '2' in binary literal\n"},
		{"089", "1: invalid digit '8' in octal literal\n"},
		{"0b1.0", "3: invalid radix point in binary literal\n"},
		{"1e", "2: exponent has no digits\n"},
		{"1e+", "3: exponent has no digits\n"},
		{"0x1.8", "5: hexadecimal mantissa requires a 'p' exponent\n"},
		{"1p3", "1: 'p' exponent requires hexadecimal mantissa\n"},
		{"0b1e3", "3: 'e' exponent requires decimal mantissa\n"},
		{"1__0", "2: '_' must separate successive digits\n"},
		{"1_", "1: '_' must separate successive digits\n"},
		{"1_.5", "1: '_' must separate successive digits\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *got = errors(cases[i].text);

		if (strcmp(cases[i].text, "0o_") == 0)
			CHECK(strstr(got, cases[i].want) == got);
		else
			CHECK_STR(got, cases[i].want);
	}
}

static void runes_and_strings_may_have_escapes(void)
{
	static const char *const text =
		"'\\n' '\\'' '\\x41' '\\101' '\\u00e4' '\\U0010ffff' "
		"'\xe4\xb8\x96' \"\\\"\\\\\" \"'\" `\\`";

	CHECK_STR(errors(text), "");
	CHECK_STR(tokens("'\\''"), "'\\\\'' \\n EOF");
	CHECK_STR(tokens("`a\nb`"), "`a\\nb` \\n EOF");
}

static void a_wrong_rune_or_string_is_told(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"''", "0: illegal rune literal\n"},
		{"'ab'", "0: illegal rune literal\n"},
		{"'a", "0: rune literal not terminated\n"},
		{"'\n", "0: rune literal not terminated\n"},
		{"\"\\q\"", "2: unknown escape sequence\n"},
		{"\"\\'\"", "2: unknown escape sequence\n"},
		{"'\\400'",
		 "2: escape sequence is invalid Unicode code point\n"},
		{"'\\ud800'",
		 "2: escape sequence is invalid Unicode code point\n"},
		{"'\\U00110000'",
		 "2: escape sequence is invalid Unicode code point\n"},
		{"\"\\xg1\"", "3: illegal character g in escape sequence\n"},
		{"\"a", "0: string literal not terminated\n"},
		{"\"a\nx", "0: string literal not terminated\n"},
		{"`a", "0: raw string literal not terminated\n"},
		{"x /* a", "2: comment not terminated\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_STR(errors(cases[i].text), cases[i].want);
}

/* The line behind an unfinished literal is as good as any. */
static void an_unfinished_string_ends_with_its_line(void)
{
	CHECK_STR(tokens("x = \"a\ny"), "x = \\\"a \\n y \\n EOF");
	CHECK_STR(tokens("x = 'a\ny"), "x = 'a \\n y \\n EOF");
}

static void what_is_no_text_is_told(void)
{
	CHECK_STR(errors_of("x\0y", 3), "1: illegal character NUL\n"
					/* told as the token that it is, too */
					"1: illegal character U+0000\n");
	CHECK_STR(errors("\"\xff\""), "1: illegal UTF-8 encoding\n");
	CHECK_STR(errors("// \xc3("), "3: illegal UTF-8 encoding\n");
	CHECK_STR(errors("\xef\xbb\xbfx"), "");
	CHECK_STR(errors("// \xef\xbb\xbf"), "3: illegal byte order mark\n");
	CHECK_STR(tokens("\xef\xbb\xbfx"), "x \\n EOF");
}

static void comments_are_kept_in_order(void)
{
	CHECK_STR(dump("// a\n/* b\n */x // c\n"),
		  "0:COMMENT:\"// a\"\n5:COMMENT:\"/* b\\n */\"\n"
		  "13:IDENT:\"x\"\n15:COMMENT:\"// c\"\n19:;:\"\\n\"\n"
		  "20:EOF:\"\"\n");
	CHECK_STR(tokens("a //\nb /**/ c /***/"),
		  "a // \\n b /**/ c /***/ \\n EOF");
}

/* Kinds and texts of the directives of a file. */
static const char *directives(const char *text)
{
	struct arena *a = arena_create(0);
	struct parser *p = parser_create(names);
	struct ast_file *f = parser_file(p, a, add(text, strlen(text)),
					 PARSE_ALL, NULL, NULL);

	buf_clear(&out);
	for (uint32_t i = 0; i < f->ndirectives; i++)
		buf_printf(&out, "%u:%d:%.*s\n",
			   pos_offset(f->source, f->directives[i].pos),
			   f->directives[i].kind, (int)f->directives[i].len,
			   f->directives[i].text);
	buf_printf(&out, "%s", f->go_version);
	parser_destroy(p);
	arena_destroy(a);
	return buf_text(&out);
}

static void comments_that_speak_to_tools_are_directives(void)
{
	CHECK(DIRECTIVE_BUILD == 0 && DIRECTIVE_BELAY == 7);
	CHECK_STR(
		directives("//go:build linux && go1.21\n\npackage p\n"
			   "//go:embed a.txt\n//export F\n//exported\n"
			   "//go:linkname f g\n//go:noinline\n// go:noescape\n"
			   "/*go:noescape*/\n//go:builder\n"
			   "var x int //nolint:errcheck\n//lint:ignore A b\r\n"
			   "//belay:lock mu\n"),
		"0:0:go:build linux && go1.21\n"
		"38:1:go:embed a.txt\n55:2:export F\n"
		"77:3:go:linkname f g\n95:4:go:noinline\n"
		"140:4:go:builder\n163:5:nolint:errcheck\n"
		"181:6:lint:ignore A b\n200:7:belay:lock mu\n"
		"go1.21");
}

static void a_build_line_counts_before_the_package_clause(void)
{
	CHECK_STR(directives("package p\n//go:build go1.18\n"),
		  "10:0:go:build go1.18\n");
	CHECK_STR(directives("//go:build !go1.18\npackage p\n"),
		  "0:0:go:build !go1.18\n");
}

static void a_build_expression_implies_the_least_release(void)
{
	static const struct {
		const char *text;
		int want;
	} cases[] = {
		{" go1.21", 21},
		{" go1", 0},
		{" linux", -1},
		{" !go1.21", -1},
		{" !!go1.21", -2},
		{" go1.20 && go1.22", 22},
		{" go1.20 || go1.22", 20},
		{" go1.20 || linux", -1},
		{" !(!go1.20 || x) && (go1.19)", 20},
		{" go1.20 &&", -2},
		{" (go1.20", -2},
		{" a & b", -2},
		{"", -2},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int minor = -3;
		bool ok = directive_go_version(cases[i].text,
					       strlen(cases[i].text), &minor);

		CHECK((ok ? minor : -2) == cases[i].want);
	}
}

/* What is wrong with a `//line`, and what it says of the byte behind it. */
static const char *line_of(const char *comment)
{
	static char told[100];
	struct arena *a = arena_create(0);
	struct parser *p = parser_create(names);
	struct source_file *src;
	struct position at;
	char text[200];

	snprintf(text, sizeof(text), "package p;%svar x int", comment);
	src = add(text, strlen(text));
	parser_file(p, a, src, PARSE_ALL, NULL, NULL);
	at = position_of(set, src->base + (uint32_t)strcspn(text, "v"));
	snprintf(told, sizeof(told), "%s:%u:%u", at.path, at.line, at.column);
	parser_destroy(p);
	arena_destroy(a);
	return told;
}

static void a_line_directive_has_a_line_and_maybe_a_column(void)
{
	CHECK_STR(line_of("/*line b.go:7*/"), "b.go:7:0");
	CHECK_STR(line_of("/*line b.go:7:3*/"), "b.go:7:3");
	CHECK_STR(line_of("/*line C:b.go:7:3*/"), "C:b.go:7:3");
	CHECK_STR(line_of("/*line :7*/"), ":7:0");
	CHECK_STR(line_of("/*line :7:3*/"), "a.go:7:3");
	CHECK_STR(line_of("\n//line b.go:7:3\n"), "b.go:7:3");
	CHECK_STR(line_of("//line b.go:7:3\n"), "a.go:2:1");
	CHECK_STR(line_of("/*line b.go*/"), "a.go:1:24");
	CHECK_STR(line_of("/* line b.go:7*/"), "a.go:1:27");
}

static void a_wrong_line_directive_is_told(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"/*line a:x*/", "9: invalid line number: x\n"},
		{"/*line a:0*/", "9: invalid line number: 0\n"},
		{"/*line a:9999999999*/",
		 "9: invalid line number: 9999999999\n"},
		{"/*line a:1:0*/", "11: invalid column number: 0\n"},
		{"//line a:\n", "9: invalid line number: \n"},
		{"x //line a:x\n", ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_STR(errors(cases[i].text), cases[i].want);
}

static void a_block_is_skipped_to_its_brace(void)
{
	static const char text[] = "{ a{} \"}\" '}' `}` /* } */ // }\n{ } } x";
	struct scanner s;

	scan_create(&s, names);
	scan_file(&s, add(text, sizeof(text) - 1));
	scan_next(&s);
	CHECK(s.tok == TOK_LBRACE);
	CHECK(scan_skip_block(&s, false));
	CHECK(s.tok == TOK_RBRACE);
	CHECK(scan_end(&s) - s.source->base == sizeof(text) - 3);
	scan_next(&s);
	CHECK(s.tok == TOK_IDENT);
	scan_file(&s, add("{ { } x", 7));
	scan_next(&s);
	CHECK(!scan_skip_block(&s, false));
	CHECK(s.tok == TOK_LBRACE);
	scan_next(&s);
	CHECK(s.tok == TOK_LBRACE);
	scan_finish(&s);
}

int main(void)
{
	set = file_set_create();
	names = names_create();
	buf_init(&out, 1 << 20);
	RUN(a_dump_has_offsets_tokens_and_literals);
	RUN(a_newline_ends_a_statement_behind_some_tokens);
	RUN(the_end_of_the_text_ends_a_statement_too);
	RUN(a_comment_of_two_lines_ends_a_statement);
	RUN(a_carriage_return_is_white_space);
	RUN(operators_are_as_long_as_they_can_be);
	RUN(keywords_are_whole_names);
	RUN(names_may_have_letters_and_digits_of_all_scripts);
	RUN(numbers_are_read_as_far_as_they_go);
	RUN(a_wrong_number_is_told_once_where_it_is);
	RUN(runes_and_strings_may_have_escapes);
	RUN(a_wrong_rune_or_string_is_told);
	RUN(an_unfinished_string_ends_with_its_line);
	RUN(what_is_no_text_is_told);
	RUN(comments_are_kept_in_order);
	RUN(comments_that_speak_to_tools_are_directives);
	RUN(a_build_line_counts_before_the_package_clause);
	RUN(a_build_expression_implies_the_least_release);
	RUN(a_line_directive_has_a_line_and_maybe_a_column);
	RUN(a_wrong_line_directive_is_told);
	RUN(a_block_is_skipped_to_its_brace);
	names_destroy(names);
	file_set_destroy(set);
	buf_finish(&out);
	return test_summary();
}
