/* SPDX-License-Identifier: MIT */
/*
 * BL301 unsynchronized-map
 *
 *	go func() { seen[url] = true }()
 *	if seen[url] {		// at the same time
 */
#include <string.h>

#include "base/arena.h"
#include "flow/race.h"
#include "flow/trace.h"
#include "rules/demand_words.h"
#include "rules/report.h"
#include "rules/step.h"

static const char *with_lock(struct rule_run *r, const struct race_side *side)
{
	if (!side->lock)
		return "";
	return arena_printf(r->arena,
			    side->lock_read ? " with '%s' held for reading"
					    : " with '%s' held",
			    side->lock);
}

/* "a goroutine started on line 12 reads it on line 20" */
static const char *other_side(struct rule_run *r, const struct issue *i)
{
	const struct race *race = i->race;
	const struct race_side *other = &race->sides[1];
	const struct trace *here = trace_innermost(race->sides[0].access);
	const struct trace *there = trace_innermost(other->access);
	const char *verb = other->write ? "writes to it" : "reads it";
	const char *who = "its starter";

	if (race->handler)
		who = "another request";
	else if (race->self)
		who = "another such goroutine";
	else if (other->go)
		who = arena_printf(
			r->arena, "the goroutine started %s",
			step_where(r, trace_innermost(other->go), here));
	if (here->pos == there->pos)
		return arena_printf(r->arena, "%s %s", who,
				    other->write ? "does the same" : verb);
	return arena_printf(r->arena, "%s %s %s%s", who, verb,
			    step_where(r, there, here), with_lock(r, other));
}

static const char *message(struct rule_run *r, const struct issue *i,
			   const char *map)
{
	const struct race_side *side = &i->race->sides[0];
	const char *name = map ? arena_printf(r->arena, "'%s'", map) : "a map";

	return arena_printf(r->arena, "%s is %s here%s while %s", name,
			    side->write ? "written to" : "read",
			    with_lock(r, side), other_side(r, i));
}

static const char *fix(struct rule_run *r, const struct issue *i)
{
	const struct race_side *a = &i->race->sides[0];
	const struct race_side *b = &i->race->sides[1];

	if (a->lock && a->lock_read && a->write)
		return arena_printf(r->arena,
				    "take '%s' for writing: Lock in place of "
				    "RLock",
				    a->lock);
	if (b->lock && !a->lock)
		return arena_printf(r->arena, "hold '%s' here, too", b->lock);
	if (a->lock && b->lock && strcmp(a->lock, b->lock) != 0)
		return "hold the same lock on both sides";
	return "hold one lock at both, or wait for the goroutine before";
}

void rule_unsynchronized_map(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct words w = {.level = LEVEL_ERROR};
		const char *map;

		if (i->kind != ISSUE_RACE)
			continue;
		map = demand_map_text(r, trace_innermost(i->primary));
		if (!map)
			map = i->holder.path;
		w.message = message(r, i, map);
		w.fix = fix(r, i);
		report_issue(r, i, &w);
	}
}
