/* SPDX-License-Identifier: MIT */
/*
 * Finalizers and cleanups: what frees memory once an object is collected.
 *
 * Nothing is freed when one is set.  The object has links to the function,
 * which may be a closure, and of a cleanup to its argument; when a function
 * ends, exit.c asks what they would free as things stand then.  The summary
 * of the function says so: it asks for paths behind its parameters and
 * captured variables, which are followed in the state from what these are.
 */
#include "flow/model_impl.h"

#include "base/arena.h"
#include "flow/plan.h"
#include "flow/summary.h"

/* Cleanups of one object: a link to the function and one to the argument. */
enum { MAX_CLEANUPS = 4 };

static void note(struct exec *x, struct state *s, val_t obj, val_t fn,
		 bool cleanup, const struct trace *trace)
{
	struct finalizer *f = ARENA_NEW(x->arena, struct finalizer);

	f->cleanup = cleanup;
	f->fn = state_cell(s, fn)->fn;
	f->trace = trace;
	if (!(state_cell(s, obj)->flags & CELL_CONST))
		state_cell(s, obj)->finalizer = f;
}

bool model_set_finalizer(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	const struct trace *step;

	(void)in;
	(void)nargs;
	if (!state_assume_zero(s, args[0], false))
		return false;
	if (state_is_zero(s, args[1]) == TRI_YES) {
		state_cell(s, args[0])->finalizer = NULL;
		state_set(s, args[0], ACCESS_MODEL, MODEL_FINALIZER,
			  state_nil(s), NULL);
		return true;
	}
	step = exec_step(x, NULL, TRACE_CALL, "runtime.SetFinalizer");
	note(x, s, args[0], args[1], false, step);
	state_set(s, args[0], ACCESS_MODEL, MODEL_FINALIZER, args[1], step);
	return true;
}

/* AddCleanup(ptr, cleanup, arg): a second one is one more. */
bool model_add_cleanup(struct exec *x, struct state *s,
		       const struct ir_instr *in, const val_t *args,
		       uint32_t nargs)
{
	const struct trace *step;
	uint32_t part = MODEL_CLEANUP;
	val_t c;

	(void)nargs;
	if (!state_assume_zero(s, args[0], false))
		return false;
	for (uint32_t i = 1; i < MAX_CLEANUPS; i++, part += 2) {
		const struct edge *e =
			state_edge(s, args[0], ACCESS_MODEL, part);

		if (!e || state_is_zero(s, e->to) == TRI_YES)
			break;
	}
	step = exec_step(x, NULL, TRACE_CALL, "runtime.AddCleanup");
	note(x, s, args[0], args[1], true, step);
	state_set(s, args[0], ACCESS_MODEL, part, args[1], step);
	state_set(s, args[0], ACCESS_MODEL, part + 1, args[2], step);
	/* What Stop needs stands in fields: the struct is copied. */
	c = exec_go_memory(x, s, in->v.type, "a cleanup");
	state_set(s, model_field(s, c, "ptr"), ACCESS_DEREF, 0, args[0], NULL);
	state_set(s, model_field(s, c, "id"), ACCESS_DEREF, 0,
		  state_int(s, part), NULL);
	return model_give(x, s, in, c);
}

bool model_cleanup_stop(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	val_t obj = model_load(s, model_field(s, args[0], "ptr"));
	val_t id = model_load(s, model_field(s, args[0], "id"));
	int64_t part = state_cell(s, id)->lo;

	(void)x;
	(void)in;
	(void)nargs;
	if (part != state_cell(s, id)->hi || part < MODEL_CLEANUP ||
	    part >= MODEL_CLEANUP + 2 * MAX_CLEANUPS)
		part = MODEL_CLEANUP;
	if (!(state_cell(s, obj)->flags & CELL_CONST))
		state_set(s, obj, ACCESS_MODEL, (uint32_t)part, state_nil(s),
			  NULL);
	return true;
}

/* What is freed, asked of the summary */

struct asked {
	struct state *s;
	const struct summary_case *c;
	val_t *nodes; /* in s, of the case's cells; NO_VAL: not known */
	struct model_finalized *ret;
	uint32_t n, cap;
	const struct finalizer *by;
};

/* A key in terms of s. */
static uint32_t key_of(const struct asked *a, const struct pre_edge *p)
{
	const struct cell *c;

	if (p->access != ACCESS_ELEM)
		return p->key;
	if (a->nodes[p->key] != NO_VAL)
		return a->nodes[p->key];
	c = &a->c->cells[p->key];
	return c->lo == c->hi && !c->konst ? state_int(a->s, c->lo) : NO_VAL;
}

/* Follows what the case asks for, as far as it is known. */
static void follow(struct asked *a)
{
	for (uint32_t i = 0; i < a->c->npre; i++) {
		const struct pre_edge *p = &a->c->pre[i];
		const struct edge *e;
		uint32_t key;

		if (a->nodes[p->from] == NO_VAL || a->nodes[p->to] != NO_VAL)
			continue;
		key = key_of(a, p);
		if (p->access == ACCESS_ELEM && key == NO_VAL)
			continue;
		e = state_edge(a->s, a->nodes[p->from], (enum access)p->access,
			       key);
		if (e)
			a->nodes[p->to] = e->to;
	}
}

/* Whether v can be what the case found in cell k; *ret_sure: it is. */
static bool fits(const struct asked *a, uint32_t k, bool *ret_sure)
{
	const struct cell *was = &a->c->cells[k];
	val_t v = a->nodes[k];
	const struct cell *is = state_cell(a->s, v);
	bool one = was->origin == ORIGIN_NUMBER && was->lo == was->hi;

	if (!one && !(was->flags & CELL_NONZERO))
		return true;
	if (v == NO_VAL) {
		*ret_sure &= !one;
		return true;
	}
	if (!one || was->lo == 0) {
		enum tri zero = state_is_zero(a->s, v);

		if (zero == TRI_MAYBE)
			*ret_sure = false;
		return zero != (one ? TRI_NO : TRI_YES);
	}
	if (is->lo != is->hi)
		*ret_sure = false;
	return is->lo <= was->lo && was->lo <= is->hi;
}

/* Whether things are as the case found them; *ret_sure: all that it asks. */
static bool can_be(const struct asked *a, bool *ret_sure)
{
	*ret_sure = true;
	for (uint32_t i = 0; i < a->c->npre; i++)
		if (!fits(a, a->c->pre[i].to, ret_sure))
			return false;
	return true;
}

static void add_memory(struct asked *a, val_t v, const struct freed *freed,
		       bool sure)
{
	if (a->n == a->cap || state_is_zero(a->s, v) == TRI_YES)
		return;
	for (uint32_t i = 0; i < a->n; i++)
		if (a->ret[i].memory == v)
			return;
	a->ret[a->n].memory = v;
	a->ret[a->n].by = a->by;
	a->ret[a->n].sure = sure;
	a->ret[a->n++].freed = freed;
}

/* The argument, and what the closure has captured. */
static void start(struct asked *a, const struct ir_function *fn, val_t closure,
		  val_t arg)
{
	uint32_t at = 1 + fn->nparams;

	if (fn->nparams && a->c->ncells)
		a->nodes[1] = arg;
	for (uint32_t i = 0; i < fn->nfree_vars; i++, at++) {
		const struct edge *e =
			state_edge(a->s, closure, ACCESS_CAPTURE, i);

		if (e && at <= a->c->ncells)
			a->nodes[at] = e->to;
	}
}

static void ask(struct exec *x, struct asked *a, val_t closure, val_t arg,
		const struct trace *trace, bool cleanup)
{
	struct ir_function *fn = state_cell(a->s, closure)->fn;
	const struct summary *sum = fn ? flow_summary_of(x, fn) : NULL;
	struct finalizer *by;

	if (!sum)
		return;
	by = ARENA_NEW(x->arena, struct finalizer);
	*by = (struct finalizer){.cleanup = cleanup, .fn = fn, .trace = trace};
	a->by = by;
	for (uint32_t i = 0; i < sum->ncases; i++) {
		bool sure;

		a->c = &sum->cases[i];
		a->nodes = ARENA_ARRAY(x->arena, a->c->ncells + 1, val_t);
		start(a, fn, closure, arg);
		follow(a);
		if (!can_be(a, &sure))
			continue;
		for (uint32_t k = 1; k <= a->c->ncells; k++) {
			const struct freed *f = a->c->cells[k].freed;

			if (f && !f->maybe && a->nodes[k] != NO_VAL)
				add_memory(a, a->nodes[k], f, sure);
		}
	}
}

uint32_t model_finalized(struct exec *x, struct state *s, val_t obj,
			 struct model_finalized *ret, uint32_t cap)
{
	struct asked a = {.s = s, .ret = ret, .cap = cap};
	const struct edge *e;

	if (!state_cell(s, obj)->finalizer)
		return 0;
	e = state_edge(s, obj, ACCESS_MODEL, MODEL_FINALIZER);
	if (e)
		ask(x, &a, e->to, obj, e->stored, false);
	for (uint32_t i = 0; i < MAX_CLEANUPS; i++) {
		uint32_t part = MODEL_CLEANUP + 2 * i;
		const struct edge *arg;

		e = state_edge(s, obj, ACCESS_MODEL, part);
		arg = state_edge(s, obj, ACCESS_MODEL, part + 1);
		if (e && arg)
			ask(x, &a, e->to, arg->to, e->stored, true);
	}
	return a.n;
}
