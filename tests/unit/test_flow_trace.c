/* SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "flow/trace.h"
#include "test.h"

static struct arena *arena;

static const struct trace *step(const struct trace *before, pos_t pos)
{
	return trace_step(arena, before, TRACE_STORE, NULL, pos, "s");
}

static void a_step_stands_before_what_led_to_it(void)
{
	const struct trace *a = step(NULL, 1), *b = step(a, 2);

	CHECK(a->len == 1 && b->len == 2);
	CHECK(b->before == a && b->role == TRACE_STORE && b->pos == 2);
	CHECK_STR(trace_roles[b->role], "store");
	CHECK_STR(trace_roles[TRACE_ESCAPE], "escape");
}

static void a_long_list_loses_its_oldest_steps(void)
{
	const struct trace *t = NULL;
	pos_t pos;

	for (pos = 1; pos <= 1000; pos++)
		t = step(t, pos);
	CHECK(t->len <= TRACE_MAX_LEN);
	CHECK(t->len > TRACE_MAX_LEN / 2);
	for (; t; t = t->before) {
		CHECK(t->pos == --pos);
		CHECK(t->len == (t->before ? t->before->len + 1 : 1));
	}
}

static void a_call_has_what_happens_inside(void)
{
	const struct trace *in = step(NULL, 7);
	const struct trace *t = trace_call(arena, in, NULL, 8, "f");

	CHECK(t->role == TRACE_CALL && t->inside == in && t->depth == 1);
	CHECK(trace_innermost(t) == in);
	CHECK(trace_innermost(in) == in);
	CHECK(trace_innermost(NULL) == NULL);
}

static void deep_calls_lose_those_in_between(void)
{
	const struct trace *in = step(NULL, 7), *t = in;
	int n = 0;

	for (pos_t pos = 8; pos < 108; pos++) {
		t = trace_call(arena, t, NULL, pos, "f");
		CHECK(t->depth <= TRACE_MAX_DEPTH);
		CHECK(t->pos == pos);
	}
	CHECK(trace_innermost(t) == in);
	for (; t; t = t->inside)
		n++;
	CHECK(n <= TRACE_MAX_DEPTH + 1);
}

int main(void)
{
	arena = arena_create(0);
	RUN(a_step_stands_before_what_led_to_it);
	RUN(a_long_list_loses_its_oldest_steps);
	RUN(a_call_has_what_happens_inside);
	RUN(deep_calls_lose_those_in_between);
	arena_destroy(arena);
	return test_summary();
}
