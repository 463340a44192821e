/* SPDX-License-Identifier: MIT */
/*
 * unkept_impl.h - what the files unkept*.c share (private to them)
 *
 * Ownership: facts, issues and traces are in the flow's arena, all else in
 * scratch, which is reset after each function.
 */
#ifndef FLOW_UNKEPT_IMPL_H
#define FLOW_UNKEPT_IMPL_H

#include "base/ptrmap.h"
#include "flow/exec_order.h"
#include "flow/issue.h"
#include "flow/unkept.h"
#include "ir/ir.h"

/* A finalizer of a type frees this field. */
struct fact {
	const struct object *type;
	name_t field;
	const struct trace *set; /* the call of SetFinalizer */
	struct fact *next;	 /* of the same type */
};

struct unkept {
	struct flow *f;
	struct arena *scratch;
	struct ptrmap facts; /* struct object * -> struct fact * */
	struct {	     /* calls of SetFinalizer */
		const struct ir_instr **at;
		uint32_t len, cap;
	} set;
};

/* A function that is looked at. */
struct body {
	struct unkept *u;
	const struct ir_function *fn;
	struct ir_uses uses;
	struct exec_order *order;
};

/* unkept_facts.c: which fields of which types finalizers free. */
void unkept_facts(struct unkept *u);
/* Of the field that a FieldAddr names; NULL: none frees it. */
const struct fact *unkept_fact_of(const struct unkept *u,
				  const struct ir_instr *addr);
/* The type's name, of a pointer to it; or NULL. */
const struct object *unkept_type(struct type *t);
/* A cell of memory that was there before is freed, or given up. */
bool unkept_frees(const struct cell *c);
/* It is runtime.SetFinalizer. */
bool unkept_is_setter(const struct ir_function *fn);

/* unkept.c: the instructions that have v among their operands. */
uint32_t unkept_uses(const struct body *b, const struct ir_value *v,
		     struct ir_instr ***ret);
void unkept_tell(struct unkept *u, struct issue *issue);

/* unkept_owner.c: finalizers of what is copied; memory given to C. */
void unkept_copies(struct unkept *u);
void unkept_given(struct body *b, const struct ir_instr *load,
		  const struct fact *fact);

#endif
