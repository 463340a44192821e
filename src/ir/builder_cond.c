/* SPDX-License-Identifier: MIT */
/*
 * Conditions: jumps on && || !, and their values
 *
 *	a && b		a -> cond.true: b -> yes	(a, b) -> no
 *	a || b		a -> cond.false: b -> no	(a, b) -> yes
 *
 * A constant condition is jumped on as any other: what it decides may differ
 * from one platform to the next, and no code is lost here.
 *
 * Chains of thousands of operands are written by generators, so that the walk
 * has its own stack: the right operands that are still to come.
 *
 * x/tools: builder.go (cond, logicalBinop).
 */
#include "ir/expr.h"

#include "types/constant.h"

struct pending {
	struct expr *e;
	struct ir_block *at, *yes, *no;
	struct pending *outer;
};

static struct pending *defer_right(struct ir_build *f, struct binary_expr *e,
				   struct ir_block *yes, struct ir_block *no,
				   struct pending *outer)
{
	struct pending *p = ARENA_NEW(f->a, struct pending);

	p->e = e->y;
	p->at = f_new_block(f, e->e.node.op == TOK_LAND ? "cond.true"
							: "cond.false");
	p->yes = yes;
	p->no = no;
	p->outer = outer;
	return p;
}

static bool is_logical(const struct expr *e)
{
	return e->node.kind == NODE_BINARY_EXPR &&
	       (e->node.op == TOK_LAND || e->node.op == TOK_LOR);
}

static bool is_not(const struct expr *e)
{
	return e->node.kind == NODE_UNARY_EXPR && e->node.op == TOK_NOT;
}

void b_cond(struct ir_build *f, struct expr *e, struct ir_block *yes,
	    struct ir_block *no)
{
	struct pending *top = NULL;
	struct ir_block *b;

	for (;;) {
		e = unparen(e);
		if (is_not(e)) {
			e = ((struct unary_expr *)e)->x;
			b = yes;
			yes = no;
			no = b;
			continue;
		}
		if (is_logical(e)) {
			struct binary_expr *x = (struct binary_expr *)e;

			top = defer_right(f, x, yes, no, top);
			if (x->e.node.op == TOK_LAND)
				yes = top->at;
			else
				no = top->at;
			e = x->x;
			continue;
		}
		emit_if(f, b_expr(f, e), yes, no);
		if (!top)
			return;
		f->block = top->at;
		e = top->e;
		yes = top->yes;
		no = top->no;
		top = top->outer;
	}
}

/*
 * The value of && or ||: that of the right operand, or the one that the left
 * operand decides on, from each jump to the end.
 */
struct ir_value *b_logical(struct ir_build *f, struct binary_expr *e)
{
	bool conj = e->e.node.op == TOK_LAND;
	struct ir_block *rhs = f_new_block(f, "binop.rhs");
	struct ir_block *done = f_new_block(f, "binop.done");
	struct type *t = b_type(f, &e->e);
	struct ir_value *decided, *v;
	struct ir_instr *phi;
	uint32_t n;

	b_cond(f, e->x, conj ? rhs : done, conj ? done : rhs);
	f->fn->broken |= ir_is_invalid(t) || ir_is_untyped(t);
	decided = ir_const(f, value_make_bool(!conj), t);
	f->block = rhs;
	n = done->npreds;
	v = b_expr(f, e->y);
	emit_jump(f, done);
	f->block = done;
	phi = ir_new_instr(f, OP_PHI, t, n + 1);
	for (uint32_t i = 0; i < n; i++)
		phi->args[i] = decided;
	phi->args[n] = v;
	phi->comment = token_text[e->e.node.op];
	phi->pos = e->op_pos;
	return f_emit(f, phi);
}
