/* SPDX-License-Identifier: MIT */
#include "preload/text.h"

#include <errno.h>
#include <unistd.h>

#include "test.h"

/* What text_say() writes, which is less than a pipe holds. */
static ssize_t said(struct text *t, char *ret, size_t size)
{
	int ends[2], before = dup(STDERR_FILENO);
	ssize_t n;

	if (before < 0 || pipe(ends) < 0)
		return -1;
	dup2(ends[1], STDERR_FILENO);
	text_say(t);
	dup2(before, STDERR_FILENO);
	close(before);
	close(ends[1]);
	n = read(ends[0], ret, size);
	close(ends[0]);
	return n;
}

static void a_line_is_what_was_put_into_it(void)
{
	static const char want[] = "pid 0 at 0x0, 18446744073709551615 of "
				   "0xffffffffffffffff, 10 0x10\n";
	char got[600];
	struct text t;

	text_init(&t);
	text_puts(&t, "pid ");
	text_number(&t, 0);
	text_puts(&t, " at ");
	text_hex(&t, 0);
	text_puts(&t, ", ");
	text_number(&t, UINT64_MAX);
	text_puts(&t, " of ");
	text_hex(&t, UINT64_MAX);
	text_puts(&t, ", ");
	text_number(&t, 10);
	text_puts(&t, " ");
	text_hex(&t, 16);
	CHECK(said(&t, got, sizeof(got)) == (ssize_t)strlen(want));
	CHECK(memcmp(got, want, strlen(want)) == 0);
	CHECK(t.len == 0);
}

static void a_line_that_is_too_long_is_cut_and_ended(void)
{
	char got[600];
	struct text t;

	text_init(&t);
	for (int i = 0; i < 100; i++)
		text_puts(&t, "0123456789");
	text_hex(&t, UINT64_MAX);
	CHECK(t.len == sizeof(t.bytes) - 1);
	CHECK(said(&t, got, sizeof(got)) == (ssize_t)sizeof(t.bytes));
	CHECK(got[sizeof(t.bytes) - 2] == '0');
	CHECK(got[sizeof(t.bytes) - 1] == '\n');
}

static void an_empty_line_is_a_line(void)
{
	char got[8];
	struct text t;

	text_init(&t);
	CHECK(said(&t, got, sizeof(got)) == 1 && got[0] == '\n');
}

static void nobody_to_tell_is_no_reason_to_hang(void)
{
	int before = dup(STDERR_FILENO);
	struct text t;

	CHECK(before >= 0);
	close(STDERR_FILENO);
	errno = 7;
	text_init(&t);
	text_puts(&t, "unheard");
	text_say(&t);
	CHECK(errno == 7);
	dup2(before, STDERR_FILENO);
	close(before);
}

static void a_copy_that_is_too_long_is_cut_and_ended(void)
{
	char to[5] = "****";

	text_copy(to, sizeof(to), "ab");
	CHECK_STR(to, "ab");
	text_copy(to, sizeof(to), "abcd");
	CHECK_STR(to, "abcd");
	text_copy(to, sizeof(to), "abcdefgh");
	CHECK_STR(to, "abcd");
	text_copy(to, 1, "x");
	CHECK_STR(to, "");
	CHECK(to[1] == 'b');
}

static void every_error_has_a_word(void)
{
	for (int error = 0; error < 200; error++)
		CHECK(text_error(error)[0] != '\0');
	CHECK_STR(text_error(ENOENT), "no such file");
	CHECK_STR(text_error(EACCES), text_error(EPERM));
}

int main(void)
{
	RUN(a_line_is_what_was_put_into_it);
	RUN(a_line_that_is_too_long_is_cut_and_ended);
	RUN(an_empty_line_is_a_line);
	RUN(nobody_to_tell_is_no_reason_to_hang);
	RUN(a_copy_that_is_too_long_is_cut_and_ended);
	RUN(every_error_has_a_word);
	return test_summary();
}
