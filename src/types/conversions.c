/* SPDX-License-Identifier: MIT */
/*
 * conversions.c - T(x)
 *
 * spec: Conversions.  go/types: conversions.go.
 */
#include "types/expr.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/unicode.h"

/* The string that holds the rune n, as UTF-8. */
static const struct value *rune_string(struct arena *a, const struct value *n)
{
	uint32_t r = RUNE_ERROR;
	bool exact;
	uint64_t u = value_uint64_val(n, &exact);
	char s[4];

	if (exact && u <= RUNE_MAX && (u < 0xd800 || u > 0xdfff))
		r = (uint32_t)u;
	return value_make_string(a, s, utf8_encode(r, s));
}

/* Whether the constant x converts to t; *ret (or NULL) gets its value. */
static bool constant_converts(struct checker *c, struct operand *x,
			      struct type *t, const struct value **ret)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	if (!b)
		return false;
	if (representable_const(c, x->val, b, ret))
		return true;
	if (!is_integer(x->type) || !(b->info & INFO_STRING))
		return false;
	if (ret)
		*ret = rune_string(c->arena, x->val);
	return true;
}

struct conversion {
	struct checker *c;
	struct operand *x;
	struct type *t;	 /* as it is written */
	struct type *tp; /* the type parameters whose type sets are */
	struct type *vp; /* gone through, or NULL */
	const char *cause, **ret_cause;
};

/* A constant converts to a type parameter if it does to each term. */
static bool constant_converts_to_term(struct type *u, void *ctx)
{
	struct conversion *cv = ctx;
	struct checker *c = cv->c;
	struct operand *x = cv->x;

	if (!u) {
		cv->cause = check_sprintf(c,
					  "%s does not contain specific "
					  "types",
					  type_str(c, cv->t));
		return false;
	}
	if (is_string(x->type) && is_bytes_or_runes(u))
		return true;
	if (constant_converts(c, x, u, NULL))
		return true;
	if (is_integer(x->type) && is_integer(u))
		cv->cause = check_sprintf(c, "constant %s overflows %s (in %s)",
					  value_string(c->arena, x->val),
					  type_str(c, u), type_str(c, cv->t));
	else
		cv->cause = check_sprintf(c,
					  "cannot convert %s to type %s (in "
					  "%s)",
					  operand_str(c, x), type_str(c, u),
					  type_str(c, cv->t));
	return false;
}

static void report_conversion(struct checker *c, struct operand *x,
			      struct type *t, const char *cause)
{
	bool has_cause = cause && *cause;

	check_error(c, operand_pos(x), "cannot convert %s to type %s%s%s",
		    operand_str(c, x), type_str(c, t), has_cause ? ": " : "",
		    has_cause ? cause : "");
}

/*
 * The type that the untyped operand of the conversion to t keeps: t itself,
 * unless its value is another thing than the result.
 */
static struct type *operand_type(struct operand *x, struct type *t,
				 bool const_arg)
{
	if (is_non_type_param_interface(t) ||
	    (const_arg && !is_const_type(t)) || operand_is_nil(x))
		return type_default(x->type);
	if (x->mode == MODE_CONSTANT && is_integer(x->type) && all_string(t))
		return x->type; /* string(65) */
	return t;
}

static bool convert_constant(struct checker *c, struct operand *x,
			     struct type *t)
{
	if (constant_converts(c, x, t, &x->val))
		return true;
	if (is_integer(x->type) && is_integer(t))
		check_error(c, operand_pos(x), "constant %s overflows %s",
			    value_string(c->arena, x->val), type_str(c, t));
	else
		report_conversion(c, x, t, NULL);
	return false;
}

static bool convert_to_param(struct checker *c, struct operand *x,
			     struct type *t)
{
	struct conversion cv = {.c = c, .x = x, .t = t};
	bool ok = under_is(t, constant_converts_to_term, &cv);

	x->mode = MODE_VALUE; /* of whatever type: not constant */
	if (!ok)
		report_conversion(c, x, t, cv.cause);
	return ok;
}

static bool convert_value(struct checker *c, struct operand *x, struct type *t)
{
	const char *cause = NULL;

	if (operand_convertible_to(c, x, t, NULL)) {
		x->mode = MODE_VALUE;
		return true;
	}
	operand_convertible_to(c, x, t, &cause);
	report_conversion(c, x, t, cause);
	return false;
}

void check_conversion(struct checker *c, struct operand *x, struct type *t)
{
	bool const_arg = x->mode == MODE_CONSTANT;
	bool ok;

	if (const_arg && is_const_type(t))
		ok = convert_constant(c, x, t);
	else if (const_arg && is_type_param(t))
		ok = convert_to_param(c, x, t);
	else
		ok = convert_value(c, x, t);
	if (!ok) {
		operand_invalidate(x);
		return;
	}
	if (untyped(x->type))
		check_update_expr_type(c, x->expr,
				       operand_type(x, t, const_arg), true);
	x->type = t;
}

/* A slice converts to an array of its elements, or to a pointer to one. */
static bool slice_converts(struct checker *c, struct slice *s, struct type *u,
			   const char **cause)
{
	bool pointer = u->kind == TYPE_POINTER;
	struct array *a;

	if (pointer)
		u = under(((struct pointer *)u)->base);
	a = TYPE_AS(ARRAY, array, u);
	if (!a || !identical(s->elem, a->elem))
		return false;
	if (!c || check_allow_version(c, GO_VERSION(pointer ? 17 : 20)))
		return true;
	CAUSE(cause, pointer ? "conversion of slice to array pointer requires "
			       "go1.17 or later"
			     : "conversion of slice to array requires go1.20 "
			       "or later");
	return false;
}

/* The rules that look at underlying types alone. */
static bool underlying_converts(struct checker *c, struct type *v,
				struct type *t, const char **cause)
{
	if (is_integer_or_float(v) && is_integer_or_float(t))
		return true;
	if (is_complex(v) && is_complex(t))
		return true;
	if (is_string(t) && (is_integer(v) || is_bytes_or_runes(v)))
		return true;
	if (is_string(v) && is_bytes_or_runes(t))
		return true;
	if (is_unsafe_pointer(t) && (is_pointer_type(v) || is_uintptr(v)))
		return true;
	if (is_unsafe_pointer(v) && (is_pointer_type(t) || is_uintptr(t)))
		return true;
	if (v->kind == TYPE_SLICE)
		return slice_converts(c, (struct slice *)v, t, cause);
	return false;
}

/* Pointers without names convert if what they point to does. */
static bool pointers_convert(struct type *v, struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, v);
	struct pointer *q = TYPE_AS(POINTER, pointer, t);

	return p && q && !is_type_param(p->base) && !is_type_param(q->base) &&
	       type_identical_ignore_tags(under(p->base), under(q->base));
}

/* Puts a line before the cause so far. */
static void __attribute__((format(printf, 2, 3)))
add_cause(struct conversion *cv, const char *fmt, ...)
{
	const char *old = *cv->ret_cause;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	*cv->ret_cause = old && *old
				 ? check_sprintf(cv->c, "%s\n\t%s", text, old)
				 : check_sprintf(cv->c, "%s", text);
}

static void term_cause(struct conversion *cv, struct type *from,
		       struct type *to)
{
	struct checker *c = cv->c;
	const char *v = type_str(c, from), *t = type_str(c, to);

	if (cv->vp && cv->tp)
		add_cause(cv, "cannot convert %s (in %s) to type %s (in %s)", v,
			  type_str(c, cv->vp), t, type_str(c, cv->tp));
	else if (cv->vp)
		add_cause(cv, "cannot convert %s (in %s) to type %s", v,
			  type_str(c, cv->vp), type_str(c, cv->t));
	else
		add_cause(cv, "cannot convert %s to type %s (in %s)", v, t,
			  type_str(c, cv->tp));
}

static bool converts_to_term(struct type *t, struct type *u, void *ctx)
{
	struct conversion *cv = ctx;

	if (!u)
		return false; /* no specific types */
	if (operand_convertible_to(cv->c, cv->x, t, cv->ret_cause))
		return true;
	if (cv->c && cv->ret_cause)
		term_cause(cv, cv->x->type, t);
	return false;
}

static bool term_converts(struct type *v, struct type *u, void *ctx)
{
	struct conversion *cv = ctx, one = *cv;
	struct operand x = *cv->x;

	if (!u)
		return false;
	x.type = v;
	one.x = &x;
	if (cv->tp)
		return typeset_each(cv->tp, converts_to_term, &one);
	if (operand_convertible_to(cv->c, &x, cv->t, cv->ret_cause))
		return true;
	if (cv->c && cv->ret_cause)
		term_cause(cv, v, cv->t);
	return false;
}

/* x is no constant when a type parameter is one of the types. */
bool operand_convertible_to(struct checker *c, struct operand *x,
			    struct type *t, const char **cause)
{
	struct type *v, *vu, *tu;
	struct conversion cv = {.c = c, .x = x, .t = t, .ret_cause = cause};

	if (operand_assignable_to(c, x, t, cause))
		return true;
	v = unalias(x->type);
	t = unalias(t);
	vu = under(v);
	tu = under(t);
	if (v->kind == TYPE_PARAM)
		cv.vp = v;
	if (t->kind == TYPE_PARAM)
		cv.tp = t;
	if (!cv.vp && !cv.tp && type_identical_ignore_tags(vu, tu))
		return true;
	if (pointers_convert(v, t) || underlying_converts(c, vu, tu, cause))
		return true;
	if (cv.vp)
		return typeset_each(v, term_converts, &cv);
	if (cv.tp)
		return typeset_each(t, converts_to_term, &cv);
	return false;
}

bool is_uintptr(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	return b && b->basic_kind == BASIC_UINTPTR;
}

bool is_unsafe_pointer(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, under(t));

	return b && b->basic_kind == BASIC_UNSAFE_POINTER;
}

bool is_bytes_or_runes(struct type *t)
{
	struct slice *s = TYPE_AS(SLICE, slice, under(t));
	struct basic *b = s ? TYPE_AS(BASIC, basic, under(s->elem)) : NULL;

	return b &&
	       (b->basic_kind == BASIC_UINT8 || b->basic_kind == BASIC_INT32);
}
