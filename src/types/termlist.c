/* SPDX-License-Identifier: MIT */
/*
 * The algorithms are quadratic: a union in the source has at most a hundred
 * terms (union.c), and most have less than twenty.
 *
 * go/types termlist.go.
 */
#include "types/typeset.h"

#include <string.h>

#include "types/check.h"

static const struct term everything;

const struct term_list term_list_all = {&everything, 1};

bool term_list_is_all(struct term_list l)
{
	for (uint32_t i = 0; i < l.n; i++)
		if (!l.at[i].type)
			return true;
	return false;
}

/* Stands in a list for a term that was united with an earlier one. */
static struct type absorbed;

/* The term at i with those after it that overlap, which leave the list. */
static struct term absorb(struct term *at, uint32_t n, uint32_t i)
{
	struct term sum = at[i];

	for (uint32_t j = i + 1; j < n; j++) {
		struct term both;

		if (at[j].type == &absorbed || !term_union(&sum, &at[j], &both))
			continue;
		sum = both;
		if (!sum.type)
			break;
		at[j].type = &absorbed;
	}
	return sum;
}

static struct term_list norm(struct term *at, uint32_t n)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct term sum;

		if (at[i].type == &absorbed)
			continue;
		sum = absorb(at, n, i);
		if (!sum.type)
			return term_list_all;
		at[kept++] = sum;
	}
	return (struct term_list){at, kept};
}

struct term_list term_list_union(struct arena *a, struct term_list x,
				 struct term_list y)
{
	struct term *at;

	if (x.n + y.n == 0)
		return (struct term_list){0};
	at = ARENA_ARRAY(a, x.n + y.n, struct term);
	if (x.n)
		memcpy(at, x.at, x.n * sizeof(*at));
	if (y.n)
		memcpy(at + x.n, y.at, y.n * sizeof(*at));
	return norm(at, x.n + y.n);
}

struct term_list term_list_norm(struct arena *a, struct term_list l)
{
	if (l.n <= 1)
		return l;
	return term_list_union(a, l, (struct term_list){0});
}

struct term_list term_list_intersect(struct arena *a, struct term_list x,
				     struct term_list y)
{
	struct VEC(struct term) both = {0};

	if (x.n == 1 && !x.at->type)
		return term_list_norm(a, y);
	if (y.n == 1 && !y.at->type)
		return term_list_norm(a, x);
	for (uint32_t i = 0; i < x.n; i++) {
		for (uint32_t j = 0; j < y.n; j++) {
			struct term t;

			if (term_intersect(&x.at[i], &y.at[j], &t))
				vec_push_in(a, &both, t);
		}
	}
	return norm(both.at, both.len);
}

bool term_list_includes(struct term_list l, struct type *t)
{
	for (uint32_t i = 0; i < l.n; i++)
		if (term_includes(&l.at[i], t))
			return true;
	return false;
}

static bool holds_term(struct term_list l, const struct term *x)
{
	for (uint32_t i = 0; i < l.n; i++)
		if (term_subset_of(x, &l.at[i]))
			return true;
	return false;
}

bool term_list_subset_of(struct term_list x, struct term_list y)
{
	for (uint32_t i = 0; i < x.n; i++)
		if (!holds_term(y, &x.at[i]))
			return false;
	return true;
}

bool term_list_equal(struct term_list x, struct term_list y)
{
	if (x.n == 1 && y.n == 1 && !x.at->type && !y.at->type)
		return true;
	return term_list_subset_of(x, y) && term_list_subset_of(y, x);
}

const char *term_list_str(struct checker *c, struct term_list l)
{
	const char *s = "";

	if (l.n == 0)
		return "∅";
	for (uint32_t i = 0; i < l.n; i++) {
		const struct term *t = &l.at[i];
		const char *text = t->type ? type_str(c, t->type) : "any";

		s = check_sprintf(c, "%s%s%s%s", s, i > 0 ? " | " : "",
				  t->tilde ? "~" : "", text);
	}
	return s;
}
