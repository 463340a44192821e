/* SPDX-License-Identifier: MIT */
/*
 * typeset.h - type sets and what they are made of, for those who look
 * inside; check.h has the questions that everybody may ask
 *
 * A term is an elementary set of types:
 *
 *	{ type NULL }		all types
 *	{ false, T }		the type T
 *	{ true, t }		all types whose underlying type is t
 *
 * A list of terms stands for their union, and the empty list for no type at
 * all.  It is in normal form when no two of its terms have a type in common;
 * operations take any list and give one in normal form, as far as
 * term_list_norm() makes it so.
 */
#ifndef TYPES_TYPESET_H
#define TYPES_TYPESET_H

#include "types/types.h"

struct term_list {
	const struct term *at;
	uint32_t n;
};

struct type_set {
	struct object **methods; /* all of them, sorted by unique name */
	uint32_t nmethods;
	struct term_list terms;
	bool comparable; /* of all types the comparable ones; else false */
};

/* A limit of the implementation, go/types' as well: lists are searched. */
enum { MAX_UNION_TERMS = 100 };

/* What the empty interface has. */
extern struct type_set type_set_top;

void sort_methods(struct object **list, uint32_t n);

/* typeterm.c */

/* x and y have no type in common; neither is the term of all types. */
bool term_disjoint(const struct term *x, const struct term *y);
bool term_includes(const struct term *x, struct type *t);
bool term_subset_of(const struct term *x, const struct term *y);
/* False when there are two terms, x and y; *ret is the one else. */
bool term_union(const struct term *x, const struct term *y, struct term *ret);
/* False when they have nothing in common. */
bool term_intersect(const struct term *x, const struct term *y,
		    struct term *ret);

/* termlist.c */
extern const struct term_list term_list_all;

bool term_list_is_all(struct term_list l);
bool term_list_includes(struct term_list l, struct type *t);
bool term_list_subset_of(struct term_list x, struct term_list y);
bool term_list_equal(struct term_list x, struct term_list y);
struct term_list term_list_norm(struct arena *a, struct term_list l);
struct term_list term_list_union(struct arena *a, struct term_list x,
				 struct term_list y);
struct term_list term_list_intersect(struct arena *a, struct term_list x,
				     struct term_list y);
/* "~int | string" */
const char *term_list_str(struct checker *c, struct term_list l);

#endif
