/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"

/*
 * Statements.
 *
 * A statement is appended to f->block and leaves there the block where
 * control goes on.  After a return, a branch or a panic that is a new block
 * without predecessors, "unreachable": what follows in the source is built
 * into it all the same, and goes with it when blocks are optimized, unless a
 * label makes it reachable again.
 *
 * Statements nest; their depth is counted together with that of expressions
 * and ends at IR_MAX_DEPTH.  Chains of else-if are as long as programs that
 * write programs make them, and so they are walked in a loop.
 *
 * A statement that has no meaning, since the source is wrong, is left out.
 *
 * See x/tools go/ssa builder.go: stmt, branchStmt, returnStmt.
 */

static void build_if(struct ir_build *f, struct if_stmt *s)
{
	struct VEC(struct ir_block *) done = {0}; /* of the chain so far */

	for (;;) {
		struct ir_block *then, *after, *els;

		if (s->init)
			b_stmt(f, s->init, NULL);
		then = f_new_block(f, "if.then");
		after = els = f_new_block(f, "if.done");
		if (s->else_)
			els = f_new_block(f, "if.else");
		b_cond(f, s->cond, then, els);
		f->block = then;
		b_body(f, s->body);
		emit_jump(f, after);
		f->block = els;
		vec_push_in(f->a, &done, after);
		if (!s->else_ || s->else_->kind != NODE_IF_STMT)
			break;
		s = (struct if_stmt *)s->else_;
	}
	if (!s->else_)
		done.len--; /* it is els */
	else if (s->else_->kind == NODE_BLOCK_STMT)
		b_body(f, (struct block_stmt *)s->else_);
	else
		b_stmt(f, s->else_, NULL);
	while (done.len > 0) {
		struct ir_block *after = vec_pop(&done);

		emit_jump(f, after);
		f->block = after;
	}
}

static void build_send(struct ir_build *f, struct send_stmt *s)
{
	struct ir_value *to = b_expr(f, s->chan);
	struct ir_value *v = b_expr(f, s->value);
	struct chan *type = TYPE_AS(CHAN, chan, ir_core_type(f, to->type));
	struct ir_instr *send;

	if (!type) {
		f->fn->broken = true;
		return;
	}
	v = emit_conv(f, v, type->elem);
	send = ir_new_instr(f, OP_SEND, NULL, 2);
	send->args[0] = to;
	send->args[1] = v;
	send->pos = s->arrow;
	f_emit(f, send);
}

static void build_inc_dec(struct ir_build *f, struct inc_dec_stmt *s)
{
	struct lvalue loc = b_addr(f, s->x, false);
	struct ir_const *one = IR_AS(CONST, ir_const, ir_int_const(f, 1));

	if (loc.type)
		b_assign_op(f, loc, ir_const(f, one->val, loc.type),
			    s->node.op == TOK_INC ? TOK_ADD : TOK_SUB,
			    node_pos(&s->node));
	else
		f->fn->broken = true;
}

static void build_assign(struct ir_build *f, struct assign_stmt *s)
{
	struct lvalue loc;
	struct ir_value *v;

	if (!token_is_assign_op((enum token)s->node.op)) {
		b_assign_stmt(f, s->lhs, s->nlhs, s->rhs, s->nrhs,
			      s->node.op == TOK_DEFINE);
		return;
	}
	if (s->nlhs != 1 || s->nrhs != 1) {
		f->fn->broken = true;
		return;
	}
	loc = b_addr(f, s->lhs[0], false);
	v = b_expr(f, s->rhs[0]);
	b_assign_op(f, loc, v, token_assign_op((enum token)s->node.op),
		    node_pos(&s->node));
}

/* The call of a go or defer statement; NULL when it is something else. */
static struct call_expr *spawned(struct ir_build *f, struct expr *e)
{
	struct call_expr *call = AS(CALL_EXPR, call_expr, ast_unparen(e));

	if (!call) {
		f->fn->broken = true;
		b_expr(f, e);
	}
	return call;
}

static void build_go(struct ir_build *f, struct go_stmt *s)
{
	struct call_expr *call = spawned(f, s->call);
	struct ir_instr *in;

	if (!call)
		return;
	in = b_call(f, call, OP_GO);
	in->pos = s->node.pos;
	f_emit(f, in);
}

static void build_defer(struct ir_build *f, struct defer_stmt *s)
{
	struct ir_value *stack =
		emit_load(f, f_lookup(f, f->deferstack, false), NO_POS);
	struct call_expr *call = spawned(f, s->call);
	struct ir_instr *in;

	if (!call)
		return;
	in = b_call(f, call, OP_DEFER);
	in->args[0] = stack;
	in->pos = s->node.pos;
	f_emit(f, in);
	/* The call may recover: control resumes in the recover block. */
	create_recover_block(f->source->build);
}

static void build_decl(struct ir_build *f, struct gen_decl *d)
{
	if (d->node.op != TOK_VAR)
		return;
	for (uint32_t i = 0; i < d->nspecs; i++)
		if (d->specs[i]->kind == NODE_VALUE_SPEC)
			b_local_value_spec(f, (struct value_spec *)d->specs[i]);
}

/* Leaves the yield function for one around it, which does what e says. */
static void leave_yield(struct ir_build *f, const struct exit *e)
{
	struct ir_value *no = ir_bool_const(f, false);

	f_store_var(f, f->jump, ir_int_const(f, e->id), e->pos);
	emit_return(f, &no, 1, e->pos);
}

/* Where the branch goes; NULL where the source does not say. */
static struct ir_block *branch_target(struct ir_build *f, struct branch_stmt *s)
{
	enum token tok = (enum token)s->node.op;
	struct object *label = s->label ? s->label->obj : NULL;
	struct ir_block *block;

	if (!s->label)
		return f_targeted_block(f, tok);
	if (!label || label->kind != OBJECT_LABEL)
		return NULL;
	block = f_labelled_block(f, label, tok);
	if (block || tok != TOK_GOTO)
		return block;
	/*
	 * Forwards, to a label that was not met yet.  From a yield function
	 * it may lead out of it, which shows when all of its body is built.
	 */
	block = f_lblock_of(f, label)->goto_;
	if (f->jump)
		f_label_exit(f, label, node_pos(&s->node));
	return block;
}

static void build_branch(struct ir_build *f, struct branch_stmt *s)
{
	struct ir_block *to = branch_target(f, s);

	if (!to || (to->fn != f->fn && !f->jump)) {
		f->fn->broken = true;
		return;
	}
	if (to->fn == f->fn)
		emit_jump(f, to);
	else
		leave_yield(f, f_block_exit(f, to, node_pos(&s->node)));
	f->block = f_new_block(f, "unreachable");
}

/* The operands, converted to the n results of the function. */
static struct ir_value **return_values(struct ir_build *f,
				       struct return_stmt *s,
				       const struct tuple *want)
{
	uint32_t n = tuple_len(want);
	struct ir_value **v = ARENA_ARRAY(f->a, n, struct ir_value *);
	struct ir_value *all = NULL;

	if (!want)
		return v;
	if (s->nresults == 1 && n > 1)
		all = b_expr_n(f, s->results[0]);
	for (uint32_t i = 0; i < n; i++) {
		struct ir_value *x = all ? emit_extract(f, all, i)
					 : b_expr(f, s->results[i]);

		v[i] = emit_conv(f, x, want->vars[i]->type);
	}
	return v;
}

static void store_results(struct ir_build *f, struct ir_value **v, uint32_t n,
			  pos_t pos)
{
	/* Fewer only where a result is declared twice. */
	for (uint32_t i = 0; i < n && i < f->return_vars.len; i++) {
		struct ir_value *to;

		if (f->fn == f->source)
			to = &f->results.at[i]->v;
		else
			to = f_lookup(f, f->return_vars.at[i], false);
		emit_store(f, to, v[i], pos);
	}
}

void b_emit_leave(struct ir_build *f, pos_t pos)
{
	uint32_t n = f->results.len;
	struct ir_value **v = ARENA_ARRAY(f->a, n, struct ir_value *);

	/* Deferred calls may write to results, which are loaded after them. */
	emit_run_defers(f);
	for (uint32_t i = 0; i < n; i++)
		v[i] = emit_load(f, &f->results.at[i]->v, NO_POS);
	emit_return(f, v, n, pos);
}

void b_return(struct ir_build *f, struct return_stmt *s)
{
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, f->source->v.type);
	struct tuple *results = sig ? sig->results : NULL;
	uint32_t n = tuple_len(results);
	struct ir_value **v;

	if (s->nresults == n || (s->nresults == 1 && n > 1)) {
		v = return_values(f, s, results);
		store_results(f, v, n, s->node.pos);
	} else if (s->nresults > 0) {
		f->fn->broken = true;
		for (uint32_t i = 0; i < s->nresults; i++)
			b_expr(f, s->results[i]);
	}
	if (f->jump) {
		/* Within the loop in the source, but done after it. */
		leave_yield(f, f_return_exit(f, node_pos(&s->node)));
	} else {
		b_emit_leave(f, s->node.pos);
	}
	f->block = f_new_block(f, "unreachable");
}

static void build_stmt(struct ir_build *f, stmt *s, struct lblock *label)
{
	switch (s->kind) {
	case NODE_EMPTY_STMT:
		break;
	case NODE_DECL_STMT:
		build_decl(f, ((struct decl_stmt *)s)->decl);
		break;
	case NODE_EXPR_STMT:
		b_expr(f, ((struct expr_stmt *)s)->x);
		break;
	case NODE_SEND_STMT:
		build_send(f, (struct send_stmt *)s);
		break;
	case NODE_INC_DEC_STMT:
		build_inc_dec(f, (struct inc_dec_stmt *)s);
		break;
	case NODE_ASSIGN_STMT:
		build_assign(f, (struct assign_stmt *)s);
		break;
	case NODE_GO_STMT:
		build_go(f, (struct go_stmt *)s);
		break;
	case NODE_DEFER_STMT:
		build_defer(f, (struct defer_stmt *)s);
		break;
	case NODE_RETURN_STMT:
		b_return(f, (struct return_stmt *)s);
		break;
	case NODE_BRANCH_STMT:
		build_branch(f, (struct branch_stmt *)s);
		break;
	case NODE_BLOCK_STMT:
		b_body(f, (struct block_stmt *)s);
		break;
	case NODE_IF_STMT:
		build_if(f, (struct if_stmt *)s);
		break;
	case NODE_SWITCH_STMT:
		b_switch(f, (struct switch_stmt *)s, label);
		break;
	case NODE_TYPE_SWITCH_STMT:
		b_type_switch(f, (struct type_switch_stmt *)s, label);
		break;
	case NODE_SELECT_STMT:
		b_select(f, (struct select_stmt *)s, label);
		break;
	case NODE_FOR_STMT:
		b_for(f, (struct for_stmt *)s, label);
		break;
	case NODE_RANGE_STMT:
		b_range(f, (struct range_stmt *)s, label);
		break;
	default: /* NODE_BAD_STMT, or a clause where none may be */
		f->fn->broken = true;
	}
}

/* Begins the block of the label; NULL: nothing can lead to it. */
static struct lblock *build_label(struct ir_build *f, struct ident *name)
{
	struct lblock *label;

	if (b_is_blank(&name->e))
		return NULL;
	if (!name->obj || name->obj->kind != OBJECT_LABEL) {
		f->fn->broken = true; /* declared twice */
		return NULL;
	}
	label = f_lblock_of(f, name->obj);
	label->resolved = true;
	emit_jump(f, label->goto_);
	f->block = label->goto_;
	return label;
}

void b_stmt(struct ir_build *f, stmt *s, struct lblock *label)
{
	if (f->depth >= IR_MAX_DEPTH) {
		f->fn->broken = true;
		return;
	}
	f->depth++;
	while (s->kind == NODE_LABELED_STMT) {
		struct labeled_stmt *l = (struct labeled_stmt *)s;
		struct lblock *own = build_label(f, l->label);

		if (own)
			label = own;
		s = l->stmt;
	}
	build_stmt(f, s, label);
	f->depth--;
}

void b_stmt_list(struct ir_build *f, stmt **list, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		b_stmt(f, list[i], NULL);
}

void b_body(struct ir_build *f, struct block_stmt *s)
{
	b_stmt_list(f, s->list, s->nlist);
}
