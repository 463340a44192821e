/* SPDX-License-Identifier: MIT */
/*
 * What flows where: one walk over the code
 *
 * An assignment is an edge from what is assigned to what it is assigned to.
 * Pointers alias: between two of them it is an edge each way.  Memory has no
 * identity here but its type: all fields of one name of a struct type are
 * one place, all elements of slices of a type, all keys of maps.
 *
 * A call is an assignment of its arguments to the parameters of whatever the
 * graph so far says that it runs, and of their results to its own.  With
 * thousands of calls of a method that thousands of types have, that would be
 * their product.  But all calls of a group may run the same functions: so
 * each argument goes to one place in between, the group's hub, and from
 * there on.  What reaches what is the same.
 *
 * x/tools: go/callgraph/vta, graph.go.  Here v, ok := <-c flows too.
 */
#include "ir/vta.h"

#include "types/construct.h"
#include "types/predicates.h"

struct walk {
	struct vta *v;
	uint32_t node; /* whose code it is */
	uint32_t site; /* the next one */
};

static struct place place(struct walk *w, const struct ir_value *x)
{
	return vta_place(w->v, w->node, x);
}

static struct place self(struct walk *w, const struct ir_instr *in)
{
	return vta_place(w->v, w->node, &in->v);
}

static struct place component(struct walk *w, const struct ir_instr *in,
			      uint32_t index)
{
	return vta_component(w->v, w->node, &in->v, index);
}

/* The underlying type; of a type parameter, the one of all its types. */
static struct type *core(struct type *t)
{
	if (is_type_param(t))
		return common_under(NULL, t, NULL, NULL, NULL);
	return type_under(t);
}

/* The one result, or the first of two when there is an ok. */
static struct place value_of(struct walk *w, const struct ir_instr *in)
{
	return in->v.flags & IR_COMMA_OK ? component(w, in, 0) : self(w, in);
}

static struct place message(struct walk *w, const struct ir_value *chan)
{
	struct chan *c = TYPE_AS(CHAN, chan, core(chan->type));

	return vta_type_place(w->v, PLACE_MESSAGE, c ? c->elem : NULL);
}

static struct place element(struct walk *w, const struct ir_value *x)
{
	struct type *t = core(x->type), *elem = NULL;

	if (t && t->kind == TYPE_POINTER)
		t = core(((struct pointer *)t)->base);
	if (t && t->kind == TYPE_ARRAY)
		elem = ((struct array *)t)->elem;
	else if (t && t->kind == TYPE_SLICE)
		elem = ((struct slice *)t)->elem;
	return vta_type_place(w->v, PLACE_ELEMENT, elem);
}

static void both_ways(struct walk *w, struct place x, struct place y)
{
	vta_flow(w->v, x, y);
	vta_flow(w->v, y, x);
}

static void closure(struct walk *w, const struct ir_instr *in)
{
	struct ir_function *fn = IR_AS(FUNC, ir_function, in->args[0]);
	int64_t node = fn ? callgraph_node(w->v->c->g, fn) : -1;

	if (node < 0)
		return;
	vta_flow(w->v, vta_function(w->v, fn), self(w, in));
	for (uint32_t i = 0; i < fn->nfree_vars && i + 1 < in->nargs; i++)
		vta_flow_alias(
			w->v,
			vta_place(w->v, (uint32_t)node, &fn->free_vars[i]->v),
			place(w, in->args[i + 1]));
}

static void field_address(struct walk *w, const struct ir_instr *in)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, core(in->args[0]->type));

	if (p)
		both_ways(w, vta_field(w->v, p->base, in->index), self(w, in));
}

static void lookup(struct walk *w, const struct ir_instr *in)
{
	struct map *m = TYPE_AS(MAP, map, type_under(in->args[0]->type));

	if (m)
		vta_flow_alias(w->v, value_of(w, in),
			       vta_type_place(w->v, PLACE_VALUE, m->elem));
}

static void update(struct walk *w, const struct ir_instr *in)
{
	struct map *m = TYPE_AS(MAP, map, type_under(in->args[0]->type));

	if (!m)
		return;
	vta_flow_alias(w->v, vta_type_place(w->v, PLACE_KEY, m->key),
		       place(w, in->args[1]));
	vta_flow_alias(w->v, vta_type_place(w->v, PLACE_VALUE, m->elem),
		       place(w, in->args[2]));
}

static void next(struct walk *w, const struct ir_instr *in)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->v.type);

	if (!t || t->n < 3 || in->v.flags & IR_STRING)
		return;
	vta_flow_alias(w->v, component(w, in, 1),
		       vta_type_place(w->v, PLACE_KEY, t->vars[1]->type));
	vta_flow_alias(w->v, component(w, in, 2),
		       vta_type_place(w->v, PLACE_VALUE, t->vars[2]->type));
}

static void selected(struct walk *w, const struct ir_instr *in)
{
	uint32_t received = 0;

	for (uint32_t i = 0; i < in->nargs / 2; i++) {
		struct place m = message(w, in->args[2 * i]);

		if (in->states[i].dir == CHAN_SEND)
			vta_flow_alias(w->v, m, place(w, in->args[2 * i + 1]));
		else
			vta_flow_alias(w->v, component(w, in, 2 + received++),
				       m);
	}
}

static void returned(struct walk *w, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++)
		vta_flow(w->v, place(w, in->args[i]),
			 vta_result(w->v, w->node, i));
}

/* What a call gives: i of n results. */
static struct place result(struct walk *w, const struct ir_instr *call,
			   uint32_t i, uint32_t n)
{
	return n == 1 ? self(w, call) : component(w, call, i);
}

static void called(struct walk *w, const struct ir_instr *call, uint32_t callee)
{
	const struct ir_function *fn = w->v->c->g->nodes[callee].fn;
	struct signature *s = TYPE_AS(SIGNATURE, signature, fn->v.type);
	uint32_t first = ir_callee_at(call) + 1;
	uint32_t n = s ? tuple_len(s->results) : 0;

	for (uint32_t i = first; i < call->nargs; i++)
		if (i - first < fn->nparams)
			vta_flow_alias(w->v,
				       vta_place(w->v, callee,
						 &fn->params[i - first]->v),
				       place(w, call->args[i]));
	for (uint32_t i = 0; call->v.op == OP_CALL && i < n; i++)
		vta_flow(w->v, vta_result(w->v, callee, i),
			 result(w, call, i, n));
}

/* Parts of a hub: the receiver, parameters, results. */
static uint32_t hub_param(uint32_t i)
{
	return 1 + i;
}

static uint32_t hub_result(const struct call_group *g, uint32_t i)
{
	return 1 + tuple_len(g->sig->params) + i;
}

/* The place of a parameter that a hub stands for: pointers need none. */
static struct place hub_place(struct walk *w, uint32_t group, uint32_t index,
			      struct type *t)
{
	struct vta *v = w->v;
	const struct typenum *flow =
		typenum_flow(v->c->types, typenum_of(v->c->types, t));
	struct place p;

	if (flow->shape == SHAPE_VALUE)
		return vta_hub(v, group, index, t);
	if (flow->shape == SHAPE_POINTER)
		return vta_type_place(v, PLACE_POINTER, t);
	p = vta_type_place(v, PLACE_NESTED,
			   typenum_type(v->c->types, flow->target));
	p.bits = (uint8_t)((p.bits | FLOW_REFERENCE) & ~FLOW_TYPE);
	return p;
}

/* Between a call and its group's hub. */
static void called_group(struct walk *w, const struct ir_instr *call,
			 uint32_t group)
{
	const struct call_group *g = &w->v->c->groups.at[group];
	const struct tuple *params = g->sig->params, *results = g->sig->results;
	uint32_t at = ir_callee_at(call), n = tuple_len(results);

	if (g->iface)
		vta_flow(w->v, place(w, call->args[at]),
			 vta_hub(w->v, group, 0, call->args[at]->type));
	for (uint32_t i = 0; i < tuple_len(params); i++)
		if (at + 1 + i < call->nargs)
			vta_flow_alias(w->v,
				       hub_place(w, group, hub_param(i),
						 params->vars[i]->type),
				       place(w, call->args[at + 1 + i]));
	for (uint32_t i = 0; call->v.op == OP_CALL && i < n; i++)
		vta_flow(w->v,
			 hub_place(w, group, hub_result(g, i),
				   results->vars[i]->type),
			 result(w, call, i, n));
}

/* Between a group's hub and a function that its calls may run. */
static void group_calls(struct walk *w, uint32_t group, uint32_t callee)
{
	struct vta *v = w->v;
	const struct call_group *g = &v->c->groups.at[group];
	const struct ir_function *fn = v->c->g->nodes[callee].fn;
	const struct tuple *params = g->sig->params, *results = g->sig->results;
	uint32_t first = g->iface != 0;

	/*
	 * An interface's receiver does not flow to the method's, which is of
	 * one type; but what a function with methods is may be many.
	 */
	if (g->iface && fn->nparams > 0 &&
	    type_under(fn->params[0]->v.type)->kind == TYPE_SIGNATURE)
		vta_flow(v,
			 vta_hub(v, group, 0,
				 typenum_type(v->c->types, g->iface)),
			 vta_place(v, callee, &fn->params[0]->v));
	for (uint32_t i = 0; i < tuple_len(params); i++)
		if (first + i < fn->nparams)
			vta_flow_alias(
				v,
				vta_place(v, callee, &fn->params[first + i]->v),
				hub_place(w, group, hub_param(i),
					  params->vars[i]->type));
	for (uint32_t i = 0; i < tuple_len(results); i++)
		vta_flow(v, vta_result(v, callee, i),
			 hub_place(w, group, hub_result(g, i),
				   results->vars[i]->type));
}

static bool is_recover(const struct ir_value *x)
{
	return x && x->op == OP_BUILTIN && x->num == BUILTIN_RECOVER;
}

static void call(struct walk *w, const struct ir_instr *in)
{
	const struct calls *c = w->v->c;
	const struct ir_value *x = in->args[ir_callee_at(in)];
	const struct call_site *site;

	if (is_recover(x) && in->v.op == OP_CALL)
		vta_flow(w->v, vta_any_place(PLACE_RECOVER), self(w, in));
	if (w->site >= c->g->nsites)
		return;
	site = &c->g->sites[w->site];
	if (site->instr != in)
		return;
	if (c->site_groups[w->site])
		called_group(w, in, c->site_groups[w->site] - 1);
	else if (site->list < c->g->nnodes)
		called(w, in, site->list);
	w->site++;
}

static void store(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, place(w, in->args[0]), place(w, in->args[1]));
}

/* The same value, or what it points to: they alias. */
static void copy(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, self(w, in), place(w, in->args[0]));
}

static void to_interface(struct walk *w, const struct ir_instr *in)
{
	vta_flow(w->v, place(w, in->args[0]), self(w, in));
}

static void type_assert(struct walk *w, const struct ir_instr *in)
{
	vta_flow(w->v, place(w, in->args[0]), value_of(w, in));
}

static void phi(struct walk *w, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++)
		vta_flow_alias(w->v, self(w, in), place(w, in->args[i]));
}

static void extract(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, self(w, in),
		       vta_component(w->v, w->node, in->args[0], in->index));
}

static void field(struct walk *w, const struct ir_instr *in)
{
	vta_flow(w->v, vta_field(w->v, in->args[0]->type, in->index),
		 self(w, in));
}

static void element_value(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, self(w, in), element(w, in->args[0]));
}

static void element_address(struct walk *w, const struct ir_instr *in)
{
	both_ways(w, element(w, in->args[0]), self(w, in));
}

static void receive(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, value_of(w, in), message(w, in->args[0]));
}

static void send(struct walk *w, const struct ir_instr *in)
{
	vta_flow_alias(w->v, message(w, in->args[0]), place(w, in->args[1]));
}

static void panics(struct walk *w, const struct ir_instr *in)
{
	vta_flow(w->v, place(w, in->args[0]), vta_any_place(PLACE_PANIC));
}

/* What is not here lets nothing through that is called. */
static void (*const flows[NOPS])(struct walk *w, const struct ir_instr *in) = {
	[OP_STORE] = store,
	[OP_LOAD] = copy,
	[OP_CHANGE_TYPE] = copy,
	[OP_MULTI_CONVERT] = copy,
	[OP_MAKE_INTERFACE] = to_interface,
	[OP_CHANGE_INTERFACE] = to_interface,
	[OP_TYPE_ASSERT] = type_assert,
	[OP_MAKE_CLOSURE] = closure,
	[OP_PHI] = phi,
	[OP_EXTRACT] = extract,
	[OP_FIELD] = field,
	[OP_FIELD_ADDR] = field_address,
	[OP_INDEX] = element_value,
	[OP_INDEX_ADDR] = element_address,
	[OP_RECV] = receive,
	[OP_SEND] = send,
	[OP_SELECT] = selected,
	[OP_LOOKUP] = lookup,
	[OP_MAP_UPDATE] = update,
	[OP_NEXT] = next,
	[OP_PANIC] = panics,
	[OP_RETURN] = returned,
	[OP_CALL] = call,
	[OP_GO] = call,
	[OP_DEFER] = call,
};

static void function(struct vta *v, uint32_t node)
{
	const struct call_node *n = &v->c->g->nodes[node];
	struct walk w = {.v = v, .node = node, .site = n->first_site};

	for (uint32_t b = 0; b < n->fn->nblocks; b++) {
		const struct ir_block *block = n->fn->blocks[b];

		for (uint32_t i = 0; i < block->ninstrs; i++) {
			const struct ir_instr *in = block->instrs[i];

			if (flows[in->v.op])
				flows[in->v.op](&w, in);
		}
	}
}

void vta_make_graph(struct vta *v)
{
	struct calls *c = v->c;
	struct walk w = {.v = v};

	vta_flow(v, vta_any_place(PLACE_PANIC), vta_any_place(PLACE_RECOVER));
	for (uint32_t i = 0; i < c->g->nnodes; i++)
		if (c->g->nodes[i].reached)
			function(v, i);
	for (uint32_t i = 0; i < c->groups.len; i++) {
		struct call_list list = c->lists.at[c->groups.at[i].list];

		for (uint32_t k = 0; k < list.n; k++)
			group_calls(&w, i, c->callees.at[list.first + k]);
	}
}
