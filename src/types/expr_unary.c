/* SPDX-License-Identifier: MIT */
/*
 * expr_unary.c - operators with one operand, and receiving
 *
 * spec: Operators, Address operators, Receive operator.
 * go/types: expr.go (unary, chanElem).
 */
#include "types/expr.h"

#include "base/arena.h"

bool check_op_defined(struct checker *c, struct operand *x, unsigned info,
		      enum token op)
{
	if (info != 0 && all_basic(x->type, info))
		return true;
	if (info == 0)
		check_error(c, operand_pos(x),
			    "invalid syntax tree: unknown operator %s",
			    token_text[op]);
	else
		check_error(c, operand_pos(x),
			    INVALID_OP "operator %s not defined on %s",
			    token_text[op], operand_str(c, x));
	return false;
}

static const char *channel_cond(struct checker *c, struct type *t,
				struct type *u, void *ctx)
{
	bool recv = *(bool *)ctx;
	struct chan *ch = TYPE_AS(CHAN, chan, u);

	if (!u)
		return "no specific channel type";
	if (!ch)
		return check_sprintf(c, "non-channel %s", type_str(c, t));
	if (recv && ch->dir == CHAN_SEND)
		return check_sprintf(c, "send-only channel %s", type_str(c, t));
	if (!recv && ch->dir == CHAN_RECV)
		return check_sprintf(c, "receive-only channel %s",
				     type_str(c, t));
	return NULL;
}

struct type *check_chan_elem(struct checker *c, pos_t pos, struct operand *x,
			     bool recv)
{
	const char *cause = NULL;
	const char *what = recv ? "receive from" : "send to";
	struct type *u = common_under(c, x->type, channel_cond, &recv, &cause);

	if (u)
		return ((struct chan *)u)->elem;
	if (is_type_param(x->type))
		check_error(c, pos, INVALID_OP "cannot %s %s: %s", what,
			    operand_str(c, x), cause);
	else
		check_error(c, pos, INVALID_OP "cannot %s %s %s", what, cause,
			    operand_str(c, x));
	return NULL;
}

/* spec: "... x may also be a (possibly parenthesized) composite literal". */
static void take_address(struct checker *c, struct operand *x,
			 struct unary_expr *e)
{
	if (x->mode != MODE_VARIABLE &&
	    ast_unparen(e->x)->node.kind != NODE_COMPOSITE_LIT) {
		check_error(c, operand_pos(x),
			    INVALID_OP "cannot take address of %s",
			    operand_str(c, x));
		operand_invalidate(x);
		return;
	}
	x->mode = MODE_VALUE;
	x->type = new_pointer(c->arena, x->type);
}

static void receive(struct checker *c, struct operand *x)
{
	struct type *elem = check_chan_elem(c, operand_pos(x), x, true);

	if (!elem || !check_is_complete(c, elem)) {
		operand_invalidate(x);
		return;
	}
	x->mode = MODE_COMMA_OK;
	x->type = elem;
	c->env.has_call_or_recv = true;
}

/* ~x is told apart from an operator that no type has. */
static bool complement_of_old(struct checker *c, struct operand *x,
			      struct unary_expr *e)
{
	bool integer = all_integer(x->type);

	check_error(c, expr_pos(&e->e),
		    "cannot use ~ outside of interface or type constraint%s",
		    integer ? " (use ^ for bitwise complement)" : "");
	return integer;
}

static unsigned unary_operand_info(enum token op)
{
	switch (op) {
	case TOK_ADD:
	case TOK_SUB:
		return INFO_NUMERIC;
	case TOK_XOR:
		return INFO_INTEGER;
	case TOK_NOT:
		return INFO_BOOLEAN;
	default:
		return 0;
	}
}

static void unary_constant(struct checker *c, struct operand *x,
			   struct unary_expr *e, enum token op)
{
	unsigned prec = 0;

	if (value_is_unknown(x->val))
		return;
	if (is_unsigned(x->type))
		prec = (unsigned)sizes_sizeof(check_sizes(c), x->type) * 8;
	x->val = value_unary_op(c->arena, op, x->val, prec);
	x->expr = &e->e;
	check_overflow(c, x, op_pos_of(x->expr));
}

void check_unary(struct checker *c, struct operand *x, struct unary_expr *e)
{
	enum token op = (enum token)e->e.node.op;

	check_expr(c, NULL, x, e->x);
	if (!operand_valid(x))
		return;
	if (op == TOK_AND) {
		take_address(c, x, e);
		return;
	}
	if (op == TOK_ARROW) {
		receive(c, x);
		return;
	}
	if (op == TOK_TILDE) {
		if (!complement_of_old(c, x, e)) {
			operand_invalidate(x);
			return;
		}
		op = TOK_XOR;
	}
	if (!check_op_defined(c, x, unary_operand_info(op), op))
		operand_invalidate(x);
	else if (x->mode == MODE_CONSTANT)
		unary_constant(c, x, e, op);
	else
		x->mode = MODE_VALUE;
}
