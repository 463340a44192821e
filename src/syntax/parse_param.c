/* SPDX-License-Identifier: MIT */
/*
 * Parameters: of functions, results, and of types.
 *
 * Whether "a, b" are two types or the first names of "a, b int" is known
 * only at the end of the list: each entry is read as a name, a type, or
 * both, and they are sorted out when all are there.  Either every entry has
 * a name or none has (spec: Function types); one type behind several names
 * makes one field.
 */
#include "syntax/parse.h"

struct param {
	struct ident *name;
	struct expr *type;
};

/* What the list is, and what has been counted. */
struct params {
	enum token closing;
	bool dots_ok; /* the last may be ...T */
	pos_t pos;    /* where the list begins, for messages */
	uint32_t named, typed;
	struct param *at;
	uint32_t n;
};

static struct expr *dots_type(struct parser *p)
{
	struct ellipsis *e = NEW(p, ellipsis);
	pos_t pos = take(p);

	*e = (struct ellipsis){EXPR_HEAD(ELLIPSIS, pos), .elt = parse_type(p)};
	return &e->e;
}

/* The expressions between "[" and "]", and a comma before the latter. */
static void bracketed(struct parser *p, pos_t *ret_comma)
{
	pos_t comma;

	if (tok(p) == TOK_RBRACK)
		return;
	p->expr_lev++;
	push(p, parse_rhs(p));
	while (tok(p) == TOK_COMMA) {
		comma = take(p);
		if (tok(p) == TOK_RBRACK) {
			*ret_comma = comma;
			break;
		}
		push(p, parse_rhs(p));
	}
	p->expr_lev--;
}

static struct expr *array_type(struct parser *p, pos_t lbrack, struct expr *len,
			       struct expr *elt)
{
	struct array_type *a = NEW(p, array_type);

	*a = (struct array_type){EXPR_HEAD(ARRAY_TYPE, lbrack), .len = len,
				 .elt = elt};
	return &a->e;
}

/*
 * At "[" behind a name: "name []E" and "name [N]E" are a name and a type,
 * "name[A, B]" is a type alone, and *name becomes NULL.
 */
struct expr *parse_array_or_instance(struct parser *p, struct ident **name)
{
	pos_t lbrack = take(p), rbrack, comma = NO_POS;
	uint32_t from = p->top, n;
	struct expr **list, *elt;
	struct ident *x = *name;

	bracketed(p, &comma);
	rbrack = expect(p, TOK_RBRACK);
	list = keep_list(p, from, &n);
	if (n == 0)
		return array_type(p, lbrack, NULL, parse_type(p));
	if (n == 1) {
		elt = parse_try_type(p);
		if (elt) {
			if (comma)
				parse_error(p, comma,
					    "unexpected comma; expecting ]");
			return array_type(p, lbrack, list[0], elt);
		}
	}
	*name = NULL;
	return parse_index(p, &x->e, lbrack, list, n, rbrack);
}

static bool begins_type(enum token t)
{
	switch (t) {
	case TOK_MUL:
	case TOK_ARROW:
	case TOK_FUNC:
	case TOK_CHAN:
	case TOK_MAP:
	case TOK_STRUCT:
	case TOK_INTERFACE:
	case TOK_LPAREN:
		return true;
	default:
		return false;
	}
}

static struct expr *qualified_rest(struct parser *p, struct ident *name)
{
	struct selector_expr *s = NEW(p, selector_expr);
	struct expr *type = &s->e;

	next(p);
	*s = (struct selector_expr){
		EXPR_HEAD(SELECTOR_EXPR, name->e.node.pos),
		.x = &name->e,
		.sel = parse_ident(p),
	};
	if (tok(p) == TOK_LBRACK)
		type = parse_type_instance(p, type);
	return type;
}

/* An entry that begins with a name, which is name0 when it has been read. */
static struct param named_param(struct parser *p, struct ident *name0,
				bool tparams)
{
	struct param f = {.name = name0 ? name0 : parse_ident(p)};

	if (tok(p) == TOK_IDENT || begins_type((enum token)tok(p))) {
		f.type = parse_type(p);
	} else if (tok(p) == TOK_LBRACK) {
		f.type = parse_array_or_instance(p, &f.name);
	} else if (tok(p) == TOK_ELLIPSIS) {
		f.type = dots_type(p);
		return f;
	} else if (tok(p) == TOK_PERIOD) {
		f.type = qualified_rest(p, f.name);
		f.name = NULL;
	} else if (tparams && tok(p) == TOK_TILDE) {
		f.type = parse_embedded(p, NULL);
		return f;
	} else if (tparams && tok(p) == TOK_OR) {
		f.type = parse_embedded(p, &f.name->e);
		f.name = NULL;
		return f;
	}
	if (tparams && tok(p) == TOK_OR && f.type)
		f.type = parse_embedded(p, f.type);
	return f;
}

static struct param param_decl(struct parser *p, struct ident *name0,
			       bool tparams)
{
	struct param f = {0};

	if (name0 || tok(p) == TOK_IDENT)
		return named_param(p, name0, tparams);
	if (tparams && tok(p) == TOK_TILDE) {
		f.type = parse_embedded(p, NULL);
	} else if (tok(p) == TOK_LBRACK || begins_type((enum token)tok(p))) {
		f.type = parse_type(p);
		if (tparams && tok(p) == TOK_OR)
			f.type = parse_embedded(p, f.type);
	} else if (tok(p) == TOK_ELLIPSIS) {
		f.type = dots_type(p);
	} else {
		parse_expected(p, p->s.pos, "')'");
		parse_advance(p, SET_EXPR_END);
	}
	return f;
}

/* All the entries; two elements of the stack each. */
static void collect(struct parser *p, struct params *l, struct ident *name0,
		    struct expr *type0)
{
	bool tparams = l->closing == TOK_RBRACK;
	struct param f;

	while (name0 || (tok(p) != l->closing && tok(p) != TOK_EOF)) {
		if (type0)
			f = (struct param){name0,
					   tparams ? parse_embedded(p, type0)
						   : type0};
		else
			f = param_decl(p, name0, tparams);
		name0 = NULL;
		type0 = NULL;
		if (f.name || f.type) {
			push(p, f.name);
			push(p, f.type);
			l->n++;
			l->named += f.name && f.type;
			l->typed += f.type != NULL;
		}
		if (!at_comma(p, "parameter list", l->closing))
			break;
		next(p);
	}
}

static const char *length_hint(const struct params *l)
{
	return l->n == 1 ? " or invalid array length" : "";
}

/* No entry has both: names are types. */
static void all_types(struct parser *p, struct params *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		if (!l->at[i].name)
			continue;
		l->at[i].type = &l->at[i].name->e;
		l->at[i].name = NULL;
	}
	if (l->closing != TOK_RBRACK)
		return;
	if (l->typed == 0)
		parse_error(p, p->s.pos, "missing type constraint");
	else
		parse_error(p, l->pos, "missing type parameter name%s",
			    length_hint(l));
}

static struct ident *blank(struct parser *p, pos_t pos)
{
	struct ident *id = NEW(p, ident);

	*id = (struct ident){EXPR_HEAD(IDENT, pos), .name = name_blank};
	return id;
}

/* From right to left, a name without a type has its right neighbour's. */
static void spread_types(struct parser *p, struct params *l)
{
	bool tparams = l->closing == TOK_RBRACK;
	struct expr *type = NULL;
	pos_t wrong = NO_POS;

	for (uint32_t i = l->n; i-- > 0;) {
		struct param *f = &l->at[i];

		if (f->type) {
			type = f->type;
			if (!f->name) {
				wrong = type->node.pos;
				f->name = blank(p, wrong);
			}
		} else if (type) {
			f->type = type;
		} else {
			wrong = f->name->e.node.pos;
			f->type = parse_bad_expr(p, wrong, p->s.pos);
		}
	}
	if (!wrong)
		return;
	if (l->named == l->typed)
		parse_error(p, p->s.pos,
			    tparams ? "missing type constraint"
				    : "missing parameter type");
	else if (tparams)
		parse_error(p, wrong, "missing type parameter name%s",
			    length_hint(l));
	else
		parse_error(p, wrong, "missing parameter name");
}

static void check_dots(struct parser *p, struct params *l)
{
	bool told = false;

	for (uint32_t i = 0; i < l->n; i++) {
		struct expr *t = l->at[i].type;

		if (t->node.kind != NODE_ELLIPSIS ||
		    (l->dots_ok && i + 1 == l->n))
			continue;
		if (!told)
			parse_error(p, t->node.pos,
				    l->dots_ok ? "can only use ... with final "
						 "parameter"
					       : "invalid use of ...");
		told = true;
		l->at[i].type = parse_bad_expr(p, t->node.pos, expr_end(t));
	}
}

static bool begins_field(const struct params *l, uint32_t i)
{
	return i == 0 || l->named == 0 || l->at[i].type != l->at[i - 1].type;
}

/* Entries to fields: neighbours with one type are one. */
static void to_fields(struct parser *p, const struct params *l,
		      struct field_list *ret)
{
	struct field *f;
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++)
		n += begins_field(l, i);
	ret->nfields = n;
	ret->fields = f = arena_raw(p->arena, n * sizeof(*f));
	for (uint32_t i = 0, end; i < l->n; i = end, f++) {
		for (end = i + 1; end < l->n && !begins_field(l, end);)
			end++;
		*f = (struct field){.type = l->at[i].type};
		if (l->named == 0)
			continue;
		f->nnames = end - i;
		f->names = arena_raw(p->arena, f->nnames * sizeof(*f->names));
		for (uint32_t k = i; k < end; k++)
			f->names[k - i] = l->at[k].name;
	}
}

/* The usual list: one parameter, in parentheses. */
static void one_field(struct parser *p, const struct param *f,
		      struct field_list *ret)
{
	ret->nfields = 1;
	ret->fields = NEW(p, field);
	*ret->fields = (struct field){.type = f->type ? f->type : &f->name->e};
	if (f->name && f->type) {
		ret->fields->nnames = 1;
		ret->fields->names = keep_one(p, f->name);
	}
}

static struct field_list *param_list(struct parser *p, struct params *l,
				     pos_t opening, struct ident *name0,
				     struct expr *type0)
{
	struct field_list *ret = NEW(p, field_list);
	uint32_t from = p->top;

	*ret = (struct field_list){.opening = opening};
	l->pos = name0 ? name0->e.node.pos : type0 ? type0->node.pos : p->s.pos;
	if (!name0 && tok(p) == l->closing) {
		ret->closing = take(p);
		return ret;
	}
	p->depth++; /* checked by the types */
	collect(p, l, name0, type0);
	p->depth--;
	/* Nothing is pushed from here on. */
	l->at = (struct param *)(p->stack + from);
	if (l->n == 1 && l->closing == TOK_RPAREN &&
	    !(l->at->type && l->at->type->node.kind == NODE_ELLIPSIS)) {
		one_field(p, l->at, ret);
	} else if (l->n > 0) {
		if (l->named == 0)
			all_types(p, l);
		else if (l->named != l->n)
			spread_types(p, l);
		check_dots(p, l);
		to_fields(p, l, ret);
	}
	p->top = from;
	ret->closing = expect(p, l->closing);
	return ret;
}

/* The parameters of a function. */
struct field_list *parse_params(struct parser *p)
{
	struct params l = {.closing = TOK_RPAREN, .dots_ok = true};

	return param_list(p, &l, expect(p, TOK_LPAREN), NULL, NULL);
}

/* Its results, in parentheses or one type; NULL when there is none. */
struct field_list *parse_results(struct parser *p)
{
	struct params l = {.closing = TOK_RPAREN};
	struct field_list *ret;
	struct expr *type;

	if (tok(p) == TOK_LPAREN)
		return param_list(p, &l, take(p), NULL, NULL);
	type = parse_try_type(p);
	if (!type)
		return NULL;
	ret = NEW(p, field_list);
	*ret = (struct field_list){.nfields = 1};
	ret->fields = NEW(p, field);
	ret->fields[0] = (struct field){.type = type};
	return ret;
}

/* Behind "[", where the first name and type may have been read. */
struct field_list *parse_type_param_rest(struct parser *p, pos_t lbrack,
					 struct ident *name0,
					 struct expr *type0)
{
	struct params l = {.closing = TOK_RBRACK};

	return param_list(p, &l, lbrack, name0, type0);
}

/* At "["; NULL when the list is empty, which is told. */
struct field_list *parse_type_params(struct parser *p)
{
	pos_t lbrack = take(p);
	struct field_list *l = parse_type_param_rest(p, lbrack, NULL, NULL);

	if (l->nfields > 0)
		return l;
	parse_error(p, l->closing, "empty type parameter list");
	return NULL;
}
