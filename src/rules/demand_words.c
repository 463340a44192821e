/* SPDX-License-Identifier: MIT */
#include "rules/demand_words.h"

#include <string.h>

#include "base/arena.h"
#include "flow/trace.h"
#include "rules/place.h"
#include "rules/step.h"
#include "syntax/ast.h"

/* m of m[k], wherever it stands in the statement. */
static const struct expr *map_of(const struct place *p)
{
	const struct index_expr *x = AS(INDEX_EXPR, index_expr, p->node);

	if (!x && p->target)
		x = AS(INDEX_EXPR, index_expr, &p->target->node);
	return x ? x->x : NULL;
}

const char *demand_map_text(struct rule_run *r, const struct trace *t)
{
	struct place p = place_of(r->trees, r->files, t->pos);
	const struct expr *map = p.node ? map_of(&p) : NULL;

	return map ? place_text(r->arena, p.file, &map->node) : NULL;
}

static const char *made_sentence(struct rule_run *r, const struct trace *t,
				 const char *text)
{
	struct place p = place_of(r->trees, r->files, t->pos);

	if (t->inside)
		return arena_printf(r->arena,
				    "'%s' is called, which leaves the map nil",
				    text);
	if (p.node && p.node->kind == NODE_COMPOSITE_LIT)
		return arena_printf(r->arena,
				    "'%s' is made, with a map in it that is "
				    "nil",
				    text);
	return arena_printf(r->arena, "'%s' is new: what is in it is nil",
			    text);
}

static const char *map_sentence(struct rule_run *r, const struct trace *t,
				const char *text)
{
	const char *form = "'%s' is called, and gives nil";

	if (trace_innermost(t)->role == TRACE_ALLOC)
		return made_sentence(r, t, text);
	if (t->inside)
		form = "'%s' is called, which sets an entry of the map";
	else if (t->role == TRACE_WRITE)
		form = "'%s' is set, and the map is nil";
	return arena_printf(r->arena, form, text);
}

static const char *key_sentence(struct rule_run *r, const struct trace *t,
				const char *text)
{
	if (t->inside)
		return arena_printf(r->arena,
				    "'%s' is called, which uses it as a key",
				    text);
	if (t->role == TRACE_USE)
		return arena_printf(r->arena, "'%s' uses it as a key", text);
	return arena_printf(r->arena, "'%s' becomes an interface", text);
}

const char *demand_sentence(struct rule_run *r, const struct issue *i,
			    const struct trace *t)
{
	const char *text = step_text(r, t);

	if (i->kind == ISSUE_UNHASHABLE)
		return key_sentence(r, t, text);
	return i->kind == ISSUE_NIL_MAP ? map_sentence(r, t, text) : NULL;
}
