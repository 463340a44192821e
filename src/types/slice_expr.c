/* SPDX-License-Identifier: MIT */
/*
 * slice_expr.c - a[low:high] and a[low:high:max]
 *
 * spec: Slice expressions.  go/types: index.go (sliceExpr).
 */
#include "types/expr.h"

#include "base/arena.h"

/* The types of the operand's type set, strings taken for []byte. */
struct sliced {
	struct checker *c;
	struct operand *x;
	struct type *t, *u; /* the first type, and its underlying type */
	bool has_string;
};

static bool slice_term(struct type *t, struct type *u, void *ctx)
{
	struct sliced *s = ctx;
	struct checker *c = s->c;

	if (!u) {
		check_error(c, operand_pos(s->x),
			    "cannot slice %s: no specific type in %s",
			    operand_str(c, s->x), type_str(c, s->x->type));
		s->u = NULL;
		return false;
	}
	if (is_string(u)) {
		s->has_string = true;
		if (s->x->type == t && !is_type_param(t)) {
			s->u = u; /* the only one */
			return true;
		}
		u = new_slice(c->arena, universe_byte);
	}
	if (!s->u) {
		s->t = t;
		s->u = u;
		return true;
	}
	if (identical(s->u, u))
		return true;
	check_error(c, operand_pos(s->x),
		    "cannot slice %s: %s and %s have different underlying "
		    "types",
		    operand_str(c, s->x), type_str(c, s->t), type_str(c, t));
	s->u = NULL;
	return false;
}

/* What is sliced as one underlying type; NULL after an error. */
static struct type *sliced_type(struct checker *c, struct operand *x)
{
	struct sliced s = {.c = c, .x = x};

	typeset_each(x->type, slice_term, &s);
	if (s.has_string)
		return is_type_param(x->type) ? TYP(STRING) : under(x->type);
	return s.u;
}

static bool slice_string(struct checker *c, struct operand *x,
			 struct slice_expr *e, int64_t *ret_len)
{
	if (e->slice3) {
		check_error(c, expr_pos(e->max ? e->max : &e->e),
			    INVALID_OP "3-index slice of string");
		return false;
	}
	if (x->mode == MODE_CONSTANT)
		*ret_len = value_string_len(x->val);
	/* spec: "For untyped string operands the result is a non-constant
	 * value of type string." */
	if (untyped(x->type))
		x->type = TYP(STRING);
	return true;
}

/* Gives x the type of the slice; false after an error. */
static bool slice_type(struct checker *c, struct operand *x,
		       struct slice_expr *e, struct type *u, int64_t *ret_len)
{
	struct array *a;

	switch (u->kind) {
	case TYPE_BASIC:
		if (((struct basic *)u)->info & INFO_STRING)
			return slice_string(c, x, e, ret_len);
		break;
	case TYPE_ARRAY:
		if (x->mode != MODE_VARIABLE) {
			check_error(c, operand_pos(x),
				    "cannot slice unaddressable value %s",
				    operand_str(c, x));
			return false;
		}
		*ret_len = ((struct array *)u)->len;
		x->type = new_slice(c->arena, ((struct array *)u)->elem);
		return true;
	case TYPE_POINTER:
		a = TYPE_AS(ARRAY, array, under(((struct pointer *)u)->base));
		if (!a)
			break;
		*ret_len = a->len;
		x->type = new_slice(c->arena, a->elem);
		return true;
	case TYPE_SLICE:
		return true;
	default:
		break;
	}
	check_error(c, operand_pos(x), "cannot slice %s", operand_str(c, x));
	return false;
}

/* Constant indices must not fall; one error is enough. */
static void check_index_order(struct checker *c, struct expr **at,
			      const int64_t *val)
{
	for (int i = 0; i < 2; i++) {
		for (int j = i + 1; val[i] > 0 && j < 3; j++) {
			if (val[j] < 0 || val[j] >= val[i])
				continue;
			/* A default is not below an index in bounds. */
			if (!at[j])
				continue;
			check_error(c, expr_pos(at[j]),
				    "invalid slice indices: %lld < %lld",
				    (long long)val[j], (long long)val[i]);
			return;
		}
	}
}

static void check_slice_indices(struct checker *c, struct slice_expr *e,
				int64_t len)
{
	struct expr *at[3] = {e->low, e->high, e->max};
	int64_t val[3];

	for (int i = 0; i < 3; i++) {
		if (at[i])
			check_index(c, at[i], len >= 0 ? len + 1 : -1, &val[i]);
		else
			val[i] = i == 0 ? 0 : len;
	}
	check_index_order(c, at, val);
}

void check_slice_expr(struct checker *c, struct operand *x,
		      struct slice_expr *e)
{
	int64_t len = -1;
	struct type *u;
	struct pointer *p;

	check_expr(c, NULL, x, e->x);
	if (!operand_valid(x)) {
		struct expr *indices[3] = {e->low, e->high, e->max};

		check_use(c, indices, 3);
		return;
	}
	u = sliced_type(c, x);
	p = TYPE_AS(POINTER, pointer, under(x->type));
	if (!u || (p && !check_is_complete(c, p->base)) ||
	    !slice_type(c, x, e, u, &len)) {
		operand_invalidate(x);
		return;
	}
	x->mode = MODE_VALUE;
	if (e->slice3 && (!e->high || !e->max)) {
		check_error(c, e->rbrack,
			    "invalid syntax tree: 2nd and 3rd index required "
			    "in 3-index slice");
		operand_invalidate(x);
		return;
	}
	check_slice_indices(c, e, len);
}
