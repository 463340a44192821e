/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"
#include "types/predicates.h"

/*
 * Type switches, as chains of type assertions with ok.
 *
 *	switch y := x.(type) {
 *	case T:			t, ok := x.(T); if ok { y := t ... }
 *	case nil:		if x == nil { y := x ... }
 *	case A, B:		both are tried; y := x
 *	default:		last, wherever it stands; y := x
 *	}
 *
 * The symbolic variable y is another one in each clause (case_clause.obj).
 *
 * See x/tools go/ssa builder.go: typeSwitchStmt, typeCaseBody.
 */

/* x of x.(type) */
static struct ir_value *build_operand(struct ir_build *f, stmt *s)
{
	struct assign_stmt *assign = AS(ASSIGN_STMT, assign_stmt, s);
	struct expr_stmt *plain = AS(EXPR_STMT, expr_stmt, s);
	struct expr *e = NULL;
	struct type_assert_expr *guard;
	struct ir_value *x;

	if (assign && assign->nrhs == 1)
		e = assign->rhs[0];
	else if (plain)
		e = plain->x;
	guard = e ? AS(TYPE_ASSERT_EXPR, type_assert_expr, ast_unparen(e))
		  : NULL;
	if (!guard)
		return ir_bad(f, ir_any(), s->pos);
	x = b_expr(f, guard->x);
	if (x->type && is_non_type_param_interface(x->type))
		return x;
	return ir_bad(f, ir_any(), s->pos);
}

static bool is_nil(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, t);

	return b && b->basic_kind == BASIC_UNTYPED_NIL;
}

/*
 * Tests x for the type that e names; the condition.  *ret is x as that type.
 */
static struct ir_value *build_test(struct ir_build *f, struct ir_value *x,
				   struct expr *e, pos_t pos,
				   struct ir_value **ret)
{
	struct type *t = f_expr_type(f, e);
	struct ir_value *pair;

	if (is_nil(t)) {
		*ret = x;
		return emit_compare(f, TOK_EQL, x, ir_zero_const(f, x->type),
				    expr_pos(e));
	}
	if (!t || !is_valid(t)) {
		*ret = ir_bad(f, TYP(INVALID), pos);
		return ir_bad(f, TYP(BOOL), pos);
	}
	pair = emit_type_test(f, x, t, pos);
	*ret = emit_extract(f, pair, 0);
	return emit_extract(f, pair, 1);
}

static void build_body(struct ir_build *f, struct case_clause *cc,
		       struct ir_value *x, struct ir_block *done)
{
	struct targets t = {.tail = f->targets, .break_ = done};

	if (cc->obj && cc->obj->type) {
		struct ir_instr *y = emit_local_var(f, cc->obj);

		emit_store(f, &y->v, x, cc->obj->pos);
	}
	f->targets = &t;
	b_stmt_list(f, cc->body, cc->nbody);
	f->targets = t.tail;
	emit_jump(f, done);
}

static void build_case(struct ir_build *f, struct ir_value *x,
		       struct case_clause *cc, struct ir_block *done)
{
	struct ir_block *body = f_new_block(f, "typeswitch.body"), *next;
	struct ir_value *as = x;

	for (uint32_t i = 0; i < cc->nlist; i++) {
		struct ir_value *ok;

		next = f_new_block(f, "typeswitch.next");
		ok = build_test(f, x, cc->list[i], cc->node.pos, &as);
		emit_if(f, ok, body, next);
		f->block = next;
	}
	if (cc->nlist != 1)
		as = x;
	next = f->block;
	f->block = body;
	build_body(f, cc, as, done);
	f->block = next;
}

void b_type_switch(struct ir_build *f, struct type_switch_stmt *s,
		   struct lblock *label)
{
	struct case_clause *dflt = NULL;
	struct ir_block *done;
	struct ir_value *x;

	if (s->init)
		b_stmt(f, s->init, NULL);
	x = build_operand(f, s->assign);
	done = f_new_block(f, "typeswitch.done");
	if (label)
		label->break_ = done;
	for (uint32_t i = 0; i < s->body->nlist; i++) {
		struct case_clause *cc =
			AS(CASE_CLAUSE, case_clause, s->body->list[i]);

		if (!cc)
			f->fn->broken = true;
		else if (!cc->list)
			dflt = cc;
		else
			build_case(f, x, cc, done);
	}
	if (dflt)
		build_body(f, dflt, x, done);
	else
		emit_jump(f, done);
	f->block = done;
}
