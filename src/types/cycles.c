/* SPDX-License-Identifier: MIT */
/*
 * Cycles of names among type declarations, as in
 *
 *	type A B
 *	type B = C
 *	type C A
 *
 * have no type literal on the way, and would make the search for an
 * underlying type go on forever.  They are looked for before any type is
 * checked, in the syntax: a declaration whose right-hand side is a name
 * leads to at most one other, so paths do not branch.
 *
 * go/types cycles.go.
 */
#include "types/check.h"

/* A type name that was dealt with; else it has its place in the path, + 1. */
static char done;

/*
 * The type name that stands on the right of the declaration of obj, if it
 * is declared in the package; or NULL.
 */
static struct object *name_on_right(struct checker *c, struct object *obj)
{
	struct type_spec *spec = obj->decl ? obj->decl->tdecl : NULL;
	struct ident *id = spec ? AS(IDENT, ident, spec->type) : NULL;
	struct object *next = id ? scope_lookup(c->pkg->scope, id->name) : NULL;

	return next && next->kind == OBJECT_TYPE_NAME ? next : NULL;
}

static void report(struct checker *c, struct object **cycle, uint32_t n)
{
	check_cycle_error(c, cycle, n, first_in_src(cycle, n));
}

static void direct_cycle(struct checker *c, struct object *obj,
			 struct ptrmap *places)
{
	struct VEC(struct object *) path = {0};

	for (; obj; obj = name_on_right(c, obj)) {
		void **place = ptrmap_at(places, NULL, obj);
		uintptr_t start = (uintptr_t)*place;

		if (*place == &done)
			break;
		if (start > 0) {
			obj->type = TYP(INVALID);
			report(c, path.at + (start - 1),
			       path.len - (uint32_t)(start - 1));
			break;
		}
		vec_push(&path, obj);
		*place = (void *)(uintptr_t)path.len;
	}
	for (uint32_t i = 0; i < path.len; i++)
		*ptrmap_at(places, NULL, path.at[i]) = &done;
	vec_finish(&path);
}

void check_direct_cycles(struct checker *c)
{
	struct ptrmap places = {0};

	for (uint32_t i = 0; i < c->obj_list.len; i++) {
		struct object *obj = c->obj_list.at[i];

		/* Most types are literals, and lead nowhere. */
		if (obj->kind == OBJECT_TYPE_NAME && name_on_right(c, obj))
			direct_cycle(c, obj, &places);
	}
	ptrmap_finish(&places);
}

/*
 * Whether t has an underlying type, or will when it is asked for.  A type
 * whose declaration is under way has none, and neither has a type that is
 * declared to be it: that is a cycle, which is reported.
 *
 * Instances of generic types may go round without any of their declarations
 * being under way: type A[P any] B[P]; type B[P any] A[P].  That is reported
 * elsewhere (validtype.c), and here only noticed, by a type that waits at
 * ever longer intervals for the one that comes by again.
 */
bool check_is_complete(struct checker *c, struct type *t)
{
	struct type *waiting = NULL;
	uint32_t steps = 0, limit = 8;
	struct named *n;
	struct alias *a;
	struct object *obj;

	for (; t; t = n ? n->from_rhs : a->from_rhs) {
		if (t == waiting)
			return false;
		if (++steps == limit) {
			waiting = t;
			limit *= 2;
		}
		n = TYPE_AS(NAMED, named, t);
		a = TYPE_AS(ALIAS, alias, t);
		/* Of checked packages all are, and others may expand them. */
		if ((!n && !a) || (n && !n->check))
			return true;
		obj = n ? n->obj : a->obj;
		if (obj->path_index > 0) {
			uint32_t i = obj->path_index - 1;

			report(c, c->obj_path.at + i, c->obj_path.len - i);
			return false;
		}
	}
	return true;
}
