/* SPDX-License-Identifier: MIT */
/*
 * expr_untyped.c - untyped expressions get their types
 *
 * An untyped expression - a constant, a comparison, a shift of an untyped
 * constant - has a type only when it is used where a typed value is wanted.
 * Until then its node says NODE_UNTYPED and holds the present untyped type
 * and value; when the type is known, it is carried down the tree again, to
 * every operand that takes part in the value at run time.  Operands of
 * constant expressions do not: they keep their untyped types.
 *
 * A constant that is the left operand of a shift that is not constant has
 * NODE_SHIFT_LHS: the type that it gets in the end must be an integer type
 * (spec: Operators, "if the left operand of a non-constant shift ...").
 *
 * go/types: expr.go (updateExprType, implicitTypeAndValue).
 */
#include "types/expr.h"

#include <stdlib.h>

#include "base/arena.h"

/* Gives an expression that is still untyped its rounded value. */
void check_update_expr_val(struct expr *x, const struct value *val)
{
	if (x && x->node.flags & NODE_UNTYPED)
		x->val = val;
}

/* The expression's own part of the update, its operands being done. */
static void update_node(struct checker *c, struct expr *x, struct type *t,
			bool final)
{
	uint8_t flags = x->node.flags;
	struct operand op;

	if (!final && untyped(t)) {
		x->type = t;
		return;
	}
	x->node.flags &= (uint8_t) ~(NODE_UNTYPED | NODE_SHIFT_LHS);
	if (flags & NODE_SHIFT_LHS && !all_integer(t)) {
		check_error(c, expr_pos(x),
			    INVALID_OP
			    "shifted operand %s (type %s) must be integer",
			    expr_str(c, x), type_str(c, t));
		return;
	}
	if (x->val) {
		op = (struct operand){.mode = x->node.mode,
				      .expr = x,
				      .type = x->type,
				      .val = x->val};
		check_convert_untyped(c, &op, t);
		if (!operand_valid(&op))
			return;
	}
	check_record_type_and_value(c, x, x->node.mode, t, x->val);
}

/*
 * What a node hands on: 0, 1 or 2 of its operands in *ret.  Returns false
 * for a node that has nothing to do.
 */
static bool untyped_operands(struct expr *x, struct expr **ret_x,
			     struct expr **ret_y)
{
	*ret_x = *ret_y = NULL;
	switch (x->node.kind) {
	case NODE_CALL_EXPR: /* a predeclared function saw to its arguments */
	case NODE_IDENT:
	case NODE_BASIC_LIT:
	case NODE_SELECTOR_EXPR:
		return true;
	case NODE_PAREN_EXPR:
		*ret_x = ((struct paren_expr *)x)->x;
		return true;
	case NODE_UNARY_EXPR:
		if (!x->val)
			*ret_x = ((struct unary_expr *)x)->x;
		return true;
	case NODE_BINARY_EXPR:
		if (x->val || is_comparison((enum token)x->node.op))
			return true;
		*ret_x = ((struct binary_expr *)x)->x;
		if (!is_shift((enum token)x->node.op))
			*ret_y = ((struct binary_expr *)x)->y;
		return true;
	default:
		return false; /* never untyped */
	}
}

/*
 * Goes down the first operands with a list instead of recursion, because
 * `a && b && c ...` may be long; the second operands are only as deep as the
 * source is nested.
 */
void check_update_expr_type(struct checker *c, struct expr *x, struct type *t,
			    bool final)
{
	struct VEC(struct expr *) chain = {0};
	struct expr *left, *right;

	if (!x || !(x->node.flags & NODE_UNTYPED))
		return;
	while (untyped_operands(x, &left, &right) && left &&
	       left->node.flags & NODE_UNTYPED) {
		vec_push(&chain, x);
		x = left;
	}
	for (;;) {
		if (untyped_operands(x, &left, &right)) {
			if (right)
				check_update_expr_type(c, right, t, final);
			update_node(c, x, t, final);
		}
		if (chain.len == 0)
			break;
		x = vec_pop(&chain);
	}
	vec_finish(&chain);
}

/* For a target with a basic underlying type; x is not constant. */
static bool value_may_be(struct operand *x, struct type *target)
{
	switch (((struct basic *)x->type)->basic_kind) {
	case BASIC_UNTYPED_BOOL: /* of a comparison */
		return is_boolean(target);
	case BASIC_UNTYPED_INT: /* of a shift that waits for its type */
	case BASIC_UNTYPED_RUNE:
	case BASIC_UNTYPED_FLOAT:
	case BASIC_UNTYPED_COMPLEX:
		return is_numeric(target);
	case BASIC_UNTYPED_STRING:
		return is_string(target);
	case BASIC_UNTYPED_NIL: /* unsafe.Pointer has it */
		return has_nil(target);
	default:
		return false;
	}
}

struct implicit_arg {
	struct checker *c;
	struct operand *x;
};

static bool term_takes_operand(struct type *u, void *ctx)
{
	struct implicit_arg *arg = ctx;
	const struct value *val;
	int code;

	return u && check_implicit_type_and_value(arg->c, arg->x, u, &val,
						  &code) != NULL;
}

/* nil stays untyped: only so do readers of the tree see that it is nil. */
static struct type *nil_or(struct operand *x, struct type *t)
{
	return operand_is_nil(x) ? TYP(UNTYPED_NIL) : t;
}

/* NULL when x cannot become one. */
static struct type *implicit_interface(struct checker *c, struct operand *x,
				       struct type *target, struct interface *u)
{
	struct implicit_arg arg = {c, x};

	if (is_type_param(target)) {
		if (!under_is(target, term_takes_operand, &arg))
			return NULL;
		return nil_or(x, target);
	}
	if (operand_is_nil(x))
		return TYP(UNTYPED_NIL);
	/* A value must have a concrete type inside of an interface. */
	if (!interface_empty(u))
		return NULL;
	return type_default(x->type);
}

struct type *check_implicit_type_and_value(struct checker *c, struct operand *x,
					   struct type *target,
					   const struct value **ret_val,
					   int *ret_code)
{
	struct type *u, *t = NULL;

	*ret_val = NULL;
	*ret_code = CONST_OK;
	if (!operand_valid(x) || !untyped(x->type) || !is_valid(target))
		return x->type;
	u = under(target);
	if (untyped(target)) {
		t = max_type(x->type, target);
	} else if (u->kind == TYPE_BASIC && x->mode == MODE_CONSTANT) {
		*ret_val =
			check_representation(c, x, (struct basic *)u, ret_code);
		return *ret_code == CONST_OK ? target : NULL;
	} else {
		switch (u->kind) {
		case TYPE_BASIC:
			if (value_may_be(x, target))
				t = nil_or(x, target);
			break;
		case TYPE_INTERFACE:
			t = implicit_interface(c, x, target,
					       (struct interface *)u);
			break;
		case TYPE_POINTER:
		case TYPE_SIGNATURE:
		case TYPE_SLICE:
		case TYPE_MAP:
		case TYPE_CHAN:
			if (operand_is_nil(x))
				t = TYP(UNTYPED_NIL);
			break;
		default:
			break;
		}
	}
	if (!t)
		*ret_code = CONST_INVALID;
	return t;
}
