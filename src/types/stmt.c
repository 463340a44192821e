/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"
#include "types/expr.h"

/*
 * Statements and functions' bodies.
 *
 * A body is checked in one walk, which opens and closes scopes as it goes.
 * Function literals that are met are put off to the end of the statement
 * they are in: variables that it declares are not known inside them.
 *
 * See go/types stmt.go.
 */

/* Parts of a statement's context that hold for it alone. */
enum {
	STMT_OUTER_ONLY = STMT_FALLTHROUGH_OK | STMT_FINAL_SWITCH_CASE |
			  STMT_IN_TYPE_SWITCH
};

/*
 * The scope of a body.  A declared function's stands in the package, which
 * lives longer than what is made for the body, and may be read by others:
 * the body has a copy.
 */
static struct scope *body_scope(struct checker *c, struct scope *s)
{
	struct scope *copy = ARENA_NEW(c->body_arena, struct scope);

	copy->parent = s->parent;
	copy->pos = s->pos;
	copy->end = s->end;
	copy->is_func = true;
	for (uint32_t i = 0; i < s->n; i++)
		scope_insert(c->body_arena, copy, s->objects[i]);
	return copy;
}

void check_func_body(struct checker *c, struct decl_info *decl,
		     struct signature *sig, struct block_stmt *body,
		     const struct value *iota)
{
	struct environment saved = c->env;
	struct arena *arena = c->arena;
	struct scope *scope = sig->scope;

	if (!saved.sig && (c->on_demand || arena != c->body_arena))
		scope = body_scope(c, scope);
	c->arena = c->body_arena;
	c->env = (struct environment){.decl = decl,
				      .scope = scope,
				      .version = saved.version,
				      .iota = iota,
				      .sig = sig};
	check_stmt_list(c, 0, body->list, body->nlist);
	if (c->env.has_label)
		check_labels(c, body);
	/* A body without its end has an error already. */
	if (tuple_len(sig->results) > 0 && body->rbrace != NO_POS &&
	    !check_is_terminating(c, &body->node, NULL))
		check_error(c, body->rbrace, "missing return");
	check_usage(c, scope);
	c->env = saved;
	c->arena = arena;
}

void check_open_scope(struct checker *c, struct node *n)
{
	c->env.scope =
		scope_new(c->arena, c->env.scope, node_pos(n), node_end(n));
}

void check_close_scope(struct checker *c)
{
	c->env.scope = c->env.scope->parent;
}

void check_simple_stmt(struct checker *c, stmt *s)
{
	if (s)
		check_stmt(c, 0, s);
}

/* Empty statements at the end do not keep a fallthrough from being last. */
void check_stmt_list(struct checker *c, unsigned ctxt, stmt **list, uint32_t n)
{
	unsigned inner = ctxt & ~(unsigned)STMT_FALLTHROUGH_OK;

	while (n > 0 && list[n - 1]->kind == NODE_EMPTY_STMT)
		n--;
	for (uint32_t i = 0; i < n; i++)
		check_stmt(c, i + 1 == n ? ctxt : inner, list[i]);
}

static void suspended_call(struct checker *c, const char *keyword,
			   struct expr *call)
{
	struct operand x = {0};
	const char *msg = NULL;

	if (call->node.kind != NODE_CALL_EXPR) {
		if (call->node.kind != NODE_BAD_EXPR)
			check_error(c, expr_pos(call),
				    "expression in %s must be function call",
				    keyword);
		check_use(c, &call, 1);
		return;
	}
	switch (check_raw_expr(c, NULL, &x, call, NULL, false)) {
	case EXPR_CONVERSION:
		msg = "requires function call, not conversion";
		break;
	case EXPR_EXPRESSION:
		msg = "discards result of";
		break;
	case EXPR_STATEMENT:
		return;
	}
	check_error(c, operand_pos(&x), "%s %s %s", keyword, msg,
		    operand_str(c, &x));
}

/*
 * spec: Expression statements: calls, with the exception of some built-in
 * functions, and receive operations.
 */
static void expr_stmt(struct checker *c, struct expr_stmt *s)
{
	struct operand x = {0};
	enum expr_kind kind = check_raw_expr(c, NULL, &x, s->x, NULL, false);
	const char *msg;

	if (x.mode == MODE_BUILTIN)
		msg = "must be called";
	else if (x.mode == MODE_TYPEXPR)
		msg = "is not an expression";
	else if (kind == EXPR_STATEMENT)
		return;
	else
		msg = "is not used";
	check_error(c, operand_pos(&x), "%s %s", operand_str(c, &x), msg);
}

static void send_stmt(struct checker *c, struct send_stmt *s)
{
	struct operand ch = {0}, val = {0};
	struct type *elem;

	check_expr(c, NULL, &ch, s->chan);
	check_generic_expr(c, &val, s->value, NULL);
	if (!operand_valid(&ch) || !operand_valid(&val))
		return;
	elem = check_chan_elem(c, s->arrow, &ch, false);
	if (elem)
		check_assignment(c, &val, elem, "send");
}

/* The literal 1 at pos, which no source has. */
static struct expr *literal_one(struct checker *c, pos_t pos)
{
	struct basic_lit *one = ARENA_NEW(c->arena, struct basic_lit);

	one->e.node.kind = NODE_BASIC_LIT;
	one->e.node.op = TOK_INT;
	one->e.node.pos = pos;
	one->text = "1";
	one->len = 1;
	return &one->e;
}

static void inc_dec_stmt(struct checker *c, struct inc_dec_stmt *s)
{
	struct operand x = {0};

	check_expr(c, NULL, &x, s->x);
	if (!operand_valid(&x))
		return;
	if (!all_numeric(x.type)) {
		check_error(c, expr_pos(s->x),
			    INVALID_OP "%s%s (non-numeric type %s)",
			    expr_str(c, s->x), token_text[s->node.op],
			    type_str(c, x.type));
		return;
	}
	/* To add 1 to a number of a type is never wrong. */
	if (x.mode == MODE_CONSTANT || untyped(x.type))
		check_binary(c, &x, NULL, s->x, literal_one(c, expr_pos(s->x)),
			     s->node.op == TOK_INC ? TOK_ADD : TOK_SUB,
			     s->op_pos);
	else
		x.mode = MODE_VALUE;
	if (operand_valid(&x))
		check_assign_var(c, s->x, NULL, &x, "assignment");
}

static void assign_op_stmt(struct checker *c, struct assign_stmt *s)
{
	struct operand x = {0};

	if (s->nlhs != 1 || s->nrhs != 1) {
		check_error(c, s->op_pos,
			    "assignment operation %s requires single-valued "
			    "expressions",
			    token_text[s->node.op]);
		return;
	}
	check_binary(c, &x, NULL, s->lhs[0], s->rhs[0],
		     token_assign_op(s->node.op), s->op_pos);
	if (operand_valid(&x))
		check_assign_var(c, s->lhs[0], NULL, &x, "assignment");
}

static void assign_stmt(struct checker *c, struct assign_stmt *s)
{
	if (s->nlhs == 0 || s->nrhs == 0)
		return; /* told by the parser */
	if (s->node.op == TOK_DEFINE)
		check_short_var_decl(c, s->op_pos, s->lhs, s->nlhs, s->rhs,
				     s->nrhs);
	else if (s->node.op == TOK_ASSIGN)
		check_assign_vars(c, s->lhs, s->nlhs, s->rhs, s->nrhs);
	else
		assign_op_stmt(c, s);
}

/*
 * spec: Return statements: no other entity may have the name of a result
 * that is returned without being mentioned.
 */
static void bare_return(struct checker *c, struct return_stmt *s,
			const struct tuple *results)
{
	for (uint32_t i = 0; i < results->n; i++) {
		struct object *obj = results->vars[i];
		struct object *alt = check_lookup(c, obj->name);

		if (alt && alt != obj)
			check_error(c, s->node.pos,
				    "result parameter %s not in scope at "
				    "return\n\t%s: inner declaration of %s",
				    name_text(obj->name),
				    check_pos_text(c, alt->pos),
				    object_str(c, obj));
	}
}

static void return_stmt(struct checker *c, struct return_stmt *s)
{
	const struct tuple *res = c->env.sig->results;

	if (s->nresults == 0 && res && res->vars[0]->name != NO_NAME)
		bare_return(c, s, res);
	else if (s->nresults > 0 || res)
		check_init_vars(c, res ? res->vars : NULL, tuple_len(res),
				s->results, s->nresults, s);
}

static void branch_stmt(struct checker *c, unsigned ctxt, struct branch_stmt *s)
{
	const char *msg = NULL;

	if (s->label) {
		c->env.has_label = true; /* check_labels() does it */
		return;
	}
	switch (s->node.op) {
	case TOK_BREAK:
		if (!(ctxt & STMT_BREAK_OK))
			msg = "break not in for, switch, or select statement";
		break;
	case TOK_CONTINUE:
		if (!(ctxt & STMT_CONTINUE_OK))
			msg = "continue not in for statement";
		break;
	case TOK_FALLTHROUGH:
		if (ctxt & STMT_FALLTHROUGH_OK)
			break;
		if (ctxt & STMT_FINAL_SWITCH_CASE)
			msg = "cannot fallthrough final case in switch";
		else if (ctxt & STMT_IN_TYPE_SWITCH)
			msg = "cannot fallthrough in type switch";
		else
			msg = "fallthrough statement out of place";
		break;
	}
	if (msg)
		check_error(c, s->node.pos, "%s", msg);
}

static void condition(struct checker *c, struct expr *e, const char *where)
{
	struct operand x = {0};

	check_expr(c, NULL, &x, e);
	if (operand_valid(&x) && !all_boolean(x.type))
		check_error(c, expr_pos(e),
			    "non-boolean condition in %s statement", where);
}

/*
 * Without a statement before the condition nothing can be declared there:
 * the scope is left out.  All of a chain of else-ifs ends in one place,
 * which is looked for once.
 */
static void open_if_scope(struct checker *c, struct if_stmt *s, pos_t *end)
{
	if (!s->init)
		return;
	if (*end == NO_POS)
		*end = node_end(&s->node);
	c->env.scope = scope_new(c->arena, c->env.scope, s->node.pos, *end);
}

/* Chains of else-ifs may be long, and are not recursed into. */
static void if_stmt(struct checker *c, unsigned inner, struct if_stmt *first)
{
	struct scope *outer = c->env.scope;
	pos_t end = NO_POS;

	for (struct if_stmt *s = first; s; s = AS(IF_STMT, if_stmt, s->else_)) {
		open_if_scope(c, s, &end);
		check_simple_stmt(c, s->init);
		if (s->cond)
			condition(c, s->cond, "if");
		check_stmt(c, inner, &s->body->node);
		if (s->else_ && s->else_->kind == NODE_BLOCK_STMT)
			check_stmt(c, inner, s->else_);
	}
	c->env.scope = outer;
}

static void for_stmt(struct checker *c, unsigned inner, struct for_stmt *s)
{
	struct assign_stmt *post = AS(ASSIGN_STMT, assign_stmt, s->post);

	check_open_scope(c, &s->node);
	check_simple_stmt(c, s->init);
	if (s->cond)
		condition(c, s->cond, "for");
	check_simple_stmt(c, s->post);
	/* spec: For statements: the post statement declares nothing. */
	if (post && post->node.op == TOK_DEFINE) {
		check_soft_error(c, post->node.pos,
				 "cannot declare in post statement");
		/* They count as used, so that this is the only error. */
		check_use(c, post->lhs, post->nlhs);
	}
	check_stmt(c, inner, &s->body->node);
	check_close_scope(c);
}

static void block_stmt(struct checker *c, unsigned inner, struct block_stmt *s)
{
	check_open_scope(c, &s->node);
	check_stmt_list(c, inner, s->list, s->nlist);
	check_close_scope(c);
}

/* Statements that hold no others. */
static void plain_stmt(struct checker *c, unsigned ctxt, stmt *s)
{
	switch (s->kind) {
	case NODE_DECL_STMT:
		check_decl_stmt(c, ((struct decl_stmt *)s)->decl);
		break;
	case NODE_EXPR_STMT:
		expr_stmt(c, (struct expr_stmt *)s);
		break;
	case NODE_SEND_STMT:
		send_stmt(c, (struct send_stmt *)s);
		break;
	case NODE_INC_DEC_STMT:
		inc_dec_stmt(c, (struct inc_dec_stmt *)s);
		break;
	case NODE_ASSIGN_STMT:
		assign_stmt(c, (struct assign_stmt *)s);
		break;
	case NODE_GO_STMT:
		suspended_call(c, "go", ((struct go_stmt *)s)->call);
		break;
	case NODE_DEFER_STMT:
		suspended_call(c, "defer", ((struct defer_stmt *)s)->call);
		break;
	case NODE_RETURN_STMT:
		return_stmt(c, (struct return_stmt *)s);
		break;
	case NODE_BRANCH_STMT:
		branch_stmt(c, ctxt, (struct branch_stmt *)s);
		break;
	}
}

static void any_stmt(struct checker *c, unsigned ctxt, stmt *s)
{
	unsigned inner = ctxt & ~(unsigned)STMT_OUTER_ONLY;

	switch (s->kind) {
	case NODE_LABELED_STMT:
		c->env.has_label = true;
		check_stmt(c, ctxt, ((struct labeled_stmt *)s)->stmt);
		break;
	case NODE_BLOCK_STMT:
		block_stmt(c, inner, (struct block_stmt *)s);
		break;
	case NODE_IF_STMT:
		if_stmt(c, inner, (struct if_stmt *)s);
		break;
	case NODE_SWITCH_STMT:
		check_switch_stmt(c, inner | STMT_BREAK_OK,
				  (struct switch_stmt *)s);
		break;
	case NODE_TYPE_SWITCH_STMT:
		check_type_switch_stmt(
			c, inner | STMT_BREAK_OK | STMT_IN_TYPE_SWITCH,
			(struct type_switch_stmt *)s);
		break;
	case NODE_SELECT_STMT:
		check_select_stmt(c, inner | STMT_BREAK_OK,
				  (struct select_stmt *)s);
		break;
	case NODE_FOR_STMT:
		for_stmt(c, inner | STMT_BREAK_OK | STMT_CONTINUE_OK,
			 (struct for_stmt *)s);
		break;
	case NODE_RANGE_STMT:
		check_range_stmt(c, inner | STMT_BREAK_OK | STMT_CONTINUE_OK,
				 (struct range_stmt *)s);
		break;
	default:
		plain_stmt(c, ctxt, s);
		break;
	}
}

void check_stmt(struct checker *c, unsigned ctxt, stmt *s)
{
	uint32_t top = c->delayed.len;

	if (!check_enter(c, s->pos))
		return;
	any_stmt(c, ctxt, s);
	if (c->delayed.len > top)
		check_process_delayed(c, top);
	check_leave(c);
}
