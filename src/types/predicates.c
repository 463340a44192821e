/* SPDX-License-Identifier: MIT */
/* Questions about one type; about two see identical.c. */
#include "types/check.h"

#include "types/seen.h"

/* The underlying type without a call for what is its own. */
static inline struct type *under(struct type *t)
{
	return t->kind < TYPE_NAMED ? t : type_under(t);
}

bool is_valid(struct type *t)
{
	if (t->kind == TYPE_ALIAS)
		t = unalias(t);
	return t != TYP(INVALID);
}

bool is_basic(struct type *t, unsigned info)
{
	t = under(t);
	return t->kind == TYPE_BASIC && ((struct basic *)t)->info & info;
}

static bool term_is_basic(struct type *t, struct type *u, void *ctx)
{
	(void)u;
	return t && is_basic(t, *(unsigned *)ctx);
}

bool all_basic(struct type *t, unsigned info)
{
	if (t->kind == TYPE_ALIAS)
		t = unalias(t);
	if (t->kind == TYPE_PARAM)
		return typeset_each(t, term_is_basic, &info);
	return is_basic(t, info);
}

bool has_name(struct type *t)
{
	t = unalias(t);
	return t->kind == TYPE_BASIC || t->kind == TYPE_NAMED ||
	       t->kind == TYPE_PARAM;
}

bool is_type_lit(struct type *t)
{
	t = unalias(t);
	return t->kind != TYPE_NAMED && t->kind != TYPE_PARAM;
}

/* No alias, and no defined type, is untyped. */
bool is_untyped(struct type *t)
{
	return t->kind == TYPE_BASIC &&
	       ((struct basic *)t)->info & INFO_UNTYPED;
}

bool is_typed(struct type *t)
{
	return !is_untyped(t);
}

bool is_untyped_numeric(struct type *t)
{
	return is_untyped(t) && ((struct basic *)t)->info & INFO_NUMERIC;
}

bool type_is_interface(struct type *t)
{
	return under(t)->kind == TYPE_INTERFACE;
}

bool is_type_param(struct type *t)
{
	return t->kind == TYPE_PARAM || unalias(t)->kind == TYPE_PARAM;
}

bool is_non_type_param_interface(struct type *t)
{
	return !is_type_param(t) && type_is_interface(t);
}

/* Does not compute a type set: false when there is none yet. */
bool has_empty_typeset(struct type *t)
{
	struct type_param *p = TYPE_AS(PARAM, type_param, unalias(t));
	struct interface *iface;
	struct type_set *set;

	if (!p || !p->bound)
		return false;
	iface = TYPE_AS(INTERFACE, interface, safe_underlying(p->bound));
	set = iface ? iface->tset : NULL;
	return set && type_set_is_empty(set);
}

bool type_is_generic(struct type *t)
{
	struct alias *a = TYPE_AS(ALIAS, alias, t);
	struct named *n;

	if (a && a->tparams.n > 0 && a->targs.n == 0)
		return true;
	n = type_as_named(t);
	return n && n->obj && !n->inst && named_tparams(n).n > 0;
}

/*
 * Comparison
 *
 * Only an array of types that contain each other, or a type parameter that
 * occurs in its own constraint, comes round to a type; it is comparable then
 * if the rest is.  The way through a type set leads out of this file and
 * back, so the types that were seen are the thread's.
 */
static _Thread_local struct seen_types *comparing;

static bool is_comparable(struct checker *c, struct type *t, bool dynamic,
			  const char **cause);

static bool struct_is_comparable(struct checker *c, struct structure *s,
				 bool dynamic, const char **cause)
{
	for (uint32_t i = 0; i < s->nfields; i++) {
		struct type *t = s->fields[i]->type;

		if (is_comparable(c, t, dynamic, NULL))
			continue;
		CAUSE(cause, check_sprintf(c,
					   "struct containing %s cannot be "
					   "compared",
					   type_str(c, t)));
		return false;
	}
	return true;
}

static bool interface_is_comparable(struct type *t, struct type *u,
				    bool dynamic, const char **cause)
{
	struct type_set *set;

	if (dynamic && !is_type_param(t))
		return true;
	set = interface_type_set((struct interface *)u);
	if (type_set_is_comparable(set))
		return true;
	CAUSE(cause, type_set_is_empty(set) ? "empty type set"
					    : "incomparable types in type set");
	return false;
}

static bool is_comparable(struct checker *c, struct type *t, bool dynamic,
			  const char **cause)
{
	struct type *u = under(t);

	switch (u->kind) {
	case TYPE_BASIC:
		/* An invalid type is, so that nothing follows from it. */
		return u != TYP(UNTYPED_NIL);
	case TYPE_POINTER:
	case TYPE_CHAN:
		return true;
	case TYPE_STRUCT:
		return !seen_add(comparing, t) ||
		       struct_is_comparable(c, (struct structure *)u, dynamic,
					    cause);
	case TYPE_ARRAY:
		if (!seen_add(comparing, t) ||
		    is_comparable(c, ((struct array *)u)->elem, dynamic, NULL))
			return true;
		CAUSE(cause, check_sprintf(c, "%s cannot be compared",
					   type_str(c, t)));
		return false;
	case TYPE_INTERFACE:
		return !seen_add(comparing, t) ||
		       interface_is_comparable(t, u, dynamic, cause);
	default:
		return false;
	}
}

bool comparable_type(struct checker *c, struct type *t, bool dynamic,
		     const char **cause)
{
	struct seen_types seen = {0};
	bool result;

	CAUSE(cause, "");
	if (comparing)
		return is_comparable(c, t, dynamic, cause);
	comparing = &seen;
	result = is_comparable(c, t, dynamic, cause);
	comparing = NULL;
	seen_finish(&seen);
	return result;
}

bool type_comparable(struct type *t)
{
	return comparable_type(NULL, t, true, NULL);
}

static bool term_has_nil(struct type *u, void *ctx)
{
	(void)ctx;
	return u && has_nil(u);
}

bool has_nil(struct type *t)
{
	struct type *u = under(t);

	switch (u->kind) {
	case TYPE_BASIC:
		return ((struct basic *)u)->basic_kind == BASIC_UNSAFE_POINTER;
	case TYPE_SLICE:
	case TYPE_POINTER:
	case TYPE_SIGNATURE:
	case TYPE_MAP:
	case TYPE_CHAN:
		return true;
	case TYPE_INTERFACE:
		return !is_type_param(t) || under_is(t, term_has_nil, NULL);
	default:
		return false;
	}
}

/* Untyped nil stays what it is. */
struct type *type_default(struct type *t)
{
	if (t->kind != TYPE_BASIC)
		return t;
	switch (((struct basic *)t)->basic_kind) {
	case BASIC_UNTYPED_BOOL:
		return TYP(BOOL);
	case BASIC_UNTYPED_INT:
		return TYP(INT);
	case BASIC_UNTYPED_RUNE:
		return universe_rune;
	case BASIC_UNTYPED_FLOAT:
		return TYP(FLOAT64);
	case BASIC_UNTYPED_COMPLEX:
		return TYP(COMPLEX128);
	case BASIC_UNTYPED_STRING:
		return TYP(STRING);
	default:
		return t;
	}
}

/* The kinds of untyped numbers are in the order of the spec's list. */
struct type *max_type(struct type *x, struct type *y)
{
	if (x == y)
		return x;
	if (!is_untyped_numeric(x) || !is_untyped_numeric(y))
		return NULL;
	return ((struct basic *)x)->basic_kind > ((struct basic *)y)->basic_kind
		       ? x
		       : y;
}
