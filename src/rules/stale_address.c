/* SPDX-License-Identifier: MIT */
/*
 * BL109 stale-address
 *
 *	seen[uintptr(p)] = true
 *	C.free(p)		// the next block may get the same address
 *
 * and the other order of two statements that lets somebody in between:
 *
 *	C.free(p)
 *	delete(byAddress, p)	// another goroutine has allocated by now
 */
#include "base/arena.h"
#include "rules/holder.h"
#include "rules/step.h"

static void word_address(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_WARNING};

	w.message = arena_printf(
		r->arena,
		"freed here%s while %s still has its address as a "
		"number: the next allocation may get the same",
		step_by(r, i->primary), holder_text(r, &i->holder));
	w.fix = arena_printf(r->arena, "%s before the free",
			     holder_remedy(r, &i->holder));
	report_issue(r, i, &w);
}

static void word_key(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_WARNING};

	w.message = arena_printf(
		r->arena,
		"freed here%s before its address is removed from %s: "
		"another goroutine can get the same address in "
		"between",
		step_by(r, i->primary), holder_text(r, &i->holder));
	w.fix = "remove the entry first, then free";
	report_issue(r, i, &w);
}

void rule_stale_address(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		if (r->issues[k]->kind == ISSUE_ADDRESS)
			word_address(r, r->issues[k]);
		else if (r->issues[k]->kind == ISSUE_ADDRESS_KEY)
			word_key(r, r->issues[k]);
	}
}
