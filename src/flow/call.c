/* SPDX-License-Identifier: MIT */
/*
 * Whom a call runs, and what is done in its place.
 *
 * A model of a library function comes before all else, then what is known of
 * a function of C, then what a comment says of a function of Go, then its
 * summary.  A call of an interface method or a function value runs what its
 * operand is known to be; when nothing is known of that, each of a few that
 * the call graph has, in a state of its own in which the operand is that.
 * Of what nobody knows the result is unknown and nothing is changed.
 */
#include "flow/call.h"

#include <string.h>

#include "flow/demand.h"
#include "flow/exec.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

/* A call, whoever it runs in the end. */
struct call {
	struct exec *x;
	const struct ir_instr *in;
	const val_t *args; /* with the receiver */
	uint32_t nargs;
	enum summary_run run;
};

void call_unsplit(struct exec *x, struct state *s)
{
	uint32_t i = x->nextra;

	while (i > 0 && x->extra[i - 1] != s)
		i--;
	if (!i)
		return;
	memmove(x->extra + i - 1, x->extra + i,
		(x->nextra - i) * sizeof(*x->extra));
	x->nextra--;
	state_release(s);
}

/* What is not known */

/* Library code that is too large to be looked at keeps no memory. */
static bool is_harmless(const struct ir_function *fn)
{
	const struct ir_package *home = fn->home ? fn->home : fn->pkg;

	return home && home->source && home->source->load &&
	       home->source->load->standard;
}

static bool unknown(const struct call *c, struct state *s, bool harmless)
{
	for (uint32_t i = 0; i < c->nargs; i++) {
		if (!c->args[i])
			continue;
		event_written(c->x, s, c->args[i]);
		if (!harmless)
			event_unknown(c->x, s, c->args[i]);
	}
	if (c->in->v.op == OP_CALL)
		exec_set(c->x, s, c->in, state_unknown(s, c->in->v.type));
	return true;
}

/* A function that is known */

static bool in_recursion(const struct call *c, const struct ir_function *fn)
{
	const struct callgraph *g = c->x->flow->graph;
	int64_t node = callgraph_node(g, fn);

	return node >= 0 && g->nodes[node].scc == g->nodes[c->x->node].scc;
}

static bool call_known(const struct call *c, struct state *s,
		       struct ir_function *fn, val_t closure)
{
	struct exec *x = c->x;
	const struct model *model = model_of(x->flow->models, fn);
	const struct go_effects *effects;
	const struct summary *sum;

	if (model && !demand_call(x, s, model, c->args, c->nargs))
		return false;
	if (model)
		return model->run(x, s, c->in, c->args, c->nargs);
	if (ir_is_c(fn))
		return c_call(x, s, c->in, fn, c->args, c->nargs);
	effects = go_effects_of(x->flow, fn);
	if (effects)
		return go_effects_apply(x, s, c->in, effects, c->args,
					c->nargs);
	sum = flow_summary_of(x, fn);
	if (!sum)
		return unknown(c, s, is_harmless(fn) || in_recursion(c, fn));
	return summary_apply(x, s, c->in, sum, c->run, closure, c->args,
			     c->nargs);
}

bool exec_call(struct exec *x, struct state *s, const struct ir_instr *in,
	       struct ir_function *callee, val_t closure, const val_t *args,
	       uint32_t nargs)
{
	struct call c = {x, in, args, nargs, SUMMARY_CALL};

	return call_known(&c, s, callee, closure);
}

/* What the call graph says */

/* Sites of a function are in the order of its instructions; those that no
 * instruction makes come last. */
const struct call_site *call_site_of(const struct callgraph *g,
				     const struct ir_instr *in)
{
	int64_t node = callgraph_node(g, in->block->fn);
	const struct call_site *sites;
	uint32_t low = 0, high;

	if (node < 0)
		return NULL;
	sites = g->sites + g->nodes[node].first_site;
	high = g->nodes[node].nsites;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (sites[mid].instr && sites[mid].instr->id < in->id)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == g->nodes[node].nsites || sites[low].instr != in)
		return NULL;
	return &sites[low];
}

/* The few functions that the call may run; none when they are many. */
static const uint32_t *callees_of(const struct call *c, uint32_t *ret_n)
{
	const struct callgraph *g = c->x->flow->graph;
	const struct call_site *site = call_site_of(g, c->in);
	const uint32_t *callees;

	*ret_n = 0;
	if (!site)
		return NULL;
	callees = callgraph_callees(g, site, ret_n);
	if (*ret_n > EXEC_MAX_CALLEES)
		*ret_n = 0;
	return callees;
}

/* Function values */

/* Takes v to be fn; false when it is known to be something else. */
static bool take_function(struct state *s, val_t v, struct ir_function *fn)
{
	struct cell *c = state_cell(s, v);

	if (c->fn && c->fn != fn)
		return false;
	if (!(c->flags & CELL_CONST))
		c->fn = fn;
	return true;
}

static bool take_receiver(struct state *s, val_t v, struct ir_function *fn)
{
	struct cell *c = state_cell(s, v);

	if (!(c->flags & CELL_CONST) && fn->nparams)
		c->type = fn->params[0]->v.type;
	return true;
}

typedef bool take_fn(struct state *s, val_t v, struct ir_function *fn);

/* Each of the callees in a state of its own, in which v is what runs it. */
static bool call_each(const struct call *c, struct state *s, val_t v,
		      take_fn *take, bool closure)
{
	const struct call_node *nodes = c->x->flow->graph->nodes;
	const uint32_t *callees;
	uint32_t n;

	callees = callees_of(c, &n);
	if (!n || (c->run == SUMMARY_GO && n > 1))
		return unknown(c, s, false);
	for (uint32_t i = 0; i + 1 < n; i++) {
		struct ir_function *fn = nodes[callees[i]].fn;
		struct state *other = exec_split(c->x, s);

		if (!other)
			break;
		other->certain = false;
		if (!take(other, v, fn) ||
		    !call_known(c, other, fn, closure ? v : NO_VAL))
			call_unsplit(c->x, other);
	}
	if (n > 1)
		s->certain = false;
	return take(s, v, nodes[callees[n - 1]].fn) &&
	       call_known(c, s, nodes[callees[n - 1]].fn, closure ? v : NO_VAL);
}

static bool call_function(const struct call *c, struct state *s, val_t v)
{
	if (!state_assume_zero(s, v, false))
		return false;
	if (state_cell(s, v)->fn)
		return call_known(c, s, state_cell(s, v)->fn, v);
	return call_each(c, s, v, take_function, true);
}

bool call_value(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t fn, const val_t *args, uint32_t nargs)
{
	struct call c = {x, in, args, nargs, SUMMARY_CALL};

	return call_function(&c, s, fn);
}

/* Interface methods */

static bool has_receiver(const struct ir_function *fn, struct type *t)
{
	return fn->nparams && type_identical(fn->params[0]->v.type, t);
}

/* The method that a receiver of this dynamic type has; NULL: unknown. */
static struct ir_function *method_of(const struct call *c, struct type *t)
{
	const struct callgraph *g = c->x->flow->graph;
	const struct object *want = c->in->method;
	const struct call_site *site = call_site_of(g, c->in);
	struct object *found;
	const uint32_t *index;
	uint32_t n = 0;
	bool indirect;

	for (uint32_t i = 0; site && i < g->lists[site->list].n; i++) {
		uint32_t at = g->callees[g->lists[site->list].first + i];

		if (has_receiver(g->nodes[at].fn, t))
			return g->nodes[at].fn;
	}
	found = lookup_field_or_method(t, false, want->pkg, want->name,
				       c->x->arena, &index, &n, &indirect);
	if (!found || found->kind != OBJECT_FUNC || n != 1 || found->origin)
		return NULL;
	return ir_function_of(c->x->flow->prog, found);
}

static bool invoke(const struct call *c, struct state *s)
{
	struct type *t;
	struct ir_function *fn;

	if (!state_assume_zero(s, c->args[0], false))
		return false;
	t = state_cell(s, c->args[0])->type;
	if (!t || type_is_interface(t))
		return call_each(c, s, c->args[0], take_receiver, false);
	fn = method_of(c, t);
	return fn ? call_known(c, s, fn, NO_VAL) : unknown(c, s, false);
}

/* Goroutines */

/* What the goroutine has lives on when this function returns. */
static void give_away(const struct call *c, struct state *s, val_t v)
{
	if (!v)
		return;
	event_escape(c->x, s, v, "given to a goroutine");
	if (!(state_cell(s, v)->flags & CELL_CONST))
		state_cell(s, v)->flags |= CELL_GOROUTINE;
}

bool call_go(struct exec *x, struct state *s, const struct ir_instr *in,
	     val_t fn, const val_t *args, uint32_t nargs)
{
	struct call c = {x, in, args, nargs, SUMMARY_GO};

	give_away(&c, s, fn);
	for (uint32_t i = 0; i < nargs; i++)
		give_away(&c, s, args[i]);
	/* The goroutine may end as it likes: here it goes on. */
	call_function(&c, s, fn);
	return true;
}

/* Instructions */

static bool call_instr(const struct call *c, struct state *s, val_t v)
{
	struct ir_function *fn = ir_static_callee(c->in);

	if (c->in->v.flags & IR_INVOKE)
		return invoke(c, s);
	if (fn)
		return call_known(c, s, fn, v);
	return call_function(c, s, v);
}

bool exec_call_instr(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args)
{
	uint32_t at = ir_callee_at(in);
	bool is_invoke = in->v.flags & IR_INVOKE;
	uint32_t first = is_invoke ? at : at + 1;
	struct call c = {.x = x,
			 .in = in,
			 .args = args + first,
			 .nargs = in->nargs - first};

	if (in->v.op != OP_GO)
		return call_instr(&c, s, is_invoke ? NO_VAL : args[at]);
	c.run = SUMMARY_GO;
	if (!is_invoke)
		give_away(&c, s, args[at]);
	for (uint32_t i = 0; i < c.nargs; i++)
		give_away(&c, s, c.args[i]);
	call_instr(&c, s, is_invoke ? NO_VAL : args[at]);
	return true;
}
