/* SPDX-License-Identifier: MIT */
/*
 * An alias that is being declared has no right-hand side yet.  What it
 * stands for is a type without properties until then, but not the invalid
 * type: it is no error to point to it.
 *
 * go/types alias.go.
 */
#include "types/check.h"

static struct basic incomplete = {
	.t = {.kind = TYPE_BASIC},
	.basic_kind = BASIC_INVALID,
	.name = "invalid type",
};

struct type *alias_actual(struct alias *a)
{
	struct type *t = a->actual;

	if (t)
		return t;
	t = a->from_rhs;
	while (t && t->kind == TYPE_ALIAS) {
		struct alias *next = (struct alias *)t;

		t = next->actual ? next->actual : next->from_rhs;
	}
	if (!t)
		return &incomplete.t;
	a->actual = t;
	return t;
}

struct type *unalias(struct type *t)
{
	if (t && t->kind == TYPE_ALIAS)
		return alias_actual((struct alias *)t);
	return t;
}

struct named *type_as_named(struct type *t)
{
	t = unalias(t);
	return TYPE_AS(NAMED, named, t);
}

static struct alias *new_alias(struct arena *a, struct object *obj,
			       struct type *rhs)
{
	struct alias *alias = ARENA_NEW(a, struct alias);

	alias->t.kind = TYPE_ALIAS;
	alias->obj = obj;
	alias->orig = alias;
	alias->from_rhs = rhs;
	if (!obj->type)
		obj->type = &alias->t;
	return alias;
}

struct alias *check_new_alias(struct checker *c, struct object *obj,
			      struct type *rhs)
{
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct alias *alias = new_alias(a, obj, rhs);

	if (c) {
		check_needs_cleanup(c, &alias->t);
	} else {
		alias_actual(alias);
		lazy_leave(NULL);
	}
	return alias;
}

struct alias *check_new_alias_instance(struct checker *c, pos_t pos,
				       struct alias *orig,
				       struct type_list targs,
				       struct named *expanding,
				       struct context *ctxt)
{
	struct subst_map map = {orig->tparams, targs};
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct object *obj = object_new(a, OBJECT_TYPE_NAME, pos,
					orig->obj->pkg, orig->obj->name, NULL);
	struct type *rhs = orig->from_rhs;
	struct alias *alias;

	rhs = rhs ? check_subst(c, pos, rhs, map, expanding, ctxt)
		  : TYP(INVALID);
	alias = check_new_alias(c, obj, rhs);
	alias->orig = orig;
	alias->tparams = orig->tparams;
	alias->targs = targs;
	if (!c)
		lazy_leave(NULL);
	return alias;
}
