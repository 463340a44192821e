/* SPDX-License-Identifier: MIT */
/*
 * Whether a type has one of some type parameters in it.
 *
 * The walk ends at named types, of which only the type arguments are looked
 * at.  What remains is a tree as it stands in the source, in nearly all
 * cases a tiny one.  But anonymous interfaces can refer to themselves by
 * their methods, and aliases can name parts that are used twice, again and
 * again: types that are met late in a long walk are remembered.
 *
 * go/types infer.go (tpWalker).
 */
#include "types/unify.h"

#include "types/typeset.h"

/* A walk is long after so many types. */
enum { LONG_WALK = 256 };

struct walk {
	struct type_list tparams;
	uint32_t steps, depth;
	struct ptrmap seen;
};

static bool parameterized(struct walk *w, struct type *t);

static bool in_objects(struct walk *w, struct object **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (parameterized(w, list[i]->type))
			return true;
	return false;
}

static bool in_tuple(struct walk *w, struct tuple *t)
{
	return t && in_objects(w, t->vars, t->n);
}

static bool in_list(struct walk *w, struct type_list l)
{
	for (uint32_t i = 0; i < l.n; i++)
		if (parameterized(w, l.at[i]))
			return true;
	return false;
}

static bool in_interface(struct walk *w, struct interface *t)
{
	struct type_set *s = interface_type_set(t);

	if (in_objects(w, s->methods, s->nmethods))
		return true;
	/* Of specific types, all must be: see typeset.is in go/types. */
	if (!type_set_has_terms(s))
		return false;
	for (uint32_t i = 0; i < s->terms.n; i++)
		if (!parameterized(w, s->terms.at[i].type))
			return false;
	return true;
}

static bool inside(struct walk *w, struct type *t)
{
	struct structure *st = (struct structure *)t;
	struct signature *sig = (struct signature *)t;
	struct map *m = (struct map *)t;

	switch ((enum type_kind)t->kind) {
	case TYPE_ARRAY:
		return parameterized(w, ((struct array *)t)->elem);
	case TYPE_SLICE:
		return parameterized(w, ((struct slice *)t)->elem);
	case TYPE_POINTER:
		return parameterized(w, ((struct pointer *)t)->base);
	case TYPE_CHAN:
		return parameterized(w, ((struct chan *)t)->elem);
	case TYPE_MAP:
		return parameterized(w, m->key) || parameterized(w, m->elem);
	case TYPE_STRUCT:
		return in_objects(w, st->fields, st->nfields);
	case TYPE_TUPLE:
		return in_tuple(w, (struct tuple *)t);
	case TYPE_SIGNATURE:
		/* Its own type parameters do not matter. */
		return in_tuple(w, sig->params) || in_tuple(w, sig->results);
	case TYPE_INTERFACE:
		return in_interface(w, (struct interface *)t);
	case TYPE_NAMED:
		return in_list(w, named_targs((struct named *)t));
	case TYPE_ALIAS:
		return parameterized(w, alias_actual((struct alias *)t));
	case TYPE_BASIC:
	case TYPE_PARAM:
	case TYPE_UNION:
		return false;
	}
	return false;
}

static char no, yes; /* what seen points to */

/* What is being walked, and met again, counts as no. */
static bool remembered(struct walk *w, struct type *t, bool *ret)
{
	void **seen = ptrmap_at(&w->seen, NULL, t);

	*ret = *seen == &yes;
	if (*seen)
		return true;
	*seen = &no;
	return false;
}

static bool walk_inside(struct walk *w, struct type *t)
{
	bool is_long = ++w->steps > LONG_WALK, found;

	if (is_long && remembered(w, t, &found))
		return found;
	if (w->depth >= CHECK_MAX_DEPTH)
		return false;
	w->depth++;
	found = inside(w, t);
	w->depth--;
	if (is_long && found)
		*ptrmap_at(&w->seen, NULL, t) = &yes;
	return found;
}

static bool parameterized(struct walk *w, struct type *t)
{
	if (!t || t->kind == TYPE_BASIC)
		return false;
	if (t->kind == TYPE_PARAM)
		return tparam_index(w->tparams, (struct type_param *)t) >= 0;
	if (t->kind == TYPE_NAMED && !((struct named *)t)->inst)
		return false;
	return walk_inside(w, t);
}

bool is_parameterized(struct type_list tparams, struct type *t)
{
	struct type_list one = {&t, 1};

	return any_parameterized(tparams, one);
}

bool any_parameterized(struct type_list tparams, struct type_list list)
{
	struct walk w = {.tparams = tparams};
	bool found = in_list(&w, list);

	ptrmap_finish(&w.seen);
	return found;
}
