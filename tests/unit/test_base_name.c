/* SPDX-License-Identifier: MIT */
#include "base/name.h"

#include <pthread.h>
#include <stdio.h>

#include "test.h"

static name_t get(struct names *ns, const char *text)
{
	size_t n = strlen(text);

	return names_get(ns, text, n, name_hash(text, n));
}

static void equal_texts_are_equal_numbers(void)
{
	struct names *ns = names_create();
	char copy[] = "parser.go";

	CHECK(get(ns, "x") == get(ns, "x"));
	CHECK(get(ns, copy) == get(ns, "parser.go"));
	CHECK(names_get(ns, "parserX", 6, name_hash("parser", 6)) ==
	      get(ns, "parser"));
	CHECK(get(ns, "x") != get(ns, "y"));
	CHECK(get(ns, "x") != get(ns, "xx"));
	CHECK(get(ns, "ab") != get(ns, "ba"));
	names_destroy(ns);
}

static void a_name_has_its_text(void)
{
	struct names *ns = names_create();
	name_t n = get(ns, "gr\xc3\xb6\xc3\x9f"
			   "e");

	CHECK_STR(name_text(n), "gr\xc3\xb6\xc3\x9f"
				"e");
	CHECK(name_len(n) == 7);
	CHECK_STR(name_text(name_of_len("Println", 5)), "Print");
	CHECK_STR(name_text(NO_NAME), "");
	CHECK(name_len(NO_NAME) == 0);
	CHECK_STR(name_text(name_blank), "_");
	CHECK(name_of("_") == name_blank);
	names_destroy(ns);
}

static void every_view_and_none_give_the_same_number(void)
{
	struct names *a = names_create(), *b = names_create();
	name_t n = get(a, "only_in_a_at_first");

	CHECK(get(b, "only_in_a_at_first") == n);
	CHECK(name_of("only_in_a_at_first") == n);
	CHECK(name_of("without_a_view") == get(b, "without_a_view"));
	names_destroy(a);
	CHECK(get(b, "only_in_a_at_first") == n);
	CHECK_STR(name_text(n), "only_in_a_at_first");
	names_destroy(b);
}

/* A name of a length: "aaa...", with a number at the end. */
static size_t make(char *text, size_t len, unsigned i)
{
	memset(text, 'a', len);
	for (size_t at = len; at > 0 && i > 0; i /= 26)
		text[--at] = (char)('a' + i % 26);
	text[len] = '\0';
	return len;
}

/* The bytes alone are the key up to 8, 16 and 32. */
static void names_of_every_length_are_told_apart(void)
{
	struct names *ns = names_create();
	char text[101], more[101];
	name_t n[101];

	for (size_t len = 1; len <= 100; len++) {
		make(text, len, 0);
		n[len] = get(ns, text);
		CHECK(name_len(n[len]) == len);
		CHECK_STR(name_text(n[len]), text);
		for (size_t k = 1; k < len; k++)
			CHECK(n[k] != n[len]);
		for (size_t k = 0; k < len; k++) {
			memcpy(more, text, len + 1);
			more[k] = 'b';
			CHECK(get(ns, more) != n[len]);
		}
	}
	for (size_t len = 1; len <= 100; len++) {
		make(text, len, 0);
		CHECK(name_of(text) == n[len]);
	}
	names_destroy(ns);
}

static void a_name_may_be_as_long_as_a_page_and_more(void)
{
	enum { LEN = 50000 };
	static char a[LEN + 1], b[LEN + 1];
	struct names *ns = names_create();

	make(a, LEN, 0);
	make(b, LEN, 1);
	CHECK(get(ns, a) == get(ns, a));
	CHECK(get(ns, a) != get(ns, b));
	CHECK_STR(name_text(get(ns, b)), b);
	CHECK(name_len(get(ns, a)) == LEN);
	names_destroy(ns);
}

/* So many that the tables grow, and views have seen the old ones. */
static void many_names_stay_apart_while_tables_grow(void)
{
	enum { N = 100000 };
	static const size_t lens[] = {8, 15, 31, 40};
	static name_t n[4][N];
	struct names *ns = names_create(), *old = names_create();
	char text[64];

	get(old, "seen");
	for (unsigned i = 0; i < N; i++)
		for (unsigned k = 0; k < 4; k++)
			n[k][i] = name_of_len(text, make(text, lens[k], i));
	for (unsigned i = 0; i < N; i++) {
		for (unsigned k = 0; k < 4; k++) {
			make(text, lens[k], i);
			CHECK(get(i % 2 ? ns : old, text) == n[k][i]);
			CHECK(strcmp(name_text(n[k][i]), text) == 0);
		}
	}
	names_destroy(ns);
	names_destroy(old);
}

enum { THREADS = 4, SHARED = 20000 };

struct job {
	pthread_t thread;
	unsigned first;
	name_t got[2][SHARED];
};

/* All of the names, from another place on in each thread. */
static void *get_shared(void *arg)
{
	struct names *ns = names_create();
	struct job *job = arg;
	char text[64];

	for (unsigned i = 0; i < SHARED; i++) {
		unsigned k = (i + job->first) % SHARED;

		snprintf(text, sizeof(text), "t%u", k);
		job->got[0][k] = get(ns, text);
		snprintf(text, sizeof(text), "shared_by_several_threads_%u_%u",
			 k, k);
		job->got[1][k] = get(ns, text);
	}
	names_destroy(ns);
	return NULL;
}

static void threads_get_the_same_numbers(void)
{
	static struct job jobs[THREADS];
	char text[64];

	for (unsigned i = 0; i < THREADS; i++) {
		jobs[i].first = i * (SHARED / THREADS);
		CHECK(pthread_create(&jobs[i].thread, NULL, get_shared,
				     &jobs[i]) == 0);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(jobs[i].thread, NULL);
	for (unsigned i = 1; i < THREADS; i++)
		CHECK(memcmp(jobs[i].got, jobs[0].got, sizeof(jobs[0].got)) ==
		      0);
	for (unsigned k = 0; k < SHARED; k++) {
		snprintf(text, sizeof(text), "t%u", k);
		CHECK(name_of(text) == jobs[0].got[0][k]);
		CHECK_STR(name_text(jobs[0].got[0][k]), text);
	}
}

static void exported_names_begin_with_an_upper_case_letter(void)
{
	static const char *const exported[] = {
		"A",
		"Z9",
		"\xc3\x84rger",
		"\xce\xa9",
		"\xd0\x96",
		"\xf0\x90\x90\x80" /* U+10400, of class Lu */,
		"AVeryLongNameOfMoreThanThirtyTwoBytes",
	};
	static const char *const others[] = {
		"a",
		"_A",
		"_",
		"zA",
		"\xc3\xa4rger",
		"\xcf\x89",
		"\xe4\xb8\x96" /* a letter without case */,
		"\xc7\x85" /* U+01C5, of class Lt */,
		"\xf0\x90\x90\xa8" /* U+10428, of class Ll */,
		"aVeryLongNameOfMoreThanThirtyTwoBytes",
	};

	for (size_t i = 0; i < sizeof(exported) / sizeof(*exported); i++)
		CHECK(name_exported(name_of(exported[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CHECK(!name_exported(name_of(others[i])));
	CHECK(!name_exported(NO_NAME));
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* By bytes, and these without a sign. */
static void names_are_ordered_as_go_orders_strings(void)
{
	static const char *const sorted[] = {
		"",
		"A",
		"AA",
		"AB",
		"B",
		"Z",
		"_",
		"a",
		"aZ",
		"aa",
		"abcdefgh",
		"abcdefghi",
		"abcdefgi",
		"b",
		"\xc3\xa4",
		"\xe4\xb8\x96",
		"\xf0\x90\x90\x80",
	};
	const size_t n = sizeof(sorted) / sizeof(*sorted);

	for (size_t i = n; i-- > 0;)
		name_of(sorted[i]);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			CHECK(sign(name_compare(name_of(sorted[i]),
						name_of(sorted[k]))) ==
			      (i > k) - (i < k));
}

static void a_keyword_is_a_name_with_a_token(void)
{
	name_set_token("unless", 77);
	CHECK(name_entry(name_of("unless"))->token == 77);
	CHECK(name_entry(name_of("unles"))->token == 0);
}

int main(void)
{
	RUN(equal_texts_are_equal_numbers);
	RUN(a_name_has_its_text);
	RUN(every_view_and_none_give_the_same_number);
	RUN(names_of_every_length_are_told_apart);
	RUN(a_name_may_be_as_long_as_a_page_and_more);
	RUN(many_names_stay_apart_while_tables_grow);
	RUN(threads_get_the_same_numbers);
	RUN(exported_names_begin_with_an_upper_case_letter);
	RUN(names_are_ordered_as_go_orders_strings);
	RUN(a_keyword_is_a_name_with_a_token);
	return test_summary();
}
