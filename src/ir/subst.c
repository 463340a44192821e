/* SPDX-License-Identifier: MIT */
/*
 * Types of a generic function's body, for one instance of it
 *
 * types/ substitutes type parameters as well, and stops at named types: of
 * T[P] only the type arguments can change.  In a function's body that is
 * not enough, for types that are declared there may use the function's type
 * parameters without having any:
 *
 *	func f[P any]() any {
 *		type list struct { p P; next *list }
 *		return list{}
 *	}
 *
 * Each instance of f has a list of its own, and f[int]'s is not identical to
 * f[string]'s.  So a named type that is declared within the function is made
 * anew once for each instance.  It is put into the cache before its
 * underlying type is substituted, which ends the cycle that list has.
 *
 * One that is declared elsewhere is looked at as types/ does, and all
 * instances of it come from one table (canon.c).
 *
 * The cache lives as long as the building of one instance, with all
 * literals in it; types that are made live with the program.  What did not
 * change is the same pointer afterwards.
 *
 * x/tools go/ssa subst.go.
 */
#include "ir/create.h"

#include "types/construct.h"
#include "types/predicates.h"
#include "types/remake.h"

enum { MAX_DEPTH = 1000 };

struct subst {
	struct remake r; /* must be first; its arena lasts */
	struct ir_builder *b;
	struct type_list from, to;
	pos_t start, end; /* of the generic function's declaration */
	struct ptrmap cache;
	uint32_t depth;
};

static bool is_local(const struct subst *s, const struct object *obj)
{
	return obj->pos >= s->start && obj->pos < s->end;
}

/* Types by kind */

/* recv: a method's in an interface would lead back to the interface. */
static struct type *subst_signature(struct subst *s, struct signature *t,
				    bool recv)
{
	struct object *r =
		recv && t->recv ? remake_object(&s->r, t->recv) : t->recv;
	struct tuple *params = remake_tuple(&s->r, t->params);
	struct tuple *results = remake_tuple(&s->r, t->results);
	struct signature *copy;

	if (r == t->recv && params == t->params && results == t->results)
		return &t->t;
	copy = ARENA_NEW(s->r.arena, struct signature);
	*copy = *t;
	copy->scope = NULL;
	copy->recv = r;
	copy->params = params;
	copy->results = results;
	return &copy->t;
}

static struct object **subst_methods(struct subst *s, struct interface *t)
{
	struct object **copy = t->methods;

	for (uint32_t i = 0; i < t->nmethods; i++) {
		struct object *m = t->methods[i], *n;
		struct signature *sig = TYPE_AS(SIGNATURE, signature, m->type);
		struct type *type =
			sig ? subst_signature(s, sig, false) : m->type;

		if (type == m->type)
			continue;
		if (copy == t->methods)
			copy = vec_copy(s->r.arena, t->methods, t->nmethods,
					sizeof(*copy));
		n = copy[i] = ARENA_NEW(s->r.arena, struct object);
		*n = *m;
		n->type = type;
	}
	return copy;
}

static struct type *subst_interface(struct subst *s, struct interface *t)
{
	struct object **methods = subst_methods(s, t);
	struct type **embeddeds =
		remake_list(&s->r, t->embeddeds, t->nembeddeds);

	if (methods == t->methods && embeddeds == t->embeddeds)
		return &t->t;
	return construct_interface(methods, t->nmethods, embeddeds,
				   t->nembeddeds, t->implicit);
}

static struct type *instance(struct subst *s, struct type *orig,
			     struct type_list targs)
{
	struct type *t = construct_instance(orig, targs);

	if (!t)
		return TYP(INVALID);
	return t->kind == TYPE_NAMED ? ir_canon(s->b, t) : t;
}

/* Type parameters of a local type, for the copy of it. */
static struct type_list fresh_tparams(struct subst *s, struct type_list old)
{
	struct type_list fresh = construct_tparams(old);

	for (uint32_t i = 0; i < old.n; i++)
		*ptrmap_at(&s->cache, s->b->scratch, old.at[i]) = fresh.at[i];
	return fresh;
}

static struct type *copy_local(struct subst *s, struct named *n)
{
	const struct object *old = n->obj;
	struct object *obj = object_new(s->r.arena, OBJECT_TYPE_NAME, old->pos,
					old->pkg, old->name, NULL);
	struct type_list tparams = named_tparams(n), fresh = {0};
	struct named *copy;

	if (tparams.n > 0)
		fresh = fresh_tparams(s, tparams);
	copy = construct_named(obj, fresh, NULL);
	*ptrmap_at(&s->cache, s->b->scratch, n) = copy;
	*ptrmap_at(&s->cache, s->b->scratch, copy) = copy;
	construct_underlying(copy, remake_part(&s->r, type_under(&n->t)));
	for (uint32_t i = 0; i < tparams.n; i++) {
		struct type_param *p = (struct type_param *)tparams.at[i];

		((struct type_param *)fresh.at[i])->bound =
			remake_part(&s->r, p->bound);
	}
	return &copy->t;
}

static struct type *subst_named(struct subst *s, struct named *n)
{
	struct named *orig = named_origin(n);
	struct type_list targs = named_targs(n);
	struct type *to = &orig->t;

	if (targs.n == 0)
		return is_local(s, n->obj) ? copy_local(s, n) : &n->t;
	targs.at = remake_list(&s->r, targs.at, targs.n);
	if (is_local(s, orig->obj))
		to = remake_part(&s->r, to);
	if (to == &orig->t && targs.at == n->inst->targs.at)
		return &n->t;
	return instance(s, to, targs);
}

static struct type *copy_alias(struct subst *s, struct alias *a)
{
	const struct object *old = a->obj;
	struct type *rhs = remake_part(&s->r, a->from_rhs);
	struct object *obj;

	if (rhs == a->from_rhs)
		return &a->t;
	obj = object_new(s->r.arena, OBJECT_TYPE_NAME, old->pos, old->pkg,
			 old->name, NULL);
	return construct_alias(obj, rhs);
}

/* A generic alias of the function gives way to what it stands for. */
static struct type *subst_alias(struct subst *s, struct alias *a)
{
	struct type_list targs = a->targs;

	if (is_local(s, a->orig->obj))
		return targs.n > 0 || a->tparams.n > 0
			       ? remake_part(&s->r, unalias(&a->t))
			       : copy_alias(s, a);
	if (targs.n == 0)
		return &a->t;
	targs.at = remake_list(&s->r, targs.at, targs.n);
	if (targs.at == a->targs.at)
		return &a->t;
	return instance(s, &a->orig->t, targs);
}

static struct type *subst_param(struct subst *s, struct type *t)
{
	for (uint32_t i = 0; i < s->from.n; i++)
		if (s->from.at[i] == t)
			return s->to.at[i];
	return t;
}

static struct type *subst_kind(struct subst *s, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		return t;
	case TYPE_ARRAY:
	case TYPE_SLICE:
	case TYPE_POINTER:
	case TYPE_CHAN:
		return remake_elem(&s->r, t);
	case TYPE_STRUCT:
		return remake_struct(&s->r, (struct structure *)t);
	case TYPE_TUPLE:
		return (struct type *)remake_tuple(&s->r, (struct tuple *)t);
	case TYPE_SIGNATURE:
		return subst_signature(s, (struct signature *)t, true);
	case TYPE_UNION:
		return remake_union(&s->r, (struct union_type *)t);
	case TYPE_INTERFACE:
		return subst_interface(s, (struct interface *)t);
	case TYPE_MAP:
		return remake_map(&s->r, (struct map *)t);
	case TYPE_NAMED:
		return subst_named(s, (struct named *)t);
	case TYPE_PARAM:
		return subst_param(s, t);
	case TYPE_ALIAS:
		return subst_alias(s, (struct alias *)t);
	}
	return t;
}

static struct type *subst(struct remake *r, struct type *t)
{
	struct subst *s = (struct subst *)r;
	struct type *to;

	if (t->kind == TYPE_BASIC)
		return t;
	to = ptrmap_get(&s->cache, t);
	if (to)
		return to;
	if (s->depth >= MAX_DEPTH)
		return TYP(INVALID);
	s->depth++;
	to = subst_kind(s, t);
	s->depth--;
	*ptrmap_at(&s->cache, s->b->scratch, t) = to;
	return to;
}

static void append(struct type **at, uint32_t *n, struct type_list list)
{
	for (uint32_t i = 0; i < list.n; i++)
		at[(*n)++] = list.at[i];
}

/* Type parameters of the receiver, then those of the function itself. */
struct subst *ir_subst_of(struct ir_builder *b, struct ir_function *fn)
{
	struct arena *a = b->scratch;
	struct signature *sig;
	struct func_decl *decl;
	struct subst *s;

	if (fn->synthetic != IR_INSTANCE)
		return NULL;
	sig = (struct signature *)fn->origin->v.type;
	decl = (struct func_decl *)fn->origin->syntax;
	s = ARENA_NEW(a, struct subst);
	s->r = (struct remake){.arena = b->keep, .type = subst};
	s->b = b;
	s->from.at =
		ARENA_ARRAY(a, sig->rparams.n + sig->tparams.n, struct type *);
	append(s->from.at, &s->from.n, sig->rparams);
	append(s->from.at, &s->from.n, sig->tparams);
	s->to = (struct type_list){fn->targs, fn->ntargs};
	if (s->to.n < s->from.n) /* of a declaration that is not correct */
		s->from.n = s->to.n;
	if (decl) {
		s->start = decl->node.pos;
		s->end = decl->rbrace;
	}
	return s;
}

struct type *f_type(struct ir_build *f, struct type *t)
{
	if (!t)
		return TYP(INVALID);
	return f->subst ? remake_part(&f->subst->r, t) : t;
}
