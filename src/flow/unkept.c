/* SPDX-License-Identifier: MIT */
/*
 * Owners that nothing keeps alive.
 *
 * An object with a finalizer that frees its field p is collected as soon as
 * nothing refers to it any more; that may be while C still works with what was
 * read from p.  The documentation of runtime.KeepAlive has the example.
 *
 * 1. Facts: which fields of which types finalizers free.  SetFinalizer(x, fn)
 *    and AddCleanup(x, fn, x.p) are looked up in the code; what fn frees
 *    behind its parameter is in its summary.
 * 2. In each function of the packages that are named: x is a parameter or a
 *    local, v is read from x.p, and what is made of v (conversions, slices,
 *    addresses) is used.  When x is not live after the last such use
 *    (exec_order.h), is not deferred, captured or stored, nothing keeps it.
 *
 * An owner that came out of a map, a global or another object is held there,
 * and is none of these.
 */
#include "flow/unkept_impl.h"

#include "base/arena.h"
#include "base/vec.h"
#include "flow/c_type.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "types/builtins.h"
#include "types/types.h"

/* Uses */

uint32_t unkept_uses(const struct body *b, const struct ir_value *v,
		     struct ir_instr ***ret)
{
	int64_t i = ir_value_index(b->fn, v);

	if (i < 0)
		return 0;
	*ret = b->uses.at + b->uses.first[i];
	return b->uses.first[i + 1] - b->uses.first[i];
}

/* Registers that have the same address, or one that is made of it. */
static bool leads_on(const struct ir_instr *in)
{
	const struct ir_builtin *builtin;

	switch (in->v.op) {
	case OP_CONVERT:
	case OP_CHANGE_TYPE:
	case OP_SLICE:
	case OP_FIELD_ADDR:
	case OP_INDEX_ADDR:
		return true;
	case OP_CALL:
		builtin = IR_AS(BUILTIN, ir_builtin, in->args[0]);
		return builtin && (builtin->v.num == BUILTIN_SLICE ||
				   builtin->v.num == BUILTIN_ADD ||
				   builtin->v.num == BUILTIN_STRING);
	default:
		return false;
	}
}

#define MOST_DERIVED 64
#define MOST_HELPERS 3 /* calls in each other */

static bool is_used(const struct body *b, const struct ir_value *v,
		    uint32_t depth);

/* A Go function works with what it is given before it comes back. */
static bool helper_uses(const struct body *b, const struct ir_instr *call,
			const struct ir_function *callee,
			const struct ir_value *v, uint32_t depth)
{
	struct body in = {.u = b->u, .fn = callee};

	/* The collector frees what is Go's own. */
	if (depth >= MOST_HELPERS || !callee->nblocks ||
	    c_type_of(v->type) == C_TYPE_NO)
		return false;
	in.uses = ir_uses(callee, b->u->scratch);
	for (uint32_t i = 1; i < call->nargs && i <= callee->nparams; i++)
		if (call->args[i] == v &&
		    is_used(&in, &callee->params[i - 1]->v, depth + 1))
			return true;
	return false;
}

/* Memory is read, written, or given to C; depth: of helpers. */
static bool is_use(const struct body *b, const struct ir_instr *in,
		   const struct ir_value *v, uint32_t depth)
{
	const struct ir_function *callee;

	if (in->v.op == OP_LOAD || in->v.op == OP_STORE)
		return in->args[0] == v;
	if (in->v.op != OP_CALL)
		return false;
	callee = ir_static_callee(in);
	return callee &&
	       (ir_is_c(callee) || helper_uses(b, in, callee, v, depth));
}

/* v, and what is made of it; how many. */
static uint32_t derive(const struct body *b, const struct ir_value *v,
		       const struct ir_value *ret[MOST_DERIVED])
{
	uint32_t n = 1;

	ret[0] = v;
	for (uint32_t i = 0; i < n; i++) {
		struct ir_instr **at;
		uint32_t many = unkept_uses(b, ret[i], &at);

		for (uint32_t k = 0; k < many && n < MOST_DERIVED; k++)
			if (leads_on(at[k]))
				ret[n++] = &at[k]->v;
	}
	return n;
}

/* The last use, in the order of the source, of what is made of v. */
static const struct ir_instr *last_use(const struct body *b,
				       const struct ir_value *v, uint32_t depth)
{
	const struct ir_value *derived[MOST_DERIVED];
	const struct ir_instr *last = NULL;
	uint32_t n = derive(b, v, derived);

	for (uint32_t i = 0; i < n; i++) {
		struct ir_instr **at;
		uint32_t many = unkept_uses(b, derived[i], &at);

		for (uint32_t k = 0; k < many; k++)
			if ((!last || at[k]->pos > last->pos) &&
			    is_use(b, at[k], derived[i], depth))
				last = at[k];
	}
	return last;
}

static bool is_used(const struct body *b, const struct ir_value *v,
		    uint32_t depth)
{
	return last_use(b, v, depth) != NULL;
}

/* The owner is read again when the instruction is done. */
static bool lives_after(const struct body *b, const struct ir_value *owner,
			const struct ir_instr *at)
{
	int64_t reg = ir_value_index(b->fn, owner);
	const struct ir_block *block = at->block;
	bool past = false;

	for (uint32_t i = 0; i < block->ninstrs; i++) {
		const struct ir_instr *in = block->instrs[i];

		for (uint32_t k = 0; past && k < in->nargs; k++)
			if (in->args[k] == owner)
				return true;
		past |= in == at;
	}
	for (uint32_t i = 0; i < block->nsuccs; i++)
		if (exec_bit(b->order->live[block->succs[i]->index],
			     (uint32_t)reg))
			return true;
	return false;
}

/* Somebody else has it: deferred, captured, stored, sent, a phi. */
static bool is_kept(const struct body *b, const struct ir_value *owner)
{
	struct ir_instr **at, **deeper;
	uint32_t n = unkept_uses(b, owner, &at);

	for (uint32_t i = 0; i < n; i++) {
		const struct ir_instr *in = at[i];

		switch (in->v.op) {
		case OP_DEFER:
		case OP_GO:
		case OP_MAKE_CLOSURE:
		case OP_PHI:
		case OP_SEND:
		case OP_MAP_UPDATE:
			return true;
		case OP_STORE:
			if (in->args[1] == owner)
				return true;
			break;
		case OP_FIELD_ADDR:
		case OP_MAKE_INTERFACE: {
			/* defer x.mu.Unlock(); an interface of it goes on. */
			uint32_t many = unkept_uses(b, &in->v, &deeper);

			for (uint32_t k = 0; k < many; k++)
				if (deeper[k]->v.op == OP_DEFER ||
				    deeper[k]->v.op == OP_MAKE_CLOSURE ||
				    (in->v.op == OP_MAKE_INTERFACE &&
				     deeper[k]->v.op == OP_STORE))
					return true;
			break;
		}
		default:
			break;
		}
	}
	return false;
}

/* A parameter, or what was made here: nobody else is known to have it. */
static bool is_own(const struct ir_value *v)
{
	return v->op == OP_PARAM || v->op == OP_ALLOC || v->op == OP_CALL ||
	       v->op == OP_EXTRACT;
}

/* Of an object that is embedded by pointer: where that was read from. */
static const struct ir_value *embedded_in(const struct ir_value *v)
{
	const struct ir_instr *load = IR_AS(LOAD, ir_instr, v);
	const struct ir_instr *addr =
		load ? IR_AS(FIELD_ADDR, ir_instr, load->args[0]) : NULL;
	const struct structure *s =
		addr ? TYPE_AS(STRUCT, structure,
			       type_under(type_pointee(addr->args[0]->type)))
		     : NULL;

	if (!s || addr->index >= s->nfields ||
	    !(s->fields[addr->index]->flags & OBJECT_EMBEDDED))
		return NULL;
	return addr->args[0];
}

static bool is_method(const struct ir_function *fn)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	return sig && sig->recv;
}

/* A method's copy of its receiver: what is done to that keeps no object. */
static bool is_copy(const struct body *b, const struct ir_value *v)
{
	struct ir_instr **at;
	uint32_t n = v->op == OP_ALLOC ? unkept_uses(b, v, &at) : 0;

	for (uint32_t i = 0; i < n; i++)
		if (at[i]->v.op == OP_STORE && at[i]->args[0] == v &&
		    at[i]->args[1]->op == OP_PARAM &&
		    at[i]->args[1]->num == 0 && is_method(b->fn))
			return true;
	return false;
}

static bool keeps(const struct body *b, const struct ir_value *owner,
		  const struct ir_instr *use)
{
	return is_kept(b, owner) || lives_after(b, owner, use);
}

/* Nothing refers to the owner when the use is done, as far as is known. */
static bool is_unkept(const struct body *b, const struct ir_value *owner,
		      const struct ir_instr *use)
{
	const struct ir_value *outer = embedded_in(owner);

	if (outer)
		return is_own(outer) && !keeps(b, owner, use) &&
		       !keeps(b, outer, use);
	return is_own(owner) && (is_copy(b, owner) || !keeps(b, owner, use));
}

void unkept_tell(struct unkept *u, struct issue *issue)
{
	struct issue *i = ARENA_NEW(u->f->arena, struct issue);

	*i = *issue;
	i->origin = ORIGIN_C;
	i->how = FREED_FINALIZER;
	i->certain = true;
	i->weight = 1;
	vec_push(&u->f->workers[0].issues, i);
}

static void look_at_uses(struct body *b, const struct ir_value *v,
			 const struct ir_value *owner, const struct fact *fact)
{
	struct issue i = {.kind = ISSUE_UNKEPT, .fn = b->fn};
	const struct ir_instr *use = last_use(b, v, 0);

	if (!use || !is_unkept(b, owner, use))
		return;
	i.freed = fact->set;
	i.primary = i.use = trace_step(b->u->f->arena, NULL, TRACE_USE, b->fn,
				       use->pos, "used");
	unkept_tell(b->u, &i);
}

static bool is_result(const struct body *b, const struct ir_value *v)
{
	struct ir_instr **at;
	uint32_t n = unkept_uses(b, v, &at);

	for (uint32_t i = 0; i < n; i++)
		if (at[i]->v.op == OP_RETURN)
			return true;
	return false;
}

static bool has_facts(const struct unkept *u, struct type *t)
{
	const struct object *type = unkept_type(t);

	return type && ptrmap_get(&u->facts, type);
}

static void look_at_read(struct body *b, const struct ir_instr *load)
{
	const struct ir_instr *addr =
		IR_AS(FIELD_ADDR, ir_instr, load->args[0]);
	const struct fact *fact = addr ? unkept_fact_of(b->u, addr) : NULL;

	if (!fact)
		return;
	unkept_given(b, load, fact);
	look_at_uses(b, &load->v, addr->args[0], fact);
}

/* The fact of a field of a parameter of which the function's result is made:
 * a view. */
static const struct fact *view_of(const struct body *b,
				  const struct ir_value *param)
{
	const struct ir_value *derived[MOST_DERIVED];

	for (uint32_t i = 0; i < b->fn->nblocks; i++)
		for (uint32_t k = 0; k < b->fn->blocks[i]->ninstrs; k++) {
			const struct ir_instr *in = b->fn->blocks[i]->instrs[k];
			const struct ir_instr *addr =
				in->v.op == OP_LOAD
					? IR_AS(FIELD_ADDR, ir_instr,
						in->args[0])
					: NULL;
			const struct fact *fact =
				addr && addr->args[0] == param
					? unkept_fact_of(b->u, addr)
					: NULL;
			uint32_t n = fact ? derive(b, &in->v, derived) : 0;

			for (uint32_t d = 0; d < n; d++)
				if (is_result(b, derived[d]))
					return fact;
		}
	return NULL;
}

/* A call that gives a view of what its receiver or an argument owns. */
static void look_at_call(struct body *b, const struct ir_instr *call)
{
	const struct ir_function *callee = ir_static_callee(call);
	struct body in = {.u = b->u, .fn = callee};
	const struct fact *fact;

	if (!callee || !callee->nblocks || !call->v.type)
		return;
	for (uint32_t i = 1; i < call->nargs && i <= callee->nparams; i++) {
		if (!has_facts(b->u, call->args[i]->type))
			continue;
		if (!in.uses.at)
			in.uses = ir_uses(callee, b->u->scratch);
		fact = view_of(&in, &callee->params[i - 1]->v);
		if (fact)
			look_at_uses(b, &call->v, call->args[i], fact);
	}
}

/* The finalizer itself, and who does its work, may end the owner. */
static bool frees_itself(const struct body *b)
{
	int64_t node = callgraph_node(b->u->f->graph, b->fn);
	const struct summary *sum = node >= 0 ? b->u->f->summaries[node] : NULL;

	for (uint32_t i = 0; sum && i < sum->ncases; i++)
		for (val_t v = 1; v <= sum->cases[i].ncells; v++)
			if (unkept_frees(&sum->cases[i].cells[v]))
				return true;
	return false;
}

/* A field of an owner is read, or an owner given to a function. */
static bool meets_owners(const struct unkept *u, const struct ir_function *fn)
{
	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t k = 0; k < fn->blocks[i]->ninstrs; k++) {
			const struct ir_instr *in = fn->blocks[i]->instrs[k];

			if (in->v.op != OP_FIELD_ADDR && in->v.op != OP_CALL)
				continue;
			for (uint32_t a = 0; a < in->nargs; a++)
				if (has_facts(u, in->args[a]->type))
					return true;
		}
	return false;
}

static void look_at_instr(struct body *b, const struct ir_instr *in)
{
	if (in->v.op == OP_LOAD)
		look_at_read(b, in);
	else if (in->v.op == OP_CALL)
		look_at_call(b, in);
}

static void look_at_function(struct unkept *u, const struct ir_function *fn)
{
	struct body b = {.u = u, .fn = fn};

	if (!fn->nblocks || !fn->home || !fn->home->named ||
	    !meets_owners(u, fn) || frees_itself(&b))
		return;
	b.uses = ir_uses(fn, u->scratch);
	b.order = exec_order_make(fn, u->scratch);
	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t k = 0; k < fn->blocks[i]->ninstrs; k++)
			look_at_instr(&b, fn->blocks[i]->instrs[k]);
	arena_reset(u->scratch);
}

void unkept_find(struct flow *f)
{
	struct unkept u = {.f = f};

	if (!f->nworkers)
		return;
	u.scratch = arena_create(0);
	unkept_facts(&u);
	unkept_copies(&u);
	for (uint32_t i = 0; u.facts.used && i < f->graph->nnodes; i++)
		look_at_function(&u, f->graph->nodes[i].fn);
	arena_destroy(u.scratch);
}
