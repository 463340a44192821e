/* SPDX-License-Identifier: MIT */
/*
 * Types that hold themselves
 *
 * A struct, an array and an interface hold the types of their fields,
 * elements and embedded elements; a type that holds itself would be of
 * infinite size.  Pointers, slices, maps, channels and functions hold
 * nothing.  The walk goes from a declared type into what it holds; the
 * types around the present one are its nest:
 *
 *	type S struct { f F }; type F [2]S	S -> F -> S	is invalid
 *
 * A type parameter holds what it stands for.  Of T[A], the right-hand side
 * of T is walked, and where its type parameter is met, A takes its place.
 * But A was not written inside T: it belongs to the nest in which T[A]
 * stands, and is walked there:
 *
 *	type A[P any] struct { _ B[P] }; type B[P any] struct { _ P }
 *	var _ A[A[string]]
 *
 * In the nest A[A[string]] -> B[P], B's P is met, which is A's P, of the
 * nest A[A[string]], which is A[string], of the empty nest: there is no
 * cycle, although the path of names that were passed has A twice.
 *
 * The nest is a list from the inside out, and so is the path, which is
 * longer and serves the message.
 *
 * A type without type parameters is walked once; its answer does not depend
 * on where it stands.  Types of other packages without type arguments are
 * not walked: they cannot hold one of this package.  An instance is walked
 * once in each nest.  That may be often in sources that are made for it, so
 * there is a limit.
 *
 * go/types validtype.go.
 */
#include "types/check.h"

#include "base/diag.h"

enum {
	MAX_DEPTH = CHECK_MAX_DEPTH, /* types in each other */
	MAX_WALK = (1 << 20) - 1,    /* types in all, for one declaration */
};

struct nest {
	struct named *t;
	uint32_t depth;
	uint32_t id; /* of the nest, from 1; unused in a path */
	struct nest *outer;
};

struct walk {
	struct checker *c;
	uint32_t steps, depth;
	uint32_t nests;
	struct ptrmap known; /* instances in nests, which are valid */
};

static bool valid(struct walk *w, struct type *t, struct nest *nest,
		  struct nest *path);

static bool in_nest(const struct nest *nest, struct named *t)
{
	for (; nest; nest = nest->outer)
		if (type_identical(&nest->t->t, &t->t))
			return true;
	return false;
}

/*
 * t holds itself, and is not valid however it is instantiated.  The cycle
 * is the end of the path, from t on.
 */
static void report(struct walk *w, struct named *t, struct nest *path)
{
	struct checker *c = w->c;
	struct named *orig = named_origin(t);
	struct nest *start = NULL;
	struct object **cycle;
	uint32_t n, i;

	/* The first one in the path, which is the last one here. */
	for (struct nest *p = path; p; p = p->outer)
		if (type_identical(&p->t->t, &t->t))
			start = p;
	if (!start)
		BUG("a path that t is not on");
	if (orig->check == c)
		orig->from_rhs = TYP(INVALID);
	n = path->depth - start->depth + 1;
	cycle = ARENA_ARRAY(c->arena, n, struct object *);
	i = n;
	for (struct nest *p = path; p && i > 0; p = p->outer)
		cycle[--i] = p->t->obj;
	check_cycle_error(c, cycle, n, 0);
}

/* For the table; ids are below 2^20, and addresses below 2^48. */
static uint64_t nest_key(const struct named *t, const struct nest *nest)
{
	return (uint64_t)(uintptr_t)t >> 4 << 20 | (nest ? nest->id : 0);
}

/* Walked before, or of a package that was checked before. */
static bool known(struct walk *w, struct named *t, struct nest *nest)
{
	if (t->inst)
		return ptrmap_get_key(&w->known, nest_key(t, nest));
	return t->tparams.n == 0 && (t->check != w->c || t->valid);
}

static void set_known(struct walk *w, struct named *t, struct nest *nest)
{
	if (t->inst)
		*ptrmap_at_key(&w->known, NULL, nest_key(t, nest)) = t;
	else if (t->tparams.n == 0)
		t->valid = true;
}

static bool valid_named(struct walk *w, struct named *t, struct nest *nest,
			struct nest *path)
{
	struct named *orig = named_origin(t);
	struct nest inner = {t, nest ? nest->depth + 1 : 0, 0, nest};
	struct nest longer = {t, path ? path->depth + 1 : 0, 0, path};

	if (known(w, t, nest))
		return true;
	if (in_nest(nest, t)) {
		report(w, t, path);
		return false;
	}
	inner.id = ++w->nests;
	if (!valid(w, named_rhs(orig), &inner, &longer))
		return false;
	set_known(w, t, nest);
	return true;
}

/* What the type parameter stands for, in the nest where that was written. */
static bool valid_param(struct walk *w, struct type_param *p, struct nest *nest,
			struct nest *path)
{
	struct type_list tparams, targs;

	if (!nest)
		return true;
	tparams = named_tparams(nest->t);
	targs = named_targs(nest->t);
	for (uint32_t i = 0; i < tparams.n && i < targs.n; i++)
		if (tparams.at[i] == &p->t)
			return valid(w, targs.at[i], nest->outer, path);
	return true;
}

static bool valid_fields(struct walk *w, struct structure *t, struct nest *nest,
			 struct nest *path)
{
	for (uint32_t i = 0; i < t->nfields; i++)
		if (!valid(w, t->fields[i]->type, nest, path))
			return false;
	return true;
}

static bool valid_terms(struct walk *w, struct union_type *t, struct nest *nest,
			struct nest *path)
{
	for (uint32_t i = 0; i < t->nterms; i++)
		if (!valid(w, t->terms[i].type, nest, path))
			return false;
	return true;
}

static bool valid_embeddeds(struct walk *w, struct interface *t,
			    struct nest *nest, struct nest *path)
{
	for (uint32_t i = 0; i < t->nembeddeds; i++)
		if (!valid(w, t->embeddeds[i], nest, path))
			return false;
	return true;
}

static bool valid_kind(struct walk *w, struct type *t, struct nest *nest,
		       struct nest *path)
{
	switch (t->kind) {
	case TYPE_STRUCT:
		return valid_fields(w, (struct structure *)t, nest, path);
	case TYPE_UNION:
		return valid_terms(w, (struct union_type *)t, nest, path);
	case TYPE_INTERFACE:
		return valid_embeddeds(w, (struct interface *)t, nest, path);
	case TYPE_NAMED:
		return valid_named(w, (struct named *)t, nest, path);
	case TYPE_PARAM:
		return valid_param(w, (struct type_param *)t, nest, path);
	default:
		return true;
	}
}

static bool valid(struct walk *w, struct type *t, struct nest *nest,
		  struct nest *path)
{
	bool ok;

	t = unalias(t);
	while (t && t->kind == TYPE_ARRAY)
		t = unalias(((struct array *)t)->elem);
	if (!t || w->depth >= MAX_DEPTH || w->steps >= MAX_WALK)
		return true;
	w->steps++;
	w->depth++;
	ok = valid_kind(w, t, nest, path);
	w->depth--;
	return ok;
}

void check_valid_type(struct checker *c, struct named *t)
{
	struct walk w = {.c = c};

	valid(&w, &t->t, NULL, NULL);
	ptrmap_finish(&w.known);
}
