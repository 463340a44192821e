/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "cfront/isolate.h"

static void answers(void *ctx, struct buf *out)
{
	int *n = ctx;

	for (int i = 0; i < *n; i++)
		buf_printf(out, "line %d\n", i);
	*n = -1;
}

static void crashes(void *ctx, struct buf *out)
{
	(void)ctx;
	buf_puts(out, "half");
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void never_ends(void *ctx, struct buf *out)
{
	volatile int *n = ctx;

	(void)out;
	for (;;)
		(*n)++;
}

static void leaves(void *ctx, struct buf *out)
{
	(void)ctx;
	(void)out;
	_exit(3);
}

static void answer_comes_back_and_nothing_else(void)
{
	struct buf b;
	const char *why;
	int n = 100000;

	buf_init(&b, 1 << 24);
	CHECK(isolate(answers, &n, 60, &b, &why));
	CHECK(strncmp(buf_text(&b), "line 0\nline 1\n", 14) == 0);
	CHECK_STR(buf_text(&b) + b.len - 11, "line 99999\n");
	CHECK(n == 100000); /* the child's was another */
	buf_finish(&b);
}

static void crash_costs_the_answer_only(void)
{
	struct buf b;
	const char *why;

	buf_init(&b, 1 << 20);
	CHECK(!isolate(crashes, NULL, 10, &b, &why));
	CHECK_STR(why, "clang crashed on it");
	CHECK(!isolate(leaves, NULL, 10, &b, &why));
	CHECK_STR(why, "is too large to be read");
	buf_finish(&b);
}

static void endless_work_is_ended(void)
{
	time_t start = time(NULL);
	struct buf b;
	const char *why;
	int n = 0;

	buf_init(&b, 1 << 20);
	CHECK(!isolate(never_ends, &n, 1, &b, &why));
	CHECK_STR(why, "takes too long to be read");
	CHECK(time(NULL) - start < 20);
	buf_finish(&b);
}

static void answer_over_the_ceiling_is_none(void)
{
	struct buf b;
	const char *why;
	int n = 1000;

	buf_init(&b, 100);
	CHECK(!isolate(answers, &n, 10, &b, &why));
	buf_finish(&b);
}

int main(void)
{
	RUN(answer_comes_back_and_nothing_else);
	RUN(crash_costs_the_answer_only);
	RUN(endless_work_is_ended);
	RUN(answer_over_the_ceiling_is_none);
	return test_summary();
}
