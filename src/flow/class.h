/* SPDX-License-Identifier: MIT */
/*
 * class.h - what holders hold, told from every store in the program
 *
 * `delete(c.m, k)` in one function loses memory that another one put there.
 * What a field of a named type (or a global variable, or what its container
 * has) holds is told by all the stores into it: when they all store memory of
 * one C family, that is what is there.  Stores are noted while functions are
 * executed; issues that hang on a class are kept or thrown away when all are
 * done.  So a summary need not know more than its own function.
 *
 * Threads: class_note() from any worker, in a table of its own each;
 * class_merge() by one.
 */
#ifndef FLOW_CLASS_H
#define FLOW_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/issue.h"
#include "flow/state.h"

struct class_table;

struct class_table *class_table_create(void);
void class_table_destroy(struct class_table *t); /* NULL is fine */

/*
 * The class of a holder node, which is an address (of a variable, a field, a
 * slot), or a container: by its type's name and the field through which it
 * was reached, or its global; of NULL when it has none.
 */
struct holder_class class_of(const struct state *s, val_t holder);

bool class_same(struct holder_class a, struct holder_class b);

/* v was stored in a holder of this class.  What was there before the
 * function began is its callers' to note; nil is nothing. */
void class_note(struct class_table *t, struct holder_class c,
		const struct cell *v);
/* The same of the node of a holder, and that of a value. */
void class_note_store(struct class_table *t, const struct state *s,
		      val_t holder, val_t v);

/* What it holds is held elsewhere too: losing it loses no memory. */
void class_note_shared(struct class_table *t, struct holder_class c);

void class_merge(struct class_table *into, const struct class_table *from);

/* ORIGIN_C (with the family all agree on), when all stores but nil are of
 * that; else ORIGIN_UNKNOWN. */
enum origin class_origin(const struct class_table *t, struct holder_class c,
			 name_t *ret_family);
bool class_is_shared(const struct class_table *t, struct holder_class c);

#endif
