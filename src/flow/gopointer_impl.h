/* SPDX-License-Identifier: MIT */
/*
 * gopointer_impl.h - what the files gopointer*.c share (private)
 */
#ifndef FLOW_GOPOINTER_IMPL_H
#define FLOW_GOPOINTER_IMPL_H

#include "flow/exec.h"
#include "flow/gopointer.h"

/* Whether a value is a pointer to memory of Go. */
enum go_is {
	GO_NOT, /* as far as we know: it never makes a finding */
	GO_ASK, /* it was there before: the caller knows */
	GO_IS
};

/* gopointer_type.c */

/* Whether a parameter of this type may lead C to a pointer: cgo has no check
 * for it if not. */
bool go_type_leads_to_pointer(struct type *t);
/* A value of this type has a pointer in it. */
bool go_type_has_pointer(struct type *t);
/* What only Go can lay out is in memory that such a pointer leads to. */
bool go_type_is_gos(struct type *pointer);
/* A uintptr, a number: bits of an address perhaps, and no pointer. */
bool go_type_is_number(struct type *t);
/* What an address of this static type holds at a field or an element. */
struct type *go_type_part(struct type *t, enum access access, uint32_t key);

/* gopointer.c */
enum go_is go_is(const struct exec *x, const struct state *s, val_t v,
		 struct type *t);
/* The address of the copy of a struct or array, as elements are kept. */
bool go_is_struct(const struct state *s, val_t v, struct type *t);
/* Memory of C, or of an address that C gave to the function. */
bool go_is_c(const struct exec *x, const struct state *s, val_t v);
bool go_is_pinned(const struct state *s, val_t v);
/* The type of what the address holds, by the struct it lies in; or NULL. */
struct type *go_held_type(const struct state *s, val_t addr);
/* It is told once of the memory of v. */
void go_tell(struct exec *x, struct state *s, struct issue *i, val_t v);
/* The caller is asked; `unless` as that of the issue it may become. */
void go_ask_unless(struct state *s, uint8_t kind, val_t block,
		   const struct trace *trace, struct holder_class unless);
bool go_is_told(const struct state *s, val_t v);

/* gopointer_pass.c: what is in memory that C is given. */
void go_look_into(struct exec *x, struct state *s, val_t v,
		  const struct trace *use);

#endif
