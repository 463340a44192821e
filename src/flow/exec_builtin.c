/* SPDX-License-Identifier: MIT */
/*
 * Predeclared functions, and those of package unsafe.
 */
#include "flow/exec_impl.h"
#include "flow/exec_slice.h"

#include "flow/demand.h"
#include "types/builtins.h"

typedef val_t builtin(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs);

static struct type *arg_type(const struct ir_instr *in, uint32_t i)
{
	return in->args[ir_callee_at(in) + 1 + i]->type;
}

static val_t push(struct exec *x, struct state *s, const struct ir_instr *in,
		  val_t to, val_t v, struct type *elem)
{
	if (!exec_is_freelist(in->args[ir_callee_at(in) + 1]))
		return slice_push(x, s, to, v, elem);
	event_free(x, s, v, FREED_RECYCLE, NO_NAME, "appended");
	return to;
}

/* append(s, t...): the IR makes a slice of what is written one by one. */
static val_t append(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	struct slice *t =
		nargs > 1 ? TYPE_AS(SLICE, slice, type_under(arg_type(in, 1)))
			  : NULL;
	val_t to = args[0];

	if (!t)
		return nargs > 1 && state_is_zero(s, to) == TRI_YES
			       ? exec_go_memory(x, s, in->v.type, "a slice")
			       : to;
	if (in->v.flags & IR_SPREAD)
		return slice_append(x, s, to, args[1], t->elem);
	/* A slice that was made for this call: its elements are pushed. */
	for (int64_t i = 0; i < 64; i++) {
		const struct edge *e =
			state_edge(s, args[1], ACCESS_ELEM, state_int(s, i));

		if (!e || e->to == NO_VAL)
			break;
		to = push(x, s, in, to, state_load(s, e->to, t->elem), t->elem);
	}
	return to;
}

static val_t delete_entry(struct exec *x, struct state *s,
			  const struct ir_instr *in, const val_t *args,
			  uint32_t nargs)
{
	(void)nargs;
	demand_key(x, s, in->args[ir_callee_at(in) + 2], args[1]);
	if (state_is_zero(s, args[0]) != TRI_YES)
		event_delete(x, s, args[0], ACCESS_ELEM, args[1], "delete");
	return NO_VAL;
}

static val_t clear(struct exec *x, struct state *s, const struct ir_instr *in,
		   const val_t *args, uint32_t nargs)
{
	(void)in;
	(void)nargs;
	if (state_is_zero(s, args[0]) == TRI_YES)
		return NO_VAL;
	event_delete(x, s, args[0], ACCESS_ELEM, state_all_key(s, args[0]),
		     "clear");
	state_clear(s, args[0], ACCESS_ELEM);
	return NO_VAL;
}

/* copy(s[i:], s[i+1:]): s[i] is in the first part only, and is gone. */
static val_t copy(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	const struct cell *to = state_cell(s, args[0]);
	const struct cell *from = state_cell(s, args[1]);
	struct slice *to_type =
		TYPE_AS(SLICE, slice, type_under(arg_type(in, 0)));
	val_t base = to->base;

	(void)nargs;
	event_use(x, s, args[0], TRACE_WRITE, "copied to");
	event_use(x, s, args[1], TRACE_READ, "copied from");
	if (to->link == LINK_INSIDE && from->link == LINK_INSIDE &&
	    from->base == base) {
		slice_lose(s, base, args[0], args[1]);
		return state_new(s, ORIGIN_NUMBER);
	}
	slice_append(x, s, args[0], args[1], to_type ? to_type->elem : NULL);
	return state_new(s, ORIGIN_NUMBER);
}

static val_t len(struct exec *x, struct state *s, const struct ir_instr *in,
		 const val_t *args, uint32_t nargs)
{
	struct array *a;
	struct pointer *p =
		TYPE_AS(POINTER, pointer, type_under(arg_type(in, 0)));

	(void)x;
	(void)nargs;
	a = TYPE_AS(ARRAY, array, type_under(p ? p->base : arg_type(in, 0)));
	if (a)
		return state_int(s, a->len);
	if (state_is_zero(s, args[0]) == TRI_YES)
		return state_int(s, 0);
	/* A constant string is shared: nothing is written into it. */
	if (state_cell(s, args[0])->flags & CELL_CONST)
		return state_new(s, ORIGIN_NUMBER);
	return state_read(s, args[0], ACCESS_LEN, 0, basic_types[BASIC_INT]);
}

static val_t number(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)args;
	(void)nargs;
	return in->v.type && in->v.op == OP_CALL ? state_unknown(s, in->v.type)
						 : NO_VAL;
}

/* close(c): who waits for it goes on. */
static val_t close_chan(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	(void)x;
	(void)s;
	(void)in;
	(void)args;
	(void)nargs;
	return NO_VAL;
}

static val_t same(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)s;
	(void)in;
	(void)nargs;
	return args[0];
}

/* unsafe.Slice(p, n), unsafe.String(p, n) */
static val_t view(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)in;
	if (nargs > 1 && state_is_zero(s, args[0]) != TRI_YES &&
	    !(state_cell(s, args[0])->flags & CELL_CONST) &&
	    !state_edge(s, args[0], ACCESS_LEN, 0))
		state_set(s, args[0], ACCESS_LEN, 0, args[1], NULL);
	return args[0];
}

static val_t add(struct exec *x, struct state *s, const struct ir_instr *in,
		 const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)nargs;
	return state_offset(s, args[0], args[1]);
}

static builtin *const run[NBUILTINS] = {
	[BUILTIN_APPEND] = append, [BUILTIN_CAP] = number,
	[BUILTIN_CLEAR] = clear,   [BUILTIN_CLOSE] = close_chan,
	[BUILTIN_COPY] = copy,	   [BUILTIN_DELETE] = delete_entry,
	[BUILTIN_LEN] = len,	   [BUILTIN_ADD] = add,
	[BUILTIN_SLICE] = view,	   [BUILTIN_SLICE_DATA] = same,
	[BUILTIN_STRING] = view,   [BUILTIN_STRING_DATA] = same,
};

bool exec_builtin(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	const struct ir_value *fun = in->args[ir_callee_at(in)];
	builtin *fn = fun->num < NBUILTINS ? run[fun->num] : NULL;
	val_t v;

	/* ssa:wrapnilchk(p, ...) gives p; recover() and the like a value. */
	if (!fn)
		fn = fun->num >= NBUILTINS && nargs ? same : number;
	v = fn(x, s, in, args, nargs);
	if (v != NO_VAL)
		exec_set(x, s, in, v);
	return true;
}
