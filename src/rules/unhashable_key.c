/* SPDX-License-Identifier: MIT */
/*
 * BL202 unhashable-key
 *
 *	var m map[any]int
 *	m[[]byte("a")]++	// panics: a slice has no equality
 */
#include "base/arena.h"
#include "base/buf.h"
#include "flow/trace.h"
#include "rules/demand_words.h"
#include "rules/report.h"
#include "rules/step.h"
#include "types/types.h"

static const char *kind_of(struct type *t)
{
	switch (type_under(t)->kind) {
	case TYPE_SLICE:
		return "a slice";
	case TYPE_MAP:
		return "a map";
	case TYPE_SIGNATURE:
		return "a function";
	default:
		return "a value that has one of these inside";
	}
}

void rule_unhashable_key(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct words w = {.level = LEVEL_ERROR};
		const char *what;

		if (i->kind != ISSUE_UNHASHABLE)
			continue;
		what = i->holder.held ? kind_of(i->holder.held) : "a slice";
		if (i->use == i->primary)
			w.message = arena_printf(
				r->arena,
				"the key here is %s in an interface, which "
				"cannot be compared: the map panics",
				what);
		else
			w.message = arena_printf(
				r->arena,
				"the key here is %s, which cannot be compared, "
				"when '%s' is called %s",
				what, step_text(r, i->use),
				step_where(r, i->use, i->primary));
		w.fix = "use a key that can be compared, such as a string of "
			"what it has, or ask reflect's Comparable first";
		report_issue(r, i, &w);
	}
}
