/* SPDX-License-Identifier: MIT */
/*
 * expr_binary.c - operators with two operands
 *
 * Chains of them, `a + b + c + ...`, may be as long as a file: they lean to
 * the left, and are gone through from the innermost operator outwards with
 * a list of nodes instead of recursion.  Operands are evaluated, and results
 * recorded, in the same order as recursion would.
 *
 * spec: Arithmetic operators, Logical operators, Constant expressions.
 * go/types: expr.go (binary).
 */
#include "types/expr.h"

#include <stdlib.h>

#include "base/arena.h"

static unsigned binary_operand_info(enum token op)
{
	switch (op) {
	case TOK_ADD:
		return INFO_NUMERIC | INFO_STRING;
	case TOK_SUB:
	case TOK_MUL:
	case TOK_QUO:
		return INFO_NUMERIC;
	case TOK_REM:
	case TOK_AND:
	case TOK_OR:
	case TOK_XOR:
	case TOK_AND_NOT:
		return INFO_INTEGER;
	case TOK_LAND:
	case TOK_LOR:
		return INFO_BOOLEAN;
	default:
		return 0;
	}
}

static void report_mismatch(struct checker *c, struct operand *x,
			    struct operand *y, struct expr *e, struct expr *lhs,
			    struct expr *rhs, enum token op)
{
	const char *xt, *yt;

	if (!is_valid(x->type) || !is_valid(y->type))
		return; /* it was reported */
	xt = type_str(c, x->type);
	yt = type_str(c, y->type);
	if (e)
		check_error(c, expr_pos(e),
			    INVALID_OP "%s (mismatched types %s and %s)",
			    expr_str(c, e), xt, yt);
	else
		check_error(c, operand_pos(x),
			    INVALID_OP "%s %s= %s (mismatched types %s and %s)",
			    expr_str(c, lhs), token_text[op], expr_str(c, rhs),
			    xt, yt);
}

/* A complex divisor whose square is 0 cannot be divided by, either. */
static bool is_complex_zero(struct checker *c, const struct value *v)
{
	const struct value *re = value_real(v), *im = value_imag(v);

	re = value_binary_op(c->arena, re, TOK_MUL, re);
	im = value_binary_op(c->arena, im, TOK_MUL, im);
	return value_sign(re) == 0 && value_sign(im) == 0;
}

static bool divides_by_zero(struct checker *c, struct operand *x,
			    struct operand *y)
{
	if (y->mode != MODE_CONSTANT)
		return false;
	if ((x->mode == MODE_CONSTANT || all_integer(x->type)) &&
	    value_sign(y->val) == 0)
		return true;
	return x->mode == MODE_CONSTANT && is_complex(x->type) &&
	       is_complex_zero(c, y->val);
}

static void binary_constant(struct checker *c, struct operand *x,
			    struct operand *y, struct expr *e, enum token op,
			    pos_t op_pos)
{
	if (value_is_unknown(x->val) || value_is_unknown(y->val)) {
		x->val = value_make_unknown();
		return;
	}
	/* The division of integers is told from that of fractions. */
	if (op == TOK_QUO && is_integer(x->type))
		op = TOK_QUO_ASSIGN;
	x->val = value_binary_op(c->arena, x->val, op, y->val);
	x->expr = e;
	check_overflow(c, x, op_pos);
}

/* x holds the evaluated lhs; evaluates rhs, and the operator. */
static void apply(struct checker *c, struct operand *x, struct expr *e,
		  struct expr *lhs, struct expr *rhs, enum token op,
		  pos_t op_pos)
{
	struct operand y;

	check_expr(c, NULL, &y, rhs);
	if (!operand_valid(x))
		return;
	if (!operand_valid(&y)) {
		operand_invalidate(x);
		x->expr = y.expr;
		return;
	}
	if (is_shift(op)) {
		check_shift(c, x, &y, e, op);
		return;
	}
	check_match_types(c, x, &y);
	if (!operand_valid(x))
		return;
	if (is_comparison(op)) {
		check_comparison(c, x, &y, op, false);
		return;
	}
	if (!identical(x->type, y.type)) {
		report_mismatch(c, x, &y, e, lhs, rhs, op);
		operand_invalidate(x);
		return;
	}
	if (!check_op_defined(c, x, binary_operand_info(op), op)) {
		operand_invalidate(x);
		return;
	}
	if ((op == TOK_QUO || op == TOK_REM) && divides_by_zero(c, x, &y)) {
		check_error(c, operand_pos(&y), INVALID_OP "division by zero");
		operand_invalidate(x);
		return;
	}
	if (x->mode == MODE_CONSTANT && y.mode == MODE_CONSTANT)
		binary_constant(c, x, &y, e, op, op_pos);
	else
		x->mode = MODE_VALUE;
}

enum { SHORT_CHAIN = 8 };

/* Does for b, and for its operators on the left, what check_expr() does. */
static void check_chain(struct checker *c, struct operand *x,
			struct binary_expr *b)
{
	struct binary_expr *local[SHORT_CHAIN], **chain = local, *p;
	uint32_t n = 0, i = 0;

	for (p = b; p; p = AS(BINARY_EXPR, binary_expr, p->x))
		n++;
	if (n > SHORT_CHAIN)
		chain = vec_grow(NULL, 0, &(uint32_t){n}, sizeof(*chain), NULL);
	for (p = b; p; p = AS(BINARY_EXPR, binary_expr, p->x))
		chain[i++] = p;
	check_expr(c, NULL, x, chain[n - 1]->x);
	while (i-- > 0) {
		b = chain[i];
		apply(c, x, &b->e, b->x, b->y, (enum token)b->e.node.op,
		      b->op_pos);
		x->expr = &b->e;
		check_record(c, x);
	}
	if (chain != local)
		free(chain);
}

/* e is NULL for the operation of an assignment such as `lhs += rhs`. */
void check_binary(struct checker *c, struct operand *x, struct expr *e,
		  struct expr *lhs, struct expr *rhs, enum token op,
		  pos_t op_pos)
{
	struct binary_expr *b = AS(BINARY_EXPR, binary_expr, lhs);

	if (b)
		check_chain(c, x, b);
	else
		check_expr(c, NULL, x, lhs);
	apply(c, x, e, lhs, rhs, op, op_pos);
}
