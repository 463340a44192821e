/* SPDX-License-Identifier: MIT */
#include "record/options.h"

#include "test.h"

static const char *bad;
static size_t bad_len;
static struct record_options o;

static bool parse(const char *text)
{
	record_options_init(&o);
	bad = NULL;
	bad_len = 0;
	return record_options_parse(&o, text, &bad, &bad_len);
}

static bool complains_of(const char *text, const char *what)
{
	return !parse(text) && bad_len == strlen(what) && bad >= text &&
	       bad + bad_len <= text + strlen(text) &&
	       memcmp(bad, what, bad_len) == 0;
}

static bool all_default(void)
{
	return o.mode == RECORD_MODE_GUARD && o.budget == 5 && !o.keep_going &&
	       o.quarantine_mb == RECORD_DEFAULT_QUARANTINE_MB &&
	       !o.merge_guards && o.session[0] == '\0';
}

static void nothing_said_is_every_default(void)
{
	CHECK(parse(""));
	CHECK(all_default());
}

static void every_option_can_be_set(void)
{
	CHECK(parse("mode=guard:budget=7:keep-going=1:quarantine=3:"
		    "merge-guards=1:session=/dev/fd/3"));
	CHECK(o.mode == RECORD_MODE_GUARD && o.budget == 7 && o.keep_going);
	CHECK(o.quarantine_mb == 3 && o.merge_guards);
	CHECK_STR(o.session, "/dev/fd/3");
}

static void the_last_word_counts(void)
{
	CHECK(parse("budget=1:budget=2:keep-going=1:keep-going=0"));
	CHECK(o.budget == 2 && !o.keep_going);
}

static void empty_pairs_are_skipped(void)
{
	CHECK(parse("::budget=9::"));
	CHECK(o.budget == 9);
	CHECK(parse(":"));
}

static void a_budget_is_a_percentage_or_max(void)
{
	CHECK(parse("budget=0") && o.budget == 0);
	CHECK(parse("budget=100") && o.budget == 100);
	CHECK(parse("budget=max") && o.budget == RECORD_BUDGET_MAX);
	CHECK(complains_of("budget=101", "budget=101"));
	CHECK(o.budget == 5);
	CHECK(complains_of("budget=maximum", "budget=maximum"));
	CHECK(complains_of("budget=ma", "budget=ma"));
	CHECK(complains_of("budget=-1", "budget=-1"));
	CHECK(complains_of("budget=5%", "budget=5%"));
}

static void numbers_have_digits_and_an_end(void)
{
	CHECK(parse("quarantine=999999999999999999"));
	CHECK(o.quarantine_mb == 999999999999999999);
	CHECK(complains_of("quarantine=1000000000000000000",
			   "quarantine=1000000000000000000"));
	CHECK(complains_of("quarantine=", "quarantine="));
	CHECK(complains_of("quarantine=0x10", "quarantine=0x10"));
	CHECK(complains_of("quarantine= 1", "quarantine= 1"));
	CHECK(o.quarantine_mb == RECORD_DEFAULT_QUARANTINE_MB);
}

static void switches_are_0_or_1(void)
{
	CHECK(complains_of("keep-going=2", "keep-going=2"));
	CHECK(complains_of("keep-going=10", "keep-going=10"));
	CHECK(complains_of("keep-going=", "keep-going="));
	CHECK(complains_of("keep-going", "keep-going"));
	CHECK(complains_of("mode=", "mode="));
	CHECK(complains_of("mode=guards", "mode=guards"));
	CHECK(all_default());
}

static void the_first_bad_pair_is_named_and_the_good_ones_count(void)
{
	CHECK(complains_of("quarantine=1:bugdet=3:quarantine=x:budget=6",
			   "bugdet=3"));
	CHECK(o.quarantine_mb == 1 && o.budget == 6);
	CHECK(complains_of("quarantine=2:", "") == false &&
	      o.quarantine_mb == 2);
	CHECK(complains_of("=1", "=1"));
	CHECK(complains_of("quarantine:budget=8", "quarantine"));
	CHECK(o.budget == 8);
	CHECK(complains_of("see=1", "see=1"));
	CHECK(complains_of("quarantines=1", "quarantines=1"));
	CHECK(complains_of("Seed=1", "Seed=1"));
}

static void a_value_may_hold_an_equals_sign(void)
{
	CHECK(parse("session=/a=b"));
	CHECK_STR(o.session, "/a=b");
}

static void a_text_that_is_too_long_is_left_out(void)
{
	char text[300] = "session=";
	size_t n = strlen(text), most = sizeof(o.session) - 1;

	memset(text + n, 'x', most);
	CHECK(parse(text));
	CHECK(strlen(o.session) == most);
	text[n + most] = 'x';
	CHECK(complains_of(text, text));
	CHECK(o.session[0] == '\0');
}

static void setting_one_uses_just_the_bytes_it_is_given(void)
{
	record_options_init(&o);
	CHECK(record_options_set(&o, "quarantiney", 10, "123", 2));
	CHECK(o.quarantine_mb == 12);
	CHECK(!record_options_set(&o, "quarantiney", 5, "1", 1));
	CHECK(!record_options_set(&o, "", 0, "1", 1));
	CHECK(record_options_set(&o, "session", 7, "", 0));
	CHECK_STR(o.session, "");
}

int main(void)
{
	RUN(nothing_said_is_every_default);
	RUN(every_option_can_be_set);
	RUN(the_last_word_counts);
	RUN(empty_pairs_are_skipped);
	RUN(a_budget_is_a_percentage_or_max);
	RUN(numbers_have_digits_and_an_end);
	RUN(switches_are_0_or_1);
	RUN(the_first_bad_pair_is_named_and_the_good_ones_count);
	RUN(a_value_may_hold_an_equals_sign);
	RUN(a_text_that_is_too_long_is_left_out);
	RUN(setting_one_uses_just_the_bytes_it_is_given);
	return test_summary();
}
