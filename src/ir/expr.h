/* SPDX-License-Identifier: MIT */
/*
 * expr.h - what the builder's files about expressions offer each other only:
 * builder_addr.c, builder_builtin.c, builder_call.c, builder_cond.c,
 * builder_expr.c, builder_lit.c, builder_selector.c, emit_conv.c, coretype.c
 * and typeset.c; what the rest of ir/ may use is in build.h
 */
#ifndef IR_EXPR_H
#define IR_EXPR_H

#include "ir/build.h"
#include "types/construct.h"
#include "types/operand.h"

/* The underlying type without a call for what is its own; NULL is invalid. */
static inline struct type *under(struct type *t)
{
	return t && t->kind < TYPE_NAMED ? t : type_under(t);
}

/* The expression without parentheses, which few have. */
static inline struct expr *unparen(struct expr *e)
{
	return e->node.kind == NODE_PAREN_EXPR ? ast_unparen(e) : e;
}

/* The type of an expression that has one of its own, else invalid. */
static inline struct type *b_type(struct ir_build *f, const struct expr *e)
{
	return e->type ? f_type(f, e->type) : TYP(INVALID);
}

/* A value that is computed at run time, or that stands for one: no type, no
 * package's name. */
static inline bool is_value(const struct expr *e)
{
	return e->node.mode >= MODE_CONSTANT;
}

/* One level down the tree; false: too deep.  Then leave is not called. */
static inline bool b_enter(struct ir_build *f)
{
	if (f->depth >= IR_MAX_DEPTH)
		return false;
	f->depth++;
	return true;
}

static inline void b_leave(struct ir_build *f)
{
	f->depth--;
}

/* typeset.c */

/*
 * What a type may be: itself, or the terms of a type parameter or of an
 * interface without a name.  n is 0 when these name no type.
 */
struct ir_terms {
	const struct term *at;
	uint32_t n;
	struct term self;
};
void ir_terms_of(struct type *t, struct ir_terms *ret);

/* How x in x[i] is got, the later including the earlier (indexMode). */
enum index_mode {
	INDEX_INVALID,
	INDEX_VALUE,	/* x[i] is computed: a string */
	INDEX_ARRAY,	/* a variable if x, an array, is one */
	INDEX_VARIABLE, /* a variable: of a slice, or of *array */
	INDEX_MAP,
};
enum index_mode ir_index_type(struct type *t, struct type **ret_elem);

/* coretype.c */

/* An interface, and no type parameter. */
bool ir_is_plain_interface(struct type *t);
/* A basic type that only constants and nil have. */
bool ir_is_untyped(struct type *t);
/* *t when the core type of t is a pointer, else t (typeparams.Deref). */
struct type *ir_deref_core(struct ir_build *f, struct type *t);

/* builder_expr.c */
struct ir_value *b_ident(struct ir_build *f, struct ident *id);
/* An index, an int where it has no type. */
struct ir_value *b_index(struct ir_build *f, struct expr *e);
/* x in x[i] names a generic function: a use of an instance. */
bool b_is_instance(const struct index_expr *e);

/* builder_addr.c */
struct ir_value *b_index_addr(struct ir_build *f, struct ir_value *x,
			      struct ir_value *index, struct type *elem,
			      pos_t pos);

/* builder_selector.c */
struct ir_value *b_selector(struct ir_build *f, struct expr *e);
/* A predeclared function, of the type that it has at this place. */
struct ir_value *b_builtin_value(struct ir_build *f, struct object *builtin,
				 struct type *sig, pos_t pos);

/* builder_call.c */
struct ir_value *b_call_expr(struct ir_build *f, struct expr *e);
/* For what evaluating them does. */
void b_effects(struct ir_build *f, struct expr **list, uint32_t n);

/* builder_cond.c */
struct ir_value *b_logical(struct ir_build *f, struct binary_expr *e);

#endif
