/* SPDX-License-Identifier: MIT */
/*
 * Instances of generic types and functions, and whether type arguments are
 * allowed.
 *
 * spec: Instantiations, Implementing an interface, Satisfying a type
 * constraint; go/types instantiate.go.
 */
#include "types/check.h"

#include "types/typeset.h"

/* The signature with its own type parameters substituted, and gone. */
static struct type *instantiate_signature(struct checker *c, pos_t pos,
					  struct signature *orig,
					  struct type_list targs,
					  struct context *ctxt)
{
	struct subst_map map = {orig->tparams, targs};
	struct arena *a = c ? c->arena : lazy_enter(NULL);
	struct type *t = check_subst(c, pos, &orig->t, map, NULL, ctxt);
	struct signature *sig = (struct signature *)t;

	/* It may be that it does not use its type parameters. */
	if (sig == orig) {
		sig = ARENA_NEW(a, struct signature);
		*sig = *orig;
	}
	sig->tparams = (struct type_list){0};
	if (!c)
		lazy_leave(NULL);
	return &sig->t;
}

static struct type *make_instance(struct checker *c, pos_t pos,
				  struct type *orig, struct type_list targs,
				  struct named *expanding, struct context *ctxt)
{
	struct alias *alias = (struct alias *)orig;
	struct signature *sig = (struct signature *)orig;

	switch (orig->kind) {
	case TYPE_NAMED:
		return &check_new_named_instance(c, pos, (struct named *)orig,
						 targs, expanding)
				->t;
	case TYPE_ALIAS:
		if (!check_validate_targ_len(c, pos,
					     name_text(alias->obj->name),
					     alias->tparams.n, targs.n))
			return NULL;
		if (alias->tparams.n == 0)
			return orig;
		return &check_new_alias_instance(c, pos, alias, targs,
						 expanding, ctxt)
				->t;
	case TYPE_SIGNATURE:
		if (!check_validate_targ_len(c, pos, "function", sig->tparams.n,
					     targs.n))
			return NULL;
		if (sig->tparams.n == 0)
			return orig;
		return instantiate_signature(c, pos, sig, targs, ctxt);
	default:
		return NULL;
	}
}

static struct type *instance(struct checker *c, struct arena *a, pos_t pos,
			     struct type *orig, struct type_list targs,
			     struct named *expanding, struct context *ctxt)
{
	struct type *inst;
	uint32_t hash = 0;

	if (ctxt) {
		hash = context_hash(orig, targs);
		inst = context_lookup(ctxt, hash, orig, targs);
		if (inst)
			return inst;
	}
	targs.at = vec_copy(a, targs.at, targs.n, sizeof(*targs.at));
	inst = make_instance(c, pos, orig, targs, expanding, ctxt);
	if (!inst)
		return TYP(INVALID);
	if (ctxt)
		context_add(ctxt, hash, orig, targs, inst);
	return inst;
}

/*
 * A checker's context has all instances that it makes.  Without one, those
 * that come from expanding an instance are kept with it.
 */
struct type *check_instance(struct checker *c, pos_t pos, struct type *orig,
			    struct type_list targs, struct named *expanding,
			    struct context *ctxt)
{
	struct type *t;

	if (c)
		return instance(c, c->arena, pos, orig, targs, expanding, ctxt);
	if (expanding)
		ctxt = expanding->inst->ctxt;
	t = instance(NULL, lazy_enter(NULL), pos, orig, targs, expanding, ctxt);
	lazy_leave(NULL);
	return t;
}

bool check_validate_targ_len(struct checker *c, pos_t pos, const char *name,
			     uint32_t want, uint32_t got)
{
	if (got == want)
		return true;
	if (c)
		check_error(c, pos,
			    "%s type arguments for type %s: "
			    "have %u, want %u",
			    got < want ? "not enough" : "too many", name, got,
			    want);
	return false;
}

int64_t check_verify(struct checker *c, pos_t pos, struct type_list tparams,
		     struct type_list targs, struct context *ctxt,
		     const char **cause)
{
	struct subst_map map = {tparams, targs};

	for (uint32_t i = 0; i < tparams.n; i++) {
		struct type_param *p = (struct type_param *)tparams.at[i];
		struct interface *iface = type_param_iface(p);
		struct type *bound;

		if (interface_empty(iface))
			continue; /* any; most are */
		/* The bound, too, may mention the type parameters. */
		bound = check_subst(c, pos, p->bound, map, NULL, ctxt);
		if (!check_implements(c, targs.at[i], bound, true, cause))
			return i;
	}
	return -1;
}

/* Implementing */

/* Whether v implements t, which is an interface that is not empty. */
struct implements {
	struct checker *c;
	struct type *v, *t;
	struct interface *vi, *ti; /* vi: NULL if v is no interface */
	bool constraint;
	const char **cause;
};

static const char *verb(const struct implements *im)
{
	return im->constraint ? "satisfy" : "implement";
}

/* "V does not implement T why" */
static bool fail(struct implements *im, const char *why)
{
	CAUSE(im->cause,
	      check_sprintf(im->c, "%s does not %s %s%s%s",
			    type_str(im->c, im->v), verb(im),
			    type_str(im->c, im->t), *why ? " " : "", why));
	return false;
}

static bool identical(struct type *x, struct type *y, void *ctx)
{
	(void)ctx;
	return type_identical(x, y);
}

static bool has_methods(struct implements *im)
{
	const char *why = "";

	if (check_has_all_methods(im->c, im->v, im->t, true, identical, NULL,
				  im->cause ? &why : NULL))
		return true;
	return im->cause ? fail(im, why) : false;
}

/* Needed when t's type set has only comparable types. */
static bool check_comparability(struct implements *im)
{
	struct checker *c = im->c;

	if (!type_set_is_comparable(interface_type_set(im->ti)))
		return true;
	if (comparable_type(c, im->v, false, NULL))
		return true;
	/* Since go1.20 an ordinary interface satisfies comparable. */
	if (im->constraint && comparable_type(c, im->v, true, NULL)) {
		if (!c || check_allow_version(c, GO_VERSION(20)))
			return true;
		CAUSE(im->cause,
		      check_sprintf(
			      c, "%s to %s comparable requires go1.20 or later",
			      type_str(c, im->v), verb(im)));
		return false;
	}
	CAUSE(im->cause, check_sprintf(c, "%s does not %s comparable",
				       type_str(c, im->v), verb(im)));
	return false;
}

/*
 * An element or term of t is v, whether or not v is in t's type set.  depth
 * ends the search in an invalid interface that embeds itself.
 */
static bool mentions(struct type *t, struct type *v, int depth)
{
	struct interface *iface = TYPE_AS(INTERFACE, interface, t);
	struct union_type *u = TYPE_AS(UNION, union_type, t);

	if (depth == 0)
		return false;
	if (iface) {
		for (uint32_t i = 0; i < iface->nembeddeds; i++)
			if (mentions(iface->embeddeds[i], v, depth - 1))
				return true;
		return false;
	}
	if (u) {
		for (uint32_t i = 0; i < u->nterms; i++)
			if (mentions(u->terms[i].type, v, depth - 1))
				return true;
		return false;
	}
	return type_identical(t, v);
}

/* The type T of a term such that v is not T, but in ~T; or NULL. */
static struct type *tilde_would_do(struct term_list l, struct type *v)
{
	for (uint32_t i = 0; i < l.n; i++) {
		struct term t = l.at[i];

		if (t.tilde || !type_identical(t.type, type_under(t.type)))
			continue;
		t.tilde = true;
		if (term_includes(&t, v))
			return t.type;
	}
	return NULL;
}

static const char *why_not_in(struct implements *im, struct term_list l)
{
	struct checker *c = im->c;
	struct type *alt = tilde_would_do(l, im->v);
	const char *v, *t;

	if (!im->cause)
		return "";
	v = type_str(c, im->v);
	t = type_str(c, im->t);
	if (alt)
		return check_sprintf(c, "(possibly missing ~ for %s in %s)",
				     type_str(c, alt), t);
	if (mentions(&im->ti->t, im->v, 50))
		return check_sprintf(c,
				     "(%s mentions %s, but %s is not in the "
				     "type set of %s)",
				     t, v, v, t);
	return check_sprintf(c, "(%s missing in %s)", v, term_list_str(c, l));
}

/* v has t's methods; whether it is in its terms, too. */
static bool check_terms(struct implements *im)
{
	struct type_set *set = interface_type_set(im->ti);

	if (!type_set_has_terms(set))
		return check_comparability(im);
	if (im->vi) {
		if (!type_set_subset_of(interface_type_set(im->vi), set))
			return fail(im, "");
	} else if (!term_list_includes(set->terms, im->v)) {
		return fail(im, why_not_in(im, set->terms));
	}
	return check_comparability(im);
}

static const char *not_an_interface(struct implements *im, struct type *u)
{
	struct checker *c = im->c;

	if (!im->cause)
		return "";
	if (is_interface_ptr(u))
		return check_sprintf(c, "(%s)",
				     check_interface_ptr_error(c, im->t));
	return check_sprintf(c, "(%s is not an interface)", type_str(c, im->t));
}

bool check_implements(struct checker *c, struct type *v, struct type *t,
		      bool constraint, const char **cause)
{
	struct type *vu = type_under(v), *tu = type_under(t);
	struct pointer *p = TYPE_AS(POINTER, pointer, vu);
	struct implements im = {
		.c = c,
		.v = v,
		.t = t,
		.vi = TYPE_AS(INTERFACE, interface, vu),
		.ti = TYPE_AS(INTERFACE, interface, tu),
		.constraint = constraint,
		.cause = cause,
	};

	/* What is invalid was reported. */
	if (!is_valid(vu) || !is_valid(tu) ||
	    (p && !is_valid(type_under(p->base))))
		return true;
	if (!im.ti)
		return fail(&im, not_an_interface(&im, tu));
	if (interface_empty(im.ti))
		return true;
	/* The empty set is a subset of any. */
	if (im.vi && type_set_is_empty(interface_type_set(im.vi)))
		return true;
	if (type_set_is_empty(interface_type_set(im.ti))) {
		CAUSE(cause, check_sprintf(c, "cannot %s %s (empty type set)",
					   verb(&im), type_str(c, t)));
		return false;
	}
	return has_methods(&im) && check_terms(&im);
}
