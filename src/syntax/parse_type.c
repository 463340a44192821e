/* SPDX-License-Identifier: MIT */
/*
 * Types.
 */
#include "syntax/parse.h"

#include <string.h>

/* A field lies on the parser's stack as it is, over several elements. */
#define FIELD_ELEMS (sizeof(struct field) / sizeof(void *))

static void push_field(struct parser *p, struct field f)
{
	while (p->cap - p->top < FIELD_ELEMS + LIST_STEP)
		parse_grow_stack(p);
	memcpy(p->stack + p->top, &f, sizeof(f));
	p->top += FIELD_ELEMS;
}

static struct field_list *keep_fields(struct parser *p, uint32_t from,
				      pos_t opening)
{
	struct field_list *l = NEW(p, field_list);
	size_t size = (p->top - from) * sizeof(void *);

	*l = (struct field_list){.opening = opening};
	if (size > 0) {
		l->nfields = (uint32_t)(size / sizeof(struct field));
		l->fields = arena_raw(p->arena, size);
		memcpy(l->fields, p->stack + from, size);
	}
	p->top = from;
	return l;
}

static struct expr *star(struct parser *p, pos_t pos, struct expr *x)
{
	struct star_expr *s = NEW(p, star_expr);

	*s = (struct star_expr){EXPR_HEAD(STAR_EXPR, pos), .x = x};
	return &s->e;
}

/* T or p.T, where ident is the first name when it has been read. */
static struct expr *type_name(struct parser *p, struct ident *ident)
{
	struct selector_expr *s;

	if (!ident)
		ident = parse_ident(p);
	if (!got(p, TOK_PERIOD))
		return &ident->e;
	s = NEW(p, selector_expr);
	*s = (struct selector_expr){
		EXPR_HEAD(SELECTOR_EXPR, ident->e.node.pos),
		.x = &ident->e,
		.sel = parse_ident(p),
	};
	return &s->e;
}

/* At "[": T[A1, A2] */
struct expr *parse_type_instance(struct parser *p, struct expr *type)
{
	pos_t lbrack = take(p), rbrack;
	uint32_t from = p->top, n;
	struct expr **list;

	p->expr_lev++;
	if (parse_down(p)) {
		while (tok(p) != TOK_RBRACK && tok(p) != TOK_EOF) {
			push(p, parse_type(p));
			if (!at_comma(p, "type argument list", TOK_RBRACK))
				break;
			next(p);
		}
	}
	parse_up(p);
	p->expr_lev--;
	rbrack = parse_closing(p, TOK_RBRACK, "type argument list");
	if (p->top == from) {
		parse_expected(p, rbrack, "type argument list");
		push(p, parse_bad_expr(p, lbrack + 1, rbrack));
	}
	list = keep_list(p, from, &n);
	return parse_index(p, type, lbrack, list, n, rbrack);
}

static struct expr *qualified(struct parser *p, struct ident *ident)
{
	struct expr *type = type_name(p, ident);

	if (tok(p) == TOK_LBRACK)
		type = parse_type_instance(p, type);
	return type;
}

/* Behind "[", or behind the length when that has been read. */
struct expr *parse_array_type(struct parser *p, pos_t lbrack, struct expr *len)
{
	struct array_type *a = NEW(p, array_type);
	struct ellipsis *dots;

	if (!len) {
		p->expr_lev++;
		if (tok(p) == TOK_ELLIPSIS) {
			dots = NEW(p, ellipsis);
			*dots = (struct ellipsis){
				EXPR_HEAD(ELLIPSIS, p->s.pos)};
			len = &dots->e;
			next(p);
		} else if (tok(p) != TOK_RBRACK) {
			len = parse_rhs(p);
		}
		p->expr_lev--;
	}
	if (tok(p) == TOK_COMMA) {
		parse_error(p, p->s.pos, "unexpected comma; expecting ]");
		next(p);
	}
	expect(p, TOK_RBRACK);
	*a = (struct array_type){
		EXPR_HEAD(ARRAY_TYPE, lbrack),
		.len = len,
		.elt = parse_type(p),
	};
	return &a->e;
}

/* A type that may not be in parentheses is in some: told, and read. */
static struct expr *parenthesized(struct parser *p)
{
	struct expr *type;
	pos_t pos;

	parse_error(p, p->s.pos, "cannot parenthesize embedded type");
	next(p);
	if (tok(p) == TOK_MUL) {
		pos = take(p);
		type = star(p, pos, qualified(p, NULL));
	} else {
		type = qualified(p, NULL);
	}
	got(p, TOK_RPAREN);
	return type;
}

/* a, b T; T; p.T; T[A]; a [N]T */
static void named_field(struct parser *p, struct field *f)
{
	struct ident *name = parse_ident(p);
	uint32_t from = p->top;

	switch (tok(p)) {
	case TOK_PERIOD:
		f->type = qualified(p, name);
		return;
	case TOK_STRING:
	case TOK_SEMICOLON:
	case TOK_RBRACE:
		f->type = &name->e;
		return;
	case TOK_LBRACK:
		f->type = parse_array_or_instance(p, &name);
		if (!name)
			return;
		push(p, name);
		break;
	default:
		push(p, name);
		while (got(p, TOK_COMMA))
			push(p, parse_ident(p));
		f->type = parse_type(p);
	}
	f->names = keep_list(p, from, &f->nnames);
}

static struct field field_decl(struct parser *p)
{
	struct field f = {0};
	pos_t pos = p->s.pos;

	if (tok(p) == TOK_IDENT) {
		named_field(p, &f);
	} else if (tok(p) == TOK_LPAREN) {
		f.type = parenthesized(p);
	} else {
		next(p); /* "*" */
		f.type = star(p, pos,
			      tok(p) == TOK_LPAREN ? parenthesized(p)
						   : qualified(p, NULL));
	}
	if (tok(p) == TOK_STRING)
		f.tag = parse_basic_lit(p);
	expect_semi(p);
	return f;
}

static struct expr *struct_type(struct parser *p)
{
	struct struct_type *s = NEW(p, struct_type);
	pos_t pos = take(p), lbrace = expect(p, TOK_LBRACE);
	uint32_t from = p->top;

	while (tok(p) == TOK_IDENT || tok(p) == TOK_MUL || tok(p) == TOK_LPAREN)
		push_field(p, field_decl(p));
	*s = (struct struct_type){
		EXPR_HEAD(STRUCT_TYPE, pos),
		.fields = keep_fields(p, from, lbrace),
	};
	s->fields->closing = expect(p, TOK_RBRACE);
	return &s->e;
}

struct func_type *parse_func_type(struct parser *p)
{
	struct func_type *f = NEW(p, func_type);
	struct field_list *tparams;
	pos_t pos = p->s.pos;

	*f = (struct func_type){EXPR_HEAD(FUNC_TYPE, pos), .func = pos};
	if (!parse_resync(p))
		next(p);
	if (tok(p) == TOK_LBRACK) {
		tparams = parse_type_params(p);
		if (tparams)
			parse_error(p, tparams->opening,
				    "function type must have no type "
				    "parameters");
	}
	f->params = parse_params(p);
	f->results = parse_results(p);
	return f;
}

/* What follows a method's name in an interface. */
static struct expr *method_type(struct parser *p)
{
	struct func_type *f = NEW(p, func_type);

	*f = (struct func_type){EXPR_HEAD(FUNC_TYPE, p->s.pos)};
	f->params = parse_params(p);
	f->results = parse_results(p);
	return &f->e;
}

/* m[T any](): not allowed in an interface. */
static struct expr *generic_method(struct parser *p, pos_t lbrack,
				   struct ident *name0)
{
	parse_type_param_rest(p, lbrack, name0, NULL);
	parse_error(p, lbrack, "interface method must have no type parameters");
	return method_type(p);
}

/* At "[" behind a name: an embedded instance, or a wrong method. */
static void method_or_instance(struct parser *p, struct field *f,
			       struct ident *name)
{
	pos_t lbrack = take(p), rbrack;
	uint32_t from = p->top, n;
	struct expr *x, **list;

	p->expr_lev++;
	x = parse_expr(p);
	p->expr_lev--;
	if (x->node.kind == NODE_IDENT && tok(p) != TOK_COMMA &&
	    tok(p) != TOK_RBRACK) {
		push(p, name);
		f->names = keep_list(p, from, &f->nnames);
		f->type = generic_method(p, lbrack, (struct ident *)x);
		return;
	}
	push(p, x);
	if (at_comma(p, "type argument list", TOK_RBRACK)) {
		p->expr_lev++;
		next(p);
		while (tok(p) != TOK_RBRACK && tok(p) != TOK_EOF) {
			push(p, parse_type(p));
			if (!at_comma(p, "type argument list", TOK_RBRACK))
				break;
			next(p);
		}
		p->expr_lev--;
	}
	rbrack = parse_closing(p, TOK_RBRACK, "type argument list");
	list = keep_list(p, from, &n);
	f->type = parse_index(p, &name->e, lbrack, list, n, rbrack);
}

/* A method, or an embedded element that begins with a name. */
static struct field method_spec(struct parser *p)
{
	struct field f = {.type = type_name(p, NULL)};
	struct ident *name = AS(IDENT, ident, f.type);
	uint32_t from = p->top;

	if (name && tok(p) == TOK_LPAREN) {
		push(p, name);
		f.names = keep_list(p, from, &f.nnames);
		f.type = method_type(p);
	} else if (name && tok(p) == TOK_LBRACK) {
		method_or_instance(p, &f, name);
	} else if (tok(p) == TOK_LBRACK) {
		f.type = parse_type_instance(p, f.type);
	}
	if (!f.names)
		f.type = parse_embedded(p, f.type);
	return f;
}

/* T or ~T */
static struct expr *embedded_term(struct parser *p)
{
	struct unary_expr *u;
	struct expr *x;
	pos_t pos = p->s.pos;

	if (tok(p) == TOK_TILDE) {
		next(p);
		u = NEW(p, unary_expr);
		*u = (struct unary_expr){EXPR_HEAD(UNARY_EXPR, pos),
					 .x = parse_type(p)};
		u->e.node.op = TOK_TILDE;
		return &u->e;
	}
	x = parse_try_type(p);
	if (x)
		return x;
	parse_expected(p, pos, "~ term or type");
	parse_advance(p, SET_EXPR_END);
	return parse_bad_expr(p, pos, p->s.pos);
}

/* A | ~B | C, where x is the first term when it has been read. */
struct expr *parse_embedded(struct parser *p, struct expr *x)
{
	struct binary_expr *b;
	uint32_t n = 0;
	pos_t pos;

	if (!x)
		x = embedded_term(p);
	while (tok(p) == TOK_OR) {
		pos = take(p);
		b = NEW(p, binary_expr);
		*b = (struct binary_expr){
			EXPR_HEAD(BINARY_EXPR, x->node.pos),
			.x = x,
			.y = embedded_term(p),
			.op_pos = pos,
		};
		b->e.node.op = TOK_OR;
		x = &b->e;
		if (++n > PARSER_MAX_CHAIN)
			parse_stop(p);
	}
	return x;
}

static struct expr *interface_type(struct parser *p)
{
	struct interface_type *t = NEW(p, interface_type);
	pos_t pos = take(p), lbrace = expect(p, TOK_LBRACE);
	uint32_t from = p->top;
	struct expr *x;

	for (;;) {
		if (tok(p) == TOK_IDENT) {
			push_field(p, method_spec(p));
		} else if (tok(p) == TOK_TILDE) {
			x = parse_embedded(p, NULL);
			push_field(p, (struct field){.type = x});
		} else {
			x = parse_try_type(p);
			if (!x)
				break;
			x = parse_embedded(p, x);
			push_field(p, (struct field){.type = x});
		}
		expect_semi(p);
	}
	*t = (struct interface_type){
		EXPR_HEAD(INTERFACE_TYPE, pos),
		.methods = keep_fields(p, from, lbrace),
	};
	t->methods->closing = expect(p, TOK_RBRACE);
	return &t->e;
}

static struct expr *map_type(struct parser *p)
{
	struct map_type *m = NEW(p, map_type);
	pos_t pos = take(p);
	struct expr *key;

	expect(p, TOK_LBRACK);
	key = parse_type(p);
	expect(p, TOK_RBRACK);
	*m = (struct map_type){
		EXPR_HEAD(MAP_TYPE, pos),
		.key = key,
		.value = parse_type(p),
	};
	return &m->e;
}

static struct expr *chan_type(struct parser *p)
{
	struct chan_type *c = NEW(p, chan_type);
	pos_t pos = p->s.pos, arrow = NO_POS;
	uint8_t dir = CHAN_BOTH;

	if (got(p, TOK_CHAN)) {
		if (tok(p) == TOK_ARROW) {
			arrow = take(p);
			dir = CHAN_SEND;
		}
	} else {
		arrow = take(p);
		expect(p, TOK_CHAN);
		dir = CHAN_RECV;
	}
	*c = (struct chan_type){
		EXPR_HEAD(CHAN_TYPE, pos),
		.arrow = arrow,
		.dir = dir,
		.value = parse_type(p),
	};
	return &c->e;
}

static struct expr *paren_type(struct parser *p)
{
	struct paren_expr *x = NEW(p, paren_expr);
	pos_t lparen = take(p);
	struct expr *type = parse_type(p);

	*x = (struct paren_expr){
		EXPR_HEAD(PAREN_EXPR, lparen),
		.x = type,
		.rparen = expect(p, TOK_RPAREN),
	};
	return &x->e;
}

static struct expr *other_type(struct parser *p)
{
	pos_t pos = p->s.pos;

	switch (tok(p)) {
	case TOK_LBRACK:
		next(p);
		return parse_array_type(p, pos, NULL);
	case TOK_STRUCT:
		return struct_type(p);
	case TOK_MUL:
		next(p);
		return star(p, pos, parse_type(p));
	case TOK_FUNC:
		return &parse_func_type(p)->e;
	case TOK_INTERFACE:
		return interface_type(p);
	case TOK_MAP:
		return map_type(p);
	case TOK_CHAN:
	case TOK_ARROW:
		return chan_type(p);
	case TOK_LPAREN:
		return paren_type(p);
	}
	return NULL;
}

/* A type, or NULL and nothing read when none begins here. */
struct expr *parse_try_type(struct parser *p)
{
	struct expr *type = NULL;

	if (tok(p) == TOK_IDENT)
		return qualified(p, NULL);
	if (parse_down(p))
		type = other_type(p);
	parse_up(p);
	return type;
}

struct expr *parse_type(struct parser *p)
{
	struct expr *type = parse_try_type(p);
	pos_t pos = p->s.pos;

	if (type)
		return type;
	parse_expected(p, pos, "type");
	parse_advance(p, SET_EXPR_END);
	return parse_bad_expr(p, pos, p->s.pos);
}
