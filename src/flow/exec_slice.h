/* SPDX-License-Identifier: MIT */
/*
 * exec_slice.h - parts of slices (private)
 */
#ifndef FLOW_EXEC_SLICE_H
#define FLOW_EXEC_SLICE_H

#include "flow/state.h"

struct exec;
struct type;

/* of[low:high]; NO_VAL: from its beginning, to its end. */
val_t slice_part(struct state *s, val_t of, val_t low, val_t high);

/*
 * append(to, from...) of elements of a type; from NO_VAL: nothing.  An element
 * is appended by slice_push().  Both give the result.
 */
val_t slice_append(struct exec *x, struct state *s, val_t to, val_t from,
		   struct type *elem);
val_t slice_push(struct exec *x, struct state *s, val_t to, val_t v,
		 struct type *elem);

/* copy(to, from) between parts of `of`: slots that only `to` has are lost. */
void slice_lose(struct state *s, val_t of, val_t to, val_t from);

#endif
