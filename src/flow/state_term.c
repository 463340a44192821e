/* SPDX-License-Identifier: MIT */
/*
 * Terms: what was computed of what, so that it is the same when it is
 * computed again.
 *
 * They are kept in few shapes, so that what a branch says of one is found
 * whichever way the next one is written: a > b is b < a, a != b is !(a == b),
 * a <= b is !(b < a); a - 1 is a + -1, and additions of constants are one.
 */
#include "flow/state.h"

#include "flow/state_impl.h"
#include "syntax/token.h"
#include "types/constant.h"

enum {
	MAX_LOOK = 64,	   /* terms of one operand that are looked at */
	MAX_STRING = 4096, /* bytes of a constant that is made */
};

static bool commutes(uint8_t tok)
{
	return tok == TOK_EQL || tok == TOK_MUL || tok == TOK_AND ||
	       tok == TOK_OR || tok == TOK_XOR;
}

static val_t find_in_order(const struct state *s, uint8_t tok, val_t x, val_t y)
{
	uint32_t i = state_cell(s, x)->first_term;

	for (int n = 0; i && n < MAX_LOOK; n++) {
		const struct flow_term *t = &s->terms[i - 1];

		if (t->tok == tok && t->y == y && t->x == x)
			return t->result;
		i = t->next;
	}
	return NO_VAL;
}

val_t state_find_term(const struct state *s, uint8_t tok, val_t x, val_t y)
{
	val_t v = find_in_order(s, tok, x, y);

	if (!v && commutes(tok))
		v = find_in_order(s, tok, y, x);
	return v;
}

/* In front: what was computed last is asked for first. */
uint32_t state_add_term(struct state *s, uint8_t tok, val_t x, val_t y,
			val_t result)
{
	struct cell *c = state_cell(s, x);

	if (s->nterms >= STATE_MAX_TERMS)
		s->full = true;
	if (s->full)
		return 0;
	if (s->nterms == s->terms_cap)
		s->terms = vec_grow(s->terms, s->nterms, &s->terms_cap,
				    sizeof(*s->terms), NULL);
	s->terms[s->nterms++] = (struct flow_term){.tok = tok,
						   .x = x,
						   .y = y,
						   .result = result,
						   .next = c->first_term};
	c->first_term = s->nterms;
	state_cell(s, result)->term = s->nterms;
	return s->nterms;
}

static bool is_truth(uint8_t tok)
{
	return tok == TOK_EQL || tok == TOK_LSS || tok == TOK_NOT;
}

/* A term in its own shape; equal ones are one. */
static val_t plain(struct state *s, uint8_t tok, val_t x, val_t y)
{
	val_t v = state_find_term(s, tok, x, y);
	struct range r;
	struct cell *c;
	bool number;

	if (v)
		return v;
	number = is_truth(tok) ||
		 (state_cell(s, x)->origin == ORIGIN_NUMBER &&
		  (!tok || !y || state_cell(s, y)->origin == ORIGIN_NUMBER));
	v = state_new(s, number ? ORIGIN_NUMBER : ORIGIN_UNKNOWN);
	if (s->full)
		return v;
	if (is_truth(tok))
		state_cell(s, v)->hi = 1, state_cell(s, v)->lo = 0;
	state_add_term(s, tok, x, y, v);
	r = range_at(s, v, 1);
	c = state_cell(s, v);
	c->lo = r.lo;
	c->hi = r.hi;
	if (r.lo > 0 || r.hi < 0)
		c->flags |= CELL_NONZERO;
	/* The index of a range is one more than its counter. */
	if (tok == TOK_ADD)
		c->flags |= state_cell(s, x)->flags & (CELL_ALL | CELL_OTHER);
	return v;
}

static val_t not_of(struct state *s, val_t x)
{
	enum tri zero = state_is_zero(s, x);
	const struct flow_term *t = term_of(s, x, TOK_NOT);

	if (zero != TRI_MAYBE)
		return state_int(s, zero == TRI_YES);
	if (t && state_cell(s, t->x)->lo == 0 && state_cell(s, t->x)->hi == 1)
		return t->x;
	return plain(s, TOK_NOT, x, NO_VAL);
}

static val_t compared(struct state *s, uint8_t tok, val_t x, val_t y)
{
	enum tri t = state_compare(s, tok, x, y);

	if (t != TRI_MAYBE)
		return state_int(s, t == TRI_YES);
	switch (tok) {
	case TOK_NEQ:
		return not_of(s, plain(s, TOK_EQL, x, y));
	case TOK_GTR:
		return plain(s, TOK_LSS, y, x);
	case TOK_LEQ:
		return not_of(s, plain(s, TOK_LSS, y, x));
	case TOK_GEQ:
		return not_of(s, plain(s, TOK_LSS, x, y));
	default:
		return plain(s, tok, x, y);
	}
}

/* x + n; sums of sums are one. */
static val_t plus(struct state *s, val_t x, int64_t n)
{
	int64_t before, sum;
	val_t base = val_base(s, x, &before);

	if (!__builtin_add_overflow(before, n, &sum)) {
		x = base;
		n = sum;
	}
	return n ? plain(s, TOK_ADD, x, state_int(s, n)) : x;
}

/* Both operands are no whole numbers: strings are joined. */
static val_t folded_const(struct state *s, uint8_t tok, const struct value *x,
			  const struct value *y)
{
	const struct value *v;

	if (x->kind == VALUE_STRING &&
	    (y->kind != VALUE_STRING || tok != TOK_ADD ||
	     value_string_len(x) + value_string_len(y) > MAX_STRING))
		return NO_VAL;
	v = value_binary_op(state_arena(s), x, tok, y);
	return value_is_unknown(v) ? NO_VAL : state_const(s, v);
}

static val_t binary(struct state *s, uint8_t tok, val_t x, val_t y)
{
	const struct cell *a = state_cell(s, x), *b = state_cell(s, y);
	bool whole = cell_is_number(a), wholes = whole && cell_is_number(b);
	int64_t n, m;
	val_t v;

	if (wholes && range_fold(tok, a->lo, b->lo, &n))
		return state_int(s, n);
	if (a->konst && b->konst) {
		v = folded_const(s, tok, a->konst, b->konst);
		if (v)
			return v;
	}
	if (tok == TOK_SUB && val_base(s, x, &n) == val_base(s, y, &m) &&
	    !__builtin_sub_overflow(n, m, &n))
		return state_int(s, n);
	if (tok == TOK_ADD && whole && !b->konst && a->lo != INT64_MIN)
		return plus(s, y, a->lo);
	if (cell_is_number(b) && !a->konst && b->lo != INT64_MIN) {
		if (tok == TOK_ADD)
			return plus(s, x, b->lo);
		if (tok == TOK_SUB)
			return plus(s, x, -b->lo);
	}
	return plain(s, tok, x, y);
}

static val_t unary(struct state *s, uint8_t tok, val_t x)
{
	const struct cell *c = state_cell(s, x);
	int64_t n;

	if (tok == TOK_NOT)
		return not_of(s, x);
	if (cell_is_number(c) && tok == TOK_SUB &&
	    range_fold(TOK_SUB, 0, c->lo, &n))
		return state_int(s, n);
	if (cell_is_number(c) && tok == TOK_XOR)
		return state_int(s, ~c->lo);
	return tok == TOK_ADD ? x : plain(s, tok, x, NO_VAL);
}

val_t state_term(struct state *s, uint8_t tok, val_t x, val_t y)
{
	if (!tok)
		return plain(s, tok, x, y);
	if (!y)
		return unary(s, tok, x);
	switch (tok) {
	case TOK_EQL:
	case TOK_NEQ:
	case TOK_LSS:
	case TOK_LEQ:
	case TOK_GTR:
	case TOK_GEQ:
		return compared(s, tok, x, y);
	default:
		return binary(s, tok, x, y);
	}
}
