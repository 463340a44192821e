/* SPDX-License-Identifier: MIT */
/*
 * elements.h - the types that reflection gets from a type
 *
 * They are: elements, fields, parameters and results, also those of the
 * methods, and for a named type the pointer to it.  What a named type is
 * made of cannot be had as such, but its parts can.
 *
 * x/tools: internal/typesinternal, ForEachElement.
 */
#ifndef IR_ELEMENTS_H
#define IR_ELEMENTS_H

#include "ir/methods_of.h"

struct element {
	uint32_t type;
	bool reached; /* by reflection; else a type is only made of it */
};

struct elements {
	struct ir_program *prog;
	struct methods *methods;
	/* Called for each type once, or twice: reached the second time. */
	void (*found)(void *ctx, uint32_t type, bool reached);
	void *ctx;
	struct VEC(uint8_t) visits; /* by type */
	struct VEC(struct element) todo;
	struct ptrmap pointers; /* type -> number of the pointer to it */
};

/* A type that is converted to an interface, and all that lead on from it. */
void elements_visit(struct elements *e, struct type *t);
void elements_finish(struct elements *e);

/* The number of the pointer to a type. */
uint32_t elements_pointer(struct elements *e, uint32_t type);

#endif
