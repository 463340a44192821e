/* SPDX-License-Identifier: MIT */
/*
 * decl.h - what the files about packages, declarations and statements offer
 * each other only
 *
 * check.c, resolver*.c, decl*.c, typexpr.c, struct.c, signature.c, stmt*.c,
 * range.c, assignments.c, usage.c, labels.c, return.c and initorder.c; what
 * the rest of types/ may use is in check.h.
 */
#ifndef TYPES_DECL_H
#define TYPES_DECL_H

#include "types/check.h"

/* Names with a meaning of their own. */
struct special_names {
	name_t init, main, dot;
};
extern struct special_names special_names;

static inline struct type_param *as_type_param(struct type *t)
{
	return TYPE_AS(PARAM, type_param, unalias(t));
}

/* The methods that are declared for a type, in source order. */
struct method_list {
	struct VEC(struct object *) list;
};

/* resolver.c */
struct decl_info *check_new_decl(struct checker *c, struct scope *file,
				 struct ast_file *ast);
/*
 * Whether there are as many values as names, and an error if not; group is
 * the specification that gives the values of a constant, NULL for variables.
 */
void check_arity(struct checker *c, struct value_spec *s,
		 struct value_spec *group);

/* resolver_import.c */
void check_import_spec(struct checker *c, struct scope *file,
		       struct import_spec *spec, struct ptrmap *known);
/* A dot-import made obj visible in scope: its package is used. */
void check_use_dot_import(struct checker *c, struct scope *scope,
			  struct object *obj);

/* decl.c */
void check_const_decl(struct checker *c, struct object *obj, struct expr *typ,
		      struct expr *init, bool inherited);
/* alt is where the name was declared before. */
void check_redeclared(struct checker *c, pos_t pos, const char *what,
		      struct object *obj, struct object *alt);

/* decl_type.c */
void check_type_decl(struct checker *c, struct object *obj,
		     struct type_spec *spec);
void check_collect_methods(struct checker *c, struct object *obj);

/*
 * The constant specification whose type and values s has: its own, or those
 * of *last, the last one of the group that has any.
 */
static inline struct value_spec *
const_group(struct value_spec *s, struct value_spec **last, bool *ret_inherited)
{
	static struct value_spec none;

	*ret_inherited = false;
	if (s->type || s->nvalues > 0)
		*last = s;
	else if (!*last)
		return &none;
	else
		*ret_inherited = true;
	return *last;
}

/* stmt.c */
void check_simple_stmt(struct checker *c, stmt *s);

/* stmt_switch.c */
void check_switch_stmt(struct checker *c, unsigned inner,
		       struct switch_stmt *s);
void check_type_switch_stmt(struct checker *c, unsigned inner,
			    struct type_switch_stmt *s);
void check_select_stmt(struct checker *c, unsigned inner,
		       struct select_stmt *s);

#endif
