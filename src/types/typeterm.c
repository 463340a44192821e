/* SPDX-License-Identifier: MIT */
/*
 * What two terms have in common depends on the underlying type of the one
 * whose partner has a tilde: T and ~t overlap when t is under T, and then T
 * lies within ~t.  Two terms therefore are disjoint or one holds the other.
 *
 * spec: General interfaces; go/types typeterm.go.
 */
#include "types/typeset.h"

#include "types/check.h"

bool term_disjoint(const struct term *x, const struct term *y)
{
	struct type *tx = x->type, *ty = y->type;

	if (y->tilde)
		tx = type_under(tx);
	if (x->tilde)
		ty = type_under(ty);
	return !type_identical(tx, ty);
}

bool term_includes(const struct term *x, struct type *t)
{
	if (!x->type)
		return true;
	if (x->tilde)
		t = type_under(t);
	return type_identical(x->type, t);
}

bool term_subset_of(const struct term *x, const struct term *y)
{
	if (!y->type)
		return true;
	if (!x->type || term_disjoint(x, y))
		return false;
	return !x->tilde || y->tilde;
}

bool term_union(const struct term *x, const struct term *y, struct term *ret)
{
	if (!x->type)
		*ret = *x;
	else if (!y->type)
		*ret = *y;
	else if (term_disjoint(x, y))
		return false;
	else
		*ret = x->tilde || !y->tilde ? *x : *y;
	return true;
}

bool term_intersect(const struct term *x, const struct term *y,
		    struct term *ret)
{
	if (!x->type)
		*ret = *y;
	else if (!y->type)
		*ret = *x;
	else if (term_disjoint(x, y))
		return false;
	else
		*ret = !x->tilde || y->tilde ? *x : *y;
	return true;
}
