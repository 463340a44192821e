/* SPDX-License-Identifier: MIT */
/*
 * Declarations.
 */
#include "syntax/parse.h"

static struct node *import_spec(struct parser *p)
{
	struct import_spec *s = NEW(p, import_spec);
	struct basic_lit *path = NULL;
	pos_t pos;

	*s = (struct import_spec){NODE_HEAD(IMPORT_SPEC, p->s.pos)};
	if (tok(p) == TOK_IDENT) {
		s->name = parse_ident(p);
	} else if (tok(p) == TOK_PERIOD) {
		s->name = NEW(p, ident);
		*s->name = (struct ident){EXPR_HEAD(IDENT, p->s.pos),
					  .name = name_of(".")};
		next(p);
	}
	pos = p->s.pos;
	if (tok(p) == TOK_STRING) {
		path = parse_basic_lit(p);
	} else {
		path = NEW(p, basic_lit);
		*path = (struct basic_lit){EXPR_HEAD(BASIC_LIT, pos),
					   .text = ""};
		path->e.node.op = TOK_STRING;
		if (token_is_literal((enum token)tok(p))) {
			parse_error(p, pos, "import path must be a string");
			next(p);
		} else {
			parse_error(p, pos, "missing import path");
			parse_advance(p, SET_EXPR_END);
		}
	}
	expect_semi(p);
	s->path = path;
	vec_push(&p->imports, s);
	return &s->node;
}

static void ident_list(struct parser *p, struct value_spec *s)
{
	uint32_t from = p->top;

	push(p, parse_ident(p));
	while (got(p, TOK_COMMA))
		push(p, parse_ident(p));
	s->names = keep_list(p, from, &s->nnames);
}

static struct node *value_spec(struct parser *p, enum token keyword,
			       uint32_t iota)
{
	struct value_spec *s = NEW(p, value_spec);

	*s = (struct value_spec){NODE_HEAD(VALUE_SPEC, p->s.pos), .iota = iota};
	ident_list(p, s);
	if (keyword == TOK_VAR) {
		if (tok(p) != TOK_ASSIGN)
			s->type = parse_type(p);
	} else if (tok(p) != TOK_EOF && tok(p) != TOK_SEMICOLON &&
		   tok(p) != TOK_RPAREN) {
		s->type = parse_try_type(p);
	}
	if (got(p, TOK_ASSIGN))
		s->values = parse_list(p, true, &s->nvalues);
	expect_semi(p);
	return &s->node;
}

/* Whether x can only be a type, wherever it stands. */
static bool is_type_elem(const struct expr *x)
{
	const struct binary_expr *b;

	for (;;) {
		switch (x->node.kind) {
		case NODE_ARRAY_TYPE:
		case NODE_STRUCT_TYPE:
		case NODE_FUNC_TYPE:
		case NODE_INTERFACE_TYPE:
		case NODE_MAP_TYPE:
		case NODE_CHAN_TYPE:
			return true;
		case NODE_UNARY_EXPR:
			return x->node.op == TOK_TILDE;
		case NODE_PAREN_EXPR:
			x = ((const struct paren_expr *)x)->x;
			continue;
		case NODE_BINARY_EXPR:
			/* Chains grow to the left: recursion to the right. */
			b = (const struct binary_expr *)x;
			if (is_type_elem(b->y))
				return true;
			x = b->x;
			continue;
		}
		return false;
	}
}

/*
 * Splits an expression x that could be read as "name type" into both, when
 * the type can only be one, or anyway with force (a comma follows).  The
 * length of an array comes out unsplit: NULL.
 *
 *	P *[]int, P *E (forced)		the product P*E
 *	P (interface{}), P (E) (forced)	the call P(E)
 *	P *E|~F				P *E, then "|"
 */
static struct ident *split_name(struct parser *p, struct expr *x, bool force,
				struct expr **ret_type)
{
	struct binary_expr *b = AS(BINARY_EXPR, binary_expr, x), * or, *low;
	struct call_expr *c;
	struct star_expr *star;
	struct paren_expr *paren;
	struct ident *name;
	struct expr *left;

	/* Down the left side of A|B|C, which ends in a product or a call. */
	for (or = NULL, low = b; low && low->e.node.op == TOK_OR;
	     low = AS(BINARY_EXPR, binary_expr, low->x)) {
		force |= is_type_elem(low->y);
		or = low;
	}
	left = or ? or->x : x;
	b = AS(BINARY_EXPR, binary_expr, left);
	c = AS(CALL_EXPR, call_expr, left);
	if (b && b->e.node.op == TOK_MUL) {
		name = AS(IDENT, ident, b->x);
		if (!name || !(force || is_type_elem(b->y)))
			return NULL;
		star = NEW(p, star_expr);
		*star = (struct star_expr){EXPR_HEAD(STAR_EXPR, b->op_pos),
					   .x = b->y};
		left = &star->e;
	} else if (c) {
		name = AS(IDENT, ident, c->fun);
		if (!name || c->nargs != 1 || c->ellipsis ||
		    !(force || is_type_elem(c->args[0])))
			return NULL;
		paren = NEW(p, paren_expr);
		*paren = (struct paren_expr){
			EXPR_HEAD(PAREN_EXPR, c->lparen),
			.x = c->args[0],
			.rparen = c->rparen,
		};
		left = &paren->e;
	} else {
		return NULL;
	}
	if (! or) {
		*ret_type = left;
		return name;
	}
	or->x = left;
	for (b = (struct binary_expr *)x;; b = (struct binary_expr *)b->x) {
		b->e.node.pos = left->node.pos;
		if (b == or)
			break;
	}
	*ret_type = x;
	return name;
}

static void generic_type(struct parser *p, struct type_spec *s, pos_t lbrack,
			 struct ident *name0, struct expr *type0)
{
	s->tparams = parse_type_param_rest(p, lbrack, name0, type0);
	if (got(p, TOK_ASSIGN))
		s->node.flags = NODE_ALIAS;
	s->type = parse_type(p);
}

/*
 * At "[" behind a type's name: an array's length or type parameters.  When
 * it begins with a name, an expression is read and looked at; not when "["
 * follows, since P []E is none, and no length holds an index (spec:
 * Type parameter declarations).
 */
static void array_or_generic(struct parser *p, struct type_spec *s)
{
	pos_t lbrack = take(p);
	struct expr *x, *type0 = NULL;
	struct ident *name0;

	if (tok(p) != TOK_IDENT) {
		s->type = parse_array_type(p, lbrack, NULL);
		return;
	}
	x = &parse_ident(p)->e;
	if (tok(p) != TOK_LBRACK) {
		p->expr_lev++;
		x = parse_binary(p, parse_primary(p, x), 1);
		p->expr_lev--;
	}
	name0 = AS(IDENT, ident, x);
	if (!name0)
		name0 = split_name(p, x, tok(p) == TOK_COMMA, &type0);
	if (name0 && (type0 || tok(p) != TOK_RBRACK))
		generic_type(p, s, lbrack, name0, type0);
	else
		s->type = parse_array_type(p, lbrack, x);
}

static struct node *type_spec(struct parser *p)
{
	struct type_spec *s = NEW(p, type_spec);

	*s = (struct type_spec){NODE_HEAD(TYPE_SPEC, p->s.pos)};
	s->name = parse_ident(p);
	if (tok(p) == TOK_LBRACK) {
		array_or_generic(p, s);
	} else {
		if (got(p, TOK_ASSIGN))
			s->node.flags = NODE_ALIAS;
		s->type = parse_type(p);
	}
	expect_semi(p);
	return &s->node;
}

static struct node *spec(struct parser *p, enum token keyword, uint32_t iota)
{
	if (keyword == TOK_IMPORT)
		return import_spec(p);
	if (keyword == TOK_TYPE)
		return type_spec(p);
	return value_spec(p, keyword, iota);
}

struct gen_decl *parse_gen_decl(struct parser *p)
{
	struct gen_decl *d = NEW(p, gen_decl);
	enum token keyword = (enum token)tok(p);
	pos_t pos = take(p);
	uint32_t from = p->top;

	*d = (struct gen_decl){NODE_HEAD(GEN_DECL, pos)};
	d->node.op = (uint8_t)keyword;
	if (tok(p) == TOK_LPAREN) {
		d->lparen = take(p);
		for (uint32_t iota = 0;
		     tok(p) != TOK_RPAREN && tok(p) != TOK_EOF; iota++)
			push(p, spec(p, keyword, iota));
		d->rparen = expect(p, TOK_RPAREN);
		expect_semi(p);
	} else {
		push(p, spec(p, keyword, 0));
	}
	d->specs = keep_list(p, from, &d->nspecs);
	return d;
}

/* At "{". */
static void func_body(struct parser *p, struct func_decl *d)
{
	bool lits = p->skip_lits;

	d->lbrace = p->s.pos;
	if (p->skip_bodies && parse_skip_body(p)) {
		d->node.flags = NODE_SKIPPED;
		d->rbrace = take(p);
	} else {
		p->skip_lits = false;
		d->body = parse_block(p);
		d->rbrace = d->body->rbrace;
		p->skip_lits = lits;
	}
	expect_semi(p);
}

static struct node *func_decl(struct parser *p)
{
	struct func_decl *d = NEW(p, func_decl);
	struct func_type *t = NEW(p, func_type);
	pos_t pos = take(p);

	*d = (struct func_decl){NODE_HEAD(FUNC_DECL, pos), .type = t};
	*t = (struct func_type){EXPR_HEAD(FUNC_TYPE, pos), .func = pos};
	if (tok(p) == TOK_LPAREN)
		d->recv = parse_params(p);
	d->name = parse_ident(p);
	if (tok(p) == TOK_LBRACK)
		t->tparams = parse_type_params(p);
	t->params = parse_params(p);
	t->results = parse_results(p);
	if (tok(p) == TOK_LBRACE) {
		func_body(p, d);
	} else if (got(p, TOK_SEMICOLON)) {
		if (tok(p) == TOK_LBRACE) {
			parse_error(p, p->s.pos,
				    "unexpected semicolon or newline before "
				    "{");
			func_body(p, d);
		}
	} else {
		expect_semi(p);
	}
	return &d->node;
}

struct node *parse_decl(struct parser *p, enum token_set sync)
{
	struct bad_decl *bad;
	pos_t pos = p->s.pos;

	switch (tok(p)) {
	case TOK_FUNC:
		return func_decl(p);
	case TOK_IMPORT:
	case TOK_CONST:
	case TOK_TYPE:
	case TOK_VAR:
		return &parse_gen_decl(p)->node;
	}
	parse_expected(p, pos, "declaration");
	parse_advance(p, sync);
	bad = NEW(p, bad_decl);
	*bad = (struct bad_decl){NODE_HEAD(BAD_DECL, pos), .end = p->s.pos};
	return &bad->node;
}
