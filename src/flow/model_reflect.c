/* SPDX-License-Identifier: MIT */
/*
 * reflect.Value: a struct whose field ptr has what it stands for, as the
 * library's own has; so that copies of it stand for the same.
 */
#include "flow/model_impl.h"

static bool give(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t of)
{
	val_t v = exec_go_memory(x, s, in->v.type, "a reflect.Value");

	state_set(s, model_field(s, v, "ptr"), ACCESS_DEREF, 0, of, NULL);
	return model_give(x, s, in, v);
}

static val_t stands_for(struct state *s, val_t v)
{
	return model_load(s, model_field(s, v, "ptr"));
}

bool model_reflect_value_of(struct exec *x, struct state *s,
			    const struct ir_instr *in, const val_t *args,
			    uint32_t nargs)
{
	(void)nargs;
	return give(x, s, in, args[0]);
}

/* Elem, Indirect: what the pointer points to; a struct is its address. */
bool model_reflect_indirect(struct exec *x, struct state *s,
			    const struct ir_instr *in, const val_t *args,
			    uint32_t nargs)
{
	val_t v = stands_for(s, args[0]);
	struct type *base = type_pointee(state_cell(s, v)->type);

	(void)nargs;
	return give(x, s, in, base ? state_load(s, v, base) : v);
}

bool model_reflect_pointer(struct exec *x, struct state *s,
			   const struct ir_instr *in, const val_t *args,
			   uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, stands_for(s, args[0]));
}
