/* SPDX-License-Identifier: MIT */
/*
 * BL201 nil-map-write
 *
 *	c := &Cache{}		// and nobody makes c.items
 *	c.items[key] = v	// panics
 */
#include "base/arena.h"
#include "flow/trace.h"
#include "rules/demand_words.h"
#include "rules/report.h"
#include "rules/step.h"

/* Who brings the nil: a call that leads to where it is written to. */
static const char *brought_by(struct rule_run *r, const struct issue *i)
{
	if (i->use == i->primary)
		return "";
	return arena_printf(r->arena, " when '%s' is called %s",
			    step_text(r, i->use),
			    step_where(r, i->use, i->primary));
}

static const char *message(struct rule_run *r, const struct issue *i,
			   const char *map)
{
	const char *name = map ? arena_printf(r->arena, "'%s'", map) : "a map";

	if (i->primary->inside)
		return arena_printf(r->arena,
				    "'%s' sets an entry of a map that is nil "
				    "here",
				    step_text(r, i->primary));
	if (i->never)
		return arena_printf(r->arena,
				    "an entry is set in %s, which nothing in "
				    "the program ever makes",
				    name);
	return arena_printf(r->arena, "an entry is set in %s, which is nil%s",
			    name,
			    i->use == i->primary ? " here" : brought_by(r, i));
}

void rule_nil_map_write(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct words w = {.level = LEVEL_ERROR};
		const char *map;

		if (i->kind != ISSUE_NIL_MAP)
			continue;
		map = demand_map_text(r, i->primary);
		w.message = message(r, i, map);
		w.fix = map ? arena_printf(r->arena,
					   "make '%s' before: where its owner "
					   "is made, or here when it is nil",
					   map)
			    : "make the map before: a nil one can only be "
			      "read";
		report_issue(r, i, &w);
	}
}
