/* SPDX-License-Identifier: MIT */
/*
 * Identity of types (spec: Type identity)
 *
 * Most comparisons end at once: the types are the same in memory, or of
 * different kinds.  The walk down a type with one element (a slice of
 * pointers to channels ...) is a loop, and so is the last field; it recurs for
 * the rest only, and not deeper than a limit, below which types are taken for
 * different.
 *
 * Structs that have the same struct twice, which has the same struct twice
 * ..., are small in memory and large to walk through.  So a comparison that
 * takes long remembers what each type was compared with: the first
 * difference ends all, hence a pair that is met again was not different.
 *
 * A type can come round to itself through the methods of interfaces without
 * a name:
 *
 *	type T interface { m() interface { T } }
 *
 * so that the pairs of interfaces being compared are kept in a list on the
 * stack.  A pair that is met again is identical if the rest is; if it were
 * not, the comparison would have ended.
 */
#include "types/check.h"

#include <string.h>

#include "types/typeset.h"

/* After so many steps pairs are remembered; below a depth nothing is equal. */
enum { MANY_STEPS = 1000, MAX_STEPS = 1 << 26, MAX_DEPTH = 20000 };

struct pair {
	const struct interface *x, *y;
	const struct pair *prev;
};

struct comparer {
	bool ignore_tags;
	bool spelling; /* what is written with other names is different */
	uint32_t depth, steps;
	struct ptrmap compared; /* after many steps: x -> the last y */
};

static bool identical(struct comparer *c, struct type *x, struct type *y,
		      const struct pair *p);

static bool same_tags(const struct structure *x, const struct structure *y)
{
	if (!x->tags && !y->tags)
		return true;
	for (uint32_t i = 0; i < x->nfields; i++) {
		const char *a = x->tags ? x->tags[i] : NULL;
		const char *b = y->tags ? y->tags[i] : NULL;

		if (strcmp(a ? a : "", b ? b : "") != 0)
			return false;
	}
	return true;
}

/* Everything about the fields but their types. */
static bool same_fields(const struct comparer *c, const struct structure *x,
			const struct structure *y)
{
	if (x->nfields != y->nfields)
		return false;
	for (uint32_t i = 0; i < x->nfields; i++) {
		const struct object *f = x->fields[i], *g = y->fields[i];

		if ((f->flags ^ g->flags) & OBJECT_EMBEDDED ||
		    !object_same_id(f, g->pkg, g->name, false))
			return false;
	}
	return c->ignore_tags || same_tags(x, y);
}

/*
 * The types of two lists of variables.  The last pair is given back to be
 * compared by the caller, unless there is none.
 */
static bool same_but_last(struct comparer *c, struct object **x,
			  struct object **y, uint32_t n, const struct pair *p,
			  struct type **ret_x, struct type **ret_y)
{
	for (uint32_t i = 0; i + 1 < n; i++)
		if (!identical(c, x[i]->type, y[i]->type, p))
			return false;
	*ret_x = n > 0 ? x[n - 1]->type : NULL;
	*ret_y = n > 0 ? y[n - 1]->type : NULL;
	return true;
}

static bool same_tuple(struct comparer *c, const struct tuple *x,
		       const struct tuple *y, const struct pair *p)
{
	uint32_t n = tuple_len(x);

	if (n != tuple_len(y))
		return false;
	if (x == y)
		return true;
	for (uint32_t i = 0; i < n; i++)
		if (!identical(c, x->vars[i]->type, y->vars[i]->type, p))
			return false;
	return true;
}

/*
 * Names of type parameters mean nothing: those of y become those of x, then
 * constraints, parameters and results must be identical.
 */
static bool same_generic(struct comparer *c, struct signature *x,
			 struct signature *y, const struct pair *p)
{
	struct subst_map map = {.from = y->tparams, .to = x->tparams};
	struct context *ctxt = context_new(lazy_enter(NULL));
	bool same = true;

	for (uint32_t i = 0; same && i < x->tparams.n; i++) {
		struct type_param *xp = (struct type_param *)x->tparams.at[i];
		struct type_param *yp = (struct type_param *)y->tparams.at[i];

		same = identical(
			c, xp->bound,
			check_subst(NULL, NO_POS, yp->bound, map, NULL, ctxt),
			p);
	}
	if (same && tuple_len(y->params) > 0)
		same = identical(c, &x->params->t,
				 check_subst(NULL, NO_POS, &y->params->t, map,
					     NULL, ctxt),
				 p);
	if (same && tuple_len(y->results) > 0)
		same = identical(c, &x->results->t,
				 check_subst(NULL, NO_POS, &y->results->t, map,
					     NULL, ctxt),
				 p);
	lazy_leave(NULL);
	return same;
}

static bool same_signature(struct comparer *c, struct signature *x,
			   struct signature *y, const struct pair *p)
{
	if (x->variadic != y->variadic || x->tparams.n != y->tparams.n ||
	    tuple_len(x->params) != tuple_len(y->params) ||
	    tuple_len(x->results) != tuple_len(y->results))
		return false;
	if (x->tparams.n > 0)
		return same_generic(c, x, y, p);
	return same_tuple(c, x->params, y->params, p) &&
	       same_tuple(c, x->results, y->results, p);
}

static bool seen_pair(const struct pair *p, const struct interface *x,
		      const struct interface *y)
{
	for (; p; p = p->prev)
		if ((p->x == x && p->y == y) || (p->x == y && p->y == x))
			return true;
	return false;
}

static bool same_interface(struct comparer *c, struct interface *x,
			   struct interface *y, const struct pair *p)
{
	struct type_set *xs = interface_type_set(x);
	struct type_set *ys = interface_type_set(y);
	struct pair here = {.x = x, .y = y, .prev = p};
	uint32_t n = xs->nmethods;

	if (xs == ys)
		return true;
	if (n != ys->nmethods || xs->comparable != ys->comparable ||
	    !term_list_equal(xs->terms, ys->terms))
		return false;
	if (seen_pair(p, x, y))
		return true;
	for (uint32_t i = 0; i < n; i++) {
		const struct object *f = xs->methods[i], *g = ys->methods[i];

		if (!object_same_id(f, g->pkg, g->name, false))
			return false;
		if (!identical(c, f->type, g->type, &here))
			return false;
	}
	return true;
}

static bool same_union(const struct union_type *x, const struct union_type *y)
{
	struct term_list xl = {.at = x->terms, .n = x->nterms};
	struct term_list yl = {.at = y->terms, .n = y->nterms};

	return term_list_equal(xl, yl);
}

static bool same_named(struct comparer *c, struct named *x, struct named *y)
{
	struct type_list xargs = named_targs(x), yargs = named_targs(y);
	bool same = xargs.n == yargs.n && identical_origin(x, y);
	bool ignore_tags = c->ignore_tags;

	/* Tags in type arguments count. */
	c->ignore_tags = false;
	for (uint32_t i = 0; same && i < xargs.n; i++)
		same = identical(c, xargs.at[i], yargs.at[i], NULL);
	c->ignore_tags = ignore_tags;
	return same;
}

/* Types of one kind of which *x and *y have only one part left to compare. */
static bool same_head(struct comparer *c, struct type **x, struct type **y,
		      const struct pair *p)
{
#define PART(name, part)                        \
	do {                                    \
		*x = ((struct name *)*x)->part; \
		*y = ((struct name *)*y)->part; \
	} while (0)
	struct array *xa = (struct array *)*x, *ya = (struct array *)*y;
	struct structure *xs = (struct structure *)*x;
	struct structure *ys = (struct structure *)*y;
	struct map *xm = (struct map *)*x, *ym = (struct map *)*y;

	switch ((*x)->kind) {
	case TYPE_ARRAY:
		/* An unknown length, after an error, is any. */
		if (xa->len >= 0 && ya->len >= 0 && xa->len != ya->len)
			return false;
		PART(array, elem);
		return true;
	case TYPE_SLICE:
		PART(slice, elem);
		return true;
	case TYPE_POINTER:
		PART(pointer, base);
		return true;
	case TYPE_CHAN:
		if (((struct chan *)*x)->dir != ((struct chan *)*y)->dir)
			return false;
		PART(chan, elem);
		return true;
	case TYPE_MAP:
		if (!identical(c, xm->key, ym->key, p))
			return false;
		PART(map, elem);
		return true;
	default:
		return same_fields(c, xs, ys) &&
		       same_but_last(c, xs->fields, ys->fields, xs->nfields, p,
				     x, y);
	}
#undef PART
}

static bool same_kind(struct comparer *c, struct type *x, struct type *y,
		      const struct pair *p)
{
	switch ((enum type_kind)x->kind) {
	case TYPE_BASIC:
		return !c->spelling && ((struct basic *)x)->basic_kind ==
					       ((struct basic *)y)->basic_kind;
	case TYPE_TUPLE:
		return same_tuple(c, (struct tuple *)x, (struct tuple *)y, p);
	case TYPE_SIGNATURE:
		return same_signature(c, (struct signature *)x,
				      (struct signature *)y, p);
	case TYPE_UNION:
		return same_union((struct union_type *)x,
				  (struct union_type *)y);
	case TYPE_INTERFACE:
		return same_interface(c, (struct interface *)x,
				      (struct interface *)y, p);
	case TYPE_NAMED:
		return same_named(c, (struct named *)x, (struct named *)y);
	default:
		return false; /* a type parameter is itself only */
	}
}

/* Both are aliases of one name, with the same arguments, or none is one. */
static bool same_spelling(struct comparer *c, struct type *x, struct type *y)
{
	struct alias *a = TYPE_AS(ALIAS, alias, x);
	struct alias *b = TYPE_AS(ALIAS, alias, y);

	if (!a || !b)
		return !a && !b;
	if (a->obj->name != b->obj->name ||
	    !same_pkg(a->obj->pkg, b->obj->pkg) || a->targs.n != b->targs.n)
		return false;
	for (uint32_t i = 0; i < a->targs.n; i++)
		if (!identical(c, a->targs.at[i], b->targs.at[i], NULL))
			return false;
	return true;
}

/* Types of which there are parts in two places; notes that x met y. */
static bool compared_before(struct comparer *c, struct type *x, struct type *y)
{
	void **at;

	if (x->kind != TYPE_STRUCT && x->kind != TYPE_SIGNATURE &&
	    x->kind != TYPE_MAP && x->kind != TYPE_NAMED)
		return false;
	at = ptrmap_at(&c->compared, NULL, x);
	if (*at == y)
		return true;
	*at = y;
	return false;
}

static bool identical(struct comparer *c, struct type *x, struct type *y,
		      const struct pair *p)
{
	bool same;

	for (;;) {
		if (x == y)
			return true;
		if (!x || !y || (c->spelling && !same_spelling(c, x, y)))
			return false;
		if (x->kind == TYPE_ALIAS)
			x = unalias(x);
		if (y->kind == TYPE_ALIAS)
			y = unalias(y);
		if (x == y)
			return true;
		if (x->kind != y->kind || c->depth >= MAX_DEPTH ||
		    c->steps >= MAX_STEPS)
			return false;
		if (c->steps++ >= MANY_STEPS && compared_before(c, x, y))
			return true;
		c->depth++;
		switch (x->kind) {
		case TYPE_ARRAY:
		case TYPE_SLICE:
		case TYPE_STRUCT:
		case TYPE_POINTER:
		case TYPE_MAP:
		case TYPE_CHAN:
			same = same_head(c, &x, &y, p);
			c->depth--;
			if (!same)
				return false;
			continue;
		default:
			same = same_kind(c, x, y, p);
			c->depth--;
			return same;
		}
	}
}

static bool compare(struct comparer c, struct type *x, struct type *y)
{
	bool same;

	/* Most types that differ do so in their kinds. */
	if (x && y && x->kind != y->kind && x->kind != TYPE_ALIAS &&
	    y->kind != TYPE_ALIAS)
		return false;
	same = identical(&c, x, y, NULL);
	if (c.compared.slots)
		ptrmap_finish(&c.compared);
	return same;
}

bool type_identical(struct type *x, struct type *y)
{
	return x == y || compare((struct comparer){0}, x, y);
}

bool type_identical_ignore_tags(struct type *x, struct type *y)
{
	return x == y || compare((struct comparer){.ignore_tags = true}, x, y);
}

bool type_same_spelling(struct type *x, struct type *y)
{
	return x == y || compare((struct comparer){.spelling = true}, x, y);
}

bool identical_origin(struct named *x, struct named *y)
{
	return named_origin(x)->obj == named_origin(y)->obj;
}

bool identical_instance(struct type *xorig, struct type_list xargs,
			struct type *yorig, struct type_list yargs)
{
	if (xargs.n != yargs.n)
		return false;
	for (uint32_t i = 0; i < xargs.n; i++)
		if (!type_identical(xargs.at[i], yargs.at[i]))
			return false;
	return type_identical(xorig, yorig);
}
