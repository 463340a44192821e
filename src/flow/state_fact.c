/* SPDX-License-Identifier: MIT */
/*
 * What is known of two values, and what a branch adds.
 *
 * A branch on a boolean says something of what it was computed from, and
 * that of what this was: `x+1 < 4` taken says x <= 2.  Facts go backwards
 * through terms (narrow(), exclude()), down to a depth; forwards they need
 * not go, since range_at() asks operands.  A relation of two unknowns is
 * kept as the known result of its term: x == y is found again by looking
 * whether there is a term EQL x y, and what it is.
 */
#include "flow/state.h"

#include "flow/state_impl.h"
#include "syntax/token.h"
#include "types/constant.h"

/* Backwards a fact goes through as many terms. */
enum { ASSUME_DEPTH = 8 };

static enum tri tri_of(bool b)
{
	return b ? TRI_YES : TRI_NO;
}

static enum tri not_tri(enum tri t)
{
	return t == TRI_MAYBE ? t : tri_of(t == TRI_NO);
}

static bool is_nonzero(const struct cell *c)
{
	return c->flags & CELL_NONZERO;
}

enum tri zero_at(const struct state *s, val_t v, int depth)
{
	const struct cell *c = state_cell(s, v);
	struct range r;

	if (is_nonzero(c))
		return TRI_NO;
	if (c->konst && c->konst->kind == VALUE_STRING)
		return tri_of(value_string_len(c->konst) == 0);
	if (c->konst)
		return tri_of(value_sign(c->konst) == 0);
	r = range_at(s, v, depth);
	if (r.lo > 0 || r.hi < 0)
		return TRI_NO;
	return r.lo == 0 && r.hi == 0 ? TRI_YES : TRI_MAYBE;
}

/* What a branch said of a relation. */
static enum tri told(const struct state *s, uint8_t tok, val_t a, val_t b)
{
	val_t v = state_find_term(s, tok, a, b);
	const struct cell *c = state_cell(s, v);

	if (!v || c->lo != c->hi)
		return TRI_MAYBE;
	return tri_of(c->lo != 0);
}

/* Memory that was made on this path: nothing older can be the same. */
static bool is_made_here(const struct cell *c)
{
	bool memory = c->origin == ORIGIN_GO || c->origin == ORIGIN_C ||
		      c->origin == ORIGIN_MMAP || c->origin == ORIGIN_ARENA;

	return memory && c->link == LINK_NONE && !(c->flags & CELL_PRE) &&
	       (c->made || c->flags & CELL_FRESH);
}

static bool are_different_objects(const struct cell *a, const struct cell *b)
{
	if (!is_nonzero(a) && !is_nonzero(b))
		return false;
	if (a->link != LINK_NONE || b->link != LINK_NONE)
		return false;
	if (a->flags & b->flags & CELL_GLOBAL)
		return true;
	if (is_made_here(a))
		return is_made_here(b) || b->flags & CELL_PRE;
	return is_made_here(b) && a->flags & CELL_PRE;
}

static enum tri same_constant(const struct cell *a, const struct cell *b)
{
	if (a->konst && b->konst && a->konst->kind == b->konst->kind)
		return tri_of(value_compare(a->konst, TOK_EQL, b->konst));
	return TRI_MAYBE;
}

/* Intervals, and distances from one and the same value. */
static enum tri same_number(const struct state *s, val_t a, val_t b, int depth)
{
	struct range x = range_at(s, a, depth), y = range_at(s, b, depth);
	int64_t n, m;

	if (x.hi < y.lo || y.hi < x.lo)
		return TRI_NO;
	if (state_cell(s, a)->konst || state_cell(s, b)->konst)
		return TRI_MAYBE;
	if (x.lo == x.hi && y.lo == y.hi)
		return TRI_YES;
	if (val_base(s, a, &n) == val_base(s, b, &m))
		return tri_of(n == m);
	return TRI_MAYBE;
}

enum tri same_at(const struct state *s, val_t a, val_t b, int depth)
{
	const struct cell *x = state_cell(s, a), *y = state_cell(s, b);
	enum tri t;

	if (a == b)
		return TRI_YES;
	t = same_constant(x, y);
	if (t == TRI_MAYBE)
		t = same_number(s, a, b, depth);
	if (t == TRI_MAYBE)
		t = told(s, TOK_EQL, a, b);
	if (t != TRI_MAYBE)
		return t;
	if (told(s, TOK_LSS, a, b) == TRI_YES ||
	    told(s, TOK_LSS, b, a) == TRI_YES)
		return TRI_NO;
	if (are_different_objects(x, y))
		return TRI_NO;
	if ((is_nonzero(x) && zero_at(s, b, depth) == TRI_YES) ||
	    (is_nonzero(y) && zero_at(s, a, depth) == TRI_YES))
		return TRI_NO;
	return TRI_MAYBE;
}

enum tri less_at(const struct state *s, val_t a, val_t b, int depth)
{
	const struct cell *x = state_cell(s, a), *y = state_cell(s, b);
	struct range p, q;
	int64_t n, m;
	enum tri t;

	if (a == b)
		return TRI_NO;
	if (x->konst && y->konst && x->konst->kind == y->konst->kind)
		return tri_of(value_compare(x->konst, TOK_LSS, y->konst));
	p = range_at(s, a, depth);
	q = range_at(s, b, depth);
	if (!x->konst && !y->konst) {
		if (p.hi < q.lo)
			return TRI_YES;
		if (p.lo >= q.hi && p.lo != INT64_MIN && q.hi != INT64_MAX)
			return TRI_NO;
		if (val_base(s, a, &n) == val_base(s, b, &m))
			return tri_of(n < m);
	}
	t = told(s, TOK_LSS, a, b);
	if (t != TRI_MAYBE)
		return t;
	if (told(s, TOK_EQL, a, b) == TRI_YES ||
	    told(s, TOK_LSS, b, a) == TRI_YES)
		return TRI_NO;
	if (told(s, TOK_EQL, a, b) == TRI_NO &&
	    told(s, TOK_LSS, b, a) == TRI_NO)
		return TRI_YES;
	return TRI_MAYBE;
}

enum tri state_is_zero(const struct state *s, val_t v)
{
	return zero_at(s, v, FACT_DEPTH);
}

enum tri state_same(const struct state *s, val_t a, val_t b)
{
	return same_at(s, a, b, FACT_DEPTH);
}

enum tri state_compare(const struct state *s, uint8_t tok, val_t a, val_t b)
{
	switch (tok) {
	case TOK_EQL:
		return same_at(s, a, b, FACT_DEPTH);
	case TOK_NEQ:
		return not_tri(same_at(s, a, b, FACT_DEPTH));
	case TOK_LSS:
		return less_at(s, a, b, FACT_DEPTH);
	case TOK_GEQ:
		return not_tri(less_at(s, a, b, FACT_DEPTH));
	case TOK_GTR:
		return less_at(s, b, a, FACT_DEPTH);
	case TOK_LEQ:
		return not_tri(less_at(s, b, a, FACT_DEPTH));
	default:
		return TRI_MAYBE;
	}
}

/* Assumptions */

static bool narrow(struct state *s, val_t v, struct range to, int depth);
static bool exclude(struct state *s, val_t v, int64_t n, int depth);

/* x == y: each has what is known of the other. */
static bool make_equal(struct state *s, val_t x, val_t y, int depth)
{
	struct range r = range_meet(range_at(s, x, FACT_DEPTH),
				    range_at(s, y, FACT_DEPTH));
	struct cell *a = state_cell(s, x), *b = state_cell(s, y);

	if (same_at(s, x, y, FACT_DEPTH) == TRI_NO)
		return false;
	if (!a->konst && !(a->flags & CELL_CONST))
		a->konst = b->konst;
	if (!b->konst && !(b->flags & CELL_CONST))
		b->konst = a->konst;
	if ((is_nonzero(a) && !exclude(s, y, 0, depth)) ||
	    (is_nonzero(b) && !exclude(s, x, 0, depth)))
		return false;
	return narrow(s, x, r, depth) && narrow(s, y, r, depth);
}

static bool make_differ(struct state *s, val_t x, val_t y, int depth)
{
	struct range p = range_at(s, x, FACT_DEPTH);
	struct range q = range_at(s, y, FACT_DEPTH);

	if (same_at(s, x, y, FACT_DEPTH) == TRI_YES)
		return false;
	if (zero_at(s, y, FACT_DEPTH) == TRI_YES)
		return exclude(s, x, 0, depth);
	if (zero_at(s, x, FACT_DEPTH) == TRI_YES)
		return exclude(s, y, 0, depth);
	if (q.lo == q.hi)
		return exclude(s, x, q.lo, depth);
	return p.lo != p.hi || exclude(s, y, p.lo, depth);
}

/* x < y, or x <= y. */
static bool make_less(struct state *s, val_t x, val_t y, bool strict, int depth)
{
	struct range p = range_at(s, x, FACT_DEPTH);
	struct range q = range_at(s, y, FACT_DEPTH);
	int64_t gap = strict && !val_is_real(s, x) && !val_is_real(s, y);

	if (strict ? less_at(s, x, y, FACT_DEPTH) == TRI_NO
		   : less_at(s, y, x, FACT_DEPTH) == TRI_YES)
		return false;
	if (state_cell(s, x)->konst || state_cell(s, y)->konst)
		return true;
	q.hi = range_add(q.hi, -gap);
	p.lo = range_add(p.lo, gap);
	return narrow(s, x, (struct range){INT64_MIN, q.hi}, depth) &&
	       narrow(s, y, (struct range){p.lo, INT64_MAX}, depth);
}

/* x + y (x - y with sign -1) lies in r. */
static bool narrow_sum(struct state *s, const struct flow_term *t,
		       struct range r, int depth)
{
	val_t x = t->x, y = t->y;
	bool minus = t->tok == TOK_SUB;
	struct range p = range_at(s, x, FACT_DEPTH);
	struct range q = range_at(s, y, FACT_DEPTH);
	struct range to;

	if (val_is_real(s, x) || val_is_real(s, y))
		return true;
	if (minus)
		q = (struct range){range_neg(q.hi), range_neg(q.lo)};
	to = range_sub(r, q);
	if (!narrow(s, x, to, depth))
		return false;
	to = range_sub(r, p);
	if (minus)
		to = (struct range){range_neg(to.hi), range_neg(to.lo)};
	return narrow(s, y, to, depth);
}

/* What the range of a term's result says of its operands. */
static bool narrow_operands(struct state *s, const struct flow_term *at,
			    struct range r, int depth)
{
	struct flow_term t = *at;
	bool known = r.lo == r.hi;

	switch (t.tok) {
	case TOK_ADD:
	case TOK_SUB:
		if (t.y)
			return narrow_sum(s, &t, r, depth);
		return narrow(s, t.x,
			      (struct range){range_neg(r.hi), range_neg(r.lo)},
			      depth);
	case TOK_NOT:
		if (!known)
			return true;
		return r.lo ? narrow(s, t.x, (struct range){0, 0}, depth)
			    : exclude(s, t.x, 0, depth);
	case TOK_EQL:
		if (!known)
			return true;
		return r.lo ? make_equal(s, t.x, t.y, depth)
			    : make_differ(s, t.x, t.y, depth);
	case TOK_LSS:
		if (!known)
			return true;
		return r.lo ? make_less(s, t.x, t.y, true, depth)
			    : make_less(s, t.y, t.x, false, depth);
	default:
		return true;
	}
}

/* A branch said that v is not n. */
static bool is_excluded(const struct state *s, val_t v, int64_t n)
{
	val_t k = state_find_int(s, n);

	if (n == 0 && is_nonzero(state_cell(s, v)))
		return true;
	return k && told(s, TOK_EQL, v, k) == TRI_NO;
}

/* An interval has no holes, but its ends can be in one. */
static struct range trim(const struct state *s, val_t v, struct range r)
{
	if (val_is_real(s, v))
		return r;
	while (r.lo <= r.hi && r.lo != INT64_MIN && is_excluded(s, v, r.lo))
		r.lo++;
	while (r.lo <= r.hi && r.hi != INT64_MAX && is_excluded(s, v, r.hi))
		r.hi--;
	return r;
}

static bool narrow(struct state *s, val_t v, struct range to, int depth)
{
	struct cell *c = state_cell(s, v);
	struct range r = range_meet((struct range){c->lo, c->hi}, to), now;

	r = trim(s, v, r);

	if (r.lo > r.hi)
		return false;
	if (r.lo == 0 && r.hi == 0 && zero_at(s, v, FACT_DEPTH) == TRI_NO)
		return false;
	now = range_meet(range_at(s, v, FACT_DEPTH), to);
	if (now.lo > now.hi)
		return false;
	if (c->flags & CELL_CONST || (r.lo == c->lo && r.hi == c->hi))
		return true;
	c->lo = r.lo;
	c->hi = r.hi;
	if (r.lo > 0 || r.hi < 0)
		c->flags |= CELL_NONZERO;
	if (!c->term || !depth)
		return true;
	return narrow_operands(s, &s->terms[c->term - 1],
			       (struct range){c->lo, c->hi}, depth - 1);
}

/* v is not n. */
static bool exclude(struct state *s, val_t v, int64_t n, int depth)
{
	struct cell *c = state_cell(s, v);
	struct range r = range_at(s, v, FACT_DEPTH);
	int64_t add;
	val_t base;

	if (n == 0 && zero_at(s, v, FACT_DEPTH) == TRI_YES)
		return false;
	if (r.lo == n && r.hi == n && !c->konst)
		return false;
	if (c->flags & CELL_CONST || r.lo > n || r.hi < n)
		return true;
	if (n == 0)
		c->flags |= CELL_NONZERO;
	if (val_is_real(s, v))
		return true;
	if (r.lo == n && !narrow(s, v, (struct range){n + 1, r.hi}, depth))
		return false;
	if (r.hi == n && !narrow(s, v, (struct range){r.lo, n - 1}, depth))
		return false;
	base = val_base(s, v, &add);
	if (base != v && depth && !__builtin_sub_overflow(n, add, &n))
		return exclude(s, base, n, depth - 1);
	return true;
}

/* A count that was in memory, less something. */
static bool is_dropped_count(const struct state *s, val_t v)
{
	int64_t n;
	val_t x = val_base(s, v, &n);

	return n < 0 && state_cell(s, x)->flags & CELL_BOXED;
}

static bool is_number(const struct state *s, val_t v, int64_t n)
{
	const struct cell *c = state_cell(s, v);

	return cell_is_number(c) && c->lo == n;
}

/*
 * Whether a boolean asks if a count has come to its end: n-1 == 0, n-1 <= 0
 * (not 0 < n-1), n-1 < 1.  n-1 < 0 is what loops ask that go down.
 */
static bool asks_for_count(const struct state *s, val_t v)
{
	const struct flow_term *t;

	for (int i = 0; i < 4 && (t = term_of(s, v, TOK_NOT)); i++)
		v = t->x;
	t = term_of(s, v, TOK_EQL);
	if (t)
		return (cell_is_number(state_cell(s, t->y)) &&
			is_dropped_count(s, t->x)) ||
		       (cell_is_number(state_cell(s, t->x)) &&
			is_dropped_count(s, t->y));
	t = term_of(s, v, TOK_LSS);
	return t && ((is_number(s, t->x, 0) && is_dropped_count(s, t->y)) ||
		     (is_number(s, t->y, 1) && is_dropped_count(s, t->x)));
}

bool state_assume_zero(struct state *s, val_t v, bool zero)
{
	enum tri t = zero_at(s, v, FACT_DEPTH);
	struct cell *c = state_cell(s, v);

	if (t != TRI_MAYBE)
		return zero == (t == TRI_YES);
	if (zero)
		return narrow(s, v, (struct range){0, 0}, ASSUME_DEPTH);
	/* A boolean has but one value that is not zero. */
	if (c->lo == 0 && c->hi == 1)
		return narrow(s, v, (struct range){1, 1}, ASSUME_DEPTH);
	return exclude(s, v, 0, ASSUME_DEPTH);
}

bool state_assume(struct state *s, val_t v, bool truth)
{
	if (zero_at(s, v, FACT_DEPTH) == TRI_MAYBE && asks_for_count(s, v)) {
		s->counted = true;
		s->certain = false;
	}
	return state_assume_zero(s, v, !truth);
}

bool state_assume_like(struct state *s, val_t a, const struct state *of,
		       val_t b)
{
	const struct cell *c = state_cell(of, b);
	struct range r = range_at(of, b, FACT_DEPTH);
	struct cell *to = state_cell(s, a);

	if (c->konst && to->konst) {
		if (same_constant(to, c) == TRI_NO)
			return false;
	} else if (c->konst && !(to->flags & CELL_CONST)) {
		to->konst = c->konst;
	}
	if (is_nonzero(c) && !state_assume_zero(s, a, false))
		return false;
	return narrow(s, a, r, ASSUME_DEPTH);
}
