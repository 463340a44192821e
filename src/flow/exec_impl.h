/* SPDX-License-Identifier: MIT */
/*
 * exec_impl.h - what the files exec_*.c share (private)
 *
 * One function an op, with the contract of exec_instr(): the result is given
 * by exec_set(), false when no way goes on in s.
 */
#ifndef FLOW_EXEC_IMPL_H
#define FLOW_EXEC_IMPL_H

#include "flow/exec.h"
#include "ir/ir.h"
#include "syntax/token.h"
#include "types/types.h"

typedef bool exec_fn(struct exec *x, struct state *s,
		     const struct ir_instr *in);

/* exec_memory.c */
exec_fn exec_alloc, exec_load, exec_store, exec_field_addr, exec_field;
exec_fn exec_index_addr, exec_index, exec_lookup, exec_map_update;
/* exec_slice.c */
exec_fn exec_slice;
/* exec_range.c */
exec_fn exec_range, exec_next;
/* exec_chan.c */
exec_fn exec_recv, exec_send, exec_select;
/* exec_value.c */
exec_fn exec_binop, exec_unop, exec_convert, exec_same, exec_make_interface;
exec_fn exec_type_assert, exec_make_closure, exec_new_value, exec_extract;

/* What is dereferenced is not nil; false: it is, as far as we know. */
bool exec_not_nil(struct exec *x, struct state *s, val_t addr);
/* A tuple of n values. */
val_t exec_tuple(struct state *s, const val_t *values, uint32_t n);
/* New memory of Go, made here. */
val_t exec_go_memory(struct exec *x, struct state *s, struct type *t,
		     const char *what);
/*
 * The slot of an element whose key is ALL: any of the known ones may be
 * meant, so the state is split for each of a few.
 */
val_t exec_element(struct exec *x, struct state *s, const struct ir_instr *in,
		   val_t of, val_t key, struct type *slot_type);

/*
 * Whether a slice or channel is what a hand-written free list might be: it
 * comes from a field or global of such a name (model_is_freelist()).  What is
 * put in belongs to others from then on, and is not held by it: what comes
 * out is something new.
 */
bool exec_is_freelist(const struct ir_value *v);

static inline bool exec_is_struct(struct type *t)
{
	uint8_t kind = type_under(t)->kind;

	return kind == TYPE_STRUCT || kind == TYPE_ARRAY;
}

static inline val_t exec_arg(struct exec *x, struct state *s,
			     const struct ir_instr *in, uint32_t i)
{
	return exec_value(x, s, in->args[i]);
}

#endif
