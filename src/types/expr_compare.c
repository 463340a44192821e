/* SPDX-License-Identifier: MIT */
/*
 * expr_compare.c - comparisons, and the types of the operands of any binary
 * operator
 *
 * spec: Comparison operators.  go/types: expr.go (comparison, matchTypes).
 */
#include "types/expr.h"

/* What became of a comparison that is not allowed. */
struct comparison {
	struct operand *x, *y;
	enum token op;
	struct operand *wrong; /* the operand to blame */
	const char *cause;     /* NULL: the operator is not defined */
};

/* Why values of the type cannot be compared; NULL when there is no more. */
static const char *incomparable_cause(struct checker *c, struct type *t)
{
	const char *cause = NULL;

	switch (under(t)->kind) {
	case TYPE_SLICE:
	case TYPE_SIGNATURE:
	case TYPE_MAP:
		return check_sprintf(c, "%s can only be compared to nil",
				     composite_kind(t));
	default:
		comparable_type(c, t, true, &cause);
		return cause && *cause ? cause : NULL;
	}
}

static bool equality_defined(struct checker *c, struct comparison *cmp)
{
	struct operand *x = cmp->x, *y = cmp->y;

	if (operand_is_nil(x) || operand_is_nil(y)) {
		if (has_nil(operand_is_nil(x) ? y->type : x->type))
			return true;
		cmp->wrong = y; /* nil == nil */
		return false;
	}
	if (!comparable_type(c, x->type, true, NULL))
		cmp->wrong = x;
	else if (!comparable_type(c, y->type, true, NULL))
		cmp->wrong = y;
	else
		return true;
	cmp->cause = incomparable_cause(c, cmp->wrong->type);
	return false;
}

static bool order_defined(struct comparison *cmp)
{
	if (!all_ordered(cmp->x->type))
		cmp->wrong = cmp->x;
	else if (!all_ordered(cmp->y->type))
		cmp->wrong = cmp->y;
	else
		return true;
	return false;
}

/*
 * spec: "In any comparison, the first operand must be assignable to the type
 * of the second operand, or vice versa."
 */
static bool comparison_defined(struct checker *c, struct comparison *cmp)
{
	struct operand *x = cmp->x, *y = cmp->y;

	if (x->type != y->type && !operand_assignable_to(c, x, y->type, NULL) &&
	    !operand_assignable_to(c, y, x->type, NULL)) {
		/* Only the second operand shows that they do not match. */
		cmp->wrong = y;
		cmp->cause = check_sprintf(c, "mismatched types %s and %s",
					   type_str(c, x->type),
					   type_str(c, y->type));
		return false;
	}
	if (cmp->op == TOK_EQL || cmp->op == TOK_NEQ)
		return equality_defined(c, cmp);
	return order_defined(cmp);
}

static const char *undefined_cause(struct checker *c, struct comparison *cmp)
{
	const char *what;

	if (is_type_param(cmp->x->type) || is_type_param(cmp->y->type)) {
		if (!is_type_param(cmp->x->type))
			cmp->wrong = cmp->y;
		return check_sprintf(
			c, "type parameter %s cannot use operator %s",
			type_str(c, cmp->wrong->type), token_text[cmp->op]);
	}
	what = composite_kind(cmp->wrong->type);
	if (!what)
		what = type_str(c, cmp->wrong->type);
	return check_sprintf(c, "operator %s not defined on %s",
			     token_text[cmp->op], what);
}

static void report_comparison(struct checker *c, struct comparison *cmp,
			      bool switch_case)
{
	const char *x = expr_str(c, cmp->x->expr);
	const char *y = expr_str(c, cmp->y->expr);

	if (!cmp->cause)
		cmp->cause = undefined_cause(c, cmp);
	if (switch_case)
		check_error(c, operand_pos(cmp->x),
			    "invalid case %s in switch on %s (%s)", x, y,
			    cmp->cause);
	else
		check_error(c, operand_pos(cmp->wrong),
			    INVALID_OP "%s %s %s (%s)", x, token_text[cmp->op],
			    y, cmp->cause);
}

/* x becomes an untyped bool.  In a switch case op does not count. */
void check_comparison(struct checker *c, struct operand *x, struct operand *y,
		      enum token op, bool switch_case)
{
	struct comparison cmp = {
		.x = x, .y = y, .op = switch_case ? TOK_EQL : op, .wrong = x};

	if (!is_valid(x->type) || !is_valid(y->type)) {
		operand_invalidate(x);
		return;
	}
	if (!comparison_defined(c, &cmp)) {
		report_comparison(c, &cmp, switch_case);
		operand_invalidate(x);
		return;
	}
	if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
		x->val = value_make_bool(value_compare(x->val, cmp.op, y->val));
	} else {
		/* Both exist at run time, with the types that they have now. */
		x->mode = MODE_VALUE;
		check_update_expr_type(c, x->expr, type_default(x->type), true);
		check_update_expr_type(c, y->expr, type_default(y->type), true);
	}
	x->type = TYP(UNTYPED_BOOL);
}

/*
 * Whether an attempt to convert an untyped operand to the other's type is
 * worth a message of its own when it fails.  If not, the mismatch is
 * reported by the operator.
 */
static bool may_convert(struct operand *x, struct operand *y)
{
	if (!untyped(x->type) && !untyped(y->type))
		return false;
	if (all_numeric(x->type) != all_numeric(y->type))
		return false;
	if (is_non_type_param_interface(x->type) ||
	    is_non_type_param_interface(y->type))
		return true;
	if (all_boolean(x->type) != all_boolean(y->type))
		return false;
	if (all_string(x->type) != all_string(y->type))
		return false;
	if (operand_is_nil(x))
		return has_nil(y->type);
	if (operand_is_nil(y))
		return has_nil(x->type);
	return !is_pointer_type(x->type) && !is_pointer_type(y->type);
}

/* Makes the types of x and y one, if one of them is untyped. */
void check_match_types(struct checker *c, struct operand *x, struct operand *y)
{
	if (x->type == y->type || !may_convert(x, y))
		return;
	check_convert_untyped(c, x, y->type);
	if (!operand_valid(x))
		return;
	check_convert_untyped(c, y, x->type);
	if (!operand_valid(y))
		operand_invalidate(x);
}
