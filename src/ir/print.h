/* SPDX-License-Identifier: MIT */
/*
 * print.h - what the files that print ir offer each other
 *
 * The text is x/tools', byte for byte, so that the two can be compared: see
 * tests/oracle/ir.
 */
#ifndef IR_PRINT_H
#define IR_PRINT_H

#include "ir/ir.h"

/* Where text goes, and for which package: its names stand alone. */
struct printer {
	struct buf *b;
	const struct package *from; /* or NULL: all names with their package */
};

/* print_value.c */
void print_type(struct printer *p, struct type *t);
void print_const(struct printer *p, const struct ir_const *c);
void print_function_name(struct printer *p, const struct ir_function *fn);
/* A value as an operand; NULL prints nothing. */
void print_operand(struct printer *p, const struct ir_value *v);
/* For which package a function is printed; NULL: none. */
const struct package *print_package(const struct ir_function *fn);

/* print.c */
void print_instr(struct printer *p, const struct ir_instr *in);

#endif
