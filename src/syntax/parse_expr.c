/* SPDX-License-Identifier: MIT */
/*
 * Expressions.
 *
 * Operators are parsed by precedence climbing: a unary expression, then as
 * long as an operator binds tightly enough, its right operand and the tree
 * above both.  It recurses only where a tighter operator follows a looser
 * one, so never more than five deep for one nesting of the source.
 *
 * A type may stand where an expression may; whether it is one is known to
 * types/ only.  What begins like a type is therefore parsed as one, and
 * x[y] is an index or an instance.  After "x" a "{" begins a composite
 * literal unless the expression is the head of an if, for or switch
 * (expr_lev; spec: Composite literals).
 */
#include "syntax/parse.h"

#define NOINLINE __attribute__((noinline))

const uint8_t parse_goes_on[NTOKENS] = {
	[TOK_PERIOD] = 1,  [TOK_LPAREN] = 1, [TOK_LBRACK] = 1, [TOK_LBRACE] = 1,
	[TOK_ASSIGN] = 1,  [TOK_ADD] = 1,    [TOK_SUB] = 1,    [TOK_MUL] = 1,
	[TOK_QUO] = 1,	   [TOK_REM] = 1,    [TOK_AND] = 1,    [TOK_OR] = 1,
	[TOK_XOR] = 1,	   [TOK_SHL] = 1,    [TOK_SHR] = 1,    [TOK_LAND] = 1,
	[TOK_AND_NOT] = 1, [TOK_LOR] = 1,    [TOK_EQL] = 1,    [TOK_LSS] = 1,
	[TOK_GTR] = 1,	   [TOK_NEQ] = 1,    [TOK_LEQ] = 1,    [TOK_GEQ] = 1,
};

/* Where an identifier must be and is not: it is made up. */
struct ident *parse_no_ident(struct parser *p)
{
	struct ident *id = NEW(p, ident);

	*id = (struct ident){EXPR_HEAD(IDENT, p->s.pos), .name = name_blank};
	parse_unexpected(p, TOK_IDENT);
	next(p);
	return id;
}

struct expr *parse_bad_expr(struct parser *p, pos_t from, pos_t to)
{
	struct bad_expr *x = NEW(p, bad_expr);

	*x = (struct bad_expr){EXPR_HEAD(BAD_EXPR, from), .end = to};
	return &x->e;
}

struct basic_lit *parse_basic_lit(struct parser *p)
{
	struct basic_lit *x = NEW(p, basic_lit);

	*x = (struct basic_lit){
		EXPR_HEAD(BASIC_LIT, p->s.pos),
		.text = scan_text(&p->s),
		.len = scan_len(&p->s),
	};
	x->e.node.op = (uint8_t)tok(p);
	next(p);
	return x;
}

struct expr *parse_index(struct parser *p, struct expr *x, pos_t lbrack,
			 struct expr **indices, uint32_t n, pos_t rbrack)
{
	struct index_expr *i = NEW(p, index_expr);

	*i = (struct index_expr){
		EXPR_HEAD(INDEX_EXPR, x->node.pos),
		.x = x,
		.indices = indices,
		.nindices = n,
		.lbrack = lbrack,
		.rbrack = rbrack,
	};
	return &i->e;
}

static struct expr *index_of_one(struct parser *p, struct expr *x, pos_t lbrack,
				 struct expr *i, pos_t rbrack)
{
	return parse_index(p, x, lbrack, keep_one(p, i), 1, rbrack);
}

static struct expr *selector(struct parser *p, struct expr *x,
			     struct ident *sel)
{
	struct selector_expr *s = NEW(p, selector_expr);

	*s = (struct selector_expr){EXPR_HEAD(SELECTOR_EXPR, x->node.pos),
				    .x = x, .sel = sel};
	return &s->e;
}

static NOINLINE struct expr *type_assertion(struct parser *p, struct expr *x)
{
	struct type_assert_expr *a = NEW(p, type_assert_expr);
	pos_t lparen = take(p);
	struct expr *type = NULL;

	if (!got(p, TOK_TYPE))
		type = parse_type(p);
	*a = (struct type_assert_expr){
		EXPR_HEAD(TYPE_ASSERT_EXPR, x->node.pos),
		.x = x,
		.type = type,
		.lparen = lparen,
		.rparen = expect(p, TOK_RPAREN),
	};
	return &a->e;
}

static NOINLINE struct expr *no_selector(struct parser *p, struct expr *x)
{
	struct ident *sel = NEW(p, ident);

	*sel = (struct ident){EXPR_HEAD(IDENT, p->s.pos), .name = name_blank};
	parse_expected(p, p->s.pos, "selector or type assertion");
	if (tok(p) != TOK_RBRACE)
		next(p);
	return selector(p, x, sel);
}

/* After ".": a name, "(type)", or an error. */
static inline struct expr *after_period(struct parser *p, struct expr *x)
{
	if (__builtin_expect(tok(p) == TOK_IDENT, 1))
		return selector(p, x, take_ident(p));
	if (tok(p) == TOK_LPAREN)
		return type_assertion(p, x);
	return no_selector(p, x);
}

static NOINLINE struct expr *slice(struct parser *p, struct expr *x,
				   pos_t lbrack, struct expr *low)
{
	struct slice_expr *s = NEW(p, slice_expr);
	struct expr *index[3] = {low};
	pos_t colons[2], rbrack;
	unsigned n = 0;

	while (tok(p) == TOK_COLON && n < 2) {
		colons[n++] = take(p);
		if (tok(p) != TOK_COLON && tok(p) != TOK_RBRACK &&
		    tok(p) != TOK_EOF)
			index[n] = parse_rhs(p);
	}
	p->expr_lev--;
	rbrack = expect(p, TOK_RBRACK);
	if (n == 2 && !index[1]) {
		parse_error(p, colons[0],
			    "middle index required in 3-index slice");
		index[1] = parse_bad_expr(p, colons[0] + 1, colons[1]);
	}
	if (n == 2 && !index[2]) {
		parse_error(p, colons[1],
			    "final index required in 3-index slice");
		index[2] = parse_bad_expr(p, colons[1] + 1, rbrack);
	}
	*s = (struct slice_expr){
		EXPR_HEAD(SLICE_EXPR, x->node.pos),
		.x = x,
		.low = index[0],
		.high = index[1],
		.max = index[2],
		.slice3 = n == 2,
		.lbrack = lbrack,
		.rbrack = rbrack,
	};
	return &s->e;
}

/* x[i], x[i:j], x[T1, T2] */
static NOINLINE struct expr *index_or_slice(struct parser *p, struct expr *x)
{
	pos_t lbrack = take(p), rbrack;
	struct expr *first = NULL, **list;
	uint32_t from = p->top, n;

	if (__builtin_expect(tok(p) == TOK_RBRACK, 0)) {
		parse_expected(p, p->s.pos, "operand");
		rbrack = take(p);
		return index_of_one(p, x, lbrack,
				    parse_bad_expr(p, rbrack, rbrack), rbrack);
	}
	p->expr_lev++;
	if (tok(p) != TOK_COLON)
		first = parse_rhs(p);
	if (tok(p) == TOK_COLON)
		return slice(p, x, lbrack, first);
	if (tok(p) != TOK_COMMA) {
		p->expr_lev--;
		return index_of_one(p, x, lbrack, first, expect(p, TOK_RBRACK));
	}
	push(p, first);
	while (got(p, TOK_COMMA))
		if (tok(p) != TOK_RBRACK && tok(p) != TOK_EOF)
			push(p, parse_type(p));
	p->expr_lev--;
	list = keep_list(p, from, &n);
	rbrack = expect(p, TOK_RBRACK);
	return parse_index(p, x, lbrack, list, n, rbrack);
}

static struct expr *call(struct parser *p, struct expr *fun)
{
	struct call_expr *c = NEW(p, call_expr);
	pos_t lparen = take(p), ellipsis = NO_POS;
	uint32_t from = p->top, n;
	bool rhs = p->in_rhs;
	struct expr **args;

	p->expr_lev++;
	p->in_rhs = true;
	while (tok(p) != TOK_RPAREN && tok(p) != TOK_EOF && !ellipsis) {
		push(p, parse_expr(p));
		if (tok(p) == TOK_ELLIPSIS)
			ellipsis = take(p);
		if (!at_comma(p, "argument list", TOK_RPAREN))
			break;
		next(p);
	}
	p->expr_lev--;
	p->in_rhs = rhs;
	args = keep_list(p, from, &n);
	*c = (struct call_expr){
		EXPR_HEAD(CALL_EXPR, fun->node.pos),
		.fun = fun,
		.args = args,
		.nargs = n,
		.lparen = lparen,
		.rparen = parse_closing(p, TOK_RPAREN, "argument list"),
		.ellipsis = ellipsis,
	};
	return &c->e;
}

static struct expr *literal_value(struct parser *p, struct expr *type);

static inline struct expr *element_value(struct parser *p)
{
	if (tok(p) == TOK_LBRACE)
		return literal_value(p, NULL);
	return parse_expr(p);
}

static struct expr *element(struct parser *p)
{
	struct expr *x = element_value(p);
	struct key_value_expr *kv;
	pos_t colon;

	if (tok(p) != TOK_COLON)
		return x;
	colon = take(p);
	kv = NEW(p, key_value_expr);
	*kv = (struct key_value_expr){
		EXPR_HEAD(KEY_VALUE_EXPR, x->node.pos),
		.key = x,
		.value = element_value(p),
		.colon = colon,
	};
	return &kv->e;
}

static struct expr *literal_value(struct parser *p, struct expr *type)
{
	struct composite_lit *lit = NEW(p, composite_lit);
	pos_t lbrace = take(p);
	uint32_t from = p->top, n;
	struct expr **elts;

	p->expr_lev++;
	if (parse_down(p)) {
		while (tok(p) != TOK_RBRACE && tok(p) != TOK_EOF) {
			push(p, element(p));
			if (!at_comma(p, "composite literal", TOK_RBRACE))
				break;
			next(p);
		}
	}
	parse_up(p);
	p->expr_lev--;
	elts = keep_list(p, from, &n);
	*lit = (struct composite_lit){
		EXPR_HEAD(COMPOSITE_LIT, type ? type->node.pos : lbrace),
		.type = type,
		.elts = elts,
		.nelts = n,
		.lbrace = lbrace,
		.rbrace = parse_closing(p, TOK_RBRACE, "composite literal"),
	};
	return &lit->e;
}

/* Whether the "{" behind x begins a composite literal of type x. */
static NOINLINE bool is_literal_type(const struct parser *p, struct expr *x)
{
	switch (ast_unparen(x)->node.kind) {
	case NODE_BAD_EXPR:
	case NODE_IDENT:
	case NODE_SELECTOR_EXPR:
	case NODE_INDEX_EXPR:
		return p->expr_lev >= 0;
	case NODE_ARRAY_TYPE:
	case NODE_STRUCT_TYPE:
	case NODE_MAP_TYPE:
		return true;
	}
	return false;
}

static NOINLINE struct expr *composite(struct parser *p, struct expr *x)
{
	struct expr *type = ast_unparen(x);

	if (type != x)
		parse_error(p, type->node.pos,
			    "cannot parenthesize type in composite literal");
	return literal_value(p, x);
}

static struct expr *paren(struct parser *p)
{
	struct paren_expr *x = NEW(p, paren_expr);
	pos_t lparen = take(p);
	struct expr *inner;

	p->expr_lev++;
	inner = parse_rhs(p); /* or a type */
	p->expr_lev--;
	*x = (struct paren_expr){
		EXPR_HEAD(PAREN_EXPR, lparen),
		.x = inner,
		.rparen = expect(p, TOK_RPAREN),
	};
	return &x->e;
}

static struct expr *func_type_or_lit(struct parser *p)
{
	struct func_type *type = parse_func_type(p);
	struct func_lit *lit;

	if (tok(p) != TOK_LBRACE)
		return &type->e;
	lit = NEW(p, func_lit);
	*lit = (struct func_lit){
		EXPR_HEAD(FUNC_LIT, type->e.node.pos),
		.type = type,
		.lbrace = p->s.pos,
	};
	if (p->skip_lits && parse_skip_body(p)) {
		lit->e.node.flags = NODE_SKIPPED;
		lit->rbrace = take(p);
		return &lit->e;
	}
	p->expr_lev++;
	lit->body = parse_block(p);
	lit->rbrace = lit->body->rbrace;
	p->expr_lev--;
	return &lit->e;
}

static __attribute__((noinline)) struct expr *other_operand(struct parser *p)
{
	struct expr *x;
	pos_t pos;

	switch (tok(p)) {
	case TOK_INT:
	case TOK_FLOAT:
	case TOK_IMAG:
	case TOK_CHAR:
	case TOK_STRING:
		return &parse_basic_lit(p)->e;
	case TOK_LPAREN:
		return paren(p);
	case TOK_FUNC:
		return func_type_or_lit(p);
	}
	x = parse_try_type(p);
	if (x)
		return x;
	pos = p->s.pos;
	parse_expected(p, pos, "operand");
	parse_advance(p, SET_STMT);
	return parse_bad_expr(p, pos, p->s.pos);
}

struct expr *parse_primary(struct parser *p, struct expr *x)
{
	uint32_t n = 0;

	if (!x)
		x = tok(p) == TOK_IDENT ? &take_ident(p)->e : other_operand(p);
	for (;;) {
		switch (tok(p)) {
		case TOK_PERIOD:
			next(p);
			x = after_period(p, x);
			break;
		case TOK_LBRACK:
			x = index_or_slice(p, x);
			break;
		case TOK_LPAREN:
			x = call(p, x);
			break;
		case TOK_LBRACE:
			if (!is_literal_type(p, x))
				return x;
			x = composite(p, x);
			break;
		default:
			return x;
		}
		if (__builtin_expect(++n > PARSER_MAX_CHAIN, 0))
			parse_stop(p);
	}
}

/*
 * "<-" was before a channel type: <-(chan T) is (<-chan T), and
 * <-(chan<- T) is (<-chan (<-T)), where T must go on like that.
 */
static void reassociate(struct parser *p, struct chan_type *c, pos_t arrow)
{
	unsigned dir = CHAN_SEND;
	pos_t old;

	while (c && dir == CHAN_SEND) {
		if (c->dir == CHAN_RECV)
			parse_expected(p, c->arrow, "'chan'");
		old = c->arrow;
		c->e.node.pos = c->arrow = arrow;
		arrow = old;
		dir = c->dir;
		c->dir = CHAN_RECV;
		c = AS(CHAN_TYPE, chan_type, c->value);
	}
	if (dir == CHAN_SEND)
		parse_expected(p, arrow, "channel type");
}

static struct expr *parse_unary(struct parser *p);

static __attribute__((noinline)) struct expr *prefixed(struct parser *p)
{
	enum token op = (enum token)tok(p);
	pos_t pos = take(p);
	struct unary_expr *u;
	struct star_expr *star;
	struct expr *x;

	if (parse_down(p))
		x = parse_unary(p);
	else
		x = parse_bad_expr(p, pos, pos);
	parse_up(p);
	if (op == TOK_MUL) {
		star = NEW(p, star_expr);
		*star = (struct star_expr){EXPR_HEAD(STAR_EXPR, pos), .x = x};
		return &star->e;
	}
	if (op == TOK_ARROW && x->node.kind == NODE_CHAN_TYPE) {
		reassociate(p, (struct chan_type *)x, pos);
		return x;
	}
	u = NEW(p, unary_expr);
	*u = (struct unary_expr){EXPR_HEAD(UNARY_EXPR, pos), .x = x};
	u->e.node.op = (uint8_t)op;
	return &u->e;
}

static inline struct expr *parse_unary(struct parser *p)
{
	switch (tok(p)) {
	case TOK_ADD:
	case TOK_SUB:
	case TOK_NOT:
	case TOK_XOR:
	case TOK_AND:
	case TOK_TILDE:
	case TOK_ARROW:
	case TOK_MUL:
		return prefixed(p);
	}
	return parse_primary(p, NULL);
}

/* The operators that bind at least as tightly as prec, x being the left. */
struct expr *parse_binary(struct parser *p, struct expr *x, unsigned prec)
{
	struct binary_expr *b;
	unsigned op, is;
	uint32_t n = 0;
	struct expr *y;
	pos_t pos;

	for (;;) {
		op = tok(p);
		if (__builtin_expect(op == TOK_ASSIGN && p->in_rhs, 0) &&
		    prec <= token_precedence[TOK_EQL]) {
			parse_unexpected(p, TOK_EQL);
			op = TOK_EQL;
		}
		is = token_precedence[op];
		if (is < prec)
			return x;
		pos = take(p);
		y = parse_unary(p);
		if (token_precedence[tok(p)] > is) {
			p->depth++; /* checked by the operands */
			y = parse_binary(p, y, is + 1);
			p->depth--;
		}
		b = NEW(p, binary_expr);
		*b = (struct binary_expr){
			EXPR_HEAD(BINARY_EXPR, x->node.pos),
			.x = x,
			.y = y,
			.op_pos = pos,
		};
		b->e.node.op = (uint8_t)op;
		x = &b->e;
		if (__builtin_expect(++n > PARSER_MAX_CHAIN, 0))
			parse_stop(p);
	}
}

/* An expression that does not begin with an identifier. */
struct expr *parse_any_expr(struct parser *p)
{
	struct expr *x;

	if (token_is_literal((enum token)tok(p))) {
		x = &parse_basic_lit(p)->e;
		return parse_goes_on[tok(p)] ? parse_expr_from(p, x) : x;
	}
	if (!parse_down(p)) {
		parse_up(p);
		return parse_bad_expr(p, p->s.pos, p->s.pos);
	}
	x = parse_unary(p);
	if (parse_goes_on[tok(p)])
		x = parse_binary(p, x, 1);
	parse_up(p);
	return x;
}

/* An expression whose first operand has been read. */
struct expr *parse_expr_from(struct parser *p, struct expr *x)
{
	if (!parse_down(p)) {
		parse_up(p);
		return x;
	}
	x = parse_primary(p, x);
	if (parse_goes_on[tok(p)])
		x = parse_binary(p, x, 1);
	parse_up(p);
	return x;
}

struct expr *parse_rhs(struct parser *p)
{
	bool rhs = p->in_rhs;
	struct expr *x;

	p->in_rhs = true;
	x = parse_expr(p);
	p->in_rhs = rhs;
	return x;
}

struct expr **parse_list(struct parser *p, bool rhs, uint32_t *ret_n)
{
	bool old = p->in_rhs;
	uint32_t from = p->top;
	struct expr *x, **list;

	p->in_rhs = rhs;
	x = parse_expr(p);
	if (tok(p) != TOK_COMMA) {
		p->in_rhs = old;
		*ret_n = 1;
		return keep_one(p, x);
	}
	push(p, x);
	while (got(p, TOK_COMMA))
		push(p, parse_expr(p));
	p->in_rhs = old;
	list = keep_list(p, from, ret_n);
	return list;
}
