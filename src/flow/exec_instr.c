/* SPDX-License-Identifier: MIT */
#include "flow/exec.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "flow/exec_impl.h"
#include "flow/plan.h"

static val_t constant(struct state *s, const struct ir_const *c)
{
	return c->val ? state_const(s, c->val) : state_zero(s, c->v.type);
}

/* A variable of C is the one that effects of C functions name. */
static val_t global(struct state *s, const struct ir_global *g)
{
	const struct object *o = g->object;

	if (o && o->pkg && strcmp(o->pkg->path, "C") == 0)
		return state_c_global(s, o->name);
	return state_global(s, g);
}

val_t exec_value(struct exec *x, struct state *s, const struct ir_value *v)
{
	int64_t reg;

	switch (v->op) {
	case OP_CONST:
		return constant(s, (const struct ir_const *)v);
	case OP_GLOBAL:
		return global(s, (const struct ir_global *)v);
	case OP_FUNC:
		return state_func(s, (struct ir_function *)v);
	case OP_BUILTIN:
		return NO_VAL;
	}
	reg = ir_value_index(x->fn, v);
	/* A definition on a path that was cut, or wrong source. */
	if (s->regs[reg] == NO_VAL)
		s->regs[reg] = state_unknown(s, v->type);
	return s->regs[reg];
}

void exec_set(struct exec *x, struct state *s, const struct ir_instr *in,
	      val_t v)
{
	int64_t reg = ir_value_index(x->fn, &in->v);

	if (reg >= 0)
		s->regs[reg] = v;
}

pos_t exec_pos(const struct exec *x)
{
	const struct ir_block *b = x->in->block;
	pos_t pos = NO_POS;

	if (x->in->pos != NO_POS)
		return x->in->pos;
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		if (b->instrs[i]->pos != NO_POS)
			pos = b->instrs[i]->pos;
		if (b->instrs[i] == x->in && pos != NO_POS)
			break;
	}
	return pos != NO_POS ? pos : x->fn->pos;
}

const struct trace *exec_step(struct exec *x, const struct trace *before,
			      enum trace_role role, const char *what)
{
	return trace_step(x->arena, before, role, x->fn, exec_pos(x), what);
}

val_t exec_tuple(struct state *s, const val_t *values, uint32_t n)
{
	val_t t = state_new(s, ORIGIN_NUMBER);

	for (uint32_t i = 0; i < n; i++)
		state_set(s, t, ACCESS_RESULT, i, values[i], NULL);
	return t;
}

val_t exec_go_memory(struct exec *x, struct state *s, struct type *t,
		     const char *what)
{
	val_t v = event_alloc(x, s, ORIGIN_GO, NO_NAME, what);

	if (!s->full)
		state_cell(s, v)->type = t;
	return v;
}

/* The operands in the order of in->args[]; NO_VAL for what is not there. */
static bool call(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t few[8], *args = few;
	const struct ir_value *fun = in->args[0];

	if (in->nargs > 8)
		args = ARENA_ARRAY(x->worker->scratch, in->nargs, val_t);
	for (uint32_t i = 0; i < in->nargs; i++)
		args[i] = exec_arg(x, s, in, i);
	if (fun->op == OP_BUILTIN)
		return exec_builtin(x, s, in, args + 1, in->nargs - 1);
	return exec_call_instr(x, s, in, args);
}

static bool defer(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t *args = ARENA_ARRAY(x->worker->scratch, in->nargs, val_t);

	for (uint32_t i = 0; i < in->nargs; i++)
		args[i] = in->args[i] ? exec_arg(x, s, in, i) : NO_VAL;
	state_defer(s, in, args, in->nargs);
	return true;
}

static bool run_deferred(struct exec *x, struct state *s,
			 const struct deferred *d)
{
	/* A copy: s->args may move while the call runs. */
	val_t few[8], *args = few;

	if (d->nargs > 8)
		args = ARENA_ARRAY(x->worker->scratch, d->nargs, val_t);
	memcpy(args, state_defer_args(s, d), d->nargs * sizeof(*args));
	x->in = d->instr;
	if (d->instr->args[1]->op == OP_BUILTIN)
		return exec_builtin(x, s, d->instr, args + 2, d->nargs - 2);
	return exec_call_instr(x, s, d->instr, args);
}

/*
 * Deferred calls, last first.  A call that splits the state leaves the rest
 * of the list to each of the parts: they are run here too, before the
 * instruction after this one.
 */
static bool run_defers(struct exec *x, struct state *s,
		       const struct ir_instr *in)
{
	uint32_t first = x->nextra;
	bool alive = true;

	while (alive && s->ndefers) {
		struct deferred d = s->defers[--s->ndefers];

		alive = run_deferred(x, s, &d);
		x->in = in;
	}
	for (uint32_t i = first; i < x->nextra; i++) {
		struct state *other = x->extra[i];

		if (other->ndefers && !run_defers(x, other, in))
			other->full = true;
	}
	return alive;
}

static bool nothing(struct exec *x, struct state *s, const struct ir_instr *in)
{
	(void)x;
	(void)s;
	(void)in;
	return true;
}

static exec_fn *const run[NOPS] = {
	[OP_ALLOC] = exec_alloc,
	[OP_CALL] = call,
	[OP_BINOP] = exec_binop,
	[OP_UNOP] = exec_unop,
	[OP_LOAD] = exec_load,
	[OP_RECV] = exec_recv,
	[OP_CHANGE_TYPE] = exec_same,
	[OP_CONVERT] = exec_convert,
	[OP_MULTI_CONVERT] = exec_convert,
	[OP_CHANGE_INTERFACE] = exec_same,
	[OP_SLICE_TO_ARRAY_POINTER] = exec_same,
	[OP_MAKE_INTERFACE] = exec_make_interface,
	[OP_MAKE_CLOSURE] = exec_make_closure,
	[OP_MAKE_MAP] = exec_new_value,
	[OP_MAKE_CHAN] = exec_new_value,
	[OP_MAKE_SLICE] = exec_new_value,
	[OP_SLICE] = exec_slice,
	[OP_FIELD_ADDR] = exec_field_addr,
	[OP_FIELD] = exec_field,
	[OP_INDEX_ADDR] = exec_index_addr,
	[OP_INDEX] = exec_index,
	[OP_LOOKUP] = exec_lookup,
	[OP_SELECT] = exec_select,
	[OP_RANGE] = exec_range,
	[OP_NEXT] = exec_next,
	[OP_TYPE_ASSERT] = exec_type_assert,
	[OP_EXTRACT] = exec_extract,
	[OP_STORE] = exec_store,
	[OP_MAP_UPDATE] = exec_map_update,
	[OP_SEND] = exec_send,
	[OP_GO] = call,
	[OP_DEFER] = defer,
	[OP_RUN_DEFERS] = run_defers,
	[OP_BAD] = nothing, /* exec_value() makes one */
};

bool exec_instr(struct exec *x, struct state *s, const struct ir_instr *in)
{
	return run[in->v.op](x, s, in);
}
