/* SPDX-License-Identifier: MIT */
/*
 * Which uses of maps may go wrong
 *
 * From each place where a map stays nil (demand_source.c) facts are followed
 * along all that they can flow to, without regard to order and conditions:
 * through assignments, fields, elements, calls and returns.  Where one comes
 * to an assignment of an entry there is a suspect.  Then the facts that led
 * there are gone back through, and the functions that have them are marked
 * to be executed, which decides.
 *
 * So the cost is one pass over all instructions, and then no more than there
 * is of facts; in most programs hardly a function is executed that would not
 * be otherwise.
 *
 * A store through an address goes backwards to the object that the address is
 * of, since what is stored can be read from that by any of its names.  Memory
 * is not told apart otherwise: what goes through a channel, an append or a
 * global that something else is stored in is not followed.
 */
#include "flow/demand.h"

#include <string.h>

#include "base/arena.h"
#include "base/mix.h"
#include "flow/call.h"
#include "flow/demand_impl.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

enum {
	/* Calls and returns that a fact is followed through, in a small
	 * program and in one of more functions than LARGE. */
	CALLS_MAX = 5,
	CALLS_LARGE = 3,
	LARGE = 10000,
	STORED_MAX = 2,	  /* steps to what was stored by its pointer */
	OUT_MAX = 1,	  /* calls that a store is followed out of */
	CALLERS_MAX = 200 /* sites that one function gives its results to */
};

/* Facts */

static uint64_t key_of(uint32_t node, const struct ir_value *v, uint8_t want,
		       const struct way *way)
{
	uint64_t h = mix_pointer(mix(node + 1u, want), v);

	for (uint32_t i = 0; i < way->n; i++)
		h = mix(h, way->at[i]);
	return h | 1;
}

static void add_before(struct demand_finder *d, uint32_t fact, uint32_t from)
{
	if (!from || from == fact + 1)
		return;
	vec_push_in(d->tmp, &d->befores,
		    (struct demand_before){from - 1,
					   d->facts.at[fact].first_before});
	d->facts.at[fact].first_before = d->befores.len;
}

static uint8_t calls_to(const struct demand_finder *d, uint32_t node,
			uint32_t from)
{
	const struct demand_fact *f = from ? &d->facts.at[from - 1] : NULL;

	return f ? (uint8_t)(f->calls + (f->node != node)) : 0;
}

static uint8_t most_calls(const struct demand_finder *d)
{
	return d->g->nnodes > LARGE ? CALLS_LARGE : CALLS_MAX;
}

/* The fact's number + 1; 0: there are too many. */
static uint32_t add(struct demand_finder *d, uint32_t node,
		    const struct ir_value *v, uint8_t want, struct way way,
		    uint32_t from)
{
	void **at;
	uint32_t n;

	if (d->facts.len >= FACTS_MOST ||
	    calls_to(d, node, from) > most_calls(d))
		return 0;
	at = ptrmap_at_key(&d->by_key, d->tmp, key_of(node, v, want, &way));
	n = (uint32_t)(uintptr_t)*at;
	if (!n) {
		vec_push_in(
			d->tmp, &d->facts,
			(struct demand_fact){.v = v,
					     .node = node,
					     .want = want,
					     .calls = calls_to(d, node, from),
					     .way = way});
		n = d->facts.len;
		*at = (void *)(uintptr_t)n;
	}
	add_before(d, n - 1, from);
	return n;
}

void demand_add(struct demand_finder *d, uint32_t node,
		const struct ir_value *v, uint8_t want, struct way way,
		uint32_t from)
{
	add(d, node, v, want, way, from);
}

const struct ir_uses *demand_uses(struct demand_finder *d, uint32_t node)
{
	if (!d->uses[node]) {
		d->uses[node] = ARENA_NEW(d->tmp, struct ir_uses);
		*d->uses[node] = ir_uses(d->g->nodes[node].fn, d->tmp);
	}
	return d->uses[node];
}

/* Ways */

static bool way_tail(const struct way *w, name_t step, struct way *ret)
{
	if (!w->n || w->at[0] != step)
		return false;
	ret->n = w->n - 1;
	memmove(ret->at, w->at + 1, ret->n * sizeof(name_t));
	return true;
}

static bool way_longer(const struct way *w, name_t step, struct way *ret)
{
	if (w->n == WAY_MAX || step == NO_NAME)
		return false;
	memmove(ret->at + 1, w->at, w->n * sizeof(name_t));
	ret->at[0] = step;
	ret->n = w->n + 1;
	return true;
}

/* A pointer is a key by itself, whatever it leads to. */
static bool may_be_key(const struct ir_value *v)
{
	uint8_t kind = v->type ? type_under(v->type)->kind : TYPE_BASIC;

	return kind == TYPE_INTERFACE || kind == TYPE_STRUCT ||
	       kind == TYPE_ARRAY;
}

/* The arguments of f(keys ...any). */
static bool may_have_keys(const struct ir_value *v)
{
	struct slice *s =
		v->type ? TYPE_AS(SLICE, slice, type_under(v->type)) : NULL;

	return may_be_key(v) ||
	       (s && type_under(s->elem)->kind == TYPE_INTERFACE);
}

/* Along uses */

struct at {
	struct demand_finder *d;
	uint32_t fact; /* number + 1 */
	uint32_t node;
	uint8_t want;
	const struct ir_value *v;
	struct way way;
};

static void flow_to(struct at *a, const struct ir_value *v, struct way way)
{
	demand_add(a->d, a->node, v, a->want, way, a->fact);
}

static void sink(struct at *a, const struct ir_instr *in)
{
	struct demand_finder *d = a->d;

	if (a->want == DEMAND_KEY ? !may_be_key(a->v)
				  : demand_is_guarded(in, a->v))
		return;
	vec_push_in(d->tmp, &d->sinks, (struct demand_sink){a->fact - 1, in});
}

/* Component i of what `in` gives. */
static void flow_to_part(struct at *a, uint32_t node, const struct ir_instr *in,
			 uint32_t i, bool tuple, struct way way)
{
	const struct ir_uses *u;
	int64_t at;

	if (!tuple) {
		if (in->v.type)
			demand_add(a->d, node, &in->v, a->want, way, a->fact);
		return;
	}
	u = demand_uses(a->d, node);
	at = ir_value_index(a->d->g->nodes[node].fn, &in->v);
	for (uint32_t k = at < 0 ? 0 : u->first[at];
	     at >= 0 && k < u->first[at + 1]; k++)
		if (u->at[k]->v.op == OP_EXTRACT && u->at[k]->index == i)
			demand_add(a->d, node, &u->at[k]->v, a->want, way,
				   a->fact);
}

/* A value that is copied lies in what it is stored in. */
static uint32_t most_of(const struct at *a)
{
	return type_under(a->v->type)->kind == TYPE_POINTER ? STORED_MAX
							    : WAY_MAX;
}

static void store_to(struct at *a, uint32_t node, const struct ir_value *to,
		     struct way way, uint32_t most, int out);

/* What a function stored in what it was given its callers see. */
static void store_out(struct at *a, uint32_t node, uint32_t param,
		      struct way way, uint32_t most, int out)
{
	struct callgraph_in in = callgraph_in(a->d->g, node);
	const struct call_site *site;

	for (int n = 0; (site = callgraph_next_in(&in)) && n < CALLERS_MAX;
	     n++) {
		uint32_t at, many;

		plan_callees(a->d->g, site, &many);
		if (!site->instr || !many)
			continue;
		at = ir_callee_at(site->instr) + param +
		     !(site->instr->v.flags & IR_INVOKE);
		if (at < site->instr->nargs)
			store_to(a, site->caller, site->instr->args[at], way,
				 most, out - 1);
	}
}

/* The object that an address is of, and all that it was read from. */
static void store_to(struct at *a, uint32_t node, const struct ir_value *to,
		     struct way way, uint32_t most, int out)
{
	for (int depth = 0; depth < 2 * WAY_MAX; depth++) {
		const struct ir_instr *in = (const struct ir_instr *)to;

		if (way.n > most)
			return;

		if (to->op == OP_CONST || to->op == OP_FUNC)
			return;
		demand_add(a->d, node, to, a->want, way, a->fact);
		switch (to->op) {
		case OP_FIELD_ADDR:
			if (!way_longer(&way, ir_field_name(in), &way))
				return;
			break;
		case OP_INDEX_ADDR:
			if (!way_longer(&way, WAY_ELEM, &way))
				return;
			break;
		case OP_LOAD:
		case OP_SLICE:
		case OP_CHANGE_TYPE:
			break;
		case OP_PARAM:
			if (out && a->want == DEMAND_MAP)
				store_out(a, node, to->num, way, most, out);
			return;
		default:
			return;
		}
		to = in->args[0];
	}
}

static void flow_into(struct at *a, uint32_t callee, uint32_t param)
{
	const struct ir_function *fn = a->d->g->nodes[callee].fn;

	if (param < fn->nparams)
		demand_add(a->d, callee, &fn->params[param]->v, a->want, a->way,
			   a->fact);
}

static bool is_clone(const struct flow *f, const struct ir_function *fn)
{
	const struct model *m = model_of(f->models, fn);

	return m && strcmp(m->name, "maps.Clone") == 0;
}

static void flow_to_call(struct at *a, const struct ir_instr *in, uint32_t arg)
{
	uint32_t first = ir_callee_at(in) + !(in->v.flags & IR_INVOKE), n, map;
	const struct ir_value *fun = in->args[ir_callee_at(in)];
	const struct ir_function *callee;
	const struct call_site *site;
	const uint32_t *callees;
	uint32_t key;
	uint8_t asks;

	if (arg < first || (a->want == DEMAND_KEY && !may_have_keys(a->v)))
		return;
	arg -= first;
	if (fun->op == OP_BUILTIN) {
		if (a->want == DEMAND_KEY && arg == 1 &&
		    strcmp(((const struct ir_builtin *)fun)->name, "delete") ==
			    0)
			sink(a, in);
		if (a->want == DEMAND_KEY &&
		    strcmp(((const struct ir_builtin *)fun)->name, "append") ==
			    0)
			flow_to(a, &in->v, a->way);
		return;
	}
	callee = ir_static_callee(in);
	asks = callee ? demand_of_model(model_of(a->d->f->models, callee), &map,
					&key)
		      : 0;
	if (asks & a->want && arg == (a->want == DEMAND_MAP ? map : key) &&
	    (a->want == DEMAND_KEY || !a->way.n))
		sink(a, in);
	/* The clone of a nil map is nil: model_maps_clone(). */
	if (callee && a->want == DEMAND_MAP && !a->way.n &&
	    is_clone(a->d->f, callee)) {
		sink(a, in);
		flow_to(a, &in->v, a->way);
	}
	site = call_site_of(a->d->g, in);
	callees = site ? plan_callees(a->d->g, site, &n) : NULL;
	for (uint32_t i = 0; callees && i < n; i++)
		flow_into(a, callees[i], arg);
}

static void flow_to_results(struct at *a, uint32_t i)
{
	struct callgraph_in in = callgraph_in(a->d->g, a->node);
	const struct signature *sig = TYPE_AS(
		SIGNATURE, signature, a->d->g->nodes[a->node].fn->v.type);
	const struct call_site *site;
	bool tuple = sig && sig->results && sig->results->n > 1;

	for (int n = 0; (site = callgraph_next_in(&in)) && n < CALLERS_MAX;
	     n++) {
		uint32_t many;

		plan_callees(a->d->g, site, &many);
		if (site->instr && many && site->instr->v.op == OP_CALL)
			flow_to_part(a, site->caller, site->instr, i, tuple,
				     a->way);
	}
}

/* A range over what has elements. */
static void flow_to_range(struct at *a, const struct ir_instr *range)
{
	const struct ir_uses *u = demand_uses(a->d, a->node);
	int64_t at = ir_value_index(a->d->g->nodes[a->node].fn, &range->v);
	struct way way = {0};

	if (at < 0 || !way_tail(&a->way, WAY_ELEM, &way))
		return;
	for (uint32_t k = u->first[at]; k < u->first[at + 1]; k++)
		if (u->at[k]->v.op == OP_NEXT)
			flow_to_part(a, a->node, u->at[k], 2, true, way);
}

static void flow_to_closure(struct at *a, const struct ir_instr *in,
			    uint32_t arg)
{
	const struct ir_function *fn = IR_AS(FUNC, ir_function, in->args[0]);
	int64_t node = fn ? callgraph_node(a->d->g, fn) : -1;

	if (arg && node >= 0 && arg - 1 < fn->nfree_vars)
		demand_add(a->d, (uint32_t)node, &fn->free_vars[arg - 1]->v,
			   a->want, a->way, a->fact);
}

static void flow_to_update(struct at *a, const struct ir_instr *in,
			   uint32_t arg)
{
	struct way way = {0};

	if (arg == 0 && a->want == DEMAND_MAP && !a->way.n)
		sink(a, in);
	if (arg == 1 && a->want == DEMAND_KEY)
		sink(a, in);
	if (arg == 2 && way_longer(&a->way, WAY_ELEM, &way))
		store_to(a, a->node, in->args[0], way, most_of(a), OUT_MAX);
}

/* Out of an interface with a type that is none a key is told by its type. */
static bool is_asserted_away(const struct at *a, const struct ir_instr *in)
{
	return a->want == DEMAND_KEY &&
	       type_under(in->asserted)->kind != TYPE_INTERFACE;
}

static void flow_to_operand(struct at *a, const struct ir_instr *in,
			    uint32_t arg)
{
	bool ok = in->v.flags & IR_COMMA_OK;
	struct way way = {0};

	switch (in->v.op) {
	case OP_MAKE_INTERFACE:
		if (a->want == DEMAND_KEY && !may_be_key(a->v))
			break;
		flow_to(a, &in->v, a->way);
		break;
	case OP_PHI:
	case OP_CHANGE_TYPE:
	case OP_CHANGE_INTERFACE:
	case OP_LOAD:
		flow_to(a, &in->v, a->way);
		break;
	case OP_SLICE:
		if (arg == 0)
			flow_to(a, &in->v, a->way);
		break;
	case OP_FIELD_ADDR:
	case OP_FIELD:
		if (way_tail(&a->way, ir_field_name(in), &way))
			flow_to(a, &in->v, way);
		break;
	case OP_INDEX_ADDR:
	case OP_INDEX:
		if (arg == 0 && way_tail(&a->way, WAY_ELEM, &way))
			flow_to(a, &in->v, way);
		break;
	case OP_LOOKUP:
		if (arg == 1 && a->want == DEMAND_KEY)
			sink(a, in);
		if (arg == 0 && way_tail(&a->way, WAY_ELEM, &way))
			flow_to_part(a, a->node, in, 0, ok, way);
		break;
	case OP_TYPE_ASSERT:
		if (!is_asserted_away(a, in))
			flow_to_part(a, a->node, in, 0, ok, a->way);
		break;
	case OP_STORE:
		if (arg == 1)
			store_to(a, a->node, in->args[0], a->way, most_of(a),
				 OUT_MAX);
		break;
	case OP_MAP_UPDATE:
		flow_to_update(a, in, arg);
		break;
	case OP_CALL:
	case OP_GO:
	case OP_DEFER:
		flow_to_call(a, in, arg);
		break;
	case OP_MAKE_CLOSURE:
		flow_to_closure(a, in, arg);
		break;
	case OP_RANGE:
		flow_to_range(a, in);
		break;
	case OP_RETURN:
		flow_to_results(a, arg);
		break;
	}
}

static void flow_to_user(struct at *a, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++)
		if (in->args[i] == a->v)
			flow_to_operand(a, in, i);
}

static struct at at_fact(struct demand_finder *d, uint32_t i)
{
	const struct demand_fact *f = &d->facts.at[i];

	return (struct at){.d = d,
			   .fact = i + 1,
			   .node = f->node,
			   .want = f->want,
			   .v = f->v,
			   .way = f->way};
}

void demand_add_use(struct demand_finder *d, uint32_t node,
		    const struct ir_value *v, uint8_t want, struct way way,
		    const struct ir_instr *in)
{
	uint32_t n = add(d, node, v, want, way, 0);
	struct at a;

	if (!n)
		return;
	a = at_fact(d, n - 1);
	flow_to_user(&a, in);
}

static void follow(struct demand_finder *d, uint32_t i)
{
	struct at a = at_fact(d, i);
	const struct ir_uses *u;
	int64_t at = ir_value_index(d->g->nodes[a.node].fn, a.v);

	/* Constants and globals are followed where they are met. */
	if (at < 0 || !d->g->nodes[a.node].fn->nblocks)
		return;
	u = demand_uses(d, a.node);
	for (uint32_t k = u->first[at]; k < u->first[at + 1]; k++)
		flow_to_user(&a, u->at[k]);
}

/* Back from the sinks */

static void mark_function(struct demand_finder *d, uint32_t node)
{
	struct flow *f = d->f;

	if (!(f->plan.nodes[node] & PLAN_BODY))
		return;
	f->plan.nodes[node] |= PLAN_DIRECT;
	*ptrmap_at(&f->suspects, f->arena, d->g->nodes[node].fn) = f;
}

static void mark_all(struct demand_finder *d)
{
	struct flow *f = d->f;
	struct VEC(uint32_t) todo = {0};

	for (uint32_t i = 0; i < d->sinks.len; i++) {
		const struct demand_sink *s = &d->sinks.at[i];
		void **at = ptrmap_at(&f->suspects, f->arena, s->in);
		uint8_t want = d->facts.at[s->fact].want;

		*at = (void *)((uintptr_t)*at | want);
		vec_push_in(d->tmp, &todo, s->fact);
	}
	while (todo.len) {
		struct demand_fact *one = &d->facts.at[vec_pop(&todo)];

		if (one->marked)
			continue;
		one->marked = true;
		mark_function(d, one->node);
		for (uint32_t b = one->first_before; b;
		     b = d->befores.at[b - 1].next)
			vec_push_in(d->tmp, &todo, d->befores.at[b - 1].fact);
	}
}

void demand_plan(struct flow *f)
{
	struct demand_finder d = {
		.f = f, .g = f->graph, .tmp = arena_create(0)};

	d.uses = ARENA_ARRAY(d.tmp, f->graph->nnodes + 1, struct ir_uses *);
	demand_sources(&d);
	for (uint32_t i = 0; i < d.facts.len; i++)
		follow(&d, i);
	mark_all(&d);
	arena_destroy(d.tmp);
}

uint8_t demand_suspects(const struct flow *f, const struct ir_instr *in)
{
	return (uint8_t)(uintptr_t)ptrmap_get(&f->suspects, in);
}

bool demand_watches(const struct flow *f, const struct ir_function *fn)
{
	return ptrmap_get(&f->suspects, fn) != NULL;
}
