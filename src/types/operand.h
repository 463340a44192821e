/* SPDX-License-Identifier: MIT */
/*
 * operand.h - an intermediate value during checking
 *
 * The modes are what node.mode of an expression holds when it was checked.
 */
#ifndef TYPES_OPERAND_H
#define TYPES_OPERAND_H

#include "types/types.h"

enum operand_mode {
	MODE_INVALID,
	MODE_NO_VALUE,	/* a call without a result */
	MODE_BUILTIN,	/* a predeclared function */
	MODE_TYPEXPR,	/* a type */
	MODE_CONSTANT,	/* type is basic, val is there */
	MODE_VARIABLE,	/* addressable */
	MODE_MAP_INDEX, /* m[k]: a variable on the left, comma-ok on the right
			 */
	MODE_VALUE,
	MODE_NIL_VALUE, /* unused: nil is a value of untyped nil */
	MODE_COMMA_OK,	/* a value that may give a second bool */
	MODE_COMMA_ERR, /* the same, the second being error: cgo calls */
	MODE_CGO_FUNC,
};

struct operand {
	uint8_t mode;	   /* enum operand_mode */
	uint8_t builtin;   /* enum builtin_id */
	struct expr *expr; /* or NULL */
	struct type *type; /* or NULL */
	const struct value *val;
};

/* x is nil (an untyped nil value). */
bool operand_is_nil(const struct operand *x);
pos_t operand_pos(const struct operand *x); /* NO_POS without expr */

/* spec: Assignability; *cause (arena text) explains a false. */
bool operand_assignable_to(struct checker *c, struct operand *x, struct type *t,
			   const char **cause);
bool operand_convertible_to(struct checker *c, struct operand *x,
			    struct type *t, const char **cause);

#endif
