/* SPDX-License-Identifier: MIT */
/*
 * Who is believed about a function, and what hostile sources do.  What each
 * shape of function does is in tests/effects.
 */
#include "cfront/effect.h"

#include "cfront/effect_run.h"
#include "effect_source.h"
#include "test.h"

static struct effects *solved(struct arena *a, const char *c, const char *belay)
{
	struct effects *e = effects_create(a);
	struct effect_error error;

	add_c(e, c);
	if (belay)
		effects_add_file(e, ".belay", belay, strlen(belay), &error);
	effects_solve(e);
	return e;
}

static void a_body_is_believed_first(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e = solved(a,
					 "void free(void *p);\n"
					 "/* belay:keeps p */\n"
					 "void f(void *p) { free(p); }\n",
					 "effects f returns static\n");

	CHECK_STR(rows_of(a, e, "f"), "frees 0 malloc");
	CHECK(effects_of(e, "f")->rows[0].reason.source == EFFECT_FROM_BODY);
	CHECK(effects_of(e, "f")->rows[0].reason.line == 3);
	arena_destroy(a);
}

static void then_attributes_the_table_files_and_comments(void)
{
	static const char c[] =
		"void g(void *p) __attribute__((ownership_takes(mine, 1)));\n"
		"/* belay:frees p his */\n"
		"void h(void *p);\n"
		"/* belay:keeps p */\n"
		"void free(void *p);\n"
		"/* belay:refs p */\n"
		"void k(int i, void *p);\n";
	static const char file[] = "effects g frees 0 yours\n"
				   "effects h frees 0 yours # of arg 0\n"
				   "effects free frees 0 yours\n"
				   "rule BL105 off\n";
	struct arena *a = arena_create(0);
	const struct effects *e = solved(a, c, file);

	CHECK_STR(rows_of(a, e, "g"), "frees 0 mine");
	CHECK_STR(rows_of(a, e, "h"), "frees 0 yours");
	CHECK_STR(rows_of(a, e, "free"), "frees 0 malloc; keeps 0");
	CHECK_STR(rows_of(a, e, "k"), "refs 1");
	CHECK(effects_of(e, "g")->rows[0].reason.source ==
	      EFFECT_FROM_ATTRIBUTE);
	CHECK(effects_of(e, "h")->rows[0].reason.source == EFFECT_FROM_FILE);
	CHECK(effects_of(e, "h")->rows[0].reason.line == 2);
	CHECK(effects_of(e, "k")->rows[0].reason.source == EFFECT_FROM_COMMENT);
	arena_destroy(a);
}

static void the_table_names_the_family_of_a_body(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e =
		solved(a,
		       "void *malloc(unsigned long n); void free(void *p);\n"
		       "void *sqlite3_malloc(int n) { return malloc(n); }\n"
		       "void sqlite3_free(void *p) { free(p); }\n",
		       NULL);

	CHECK_STR(rows_of(a, e, "sqlite3_malloc"),
		  "returns owned sqlite3_malloc");
	CHECK_STR(rows_of(a, e, "sqlite3_free"), "frees 0 sqlite3_malloc");
	arena_destroy(a);
}

static void a_wrong_line_is_told_and_the_others_are_used(void)
{
	static const char file[] = "effects f frees 0\n"
				   "\n"
				   "  effects g freed 0\n"
				   "effects h\n"
				   "effects k frees 1 # fine\n";
	struct arena *a = arena_create(0);
	struct effects *e = effects_create(a);
	struct effect_error error = {0};

	CHECK(!effects_add_file(e, ".belay", file, sizeof(file) - 1, &error));
	CHECK(error.line == 3);
	CHECK(error.column == 13);
	CHECK_STR(error.message, "no effect begins so; see doc/effects.md");
	add_c(e, "void f(void *); void k(int, void *); void z(void *);\n");
	effects_solve(e);
	CHECK_STR(rows_of(a, e, "f"), "frees 0");
	CHECK_STR(rows_of(a, e, "k"), "frees 1");
	CHECK_STR(rows_of(a, e, "z"), "not known");
	CHECK_STR(rows_of(a, e, "nowhere"), "not there");
	arena_destroy(a);
}

static void a_go_function_that_is_called_is_told(void)
{
	struct arena *a = arena_create(0);
	struct effects *e = effects_create(a);

	effects_add_export(e, "goCallback");
	add_c(e, "void goCallback(void *p);\n"
		 "static void in(void *p) { goCallback(p); }\n"
		 "void out(void *p) { in(p); }\n");
	effects_solve(e);
	CHECK_STR(rows_of(a, e, "out"), "calls go goCallback");
	CHECK(effects_of(e, "goCallback")->exported);
	arena_destroy(a);
}

static void what_is_written_reads_the_same(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e =
		solved(a,
		       "void free(void *p);\n"
		       "int f(void *p, int n) { if (n) free(p); return n; }\n"
		       "void g(void *p);\n",
		       NULL);
	struct effects *again = effects_create(a);
	struct buf kept;

	buf_init(&kept, 1 << 20);
	effects_write(e, &kept);
	CHECK(effects_read(again, buf_text(&kept), kept.len));
	CHECK_STR(rows_of(a, again, "f"), rows_of(a, e, "f"));
	CHECK_STR(rows_of(a, again, "free"), "frees 0 malloc");
	CHECK_STR(rows_of(a, again, "g"), "not there");
	CHECK(effects_of(again, "f")->has_body);
	CHECK(effects_of(again, "f")->line == 2);
	CHECK_STR(effects_of(again, "f")->rows[0].reason.path, "/made/up.c");
	CHECK(!effects_read(effects_create(a), "R\t0\t1\t\t\tfrees 0\t\n", 17));
	CHECK(!effects_read(effects_create(a), "garbage", 7));
	buf_finish(&kept);
	arena_destroy(a);
}

/* head, then n times part, then tail. */
static const char *repeated(struct arena *a, const char *head, const char *part,
			    unsigned n, const char *tail)
{
	struct buf b;
	const char *kept;

	buf_init(&b, 64 << 20);
	buf_puts(&b, head);
	for (unsigned i = 0; i < n; i++)
		buf_puts(&b, part);
	buf_puts(&b, tail);
	kept = arena_strdup(a, buf_text(&b));
	buf_finish(&b);
	return kept;
}

static void deep_nesting_is_cut(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e;

	e = solved(a,
		   repeated(a,
			    "void free(void *p);"
			    "void f(void *p, int n) { free(p); ",
			    "{", 250, repeated(a, "n = 1;", "}", 250, "}")),
		   NULL);
	CHECK_STR(rows_of(a, e, "f"), "frees 0 malloc");
	e = solved(a,
		   repeated(a,
			    "void free(void *p);"
			    "void f(void *p, int n) { free(p); n = ",
			    "(1 + ", 230, repeated(a, "n", ")", 230, "; }")),
		   NULL);
	CHECK(strstr(rows_of(a, e, "f"), "frees 0") != NULL);
	arena_destroy(a);
}

static void many_ways_through_a_function_end(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e =
		solved(a,
		       repeated(a,
				"void free(void *p); int c(void);"
				"void f(void *p, void *q) { ",
				"if (c()) q = p; else if (c()) p = q;"
				"while (c()) { if (c()) free(q); }\n",
				400, "free(p); }"),
		       NULL);

	CHECK(effects_of(e, "f")->nrows > 0);
	arena_destroy(a);
}

static void calls_in_a_circle_end(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e =
		solved(a,
		       "void free(void *p);\n"
		       "struct n { struct n *l, *r; };\n"
		       "void g(struct n *p); void h(struct n *p);\n"
		       "void f(struct n *p) { if (p) { g(p->l); h(p->r); "
		       "free(p); } }\n"
		       "void g(struct n *p) { f(p); h(p); }\n"
		       "void h(struct n *p) { if (p) g(p->l); f(p); }\n",
		       NULL);

	CHECK(strncmp(rows_of(a, e, "f"), "frees 0", 7) == 0);
	arena_destroy(a);
}

static void function_pointers_everywhere_end(void)
{
	struct arena *a = arena_create(0);
	struct buf b;
	const struct effects *e;

	buf_init(&b, 1 << 20);
	buf_puts(&b, "void free(void *p); struct s { void (*f)(void *); } t;");
	for (int i = 0; i < 100; i++)
		buf_printf(&b, "void f%d(void *p) { t.f = f%d; t.f(p); %s }\n",
			   i, i ? i - 1 : 0, i % 3 ? "" : "free(p);");
	e = solved(a, buf_text(&b), NULL);
	CHECK(effects_of(e, "f99") != NULL);
	buf_finish(&b);
	arena_destroy(a);
}

static void broken_c_gives_what_can_be_understood(void)
{
	struct arena *a = arena_create(0);
	const struct effects *e =
		solved(a,
		       "#include <no/such/header.h>\n"
		       "void free(void *p);\n"
		       "void f(void *p) { undeclared(p); free(p); }\n"
		       "struct { int x; g(unknown_t *p) { return p->; }\n",
		       NULL);

	CHECK_STR(rows_of(a, e, "f"), "frees 0 malloc");
	arena_destroy(a);
}

int main(void)
{
	RUN(a_body_is_believed_first);
	RUN(then_attributes_the_table_files_and_comments);
	RUN(the_table_names_the_family_of_a_body);
	RUN(a_wrong_line_is_told_and_the_others_are_used);
	RUN(a_go_function_that_is_called_is_told);
	RUN(what_is_written_reads_the_same);
	RUN(deep_nesting_is_cut);
	RUN(many_ways_through_a_function_end);
	RUN(calls_in_a_circle_end);
	RUN(function_pointers_everywhere_end);
	RUN(broken_c_gives_what_can_be_understood);
	return test_summary();
}
