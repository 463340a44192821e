/* SPDX-License-Identifier: MIT */
/*
 * expr_shift.c - x << y and x >> y
 *
 * spec: Operators.  The left operand has an integer type, or is an untyped
 * constant that is an integer by value.  When the shift is not constant the
 * type of such a constant "is what it would be if the shift expression were
 * replaced by its left operand alone": that is known only later, so the
 * operand is marked and looked at again when its type comes
 * (expr_untyped.c).
 *
 * go/types: expr.go (shift).
 */
#include "types/expr.h"

/* Enough to write the smallest float64 as a shift. */
enum { MAX_CONST_SHIFT = 1023 - 1 + 52 };

static void must_be_integer(struct checker *c, struct operand *x)
{
	check_error(c, operand_pos(x),
		    INVALID_OP "shifted operand %s must be integer",
		    operand_str(c, x));
	operand_invalidate(x);
}

static bool is_negative(const struct value *v)
{
	return v->kind == VALUE_INT && value_sign(v) < 0;
}

/*
 * Whether y may be a shift count; *ret gets its value as an integer if it is
 * constant.  It must be representable as uint then, but is not converted.
 */
static bool valid_count(struct checker *c, struct operand *y,
			const struct value **ret)
{
	if (y->mode == MODE_CONSTANT) {
		*ret = value_to_int(c->arena, y->val);
		if (is_negative(*ret)) {
			check_error(c, operand_pos(y),
				    INVALID_OP "negative shift count %s",
				    operand_str(c, y));
			return false;
		}
		if (untyped(y->type))
			check_representable(c, y, (struct basic *)TYP(UINT));
		return operand_valid(y);
	}
	*ret = NULL;
	if (all_integer(y->type)) {
		if (check_allow_version(c, GO_VERSION(13)) ||
		    all_unsigned(y->type))
			return true;
		check_version_error(c, operand_pos(y), GO_VERSION(13),
				    INVALID_OP "signed shift count %s",
				    operand_str(c, y));
		return false;
	}
	if (untyped(y->type)) {
		/* A comparison, say: what was accepted stays accepted. */
		check_convert_untyped(c, y, TYP(UINT));
		return operand_valid(y);
	}
	check_error(c, operand_pos(y),
		    INVALID_OP "shift count %s must be integer",
		    operand_str(c, y));
	return false;
}

static void shift_constant(struct checker *c, struct operand *x,
			   const struct value *xval, struct operand *y,
			   const struct value *yval, struct expr *e,
			   enum token op)
{
	bool exact;
	uint64_t count;

	if (yval && !value_is_unknown(x->val) && !value_is_unknown(y->val)) {
		count = value_uint64_val(yval, &exact);
		if (yval->kind != VALUE_INT || !exact ||
		    count > MAX_CONST_SHIFT) {
			check_error(c, operand_pos(y),
				    INVALID_OP "invalid shift count %s",
				    operand_str(c, y));
			operand_invalidate(x);
			return;
		}
		x->val = value_shift(c->arena, xval, op, count);
	} else {
		x->val = value_make_unknown();
		e = NULL;
	}
	/* 2.0 << 1 is an integer. */
	if (!is_integer(x->type))
		x->type = TYP(UNTYPED_INT);
	if (e) {
		x->expr = e;
		check_overflow(c, x, op_pos_of(e));
	}
}

void check_shift(struct checker *c, struct operand *x, struct operand *y,
		 struct expr *e, enum token op)
{
	const struct value *xval = NULL, *yval;

	if (x->mode == MODE_CONSTANT)
		xval = value_to_int(c->arena, x->val);
	if (!all_integer(x->type) &&
	    !(untyped(x->type) && xval && xval->kind == VALUE_INT)) {
		must_be_integer(c, x);
		return;
	}
	if (!valid_count(c, y, &yval)) {
		operand_invalidate(x);
		return;
	}
	if (x->mode == MODE_CONSTANT && y->mode == MODE_CONSTANT) {
		shift_constant(c, x, xval, y, yval, e, op);
		return;
	}
	if (x->mode == MODE_CONSTANT && untyped(x->type)) {
		/*
		 * The node may have got its type already: in a declaration
		 * cycle the same expression is met a second time.
		 */
		if (x->expr->node.flags & NODE_UNTYPED)
			x->expr->node.flags |= NODE_SHIFT_LHS;
		x->mode = MODE_VALUE;
		return;
	}
	if (!all_integer(x->type)) {
		must_be_integer(c, x);
		return;
	}
	x->mode = MODE_VALUE;
}
