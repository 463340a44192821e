/* SPDX-License-Identifier: MIT */
/*
 * state_range.c - what numbers can be
 *
 * A number is known by an interval: the classic domain of Cousot and Cousot,
 * "Static determination of dynamic properties of programs", 1976.  INT64_MIN
 * and INT64_MAX stand for "no bound".  A value that was computed (a term) is
 * also between what its operands give, which is looked up when it is asked
 * for, to a depth: so what is learned of an operand later counts as well.
 *
 * Results are taken not to overflow: a path on which one does is not looked
 * at, which no finding depends on.
 */
#include "flow/state.h"

#include "flow/state_impl.h"
#include "syntax/token.h"
#include "types/constant.h"
#include "types/predicates.h"

int64_t range_add(int64_t bound, int64_t n)
{
	int64_t sum;

	if (bound == INT64_MIN || bound == INT64_MAX)
		return bound;
	if (n == INT64_MIN || n == INT64_MAX)
		return n;
	if (__builtin_add_overflow(bound, n, &sum))
		return n < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

int64_t range_neg(int64_t bound)
{
	if (bound == INT64_MIN)
		return INT64_MAX;
	return bound == INT64_MAX ? INT64_MIN : -bound;
}

struct range range_meet(struct range a, struct range b)
{
	if (b.lo > a.lo)
		a.lo = b.lo;
	if (b.hi < a.hi)
		a.hi = b.hi;
	return a;
}

static const struct range all = {INT64_MIN, INT64_MAX};
static const struct range truth = {0, 1};

typedef struct range range_fn(struct range x, struct range y);

static struct range add(struct range x, struct range y)
{
	struct range r = {
		x.lo == INT64_MIN ? x.lo : range_add(y.lo, x.lo),
		x.hi == INT64_MAX ? x.hi : range_add(y.hi, x.hi),
	};

	/* It overflows whatever they are. */
	return r.lo == INT64_MAX || r.hi == INT64_MIN ? all : r;
}

struct range range_sub(struct range x, struct range y)
{
	return add(x, (struct range){range_neg(y.hi), range_neg(y.lo)});
}

static bool is_small(struct range r)
{
	return r.lo >= INT32_MIN && r.hi <= INT32_MAX;
}

static struct range mul(struct range x, struct range y)
{
	int64_t at[4] = {0};
	struct range r;

	if (!is_small(x) || !is_small(y))
		return all;
	at[0] = x.lo * y.lo;
	at[1] = x.lo * y.hi;
	at[2] = x.hi * y.lo;
	at[3] = x.hi * y.hi;
	r = (struct range){at[0], at[0]};
	for (int i = 1; i < 4; i++) {
		r.lo = at[i] < r.lo ? at[i] : r.lo;
		r.hi = at[i] > r.hi ? at[i] : r.hi;
	}
	return r;
}

/* By a positive number that is known; it is rounded towards zero. */
static struct range quo(struct range x, struct range y)
{
	if (y.lo != y.hi || y.lo <= 0)
		return all;
	if (x.lo != INT64_MIN)
		x.lo /= y.lo;
	if (x.hi != INT64_MAX)
		x.hi /= y.lo;
	return x;
}

static struct range rem(struct range x, struct range y)
{
	if (y.lo <= 0 || y.hi == INT64_MAX)
		return all;
	return range_meet(
		(struct range){x.lo < 0 ? 1 - y.hi : 0,
			       x.hi > 0 ? y.hi - 1 : 0},
		(struct range){x.lo < 0 ? x.lo : 0, x.hi > 0 ? x.hi : 0});
}

static struct range and (struct range x, struct range y)
{
	int64_t hi = INT64_MAX;

	if (x.lo < 0 && y.lo < 0)
		return all;
	if (x.lo >= 0)
		hi = x.hi;
	if (y.lo >= 0 && y.hi < hi)
		hi = y.hi;
	return (struct range){0, hi};
}

static struct range and_not(struct range x, struct range y)
{
	(void)y;
	return x.lo < 0 ? all : (struct range){0, x.hi};
}

static struct range shr(struct range x, struct range y)
{
	if (y.lo != y.hi || y.lo < 0 || y.lo > 63)
		return all;
	if (x.lo != INT64_MIN)
		x.lo >>= y.lo;
	if (x.hi != INT64_MAX)
		x.hi >>= y.lo;
	return x;
}

static range_fn *const of_op[NTOKENS] = {
	[TOK_ADD] = add, [TOK_SUB] = range_sub,	  [TOK_MUL] = mul,
	[TOK_QUO] = quo, [TOK_REM] = rem,	  [TOK_AND] = and,
	[TOK_SHR] = shr, [TOK_AND_NOT] = and_not,
};

bool val_is_real(const struct state *s, val_t v)
{
	struct type *t = state_cell(s, v)->type;

	return t && (is_float(t) || is_complex(t));
}

static struct range of_tri(enum tri t)
{
	if (t == TRI_MAYBE)
		return truth;
	return (struct range){t == TRI_YES, t == TRI_YES};
}

static struct range term_range(const struct state *s, const struct flow_term *t,
			       int depth)
{
	struct range x;

	switch (t->tok) {
	case TOK_EQL:
		return of_tri(same_at(s, t->x, t->y, depth));
	case TOK_LSS:
		return of_tri(less_at(s, t->x, t->y, depth));
	case TOK_NOT:
		return of_tri(zero_at(s, t->x, depth));
	default:
		break;
	}
	if (t->tok >= NTOKENS || val_is_real(s, t->x))
		return all;
	x = range_at(s, t->x, depth);
	if (!term_has_y(t))
		return t->tok == TOK_SUB ? range_sub((struct range){0, 0}, x)
					 : all;
	if (!of_op[t->tok] || val_is_real(s, t->y))
		return all;
	return of_op[t->tok](x, range_at(s, t->y, depth));
}

struct range range_at(const struct state *s, val_t v, int depth)
{
	const struct cell *c = state_cell(s, v);
	struct range own = {c->lo, c->hi}, r;

	if (!c->term || own.lo == own.hi || !depth)
		return own;
	r = range_meet(own, term_range(s, &s->terms[c->term - 1], depth - 1));
	/* A contradiction that no branch has met yet. */
	return r.lo > r.hi ? own : r;
}

/* Constant folding, as Go's int64 does it */

static bool fold_divide(uint8_t tok, int64_t x, int64_t y, int64_t *ret)
{
	if (y == 0 || (x == INT64_MIN && y == -1))
		return false;
	*ret = tok == TOK_QUO ? x / y : x % y;
	return true;
}

static bool fold_shift(uint8_t tok, int64_t x, int64_t y, int64_t *ret)
{
	if (y < 0)
		return false;
	if (tok == TOK_SHL)
		*ret = y > 63 ? 0 : (int64_t)((uint64_t)x << y);
	else
		*ret = x >> (y > 63 ? 63 : y);
	return true;
}

bool range_fold(uint8_t tok, int64_t x, int64_t y, int64_t *ret)
{
	switch (tok) {
	case TOK_ADD:
		return !__builtin_add_overflow(x, y, ret);
	case TOK_SUB:
		return !__builtin_sub_overflow(x, y, ret);
	case TOK_MUL:
		return !__builtin_mul_overflow(x, y, ret);
	case TOK_QUO:
	case TOK_REM:
		return fold_divide(tok, x, y, ret);
	case TOK_SHL:
	case TOK_SHR:
		return fold_shift(tok, x, y, ret);
	case TOK_AND:
		*ret = x & y;
		return true;
	case TOK_OR:
		*ret = x | y;
		return true;
	case TOK_XOR:
		*ret = x ^ y;
		return true;
	case TOK_AND_NOT:
		*ret = x & ~y;
		return true;
	default:
		return false;
	}
}
