/* SPDX-License-Identifier: MIT */
/*
 * unify.h - type unification, for infer.c; essay in unify.c
 */
#ifndef TYPES_UNIFY_H
#define TYPES_UNIFY_H

#include "types/check.h"

enum unify_mode {
	/*
	 * An assignment: the types may match inexactly, but not the types
	 * that they consist of.
	 */
	UNIFY_ASSIGN = 1 << 0,
	/* The types must be identical, or become so. */
	UNIFY_EXACT = 1 << 1,
};

/*
 * What is known of the type parameters.  Each has a handle, and parameters
 * that stand for the same type share one; at[] is by handle, NULL for a type
 * that is not known yet.
 */
struct unifier {
	struct checker *c;
	struct type_list tparams;
	uint32_t *handles; /* by parameter */
	struct type **at;
	uint32_t depth;
	bool interface_inference; /* since go1.21 */
};

/* targs may be shorter than tparams, and have NULLs. */
void unifier_init(struct unifier *u, struct checker *c,
		  struct type_list tparams, struct type_list targs);

/* Types may become known whatever the answer is. */
bool unify(struct unifier *u, struct type *x, struct type *y, unsigned mode);

uint32_t unify_unknowns(const struct unifier *u);

static inline struct type *unify_at(const struct unifier *u, uint32_t i)
{
	return u->at[u->handles[i]];
}

static inline void unify_set(struct unifier *u, uint32_t i, struct type *t)
{
	u->at[u->handles[i]] = t;
}

/* is_parameterized() of one of the types; entries may be NULL. */
bool any_parameterized(struct type_list tparams, struct type_list list);

/* The place of a type parameter in a list; -1 when it is not there. */
static inline int64_t tparam_index(struct type_list l,
				   const struct type_param *p)
{
	if (p->index < l.n && l.at[p->index] == &p->t)
		return p->index;
	for (uint32_t i = 0; i < l.n; i++)
		if (l.at[i] == &p->t)
			return i;
	return -1;
}

#endif
