/* SPDX-License-Identifier: MIT */
/*
 * BL105 leaked-entry
 *
 *	m[k] = C.CString(s)
 *	delete(m, k)		// and nobody has the string any more
 */
#include "base/arena.h"
#include "flow/trace.h"
#include "rules/holder.h"
#include "rules/step.h"

/* How it gets lost, in words, and what must come first. */
static const struct {
	const char *message, *fix;
} ways[] = {
	{"memory of C is removed from %s here%s, and nothing frees it",
	 "free what the entry has, then remove it"},
	{"memory of C is overwritten in %s here%s, and nothing frees it",
	 "free what it has before another value is stored"},
	{"memory of C is lost with %s here%s, and nothing frees it",
	 "free what it has before the function returns"},
};

static int way_of(struct rule_run *r, const struct issue *i)
{
	const struct trace *t = trace_innermost(i->primary);

	if (t->role != TRACE_DELETE)
		return 2;
	return step_overwrites(r, t) ? 1 : 0;
}

void rule_leaked_entry(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct words w = {.level = LEVEL_WARNING};
		int way;

		if (i->kind != ISSUE_LEAK)
			continue;
		way = way_of(r, i);
		w.message = arena_printf(r->arena, ways[way].message,
					 holder_text(r, &i->holder),
					 step_by(r, i->primary));
		w.fix = ways[way].fix;
		report_issue(r, i, &w);
	}
}
