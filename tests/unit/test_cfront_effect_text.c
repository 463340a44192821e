/* SPDX-License-Identifier: MIT */
#include "cfront/effect.h"

#include "base/arena.h"
#include "base/buf.h"
#include "test.h"

/* What is read, printed again; or "COLUMN: why". */
static const char *again(struct arena *a, const char *text)
{
	struct effect_rows rows = {0};
	const char *why = NULL, *kept;
	uint32_t at = effect_parse(a, text, strlen(text), &rows, &why);
	struct buf out;

	if (at)
		return arena_printf(a, "%u: %s", at, why);
	buf_init(&out, 4096);
	for (uint32_t i = 0; i < rows.len; i++) {
		buf_puts(&out, i ? "; " : "");
		effect_print(&rows.at[i], &out);
	}
	kept = arena_strdup(a, buf_text(&out));
	buf_finish(&out);
	return kept;
}

static void every_kind_reads_as_it_prints(void)
{
	static const char *const rows[] = {
		"none",
		"noreturn",
		"frees 0",
		"frees 12 malloc",
		"frees *0 malloc if result != 0",
		"frees 0.buf.next maybe",
		"frees 0... malloc",
		"frees 0 malloc maybe if 1 != 0",
		"frees global table.next",
		"reallocs 0 malloc",
		"reallocs **1.some.field",
		"unrefs 0 GObject",
		"refs 0",
		"returns owned",
		"returns owned malloc interior",
		"returns alias 0.buf interior",
		"returns static",
		"returns nonnull",
		"out 1 owned sqlite3 if result == 0",
		"out 0.gl_pathv owned glob",
		"out global file owned FILE",
		"clears *0",
		"keeps 1",
		"keeps 1 in 0.head.next maybe",
		"keeps 0 in global hook",
		"calls 2",
		"calls 0.visit",
		"calls go callback",
		"reads 0 if 2 & 4",
		"writes 1 if 0.flags !& -8",
	};
	struct arena *a = arena_create(0);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_STR(again(a, rows[i]),
			  strncmp(rows[i], "reallocs **", 11) == 0
				  ? "19: a path has at most three steps; end "
				    "it in '...'"
				  : rows[i]);
	CHECK_STR(again(a, "frees 0;returns static ;  noreturn;"),
		  "frees 0; returns static; noreturn");
	CHECK_STR(again(a, ""), "");
	arena_destroy(a);
}

static void an_error_says_where_and_why(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{"free 0", "1: no effect begins so; see doc/effects.md"},
		{"frees", "6: wants an argument's number, 'result' or "
			  "'global'"},
		{"frees x",
		 "7: wants an argument's number, 'result' or 'global'"},
		{"frees 200", "7: no function has that many arguments"},
		{"frees 0.1", "9: wants a field's name"},
		{"frees 0 malloc now",
		 "16: wants ';', 'if', 'maybe' or the end here"},
		{"frees 0 if result ~ 1",
		 "19: wants one of == != < <= > >= & !&"},
		{"frees 0 if result == x", "22: wants a number or NULL"},
		{"frees 0 if 1 == 99999999999999999999",
		 "17: number too large"},
		{"returns", "8: returns what: owned, alias, static or "
			    "nonnull?"},
		{"out 1", "6: wants 'owned'"},
		{"frees 0.a.b.c.d",
		 "15: a path has at most three steps; end it in '...'"},
		{"frees 0x10", "7: a number is written in decimal"},
		{"keeps 0; calls go", "18: wants the name of a Go function"},
	};
	struct arena *a = arena_create(0);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_STR(again(a, rows[i].text), rows[i].why);
	arena_destroy(a);
}

static void rows_before_an_error_are_given(void)
{
	struct arena *a = arena_create(0);
	struct effect_rows rows = {0};
	const char *why;

	CHECK(effect_parse(a, "frees 0; refs 1; what", 21, &rows, &why) == 18);
	CHECK(rows.len == 2);
	CHECK(rows.at[1].kind == EFFECT_REFS);
	arena_destroy(a);
}

static void every_row_of_the_table_can_be_read(void)
{
	struct arena *a = arena_create(0);
	uint32_t n;
	const struct effect_row *rows = effect_table(&n);

	CHECK(n > 600);
	for (uint32_t i = 0; i < n; i++) {
		struct effect_rows got = {0};
		const char *why = "";

		if (effect_parse(a, rows[i].effects, strlen(rows[i].effects),
				 &got, &why)) {
			fprintf(stderr, "%s: %s\n", rows[i].name, why);
			CHECK(!"a row can be read");
		}
		CHECK(got.len > 0);
		CHECK(*rows[i].source != '\0');
		CHECK(i == 0 || strcmp(rows[i - 1].name, rows[i].name) < 0);
	}
	arena_destroy(a);
}

static void a_known_function_is_found_by_name(void)
{
	CHECK_STR(effect_table_find("free")->effects, "frees 0 malloc");
	CHECK(effect_table_find("sqlite3_close") != NULL);
	CHECK(effect_table_find("no_such_function") == NULL);
	CHECK(effect_table_find("") == NULL);
}

int main(void)
{
	RUN(every_kind_reads_as_it_prints);
	RUN(an_error_says_where_and_why);
	RUN(rows_before_an_error_are_given);
	RUN(every_row_of_the_table_can_be_read);
	RUN(a_known_function_is_found_by_name);
	return test_summary();
}
