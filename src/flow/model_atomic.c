/* SPDX-License-Identifier: MIT */
/*
 * Atomic variables: variables, whose content changes in one place.
 *
 * Those that are types of their own (atomic.Pointer, atomic.Int32) have
 * their content in a field v, as the library declares it, so that a copy of
 * the struct around them is one of the content too.
 */
#include "flow/model_impl.h"

static bool stored(struct exec *x, struct state *s, val_t addr, val_t v)
{
	model_store(x, s, addr, v, "stored atomically");
	return true;
}

static bool load(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t addr)
{
	return model_give(x, s, in,
			  state_read(s, addr, ACCESS_DEREF, 0, in->v.type));
}

static bool swap(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t addr, val_t v)
{
	val_t old = state_read(s, addr, ACCESS_DEREF, 0, in->v.type);

	/* Who swaps has the old one: it is not lost. */
	state_set(s, addr, ACCESS_DEREF, 0, v,
		  exec_step(x, NULL, TRACE_STORE, "stored atomically"));
	return model_give(x, s, in, old);
}

/* Goes on with each answer that can be; old and new are args of it. */
static bool cas(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t addr, struct type *t, val_t old, val_t new)
{
	val_t now = state_read(s, addr, ACCESS_DEREF, 0, t);
	val_t same = state_term(s, TOK_EQL, now, old);

	switch (state_is_zero(s, same)) {
	case TRI_YES:
		return model_give_false(NULL, x, s, in, NO_VAL);
	case TRI_MAYBE:
		model_split(x, s, in, same, false, model_give_false, NULL);
		if (!state_assume(s, same, true))
			return false;
		break;
	default:
		break;
	}
	state_set(s, addr, ACCESS_DEREF, 0, new,
		  exec_step(x, NULL, TRACE_STORE, "stored atomically"));
	return model_give(x, s, in, state_int(s, 1));
}

static bool add(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t addr, val_t delta)
{
	val_t old = state_read(s, addr, ACCESS_DEREF, 0, in->v.type);
	val_t sum = state_term(s, TOK_ADD, old, delta);

	state_set(s, addr, ACCESS_DEREF, 0, sum,
		  exec_step(x, NULL, TRACE_STORE, "added atomically"));
	return model_give(x, s, in, sum);
}

/* The type of what is stored: of the last argument. */
static struct type *type_of_last(const struct ir_instr *in)
{
	const struct ir_value *v = in->args[in->nargs - 1];

	return v ? v->type : NULL;
}

bool model_atomic_load(struct exec *x, struct state *s,
		       const struct ir_instr *in, const val_t *args,
		       uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_READ, "read atomically");
	return load(x, s, in, args[0]);
}

bool model_atomic_store(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	(void)in;
	(void)nargs;
	event_use(x, s, args[0], TRACE_WRITE, "written atomically");
	return stored(x, s, args[0], args[1]);
}

bool model_atomic_swap(struct exec *x, struct state *s,
		       const struct ir_instr *in, const val_t *args,
		       uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_WRITE, "written atomically");
	return swap(x, s, in, args[0], args[1]);
}

bool model_atomic_cas(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_WRITE, "written atomically");
	return cas(x, s, in, args[0], type_of_last(in), args[1], args[2]);
}

bool model_atomic_add(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_WRITE, "written atomically");
	return add(x, s, in, args[0], args[1]);
}

/* The types of their own. */

bool model_cell_load(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return load(x, s, in, model_field(s, args[0], "v"));
}

bool model_cell_store(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)in;
	(void)nargs;
	return stored(x, s, model_field(s, args[0], "v"), args[1]);
}

bool model_cell_swap(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return swap(x, s, in, model_field(s, args[0], "v"), args[1]);
}

bool model_cell_cas(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return cas(x, s, in, model_field(s, args[0], "v"), type_of_last(in),
		   args[1], args[2]);
}

bool model_cell_add(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return add(x, s, in, model_field(s, args[0], "v"), args[1]);
}
