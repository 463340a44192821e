/* SPDX-License-Identifier: MIT */
/*
 * Type unification
 *
 * Given are two types in which type parameters occur, some of them bound:
 * theirs are the types that are looked for.  Unification walks both types
 * side by side and finds for the bound parameters what makes the types
 * equal, or that nothing does:
 *
 *	map[K]V  with  map[string][]int		K = string, V = []int
 *	[]P      with  chan int			fails
 *	func(P) P  with  func(int) string	fails
 *
 * What was found for a parameter must match what is found next; two bound
 * parameters that meet become one (join).  A unifier is used for many pairs
 * of types, and knows more after each.
 *
 * Equal is not quite identical.  Unless the mode asks for exactness,
 *
 * - a defined type matches a type literal if its underlying type does,
 * - directions of channels do not matter,
 * - an interface matches what has its methods, and two interfaces match if
 *   one has the methods of the other,
 *
 * so that arguments match to which they can be assigned.  A parameter then
 * gets the type that loses nothing: the defined one, or the channel with a
 * direction.  Whether the types found are right is not decided here: they
 * are checked as if they had been written.
 *
 * A type parameter that is not bound stands for its core type, if there is
 * one: what is in its type set has this structure.
 *
 * The rules, and their order, are those of go/types unify.go: another order
 * would infer other types.
 */
#include "types/unify.h"

#include <string.h>

#include "types/typeset.h"

/*
 * Types may unify with parts of themselves without end.  Go stops at this
 * depth, too, and gives up on the package.
 */
enum { MAX_UNIFY_DEPTH = 50 };

/* Two interfaces that are being compared, and those around them. */
struct pair {
	struct interface *x, *y;
	struct pair *outer;
};

static bool nify(struct unifier *u, struct type *x, struct type *y,
		 unsigned mode, struct pair *p);

void unifier_init(struct unifier *u, struct checker *c,
		  struct type_list tparams, struct type_list targs)
{
	*u = (struct unifier){.c = c, .tparams = tparams};
	u->interface_inference = check_allow_version(c, GO_VERSION(21));
	u->handles = ARENA_ARRAY(c->arena, tparams.n, uint32_t);
	u->at = ARENA_ARRAY(c->arena, tparams.n, struct type *);
	for (uint32_t i = 0; i < tparams.n; i++) {
		u->handles[i] = i;
		u->at[i] = i < targs.n ? targs.at[i] : NULL;
	}
}

bool unify(struct unifier *u, struct type *x, struct type *y, unsigned mode)
{
	return nify(u, x, y, mode, NULL);
}

uint32_t unify_unknowns(const struct unifier *u)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < u->tparams.n; i++)
		n += !unify_at(u, i);
	return n;
}

/* The place of a bound type parameter; -1 for any other type. */
static int64_t bound_param(const struct unifier *u, struct type *t)
{
	t = unalias(t);
	if (!t || t->kind != TYPE_PARAM)
		return -1;
	return tparam_index(u->tparams, (struct type_param *)t);
}

/* The parameters x and y are one; false if both are known already. */
static bool join(struct unifier *u, uint32_t x, uint32_t y)
{
	uint32_t from = u->handles[x], to = u->handles[y];

	if (from == to)
		return true;
	if (u->at[from] && u->at[to])
		return false;
	if (u->at[from]) {
		from = u->handles[y];
		to = u->handles[x];
	}
	for (uint32_t i = 0; i < u->tparams.n; i++)
		if (u->handles[i] == from)
			u->handles[i] = to;
	return true;
}

/* The interface that is under t, unless t is a type parameter. */
static struct interface *as_interface(struct type *t)
{
	struct type *actual = unalias(t);

	if (actual->kind == TYPE_PARAM)
		return NULL;
	actual = type_under(actual);
	return TYPE_AS(INTERFACE, interface, actual);
}

static bool same(struct type *x, struct type *y)
{
	return x == y || unalias(x) == unalias(y);
}

/* Bound parameters */

/*
 * x was known for the parameter and matches y: which of them stays?  A
 * defined type does, so that no name is lost whatever comes first; without
 * one, a channel that has a direction does.
 */
static bool settle(struct unifier *u, uint32_t param, struct type *x,
		   struct type *y, unsigned mode)
{
	struct interface *xi = as_interface(x), *yi = as_interface(y);
	bool x_named = type_as_named(x), y_named = type_as_named(y);
	struct type *under;

	if (xi && yi) {
		/* Which of two names would be the right one is not known. */
		if (x_named && y_named)
			return type_identical(x, y);
		if (interface_nmethods(xi) != interface_nmethods(yi))
			return false;
	} else if (xi || yi) {
		/* Either may be right: that would depend on the order. */
		return false;
	}
	if (mode & UNIFY_EXACT || x_named)
		return true;
	if (y_named) {
		unify_set(u, param, y);
		return true;
	}
	under = type_under(y);
	if (under->kind == TYPE_CHAN &&
	    ((struct chan *)under)->dir != CHAN_BOTH)
		unify_set(u, param, y);
	return true;
}

/* x is the bound parameter px; so may y be, then it is py. */
static bool unify_param(struct unifier *u, int64_t px, int64_t py,
			struct type *y, unsigned mode, struct pair *p)
{
	struct type *known;

	if (py >= 0) {
		if (join(u, (uint32_t)px, (uint32_t)py))
			return true;
		return nify(u, unify_at(u, (uint32_t)px),
			    unify_at(u, (uint32_t)py), mode, p);
	}
	known = unify_at(u, (uint32_t)px);
	if (!known) {
		unify_set(u, (uint32_t)px, y);
		return true;
	}
	return nify(u, known, y, mode, p) &&
	       settle(u, (uint32_t)px, known, y, mode);
}

/* Interfaces */

static bool same_terms(const struct type_set *x, const struct type_set *y)
{
	return x->comparable == y->comparable &&
	       term_list_equal(x->terms, y->terms);
}

/*
 * Anonymous interfaces may refer to themselves by way of their methods'
 * types; the same pair within itself is taken for equal.
 */
static bool within(const struct pair *p, const struct interface *x,
		   const struct interface *y)
{
	for (; p; p = p->outer)
		if ((p->x == x && p->y == y) || (p->x == y && p->y == x))
			return true;
	return false;
}

/* The fewer methods are a subset of the others; both lists are sorted. */
static bool unify_common_methods(struct unifier *u, struct interface *xi,
				 struct interface *yi, struct pair *p)
{
	struct type_set *x = interface_type_set(xi);
	struct type_set *y = interface_type_set(yi);
	uint32_t j = 0;

	if (!same_terms(x, y))
		return false;
	if (within(p, xi, yi))
		return true;
	if (x->nmethods > y->nmethods) {
		struct type_set *t = x;

		x = y;
		y = t;
	}
	for (uint32_t i = 0; i < x->nmethods; i++) {
		struct object *m = x->methods[i];

		while (j < y->nmethods && object_compare(y->methods[j], m) < 0)
			j++;
		if (j == y->nmethods || object_compare(y->methods[j], m) != 0)
			return false;
		/* As in go/types, pairs are counted anew from here. */
		if (!nify(u, m->type, y->methods[j]->type, UNIFY_EXACT, NULL))
			return false;
	}
	return true;
}

/* Exactly: the same methods. */
static bool unify_interfaces(struct unifier *u, struct interface *xi,
			     struct interface *yi, struct pair *p)
{
	struct type_set *x = interface_type_set(xi);
	struct type_set *y = interface_type_set(yi);
	struct pair inner = {xi, yi, p};

	if (!same_terms(x, y) || x->nmethods != y->nmethods)
		return false;
	if (within(p, xi, yi))
		return true;
	for (uint32_t i = 0; i < x->nmethods; i++)
		if (object_compare(x->methods[i], y->methods[i]) != 0 ||
		    !nify(u, x->methods[i]->type, y->methods[i]->type,
			  UNIFY_EXACT, &inner))
			return false;
	return true;
}

/* t, which is no interface, has the methods of xi. */
static bool unify_methods(struct unifier *u, struct interface *xi,
			  struct type *t, struct pair *p)
{
	struct type_set *x = interface_type_set(xi);

	for (uint32_t i = 0; i < x->nmethods; i++) {
		struct object *m = x->methods[i], *have;
		const uint32_t *index;
		uint32_t nindex;
		bool indirect;
		struct signature *sig;

		have = check_lookup_field_or_method(u->c, t, false, m->pkg,
						    m->name, false, &index,
						    &nindex, &indirect);
		if (!have || have->kind != OBJECT_FUNC)
			return false;
		check_obj_decl(u->c, have);
		sig = TYPE_AS(SIGNATURE, signature, have->type);
		/* No interface has generic methods. */
		if (!sig || sig->tparams.n > 0 ||
		    !nify(u, m->type, have->type, UNIFY_EXACT, p))
			return false;
	}
	return true;
}

/* Type literals; x and y are not aliases, and of one kind. */

static const char *tag(const struct structure *t, uint32_t i)
{
	return t->tags && t->tags[i] ? t->tags[i] : "";
}

static bool unify_structs(struct unifier *u, struct structure *x,
			  struct structure *y, unsigned mode, struct pair *p)
{
	if (x->nfields != y->nfields)
		return false;
	for (uint32_t i = 0; i < x->nfields; i++) {
		struct object *f = x->fields[i], *g = y->fields[i];

		if ((f->flags ^ g->flags) & OBJECT_EMBEDDED ||
		    strcmp(tag(x, i), tag(y, i)) != 0 ||
		    !object_same_id(f, g->pkg, g->name, false) ||
		    !nify(u, f->type, g->type, mode, p))
			return false;
	}
	return true;
}

static bool unify_tuples(struct unifier *u, struct tuple *x, struct tuple *y,
			 unsigned mode, struct pair *p)
{
	if (tuple_len(x) != tuple_len(y))
		return false;
	for (uint32_t i = 0; i < tuple_len(x); i++)
		if (!nify(u, x->vars[i]->type, y->vars[i]->type, mode, p))
			return false;
	return true;
}

/* Parameters of generic functions are compared as any type parameters. */
static bool unify_signatures(struct unifier *u, struct signature *x,
			     struct signature *y, unsigned mode, struct pair *p)
{
	return x->variadic == y->variadic &&
	       unify_tuples(u, x->params, y->params, mode, p) &&
	       unify_tuples(u, x->results, y->results, mode, p);
}

static bool unify_arrays(struct unifier *u, struct array *x, struct array *y,
			 unsigned mode, struct pair *p)
{
	/* An unknown length was reported. */
	return (x->len < 0 || y->len < 0 || x->len == y->len) &&
	       nify(u, x->elem, y->elem, mode, p);
}

static bool unify_named(struct unifier *u, struct named *x, struct named *y,
			unsigned mode, struct pair *p)
{
	struct type_list xargs = named_targs(x), yargs = named_targs(y);

	if (xargs.n != yargs.n)
		return false;
	/* First, so that a message about the names shows the arguments. */
	for (uint32_t i = 0; i < xargs.n; i++)
		if (!nify(u, xargs.at[i], yargs.at[i], mode, p))
			return false;
	return identical_origin(x, y);
}

static bool unify_kind(struct unifier *u, struct type *x, struct type *y,
		       unsigned mode, struct pair *p)
{
	/* What types consist of must match exactly in an assignment. */
	unsigned inner = mode | (mode & UNIFY_ASSIGN ? UNIFY_EXACT : 0);
	struct chan *xc = (struct chan *)x, *yc = (struct chan *)y;

	switch ((enum type_kind)x->kind) {
	case TYPE_BASIC:
		return ((struct basic *)x)->basic_kind ==
		       ((struct basic *)y)->basic_kind;
	case TYPE_ARRAY:
		return unify_arrays(u, (struct array *)x, (struct array *)y,
				    inner, p);
	case TYPE_SLICE:
		return nify(u, ((struct slice *)x)->elem,
			    ((struct slice *)y)->elem, inner, p);
	case TYPE_STRUCT:
		return unify_structs(u, (struct structure *)x,
				     (struct structure *)y, inner, p);
	case TYPE_POINTER:
		return nify(u, ((struct pointer *)x)->base,
			    ((struct pointer *)y)->base, inner, p);
	case TYPE_TUPLE:
		return unify_tuples(u, (struct tuple *)x, (struct tuple *)y,
				    mode, p);
	case TYPE_SIGNATURE:
		return unify_signatures(u, (struct signature *)x,
					(struct signature *)y, inner, p);
	case TYPE_INTERFACE:
		return unify_interfaces(u, (struct interface *)x,
					(struct interface *)y, p);
	case TYPE_MAP:
		return nify(u, ((struct map *)x)->key, ((struct map *)y)->key,
			    inner, p) &&
		       nify(u, ((struct map *)x)->elem, ((struct map *)y)->elem,
			    inner, p);
	case TYPE_CHAN:
		return (!(mode & UNIFY_EXACT) || xc->dir == yc->dir) &&
		       nify(u, xc->elem, yc->elem, inner, p);
	case TYPE_NAMED:
		return unify_named(u, (struct named *)x, (struct named *)y,
				   mode, p);
	default:
		return false;
	}
}

/*
 * Neither is bound, and they are not the same.  yorig is y as it was
 * written: an alias' name goes into what is inferred.
 */
static bool unify_rest(struct unifier *u, struct type *x, struct type *y,
		       unsigned mode, struct pair *p)
{
	struct type *yorig, *core;

	if (is_type_param(y)) {
		struct type *t = x;

		x = y;
		y = t;
	}
	yorig = y;
	x = unalias(x);
	y = unalias(y);
	if (!x || !y)
		return false;
	if (x->kind == TYPE_PARAM) {
		/*
		 * A defined type may have to give its underlying type to
		 * match a core type, which a mode of assignment allows.
		 */
		core = common_under(u->c, x, NULL, NULL, NULL);
		return core && nify(u, core, yorig, UNIFY_ASSIGN, p);
	}
	return x->kind == y->kind && unify_kind(u, x, y, mode, p);
}

/*
 * Unification is symmetric.  So that there are fewer cases, a defined type
 * is had in y, and then a bound parameter in x.
 */
static bool nify_deeper(struct unifier *u, struct type *x, struct type *y,
			unsigned mode, struct pair *p)
{
	bool inexact = !(mode & UNIFY_EXACT);
	struct named *named;
	int64_t px, py;

	if (type_as_named(x) || bound_param(u, y) >= 0) {
		struct type *t = x;

		x = y;
		y = t;
	}
	named = type_as_named(y);
	if (inexact && named && is_type_lit(x) &&
	    !(u->interface_inference && type_is_interface(x))) {
		y = type_under(&named->t);
		if (same(x, y))
			return true;
	}
	px = bound_param(u, x);
	py = bound_param(u, y);
	if (px >= 0)
		return unify_param(u, px, py, y, mode, p);
	if (u->interface_inference && inexact) {
		struct interface *xi = as_interface(x);
		struct interface *yi = as_interface(y);

		if (xi && yi)
			return unify_common_methods(u, xi, yi, p);
		if (xi)
			return unify_methods(u, xi, y, p);
		if (yi)
			return unify_methods(u, yi, x, p);
	}
	return unify_rest(u, x, y, mode, p);
}

static bool nify(struct unifier *u, struct type *x, struct type *y,
		 unsigned mode, struct pair *p)
{
	bool ok;

	if (same(x, y))
		return true;
	if (!x || !y || u->depth >= MAX_UNIFY_DEPTH)
		return false;
	u->depth++;
	ok = nify_deeper(u, x, y, mode, p);
	u->depth--;
	return ok;
}
