/* SPDX-License-Identifier: MIT */
/*
 * Unions are kept as they are written; what they mean is a matter of type
 * sets.  Whether the terms are allowed, and disjoint, can be told only when
 * all declarations are complete.
 *
 * spec: General interfaces; go/types union.go.
 */
#include "types/check.h"

#include "types/typeset.h"

/* A union whose terms remain to be looked at. */
struct pending_union {
	struct term *terms;
	struct expr **exprs; /* of the terms */
	uint32_t n;
};

static struct union_type *new_union(struct arena *a, struct term *terms,
				    uint32_t n)
{
	struct union_type *u = ARENA_NEW(a, struct union_type);

	u->t.kind = TYPE_UNION;
	u->terms = terms;
	u->nterms = n;
	return u;
}

/* T or ~T */
static struct term parse_tilde(struct checker *c, struct expr *e)
{
	struct unary_expr *op = AS(UNARY_EXPR, unary_expr, e);
	struct expr *x = e;
	struct term term = {0}, *self;

	if (op && op->e.node.op == TOK_TILDE) {
		x = op->x;
		term.tilde = true;
	}
	term.type = check_typ(c, x);
	/* A type parameter's type set is not known here. */
	if (is_type_param(term.type)) {
		if (term.tilde)
			check_error(
				c, expr_pos(x),
				"type in term %s cannot be a type parameter",
				expr_str(c, e));
		else
			check_error(c, expr_pos(x),
				    "term cannot be a type parameter");
		term.type = TYP(INVALID);
	}
	if (term.tilde) {
		self = ARENA_NEW(c->arena, struct term);
		*self = term;
		check_record_type_and_value(c, e, MODE_TYPEXPR,
					    &new_union(c->arena, self, 1)->t,
					    NULL);
	}
	return term;
}

static const char *term_str(struct checker *c, const struct term *t)
{
	return check_sprintf(c, "%s%s", t->tilde ? "~" : "",
			     type_str(c, t->type));
}

/* False after an error about the tilde. */
static bool check_tilde(struct checker *c, const struct term *t, pos_t pos)
{
	struct type *u = type_under(t->type);

	if (u->kind == TYPE_INTERFACE) {
		check_error(c, pos, "invalid use of ~ (%s is an interface)",
			    type_str(c, t->type));
		return false;
	}
	if (type_identical(u, t->type))
		return true;
	check_error(c, pos, "invalid use of ~ (underlying type of %s is %s)",
		    type_str(c, t->type), type_str(c, u));
	return false;
}

static void check_interface_term(struct checker *c, const struct term *t,
				 struct interface *iface, pos_t pos)
{
	struct type_set *set = interface_type_set(iface);

	if (set->nmethods > 0)
		check_error(c, pos,
			    "cannot use %s in union (%s contains methods)",
			    term_str(c, t), term_str(c, t));
	else if (t->type == universe_comparable)
		check_error(c, pos, "cannot use comparable in union");
	else if (set->comparable)
		check_error(c, pos,
			    "cannot use %s in union (%s embeds comparable)",
			    term_str(c, t), term_str(c, t));
}

static void check_overlap(struct checker *c, struct pending_union *p,
			  uint32_t i, pos_t pos)
{
	for (uint32_t j = 0; j < i; j++) {
		if (type_is_interface(p->terms[j].type) ||
		    term_disjoint(&p->terms[j], &p->terms[i]))
			continue;
		check_soft_error(c, pos, "overlapping terms %s and %s",
				 term_str(c, &p->terms[i]),
				 term_str(c, &p->terms[j]));
		return;
	}
}

static void check_terms(struct checker *c, void *arg)
{
	struct pending_union *p = arg;

	for (uint32_t i = 0; i < p->n; i++) {
		struct term *t = &p->terms[i];
		pos_t pos = expr_pos(p->exprs[i]);
		struct type *u;

		if (!is_valid(t->type))
			continue;
		if (t->tilde && !check_tilde(c, t, pos))
			continue;
		u = type_under(t->type);
		if (u->kind == TYPE_INTERFACE)
			check_interface_term(c, t, (struct interface *)u, pos);
		else
			check_overlap(c, p, i, pos);
	}
}

/* The operands of x | y | ..., which leans to the left, in order. */
static struct expr **flatten(struct checker *c, struct expr *x, uint32_t *ret_n)
{
	struct binary_expr *op;
	struct expr **list, *e = x;
	uint32_t n = 1;

	while ((op = AS(BINARY_EXPR, binary_expr, e)) &&
	       op->e.node.op == TOK_OR) {
		e = op->x;
		n++;
	}
	*ret_n = n;
	list = ARENA_ARRAY(c->arena, n, struct expr *);
	for (e = x; n > 1; e = op->x) {
		op = (struct binary_expr *)e;
		list[--n] = op->y;
	}
	list[0] = e;
	return list;
}

/*
 * Each operator of the union is recorded with the union up to there.  They
 * are met from the outside in, but types are known from the inside out.
 */
static void record_operators(struct checker *c, struct expr *x,
			     struct type **types, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		check_record_type_and_value(c, x, MODE_TYPEXPR, types[i - 1],
					    NULL);
		x = ((struct binary_expr *)x)->x;
	}
}

struct type *parse_union(struct checker *c, struct expr *x)
{
	struct arena *a = c->arena;
	struct pending_union p;
	struct type *u = TYP(INVALID), **types;
	uint32_t n;

	p.exprs = flatten(c, x, &n);
	p.n = 0;
	p.terms = ARENA_ARRAY(a, n < MAX_UNION_TERMS ? n : MAX_UNION_TERMS,
			      struct term);
	types = ARENA_ARRAY(a, n, struct type *);
	for (uint32_t i = 0; i < n; i++) {
		struct term term = parse_tilde(c, p.exprs[i]);

		if (n == 1 && !term.tilde)
			return term.type; /* a plain embedded element */
		if (p.n < MAX_UNION_TERMS) {
			p.terms[p.n++] = term;
			u = &new_union(a, p.terms, p.n)->t;
		} else if (is_valid(u)) {
			check_error(c, expr_pos(p.exprs[i]),
				    "cannot handle more than %d union terms "
				    "(implementation limitation)",
				    MAX_UNION_TERMS);
			u = TYP(INVALID);
		}
		types[i] = u;
	}
	record_operators(c, x, types, n);
	if (is_valid(u)) {
		struct pending_union *later =
			ARENA_NEW(a, struct pending_union);

		*later = p;
		check_later(c, check_terms, later);
	}
	return u;
}
