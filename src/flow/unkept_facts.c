/* SPDX-License-Identifier: MIT */
/*
 * Which fields of which types finalizers free.
 *
 * SetFinalizer(x, fn) and AddCleanup(x, fn, x.p) are looked up in the code of
 * the whole program; what fn frees behind its parameter is in its summary.
 */
#include "flow/unkept_impl.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "flow/c_effects_impl.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "types/types.h"

const struct object *unkept_type(struct type *t)
{
	struct type *base = type_pointee(t);
	struct named *n = base ? type_as_named(base) : NULL;

	return n ? named_origin(n)->obj : NULL;
}

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
bool unkept_frees(const struct cell *c)
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
			name_t field = unkept_frees(&c->cells[v])
					       ? field_behind(c, v)
					       : NO_NAME;

			if (field != NO_NAME)
				add_fact(u, type, field, call);
		}
	}
}

/* Of x.f or &x.f, as given to a function: f; or none. */
static name_t field_given(const struct ir_value *arg, const struct ir_value *x)
{
	const struct ir_value *v = ir_bare(arg);
	const struct ir_instr *load = IR_AS(LOAD, ir_instr, v);
	const struct ir_instr *addr =
		IR_AS(FIELD_ADDR, ir_instr, load ? load->args[0] : v);

	return addr && addr->args[0] == x ? ir_field_name(addr) : NO_NAME;
}

enum { MOST_CALLS = 3 /* in each other */ };

/*
 * Fields of x that a finalizer gives to C functions of which nothing is known
 * but a name that says that they free: enough for a warning.
 */
static void facts_of_names(struct unkept *u, const struct object *type,
			   const struct ir_function *fn,
			   const struct ir_value *x, const struct ir_instr *set,
			   uint32_t depth);

static void facts_of_inner(struct unkept *u, const struct object *type,
			   const struct ir_instr *call,
			   const struct ir_value *x, const struct ir_instr *set,
			   uint32_t depth)
{
	const struct ir_function *callee = ir_static_callee(call);
	bool guess =
		callee && ir_is_c(callee) && c_known_of(u->f->c, callee)->guess;

	for (uint32_t i = 1; callee && i < call->nargs; i++) {
		name_t field = guess ? field_given(call->args[i], x) : NO_NAME;

		if (field != NO_NAME)
			add_fact(u, type, field, set);
		if (call->args[i] == x && i <= callee->nparams)
			facts_of_names(u, type, callee,
				       &callee->params[i - 1]->v, set,
				       depth + 1);
	}
}

static void facts_of_names(struct unkept *u, const struct object *type,
			   const struct ir_function *fn,
			   const struct ir_value *x, const struct ir_instr *set,
			   uint32_t depth)
{
	if (depth == MOST_CALLS)
		return;
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++)
			if (fn->blocks[b]->instrs[i]->v.op == OP_CALL)
				facts_of_inner(u, type,
					       fn->blocks[b]->instrs[i], x, set,
					       depth);
}

/* AddCleanup(x, fn, arg): the field of x that arg is, or was stored in. */
static void facts_of_cleanup(struct unkept *u, const struct ir_instr *call)
{
	const struct object *type = unkept_type(call->args[1]->type);
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
			if (at && unkept_type(at->args[0]->type) == type)
				add_fact(u, type, ir_field_name(at), call);
		}
}

static void facts_of_finalizer(struct unkept *u, const struct object *type,
			       const struct ir_function *fn,
			       const struct ir_instr *call)
{
	facts_of_summary(u, type, fn, call);
	if (fn->nparams == 1)
		facts_of_names(u, type, fn, &fn->params[0]->v, call, 0);
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
		vec_push_in(u->f->arena, &u->set, call);
		fn = ir_as_function(call->args[2]);
		type = unkept_type(ir_bare(call->args[1])->type);
		if (fn && type)
			facts_of_finalizer(u, type, fn, call);
	} else if (setter == ADDS_CLEANUP && call->nargs == 4) {
		facts_of_cleanup(u, call);
	}
}

void unkept_facts(struct unkept *u)
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

const struct fact *unkept_fact_of(const struct unkept *u,
				  const struct ir_instr *addr)
{
	const struct object *type = unkept_type(addr->args[0]->type);
	name_t field = ir_field_name(addr);
	const struct fact *f = type ? ptrmap_get(&u->facts, type) : NULL;

	while (f && f->field != field)
		f = f->next;
	return f;
}

bool unkept_is_setter(const struct ir_function *fn)
{
	return fn && setter_of(fn) == SETS_FINALIZER;
}
