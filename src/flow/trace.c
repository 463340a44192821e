/* SPDX-License-Identifier: MIT */
#include "flow/trace.h"

#include "base/arena.h"

const char *const trace_roles[NTRACE_ROLES] = {
#define X(NAME, text) [TRACE_##NAME] = (text),
	TRACE_ROLES(X)
#undef X
};

/*
 * The newest n steps of a list, as a list of their own.  A path that is too
 * long (a value handed round and round) is cut to half the ceiling, so that
 * what is copied for it is little for each step.
 */
static const struct trace *newest(struct arena *a, const struct trace *t,
				  uint32_t n)
{
	const struct trace *steps[TRACE_MAX_LEN];
	const struct trace *list = NULL;
	uint32_t got = 0;

	for (; t && got < n; t = t->before)
		steps[got++] = t;
	for (uint32_t i = got; i > 0; i--) {
		struct trace *copy = ARENA_NEW(a, struct trace);

		*copy = *steps[i - 1];
		copy->before = list;
		copy->len = list ? list->len + 1 : 1;
		list = copy;
	}
	return list;
}

const struct trace *trace_step(struct arena *a, const struct trace *before,
			       enum trace_role role,
			       const struct ir_function *fn, pos_t pos,
			       const char *what)
{
	struct trace *t = ARENA_NEW(a, struct trace);

	if (before && before->len >= TRACE_MAX_LEN)
		before = newest(a, before, TRACE_MAX_LEN / 2);
	t->before = before;
	t->role = role;
	t->fn = fn;
	t->pos = pos;
	t->what = what;
	t->len = before ? before->len + 1 : 1;
	return t;
}

/*
 * Over the ceiling the calls in the middle go: a reader wants the place where
 * it is seen and the place where it happens.
 */
const struct trace *trace_call(struct arena *a, const struct trace *inside,
			       const struct ir_function *fn, pos_t pos,
			       const char *what)
{
	struct trace *t = ARENA_NEW(a, struct trace);

	t->role = TRACE_CALL;
	t->fn = fn;
	t->pos = pos;
	t->what = what;
	t->len = 1;
	if (inside && inside->depth >= TRACE_MAX_DEPTH)
		inside = trace_innermost(inside);
	t->inside = inside;
	t->depth = inside ? inside->depth + 1 : 0;
	return t;
}

const struct trace *trace_innermost(const struct trace *t)
{
	while (t && t->inside)
		t = t->inside;
	return t;
}
