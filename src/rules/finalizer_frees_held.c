/* SPDX-License-Identifier: MIT */
/*
 * BL106 finalizer-frees-held
 *
 *	runtime.SetFinalizer(o, func(o *obj) { C.free(o.p) })
 *	cache[k] = o.p		// lives longer than o
 *
 * and, as a warning, the owner that may be collected while what was taken
 * from it is still in use:
 *
 *	p := o.p		// the last use of o
 *	C.work(p)		// without runtime.KeepAlive(o) behind it
 *
 * or of which only copies go on:
 *
 *	c := conn{}; runtime.SetFinalizer(&c, (*conn).close); return c
 */
#include "base/arena.h"
#include "rules/holder.h"
#include "rules/step.h"

static void word_held(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_ERROR};

	w.message = arena_printf(
		r->arena,
		"%s holds memory that a finalizer frees as soon as "
		"its owner is collected",
		holder_text(r, &i->holder));
	w.fix = "hold the owner itself in place of its memory";
	report_issue(r, i, &w);
}

static void word_unkept(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_WARNING};
	const struct trace *t = i->use ? i->use : i->primary;
	const char *name = step_variable(r, t);

	w.message = arena_printf(
		r->arena,
		"%s%s%s may be freed by a finalizer while it is used "
		"here: its owner is not used any more",
		name ? "'" : "", name ? name : "the memory", name ? "'" : "");
	w.fix = "call runtime.KeepAlive with the owner after this use";
	report_issue(r, i, &w);
}

static void word_copied(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_WARNING};

	w.message = "the finalizer is set on a local variable of which copies "
		    "are returned: it runs while these are in use";
	w.fix = "return a pointer to the variable that has the finalizer";
	report_issue(r, i, &w);
}

void rule_finalizer_frees_held(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		if (r->issues[k]->kind == ISSUE_FINALIZER)
			word_held(r, r->issues[k]);
		else if (r->issues[k]->kind == ISSUE_UNKEPT)
			word_unkept(r, r->issues[k]);
		else if (r->issues[k]->kind == ISSUE_COPIED)
			word_copied(r, r->issues[k]);
	}
}
