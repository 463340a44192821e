/* SPDX-License-Identifier: MIT */
#include "types/operand.h"

#include "types/check.h"

bool operand_is_nil(const struct operand *x)
{
	return x->mode == MODE_VALUE && x->type == TYP(UNTYPED_NIL);
}

pos_t operand_pos(const struct operand *x)
{
	return x->expr ? expr_pos(x->expr) : NO_POS;
}

void operand_set_const(struct checker *c, struct operand *x, enum token kind,
		       const char *text, uint32_t len)
{
	enum basic_kind basic;

	switch (kind) {
	case TOK_INT:
		basic = BASIC_UNTYPED_INT;
		break;
	case TOK_FLOAT:
		basic = BASIC_UNTYPED_FLOAT;
		break;
	case TOK_IMAG:
		basic = BASIC_UNTYPED_COMPLEX;
		break;
	case TOK_CHAR:
		basic = BASIC_UNTYPED_RUNE;
		break;
	default:
		basic = BASIC_UNTYPED_STRING;
		break;
	}
	x->val = value_from_literal(c->arena, text, len, kind);
	if (value_is_unknown(x->val)) {
		x->mode = MODE_INVALID;
		x->type = TYP(INVALID);
		return;
	}
	x->mode = MODE_CONSTANT;
	x->type = basic_types[basic];
}

const char *composite_kind(struct type *t)
{
	static const char *const names[] = {
		[TYPE_ARRAY] = "array",	  [TYPE_SLICE] = "slice",
		[TYPE_STRUCT] = "struct", [TYPE_POINTER] = "pointer",
		[TYPE_TUPLE] = "tuple",	  [TYPE_SIGNATURE] = "func",
		[TYPE_UNION] = "union",	  [TYPE_INTERFACE] = "interface",
		[TYPE_MAP] = "map",	  [TYPE_CHAN] = "chan",
		[TYPE_ALIAS] = NULL,
	};

	return names[type_under(t)->kind];
}

/*
 * Assignability (spec: Assignability)
 *
 * Where a type parameter is involved each type of its type set must be
 * assignable; the walk over the set calls back with one of these.
 */
struct each_term {
	struct checker *c;
	struct operand *x;
	struct type *t; /* that x is assigned to; of the terms' walk: NULL */
	struct type *param;  /* whose terms these are */
	struct type *orig_t; /* t as it is written */
	const char **cause;
	bool ok;
};

/* An untyped value must be representable as each type. */
static bool untyped_fits_term(struct type *t, struct type *u, void *ctx)
{
	struct each_term *e = ctx;
	const struct value *val;
	int code;

	(void)u;
	return t && check_implicit_type_and_value(e->c, e->x, t, &val, &code);
}

/* Puts one more line above the cause of a failure. */
static void explain(struct each_term *e, const char *text)
{
	if (!e->cause)
		return;
	if (*e->cause && **e->cause)
		text = check_sprintf(e->c, "%s\n\t%s", text, *e->cause);
	*e->cause = text;
}

static bool assignable_to_term(struct type *t, struct type *u, void *ctx)
{
	struct each_term *e = ctx;

	(void)u;
	e->ok = t && operand_assignable_to(e->c, e->x, t, e->cause);
	if (t && !e->ok && e->cause)
		explain(e, check_sprintf(e->c, "cannot assign %s to %s (in %s)",
					 type_str(e->c, e->x->type),
					 type_str(e->c, t),
					 type_str(e->c, e->param)));
	return e->ok;
}

static bool term_assignable_to(struct type *v, struct type *u, void *ctx)
{
	struct each_term *e = ctx;
	struct operand x = *e->x;

	(void)u;
	x.type = v;
	e->ok = v && operand_assignable_to(e->c, &x, e->t, e->cause);
	if (v && !e->ok && e->cause)
		explain(e, check_sprintf(e->c, "cannot assign %s (in %s) to %s",
					 type_str(e->c, v),
					 type_str(e->c, e->param),
					 type_str(e->c, e->orig_t)));
	return e->ok;
}

static bool untyped_assignable_to(struct checker *c, struct operand *x,
				  struct type *t)
{
	struct each_term e = {.c = c, .x = x};
	const struct value *val;
	int code;

	if (t->kind == TYPE_PARAM)
		return typeset_each(t, untyped_fits_term, &e);
	return check_implicit_type_and_value(c, x, t, &val, &code) != NULL;
}

/* A two-way channel becomes one with a direction; 1, 0, or -1: no answer. */
static int chan_assignable_to(struct type *v, struct type *vu, struct type *t,
			      struct type *tu)
{
	struct chan *vc = TYPE_AS(CHAN, chan, vu);
	struct chan *tc = TYPE_AS(CHAN, chan, tu);

	if (!vc || vc->dir != CHAN_BOTH || !tc ||
	    !type_identical(vc->elem, tc->elem))
		return -1;
	return !has_name(v) || !has_name(t);
}

static bool params_assignable_to(struct checker *c, struct operand *x,
				 struct type *v, struct type *t,
				 struct type *orig_t, const char **cause)
{
	struct each_term e = {
		.c = c, .x = x, .t = t, .orig_t = orig_t, .cause = cause};

	if (t->kind == TYPE_PARAM && !has_name(v)) {
		e.param = t;
		typeset_each(t, assignable_to_term, &e);
		return e.ok;
	}
	if (v->kind == TYPE_PARAM && !has_name(t)) {
		e.param = v;
		typeset_each(v, term_assignable_to, &e);
		return e.ok;
	}
	return false;
}

bool operand_assignable_to(struct checker *c, struct operand *x,
			   struct type *orig_t, const char **cause)
{
	struct type *v, *t, *vu, *tu;
	bool v_param, t_param;
	int answer;

	if (x->type == orig_t || x->mode == MODE_INVALID)
		return true;
	v = unalias(x->type);
	t = unalias(orig_t);
	if (t == TYP(INVALID) || type_identical(v, t))
		return true;

	vu = type_under(v);
	tu = type_under(t);
	v_param = v->kind == TYPE_PARAM;
	t_param = t->kind == TYPE_PARAM;
	if (is_untyped(vu))
		return untyped_assignable_to(c, x, t);

	/*
	 * Of interfaces that embed each other the one that is asked first
	 * has all the methods; it shall be the value's, as in go/types.
	 */
	if (vu->kind == TYPE_INTERFACE && tu->kind == TYPE_INTERFACE)
		interface_type_set((struct interface *)vu);
	if (!v_param && !t_param && (!has_name(v) || !has_name(t)) &&
	    type_identical(vu, tu))
		return true;

	/* For a pointer to an interface there is a good explanation. */
	if ((tu->kind == TYPE_INTERFACE && !t_param) || is_interface_ptr(tu)) {
		if (check_implements(c, v, t, false, cause))
			return true;
		if (!v_param)
			return false;
		CAUSE(cause, "");
	}

	if (vu->kind == TYPE_INTERFACE && !v_param &&
	    check_implements(c, t, v, false, NULL)) {
		CAUSE(cause, "need type assertion");
		return false;
	}

	answer = chan_assignable_to(v, vu, t, tu);
	if (answer >= 0)
		return answer;
	if (!v_param && !t_param)
		return false;
	return params_assignable_to(c, x, v, t, orig_t, cause);
}
