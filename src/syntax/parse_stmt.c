/* SPDX-License-Identifier: MIT */
/*
 * Statements.
 */
#include "syntax/parse.h"

#define STMT_HEAD(KIND, position) NODE_HEAD(KIND, position)

/* What a simple statement may be besides. */
enum simple { SIMPLE, OR_LABEL, OR_RANGE };

static stmt *parse_stmt(struct parser *p);

static stmt *bad_stmt(struct parser *p, pos_t from, pos_t to)
{
	struct bad_stmt *s = NEW(p, bad_stmt);

	*s = (struct bad_stmt){STMT_HEAD(BAD_STMT, from), .end = to};
	return &s->node;
}

static const uint8_t ends_list[NTOKENS] = {
	[TOK_CASE] = 1,
	[TOK_DEFAULT] = 1,
	[TOK_RBRACE] = 1,
	[TOK_EOF] = 1,
};

static stmt **stmt_list(struct parser *p, uint32_t *ret_n)
{
	uint32_t from = p->top;

	while (!ends_list[tok(p)])
		push(p, parse_stmt(p));
	return keep_list(p, from, ret_n);
}

struct block_stmt *parse_block(struct parser *p)
{
	struct block_stmt *b = NEW(p, block_stmt);
	pos_t lbrace = expect(p, TOK_LBRACE), rbrace = NO_POS;
	uint32_t n;
	stmt **list;

	list = stmt_list(p, &n);
	if (tok(p) == TOK_RBRACE)
		rbrace = p->s.pos;
	expect(p, TOK_RBRACE);
	*b = (struct block_stmt){
		STMT_HEAD(BLOCK_STMT, lbrace),
		.list = list,
		.nlist = n,
		.rbrace = rbrace,
	};
	return b;
}

static stmt *expr_stmt(struct parser *p, struct expr *x)
{
	struct expr_stmt *s = NEW(p, expr_stmt);

	*s = (struct expr_stmt){STMT_HEAD(EXPR_STMT, x->node.pos), .x = x};
	return &s->node;
}

/* x = y, x, y := 1, 2; with range, the operand of "range" is the right. */
static stmt *assign(struct parser *p, struct expr **lhs, uint32_t nlhs,
		    enum simple mode, pos_t *ret_range)
{
	struct assign_stmt *s = NEW(p, assign_stmt);
	enum token op = (enum token)tok(p);
	pos_t op_pos = take(p);

	*s = (struct assign_stmt){
		STMT_HEAD(ASSIGN_STMT, lhs[0]->node.pos),
		.lhs = lhs,
		.nlhs = nlhs,
		.op_pos = op_pos,
	};
	s->node.op = (uint8_t)op;
	if (op == TOK_DEFINE)
		s->node.flags = NODE_DEFINE;
	if (mode == OR_RANGE && tok(p) == TOK_RANGE &&
	    (op == TOK_DEFINE || op == TOK_ASSIGN)) {
		*ret_range = take(p);
		s->rhs = keep_one(p, parse_rhs(p));
		s->nrhs = 1;
	} else {
		s->rhs = parse_list(p, true, &s->nrhs);
	}
	return &s->node;
}

static stmt *labeled(struct parser *p, struct ident *label, pos_t colon)
{
	struct labeled_stmt *s = NEW(p, labeled_stmt);

	*s = (struct labeled_stmt){
		STMT_HEAD(LABELED_STMT, label->e.node.pos),
		.label = label,
		.colon = colon,
		.stmt = parse_stmt(p),
	};
	return &s->node;
}

static stmt *send(struct parser *p, struct expr *chan)
{
	struct send_stmt *s = NEW(p, send_stmt);
	pos_t arrow = take(p);

	*s = (struct send_stmt){
		STMT_HEAD(SEND_STMT, chan->node.pos),
		.chan = chan,
		.value = parse_rhs(p),
		.arrow = arrow,
	};
	return &s->node;
}

static stmt *inc_dec(struct parser *p, struct expr *x)
{
	struct inc_dec_stmt *s = NEW(p, inc_dec_stmt);

	*s = (struct inc_dec_stmt){
		STMT_HEAD(INC_DEC_STMT, x->node.pos),
		.x = x,
		.op_pos = p->s.pos,
	};
	s->node.op = (uint8_t)tok(p);
	next(p);
	return &s->node;
}

/* The rest of a list on a left side, behind its first expression. */
static struct expr **more_exprs(struct parser *p, struct expr *x,
				uint32_t *ret_n)
{
	uint32_t from = p->top;

	push(p, x);
	while (got(p, TOK_COMMA))
		push(p, parse_expr(p));
	return keep_list(p, from, ret_n);
}

/*
 * A simple statement; with OR_RANGE, *ret_range becomes the position of
 * "range" when it is the assignment of a range clause.
 */
static stmt *simple_stmt(struct parser *p, enum simple mode, pos_t *ret_range)
{
	struct expr **list = NULL, *x;
	uint32_t n = 1;
	enum token t;
	pos_t colon;

	p->in_rhs = false;
	x = parse_expr(p);
	if (tok(p) == TOK_COMMA)
		list = more_exprs(p, x, &n);
	t = (enum token)tok(p);
	if (t == TOK_DEFINE || t == TOK_ASSIGN || token_is_assign_op(t))
		return assign(p, list ? list : keep_one(p, x), n, mode,
			      ret_range);
	if (n > 1)
		parse_expected(p, x->node.pos, "1 expression");
	switch (t) {
	case TOK_COLON:
		colon = take(p);
		if (mode == OR_LABEL && x->node.kind == NODE_IDENT)
			return labeled(p, (struct ident *)x, colon);
		parse_error(p, colon, "illegal label declaration");
		return bad_stmt(p, x->node.pos, colon + 1);
	case TOK_ARROW:
		return send(p, x);
	case TOK_INC:
	case TOK_DEC:
		return inc_dec(p, x);
	default:
		return expr_stmt(p, x);
	}
}

static stmt *go_or_defer(struct parser *p)
{
	const char *what = token_text[tok(p)];
	uint32_t len = scan_len(&p->s);
	bool go = tok(p) == TOK_GO;
	pos_t pos = take(p);
	struct expr *x = parse_rhs(p), *inner = ast_unparen(x);
	struct defer_stmt *d;
	struct go_stmt *g;

	if (inner != x)
		parse_error(p, x->node.pos,
			    "expression in %s must not be parenthesized", what);
	if (inner->node.kind != NODE_CALL_EXPR) {
		if (inner->node.kind != NODE_BAD_EXPR)
			parse_error(p, expr_end(inner),
				    "expression in %s must be function call",
				    what);
		expect_semi(p);
		return bad_stmt(p, pos, pos + len);
	}
	expect_semi(p);
	if (go) {
		g = NEW(p, go_stmt);
		*g = (struct go_stmt){STMT_HEAD(GO_STMT, pos), .call = inner};
		return &g->node;
	}
	d = NEW(p, defer_stmt);
	*d = (struct defer_stmt){STMT_HEAD(DEFER_STMT, pos), .call = inner};
	return &d->node;
}

static stmt *return_stmt(struct parser *p)
{
	struct return_stmt *r = NEW(p, return_stmt);
	pos_t pos = take(p);

	*r = (struct return_stmt){STMT_HEAD(RETURN_STMT, pos)};
	if (tok(p) != TOK_SEMICOLON && tok(p) != TOK_RBRACE)
		r->results = parse_list(p, true, &r->nresults);
	expect_semi(p);
	return &r->node;
}

static stmt *branch(struct parser *p)
{
	struct branch_stmt *b = NEW(p, branch_stmt);
	enum token op = (enum token)tok(p);
	pos_t pos = take(p);

	*b = (struct branch_stmt){STMT_HEAD(BRANCH_STMT, pos)};
	b->node.op = (uint8_t)op;
	if (op == TOK_GOTO || (op != TOK_FALLTHROUGH && tok(p) == TOK_IDENT))
		b->label = parse_ident(p);
	expect_semi(p);
	return &b->node;
}

/* The expression that a statement must be. */
static struct expr *as_expr(struct parser *p, stmt *s, const char *want)
{
	if (!s)
		return NULL;
	if (s->kind == NODE_EXPR_STMT)
		return ((struct expr_stmt *)s)->x;
	parse_error(p, s->pos,
		    "expected %s, found %s (missing parentheses around "
		    "composite literal?)",
		    want,
		    s->kind == NODE_ASSIGN_STMT ? "assignment"
						: "simple statement");
	return parse_bad_expr(p, s->pos, node_end(s));
}

/* init; cond */
static void if_header(struct parser *p, struct if_stmt *s)
{
	stmt *init = NULL, *cond = NULL;
	pos_t semi = NO_POS;
	bool newline = false;

	if (tok(p) != TOK_SEMICOLON) {
		if (got(p, TOK_VAR))
			parse_error(p, p->s.pos,
				    "var declaration not allowed in if "
				    "initializer");
		init = simple_stmt(p, SIMPLE, NULL);
	}
	if (tok(p) == TOK_LBRACE) {
		cond = init;
		init = NULL;
	} else {
		if (tok(p) == TOK_SEMICOLON) {
			semi = p->s.pos;
			newline = scan_auto_semi(&p->s);
		}
		expect(p, TOK_SEMICOLON);
		if (tok(p) != TOK_LBRACE)
			cond = simple_stmt(p, SIMPLE, NULL);
	}
	if (cond)
		s->cond = as_expr(p, cond, "boolean expression");
	else if (semi)
		parse_error(p, semi,
			    newline ? "unexpected newline, expecting { after "
				      "if clause"
				    : "missing condition in if statement");
	s->init = init;
}

/* Up to an "else", which is the current token then, or past the semicolon. */
static struct if_stmt *if_one(struct parser *p)
{
	struct if_stmt *s = NEW(p, if_stmt);
	pos_t pos = take(p);
	int lev = p->expr_lev;

	*s = (struct if_stmt){STMT_HEAD(IF_STMT, pos)};
	if (tok(p) == TOK_LBRACE) {
		parse_error(p, p->s.pos, "missing condition in if statement");
	} else {
		p->expr_lev = -1;
		if_header(p, s);
		p->expr_lev = lev;
	}
	if (!s->cond)
		s->cond = parse_bad_expr(p, p->s.pos, p->s.pos);
	s->body = parse_block(p);
	return s;
}

/* A loop over "else if", since such chains are long in generated code. */
static stmt *if_stmt(struct parser *p)
{
	struct if_stmt *first = if_one(p), *s = first;
	uint32_t n = 0;

	while (got(p, TOK_ELSE)) {
		struct if_stmt *more;

		if (tok(p) == TOK_LBRACE) {
			s->else_ = &parse_block(p)->node;
			expect_semi(p);
			return &first->node;
		}
		if (tok(p) != TOK_IF) {
			parse_expected(p, p->s.pos, "if statement or block");
			s->else_ = bad_stmt(p, p->s.pos, p->s.pos);
			return &first->node;
		}
		if (++n > PARSER_MAX_CHAIN)
			parse_stop(p);
		more = if_one(p);
		s->else_ = &more->node;
		s = more;
	}
	expect_semi(p);
	return &first->node;
}

static stmt *case_clause(struct parser *p)
{
	struct case_clause *c = NEW(p, case_clause);

	*c = (struct case_clause){STMT_HEAD(CASE_CLAUSE, p->s.pos)};
	if (got(p, TOK_CASE))
		c->list = parse_list(p, true, &c->nlist);
	else
		next(p); /* default */
	c->colon = expect(p, TOK_COLON);
	c->body = stmt_list(p, &c->nbody);
	return &c->node;
}

/* The braces and clauses of a switch or select. */
static struct block_stmt *clauses(struct parser *p,
				  stmt *(*clause)(struct parser *p))
{
	struct block_stmt *b = NEW(p, block_stmt);
	pos_t lbrace = expect(p, TOK_LBRACE);
	uint32_t from = p->top;

	*b = (struct block_stmt){STMT_HEAD(BLOCK_STMT, lbrace)};
	while (tok(p) == TOK_CASE || tok(p) == TOK_DEFAULT)
		push(p, clause(p));
	b->list = keep_list(p, from, &b->nlist);
	b->rbrace = expect(p, TOK_RBRACE);
	expect_semi(p);
	return b;
}

static bool is_type_switch_assert(const struct expr *x)
{
	return x->node.kind == NODE_TYPE_ASSERT_EXPR &&
	       !((const struct type_assert_expr *)x)->type;
}

/* x.(type), v := x.(type) */
static bool is_type_switch_guard(struct parser *p, const stmt *s)
{
	const struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, s);

	if (!s)
		return false;
	if (s->kind == NODE_EXPR_STMT)
		return is_type_switch_assert(((const struct expr_stmt *)s)->x);
	if (!a || a->nlhs != 1 || a->nrhs != 1 ||
	    !is_type_switch_assert(a->rhs[0]))
		return false;
	if (a->node.op == TOK_ASSIGN)
		parse_error(p, a->op_pos, "expected ':=', found '='");
	return a->node.op == TOK_ASSIGN || a->node.op == TOK_DEFINE;
}

static stmt *switch_stmt(struct parser *p)
{
	pos_t pos = take(p);
	stmt *init = NULL, *tag = NULL;
	struct type_switch_stmt *t;
	struct switch_stmt *s;
	struct block_stmt *body;
	int lev = p->expr_lev;
	bool guard;

	if (tok(p) != TOK_LBRACE) {
		p->expr_lev = -1;
		if (tok(p) != TOK_SEMICOLON)
			tag = simple_stmt(p, SIMPLE, NULL);
		if (got(p, TOK_SEMICOLON)) {
			init = tag;
			tag = NULL;
			if (tok(p) != TOK_LBRACE)
				tag = simple_stmt(p, SIMPLE, NULL);
		}
		p->expr_lev = lev;
	}
	guard = is_type_switch_guard(p, tag);
	body = clauses(p, case_clause);
	if (guard) {
		t = NEW(p, type_switch_stmt);
		*t = (struct type_switch_stmt){
			STMT_HEAD(TYPE_SWITCH_STMT, pos),
			.init = init,
			.assign = tag,
			.body = body,
		};
		return &t->node;
	}
	s = NEW(p, switch_stmt);
	*s = (struct switch_stmt){
		STMT_HEAD(SWITCH_STMT, pos),
		.init = init,
		.tag = as_expr(p, tag, "switch expression"),
		.body = body,
	};
	return &s->node;
}

/* What is behind "case" in a select: a send, or a receive. */
static stmt *communication(struct parser *p)
{
	uint32_t n;
	struct expr **lhs = parse_list(p, false, &n);
	struct assign_stmt *a;
	enum token op = (enum token)tok(p);

	if (op != TOK_ASSIGN && op != TOK_DEFINE) {
		if (n > 1)
			parse_expected(p, lhs[0]->node.pos, "1 expression");
		if (op == TOK_ARROW)
			return send(p, lhs[0]);
		return expr_stmt(p, lhs[0]);
	}
	if (n > 2) {
		parse_expected(p, lhs[0]->node.pos, "1 or 2 expressions");
		n = 2;
	}
	a = NEW(p, assign_stmt);
	*a = (struct assign_stmt){
		STMT_HEAD(ASSIGN_STMT, lhs[0]->node.pos),
		.lhs = lhs,
		.nlhs = n,
		.op_pos = take(p),
	};
	a->node.op = (uint8_t)op;
	if (op == TOK_DEFINE)
		a->node.flags = NODE_DEFINE;
	a->rhs = keep_one(p, parse_rhs(p));
	a->nrhs = 1;
	return &a->node;
}

static stmt *comm_clause(struct parser *p)
{
	struct comm_clause *c = NEW(p, comm_clause);

	*c = (struct comm_clause){STMT_HEAD(COMM_CLAUSE, p->s.pos)};
	if (got(p, TOK_CASE))
		c->comm = communication(p);
	else
		next(p); /* default */
	c->colon = expect(p, TOK_COLON);
	c->body = stmt_list(p, &c->nbody);
	return &c->node;
}

static stmt *select_stmt(struct parser *p)
{
	struct select_stmt *s = NEW(p, select_stmt);
	pos_t pos = take(p);

	*s = (struct select_stmt){
		STMT_HEAD(SELECT_STMT, pos),
		.body = clauses(p, comm_clause),
	};
	return &s->node;
}

/* The parts of a for statement's head. */
struct header {
	stmt *init, *cond, *post;
	pos_t range;	      /* or NO_POS */
	struct expr *range_x; /* of "for range x" */
};

static struct header for_header(struct parser *p)
{
	struct header h = {0};

	if (tok(p) == TOK_RANGE) {
		h.range = take(p);
		h.range_x = parse_rhs(p);
		return h;
	}
	if (tok(p) != TOK_SEMICOLON)
		h.cond = simple_stmt(p, OR_RANGE, &h.range);
	if (h.range || tok(p) != TOK_SEMICOLON)
		return h;
	next(p);
	h.init = h.cond;
	h.cond = NULL;
	if (tok(p) != TOK_SEMICOLON)
		h.cond = simple_stmt(p, SIMPLE, NULL);
	expect_semi(p);
	if (tok(p) != TOK_LBRACE)
		h.post = simple_stmt(p, SIMPLE, NULL);
	return h;
}

static stmt *range_stmt(struct parser *p, pos_t pos, const struct header *h,
			struct block_stmt *body)
{
	const struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, h->cond);
	struct range_stmt *r;

	if (a && a->nlhs > 2) {
		parse_expected(p, a->lhs[a->nlhs - 1]->node.pos,
			       "at most 2 expressions");
		return bad_stmt(p, pos, node_end(&body->node));
	}
	r = NEW(p, range_stmt);
	*r = (struct range_stmt){
		STMT_HEAD(RANGE_STMT, pos),
		.range_pos = h->range,
		.x = h->range_x,
		.body = body,
	};
	if (a) {
		r->node.op = a->node.op;
		r->node.flags = a->node.flags;
		r->key = a->lhs[0];
		r->value = a->nlhs > 1 ? a->lhs[1] : NULL;
		r->op_pos = a->op_pos;
		r->x = a->rhs[0];
	}
	return &r->node;
}

static stmt *for_stmt(struct parser *p)
{
	pos_t pos = take(p);
	struct header h = {0};
	struct block_stmt *body;
	struct for_stmt *f;
	int lev = p->expr_lev;

	if (tok(p) != TOK_LBRACE) {
		p->expr_lev = -1;
		h = for_header(p);
		p->expr_lev = lev;
	}
	body = parse_block(p);
	expect_semi(p);
	if (h.range)
		return range_stmt(p, pos, &h, body);
	f = NEW(p, for_stmt);
	*f = (struct for_stmt){
		STMT_HEAD(FOR_STMT, pos),
		.init = h.init,
		.cond = as_expr(p, h.cond, "boolean or range expression"),
		.post = h.post,
		.body = body,
	};
	return &f->node;
}

static stmt *decl_stmt(struct parser *p)
{
	struct decl_stmt *d = NEW(p, decl_stmt);
	struct gen_decl *decl = parse_gen_decl(p);

	*d = (struct decl_stmt){STMT_HEAD(DECL_STMT, decl->node.pos),
				.decl = decl};
	return &d->node;
}

static stmt *empty_stmt(struct parser *p)
{
	struct empty_stmt *e = NEW(p, empty_stmt);

	*e = (struct empty_stmt){STMT_HEAD(EMPTY_STMT, p->s.pos)};
	if (scan_auto_semi(&p->s))
		e->node.flags = NODE_IMPLICIT;
	if (tok(p) == TOK_SEMICOLON)
		next(p);
	return &e->node;
}

static stmt *block(struct parser *p)
{
	stmt *s = &parse_block(p)->node;

	expect_semi(p);
	return s;
}

static stmt *simple(struct parser *p)
{
	stmt *s = simple_stmt(p, OR_LABEL, NULL);

	/* The statement behind a label has taken its semicolon. */
	if (s->kind != NODE_LABELED_STMT)
		expect_semi(p);
	return s;
}

static stmt *no_stmt(struct parser *p)
{
	pos_t pos = p->s.pos;

	parse_expected(p, pos, "statement");
	parse_advance(p, SET_STMT);
	return bad_stmt(p, pos, p->s.pos);
}

static stmt *by_token(struct parser *p)
{
	switch (tok(p)) {
	case TOK_CONST:
	case TOK_TYPE:
	case TOK_VAR:
		if (parse_resync(p))
			return bad_stmt(p, p->s.pos, p->s.pos);
		return decl_stmt(p);
	case TOK_FUNC:
		if (parse_resync(p))
			return bad_stmt(p, p->s.pos, p->s.pos);
		return simple(p);
	case TOK_IDENT:
	case TOK_INT:
	case TOK_FLOAT:
	case TOK_IMAG:
	case TOK_CHAR:
	case TOK_STRING:
	case TOK_LPAREN:
	case TOK_LBRACK:
	case TOK_STRUCT:
	case TOK_MAP:
	case TOK_CHAN:
	case TOK_INTERFACE:
	case TOK_ADD:
	case TOK_SUB:
	case TOK_MUL:
	case TOK_AND:
	case TOK_XOR:
	case TOK_ARROW:
	case TOK_NOT:
		return simple(p);
	case TOK_GO:
	case TOK_DEFER:
		return go_or_defer(p);
	case TOK_RETURN:
		return return_stmt(p);
	case TOK_BREAK:
	case TOK_CONTINUE:
	case TOK_GOTO:
	case TOK_FALLTHROUGH:
		return branch(p);
	case TOK_LBRACE:
		return block(p);
	case TOK_IF:
		return if_stmt(p);
	case TOK_SWITCH:
		return switch_stmt(p);
	case TOK_SELECT:
		return select_stmt(p);
	case TOK_FOR:
		return for_stmt(p);
	case TOK_SEMICOLON:
	case TOK_RBRACE:
		return empty_stmt(p);
	}
	return no_stmt(p);
}

static stmt *parse_stmt(struct parser *p)
{
	bool rhs = p->in_rhs;
	stmt *s;

	if (parse_down(p))
		s = by_token(p);
	else
		s = bad_stmt(p, p->s.pos, p->s.pos);
	parse_up(p);
	p->in_rhs = rhs;
	return s;
}
