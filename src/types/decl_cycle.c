/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Cycles of declarations that are met while they are checked.
 *
 * A cycle is the tail of the object path from the object that was met again
 * on.  See go/types decl.go, validCycle and cycleError.
 */

/*
 * Allowed are: a generic type in its own type parameter list; constants and
 * variables only, because initialization tells about those; types, with or
 * without functions between them, of which at least one is a definition -
 * names alone would expand for ever.
 */
bool check_valid_cycle(struct checker *c, struct object *obj)
{
	uint32_t start = obj->path_index - 1;
	uint32_t n = c->obj_path.len - start;
	struct object **cycle = c->obj_path.at + start;
	uint32_t nvalues = 0, ndefs = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct object *o = cycle[i];

		if (o->kind == OBJECT_CONST || o->kind == OBJECT_VAR) {
			nvalues++;
		} else if (o->kind == OBJECT_TYPE_NAME) {
			if (c->env.in_tparam_list && o->type &&
			    type_is_generic(o->type))
				return true;
			ndefs += !type_name_is_alias(o);
		}
	}
	if (nvalues == n || (nvalues == 0 && ndefs > 0))
		return true;
	check_cycle_error(c, cycle, n, first_in_src(cycle, n));
	return false;
}

/* With type arguments, and with the package of an imported object. */
static const char *cycle_name(struct checker *c, struct object *obj)
{
	struct named *n = obj->type ? type_as_named(obj->type) : NULL;

	if (n && n->inst)
		return type_str(c, &n->t);
	return check_sprintf(c, "%s%s", package_prefix(c, obj->pkg),
			     name_text(obj->name));
}

void check_cycle_error(struct checker *c, struct object **cycle, uint32_t n,
		       uint32_t start)
{
	struct object *obj = cycle[start];
	bool is_type = obj->kind == OBJECT_TYPE_NAME;
	struct alias *a = is_type ? TYPE_AS(ALIAS, alias, obj->type) : NULL;
	const char *what = is_type ? "invalid recursive type"
				   : "invalid cycle in declaration";
	const char *name = cycle_name(c, obj), *text;

	/* An alias that is known to be wrong causes no more errors. */
	if (a)
		a->from_rhs = TYP(INVALID);
	if (n == 1) {
		check_error(c, obj->pos, "%s: %s refers to itself", what, name);
		return;
	}
	text = check_sprintf(c, "%s%s %s", what, is_type ? "" : " of", name);
	/* A long cycle is shown by its beginning. */
	for (uint32_t i = 0; i < n && i < 20; i++) {
		struct object *from = cycle[(start + i) % n];
		struct object *to = cycle[(start + i + 1) % n];

		text = check_sprintf(c, "%s\n\t%s: %s refers to %s", text,
				     check_pos_text(c, from->pos),
				     cycle_name(c, from), cycle_name(c, to));
	}
	check_error(c, obj->pos, "%s", text);
}

uint32_t first_in_src(struct object **path, uint32_t n)
{
	uint32_t first = 0;

	for (uint32_t i = 1; i < n; i++)
		if (path[i]->pos < path[first]->pos)
			first = i;
	return first;
}
