/* SPDX-License-Identifier: MIT */
/*
 * place.h - the source behind a position of the IR (private to rules/)
 *
 * An instruction has the position of one byte: of an operator, a bracket, a
 * name.  A person wants the expression, and how it is written.
 *
 * Threads: any; the trees are read-only.
 */
#ifndef RULES_PLACE_H
#define RULES_PLACE_H

#include "base/position.h"

struct arena;
struct expr;
struct file_set;
struct node;
struct trees;

struct place {
	struct source_file *file; /* NULL: there is no such place */
	pos_t start, end;	  /* end is one past the last byte */
	const struct node *node;  /* the expression or statement; or NULL */
	const struct node *stmt;  /* the innermost statement around it */
	/* The variable (field, entry) that its value is assigned to, if
	 * nothing but conversions stands between; or NULL. */
	const struct expr *target;
};

struct place place_of(struct trees *trees, struct file_set *files, pos_t pos);

/* The expression without conversions and parentheses around it. */
const struct expr *place_plain(const struct expr *x);

/* The call of `defer f()` and `go f()`, which is what happens; else n. */
const struct node *place_done(const struct node *n);

/*
 * How a node is written, on one line and not too long: "C.free(p)".  Only
 * the last call of a chain of them.
 */
const char *place_text(struct arena *a, const struct source_file *f,
		       const struct node *n);

/*
 * The variable that a call is about, as it is written: its only argument
 * that is one, behind conversions.  NULL when there is none or several.
 */
const char *place_argument(struct arena *a, const struct place *p);

#endif
