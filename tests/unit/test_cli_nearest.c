/* SPDX-License-Identifier: MIT */
#include "cli/nearest.h"

#include "test.h"

static const char *const words[] = {"check",  "run",	"scan",
				    "report", "doctor", "keep-going"};

static const char *nearest(const char *word)
{
	return nearest_word(word, words, sizeof(words) / sizeof(words[0]));
}

static void one_slip_is_forgiven(void)
{
	CHECK_STR(nearest("chek"), "check");   /* left out */
	CHECK_STR(nearest("checck"), "check"); /* added */
	CHECK_STR(nearest("chwck"), "check");  /* another */
	CHECK_STR(nearest("hceck"), "check");  /* swapped */
	CHECK_STR(nearest("urn"), "run");      /* swapped, in a short word */
	CHECK_STR(nearest("keepgoing"), "keep-going");
}

static void strange_words_have_no_neighbour(void)
{
	CHECK(nearest("frobnicate") == NULL);
	CHECK(nearest("ls") == NULL);
	CHECK(nearest("") == NULL);
}

static void long_words_are_refused(void)
{
	char word[4000];

	memset(word, 'a', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	CHECK(nearest(word) == NULL);
	CHECK(nearest_word("check", (const char *const[]){word}, 1) == NULL);
}

int main(void)
{
	RUN(one_slip_is_forgiven);
	RUN(strange_words_have_no_neighbour);
	RUN(long_words_are_refused);
	return test_summary();
}
