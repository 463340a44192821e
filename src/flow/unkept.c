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
#include "flow/unkept.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/exec.h"
#include "flow/exec_order.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/builtins.h"
#include "types/types.h"

/* A finalizer of a type frees this field. */
struct fact {
	const struct object *type;
	name_t field;
	const struct trace *set; /* the call of SetFinalizer */
	struct fact *next;	 /* of the same type */
};

struct unkept {
	struct flow *f;
	struct arena *scratch;
	struct ptrmap facts; /* struct object * -> struct fact * */
};

/* Types and fields */

static const struct object *named_of(struct type *t)
{
	struct type *base = type_pointee(t);
	struct named *n = base ? type_as_named(base) : NULL;

	return n ? named_origin(n)->obj : NULL;
}

/* Facts */

static void add_fact(struct unkept *u, const struct object *type, name_t field,
		     const struct ir_instr *call)
{
	struct fact **at =
		(struct fact **)ptrmap_at(&u->facts, u->f->arena, type);
	struct fact *new;

	for (struct fact *f = *at; f; f = f->next)
		if (f->field == field)
			return;
	new = ARENA_NEW(u->f->arena, struct fact);
	new->type = type;
	new->field = field;
	new->set = trace_step(u->f->arena, NULL, TRACE_FREE, call->block->fn,
			      call->pos, "a finalizer");
	new->next = *at;
	*at = new;
}

/* Memory that was there before is freed, or given up by a reference. */
static bool frees(const struct cell *c)
{
	return c->freed && c->flags & CELL_PRE &&
	       c->freed->how != FREED_RECYCLE;
}

/* The field of parameter 0 behind which a cell was found; or none. */
static name_t field_behind(const struct summary_case *c, val_t v)
{
	for (int depth = 0; depth < 8; depth++) {
		const struct pre_edge *found = NULL;

		for (uint32_t i = 0; i < c->npre && !found; i++)
			if (c->pre[i].to == v)
				found = &c->pre[i];
		if (!found)
			return NO_NAME;
		if (found->from == 1 && found->access == ACCESS_FIELD)
			return (name_t)found->key;
		v = found->from;
	}
	return NO_NAME;
}

static void facts_of_summary(struct unkept *u, const struct object *type,
			     const struct ir_function *fn,
			     const struct ir_instr *call)
{
	int64_t node = callgraph_node(u->f->graph, fn);
	const struct summary *sum = node >= 0 ? u->f->summaries[node] : NULL;

	for (uint32_t i = 0; sum && i < sum->ncases; i++) {
		const struct summary_case *c = &sum->cases[i];

		for (val_t v = 1; v <= c->ncells; v++) {
			name_t field = frees(&c->cells[v]) ? field_behind(c, v)
							   : NO_NAME;

			if (field != NO_NAME)
				add_fact(u, type, field, call);
		}
	}
}

/* AddCleanup(x, fn, arg): the field of x that arg is, or was stored in. */
static void facts_of_cleanup(struct unkept *u, const struct ir_instr *call)
{
	const struct object *type = named_of(call->args[1]->type);
	const struct ir_value *arg = ir_bare(call->args[3]);
	const struct ir_function *fn = call->block->fn;

	if (!type)
		return;
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_instr *at;
			bool load = &in->v == arg && in->v.op == OP_LOAD;

			if (!load && (in->v.op != OP_STORE ||
				      ir_bare(in->args[1]) != arg))
				continue;
			at = IR_AS(FIELD_ADDR, ir_instr, in->args[0]);
			if (at && named_of(at->args[0]->type) == type)
				add_fact(u, type, ir_field_name(at), call);
		}
}

enum setter { SETS_NOTHING, SETS_FINALIZER, ADDS_CLEANUP };

static enum setter setter_of(const struct ir_function *fn)
{
	const struct ir_function *origin = fn->origin ? fn->origin : fn;
	const struct object *o = origin->object;

	if (!o || !o->pkg || strcmp(o->pkg->path, "runtime") != 0)
		return SETS_NOTHING;
	if (!strcmp(origin->name, "SetFinalizer"))
		return SETS_FINALIZER;
	return !strcmp(origin->name, "AddCleanup") ? ADDS_CLEANUP
						   : SETS_NOTHING;
}

static void facts_of_call(struct unkept *u, const struct ir_instr *call,
			  enum setter setter)
{
	const struct ir_function *fn;
	const struct object *type;

	if (setter == SETS_FINALIZER && call->nargs == 3) {
		fn = ir_as_function(call->args[2]);
		type = named_of(ir_bare(call->args[1])->type);
		if (fn && type)
			facts_of_summary(u, type, fn, call);
	} else if (setter == ADDS_CLEANUP && call->nargs == 4) {
		facts_of_cleanup(u, call);
	}
}

static void find_facts(struct unkept *u)
{
	const struct callgraph *g = u->f->graph;
	uint8_t *setters = arena_alloc(u->scratch, g->nnodes + 1);

	for (uint32_t i = 0; i < g->nnodes; i++)
		setters[i] = (uint8_t)setter_of(g->nodes[i].fn);
	for (uint32_t i = 0; i < g->nsites; i++) {
		const struct call_site *site = &g->sites[i];

		/* The first lists are of one node, which is called by name. */
		if (site->instr && site->instr->v.op == OP_CALL &&
		    !site->dynamic && site->list < g->nnodes)
			facts_of_call(u, site->instr,
				      (enum setter)setters[site->list]);
	}
	arena_reset(u->scratch);
}

/* Uses */

/* A function that is looked at. */
struct body {
	struct unkept *u;
	const struct ir_function *fn;
	struct ir_uses uses;
	struct exec_order *order;
};

static const struct fact *fact_of(const struct body *b,
				  const struct ir_instr *addr)
{
	const struct object *type = named_of(addr->args[0]->type);
	name_t field = ir_field_name(addr);
	const struct fact *f = type ? ptrmap_get(&b->u->facts, type) : NULL;

	while (f && f->field != field)
		f = f->next;
	return f;
}

static uint32_t uses_of(const struct body *b, const struct ir_value *v,
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

/* Memory is read, written, or given to C. */
static bool is_use(const struct ir_instr *in, const struct ir_value *v)
{
	const struct ir_function *callee;

	if (in->v.op == OP_LOAD || in->v.op == OP_STORE)
		return in->args[0] == v;
	if (in->v.op != OP_CALL)
		return false;
	callee = ir_static_callee(in);
	return callee && ir_is_c(callee);
}

#define MOST_DERIVED 64

/* The last use, in the order of the source, of what is made of v. */
static const struct ir_instr *last_use(const struct body *b,
				       const struct ir_instr *v)
{
	const struct ir_instr *derived[MOST_DERIVED], *last = NULL;
	uint32_t n = 0;

	derived[n++] = v;
	for (uint32_t i = 0; i < n; i++) {
		struct ir_instr **at;
		uint32_t many = uses_of(b, &derived[i]->v, &at);

		for (uint32_t k = 0; k < many; k++) {
			if (leads_on(at[k]) && n < MOST_DERIVED)
				derived[n++] = at[k];
			if (is_use(at[k], &derived[i]->v) &&
			    (!last || at[k]->pos > last->pos))
				last = at[k];
		}
	}
	return last;
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
	uint32_t n = uses_of(b, owner, &at);

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
			uint32_t many = uses_of(b, &in->v, &deeper);

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

static void tell(struct body *b, const struct fact *fact,
		 const struct ir_instr *use)
{
	struct arena *a = b->u->f->arena;
	struct issue *i = ARENA_NEW(a, struct issue);

	i->kind = ISSUE_UNKEPT;
	i->origin = ORIGIN_C;
	i->how = FREED_FINALIZER;
	i->certain = true;
	i->fn = b->fn;
	i->freed = fact->set;
	i->primary = i->use =
		trace_step(a, NULL, TRACE_USE, b->fn, use->pos, "used");
	i->weight = 1;
	vec_push(&b->u->f->workers[0].issues, i);
}

static void look_at_read(struct body *b, const struct ir_instr *load)
{
	const struct ir_instr *addr =
		IR_AS(FIELD_ADDR, ir_instr, load->args[0]);
	const struct ir_instr *use;
	const struct ir_value *owner;
	const struct fact *fact = addr ? fact_of(b, addr) : NULL;

	if (!fact)
		return;
	owner = addr->args[0];
	use = is_own(owner) ? last_use(b, load) : NULL;
	if (!use || is_kept(b, owner) || lives_after(b, owner, use))
		return;
	tell(b, fact, use);
}

/* The finalizer itself, and who does its work, may end the owner. */
static bool frees_itself(const struct body *b)
{
	int64_t node = callgraph_node(b->u->f->graph, b->fn);
	const struct summary *sum = node >= 0 ? b->u->f->summaries[node] : NULL;

	for (uint32_t i = 0; sum && i < sum->ncases; i++)
		for (val_t v = 1; v <= sum->cases[i].ncells; v++)
			if (frees(&sum->cases[i].cells[v]))
				return true;
	return false;
}

static bool reads_fields(const struct unkept *u, const struct ir_function *fn)
{
	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t k = 0; k < fn->blocks[i]->ninstrs; k++) {
			const struct ir_instr *in = fn->blocks[i]->instrs[k];
			const struct object *type =
				in->v.op == OP_FIELD_ADDR
					? named_of(in->args[0]->type)
					: NULL;

			if (type && ptrmap_get(&u->facts, type))
				return true;
		}
	return false;
}

static void look_at_function(struct unkept *u, const struct ir_function *fn)
{
	struct body b = {.u = u, .fn = fn};

	if (!fn->nblocks || !fn->home || !fn->home->named ||
	    !reads_fields(u, fn) || frees_itself(&b))
		return;
	b.uses = ir_uses(fn, u->scratch);
	b.order = exec_order_make(fn, u->scratch);
	for (uint32_t i = 0; i < fn->nblocks; i++)
		for (uint32_t k = 0; k < fn->blocks[i]->ninstrs; k++)
			if (fn->blocks[i]->instrs[k]->v.op == OP_LOAD)
				look_at_read(&b, fn->blocks[i]->instrs[k]);
	arena_reset(u->scratch);
}

void unkept_find(struct flow *f)
{
	struct unkept u = {.f = f};

	if (!f->nworkers)
		return;
	u.scratch = arena_create(0);
	find_facts(&u);
	for (uint32_t i = 0; u.facts.used && i < f->graph->nnodes; i++)
		look_at_function(&u, f->graph->nodes[i].fn);
	arena_destroy(u.scratch);
}
