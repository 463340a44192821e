/* SPDX-License-Identifier: MIT */
/*
 * What the type checker left in the trees, for the function that is built:
 * in an instance, with its type arguments.  The methods of Function in
 * x/tools go/ssa func.go that ask types.Info.
 */
#include "ir/create.h"

#include "types/construct.h"
#include "types/predicates.h"

struct type *f_expr_type(struct ir_build *f, const struct expr *e)
{
	return f_type(f, e->type);
}

struct object *f_object_of(struct ir_build *f, struct ident *id)
{
	(void)f;
	return id->obj;
}

/* A literal in a package-level variable has a table beside its package's. */
static const struct inst_use *use_of(struct ir_build *f, struct ident *id)
{
	const struct inst_use *use = NULL;

	if (f->instances)
		use = ptrmap_get(f->instances, id);
	if (!use && f->package)
		use = ptrmap_get(&f->package->instances, id);
	return use;
}

struct type *f_instance_type(struct ir_build *f, struct ident *id)
{
	const struct inst_use *use = use_of(f, id);

	return use ? f_type(f, use->type) : f_expr_type(f, &id->e);
}

struct type_list f_targs(struct ir_build *f, struct ident *id)
{
	const struct inst_use *use = use_of(f, id);
	struct type_list list = {0};

	if (!use)
		return list;
	list.n = use->targs.n;
	list.at = ARENA_ARRAY(f->a, list.n, struct type *);
	for (uint32_t i = 0; i < list.n; i++)
		list.at[i] = f_type(f, use->targs.at[i]);
	return list;
}

/* The method of the same name that the receiver has now. */
static const struct selection *
reselect(struct ir_build *f, const struct selection *old, struct type *recv)
{
	struct selection *s = ARENA_NEW(f->b->keep, struct selection);

	*s = *old;
	s->recv = recv;
	s->obj = lookup_field_or_method(recv, true, old->obj->pkg,
					old->obj->name, f->b->keep, &s->index,
					&s->nindex, &s->indirect);
	return s->obj && s->obj->kind == OBJECT_FUNC ? s : old;
}

const struct selection *f_selection(struct ir_build *f, struct selector_expr *e)
{
	const struct selection *s = e->selection;
	struct type *recv;

	if (!s || !f->subst || s->kind == SELECT_FIELD)
		return s;
	recv = f_type(f, s->recv);
	return recv == s->recv ? s : reselect(f, s, recv);
}
