/* SPDX-License-Identifier: MIT */
/*
 * Places: numbers for what values flow between
 *
 * Most values never take part: numbers, strings, structs hold nothing that is
 * called.  So a place becomes a node of the graph only with its first edge,
 * and an edge is made only when something can come through it: its target is
 * of a type that holds interfaces or functions, its source too, or its type
 * has methods that some call may run.
 *
 * x/tools: go/callgraph/vta, graph.go (nodeFromVal, representative), utils.go.
 */
#include "ir/vta.h"

#include "types/construct.h"

void vta_places_init(struct vta *v)
{
	struct callgraph *g = v->c->g;
	struct arena *a = v->c->a;
	uint32_t n = 0;

	v->local_base = ARENA_ARRAY(a, g->nnodes, uint32_t);
	for (uint32_t i = 0; i < g->nnodes; i++) {
		const struct ir_function *fn = g->nodes[i].fn;

		v->local_base[i] = n;
		n += fn->nparams + fn->nfree_vars + fn->nregisters;
	}
	v->locals = ARENA_ARRAY(a, n, uint32_t);
	v->nglobals = v->c->prog->nglobals;
	v->globals = ARENA_ARRAY(a, v->nglobals, uint32_t);
	v->functions = ARENA_ARRAY(a, g->nnodes, uint32_t);
	v->results = ARENA_ARRAY(a, g->nnodes, uint32_t);
	v->hubs = ARENA_ARRAY(a, v->c->groups.len, uint32_t);
	vec_push(&v->initial, 0);
}

/* Types through which nothing flows are known by their kind. */
static bool holds_nothing(const struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
	case TYPE_ARRAY:
	case TYPE_SLICE:
	case TYPE_STRUCT:
	case TYPE_TUPLE:
	case TYPE_MAP:
	case TYPE_CHAN:
		return true;
	default:
		return false;
	}
}

static struct place typed(struct vta *v, enum place_kind kind, struct type *t)
{
	struct place p = {.kind = kind, .index = PLACE_ONLY, .parts = 1};

	if (!t)
		return (struct place){.kind = PLACE_NONE};
	if (t->kind == TYPE_ALIAS)
		t = unalias(t);
	p.type = typenum_of(v->c->types, t);
	p.bits = holds_nothing(t) ? FLOW_TYPE
				  : typenum_flow(v->c->types, p.type)->bits;
	return p;
}

struct place vta_type_place(struct vta *v, enum place_kind kind, struct type *t)
{
	return typed(v, kind, t);
}

static struct place nested(struct vta *v, uint32_t target)
{
	struct place p =
		typed(v, PLACE_NESTED, typenum_type(v->c->types, target));

	p.bits = (uint8_t)((p.bits | FLOW_REFERENCE) & ~FLOW_TYPE);
	return p;
}

/* A value's own place; NONE for what is no variable. */
static struct place own(struct vta *v, uint32_t node, const struct ir_value *x,
			struct place p)
{
	int64_t index;

	switch (x->op) {
	case OP_CONST:
		p.kind = PLACE_CONST;
		return p;
	case OP_GLOBAL:
		p.kind = PLACE_GLOBAL;
		p.of = ((const struct ir_global *)x)->id;
		if (p.of < v->nglobals)
			return p;
		break;
	case OP_FUNC:
		return vta_function(v, (const struct ir_function *)x);
	case OP_BUILTIN:
		break;
	default:
		index = ir_value_index(v->c->g->nodes[node].fn, x);
		if (index < 0)
			break;
		p.kind = PLACE_LOCAL;
		p.of = v->local_base[node] + (uint32_t)index;
		return p;
	}
	return (struct place){.kind = PLACE_NONE};
}

struct place vta_place(struct vta *v, uint32_t node, const struct ir_value *x)
{
	const struct typenum *flow;
	struct place p;

	if (!x || !x->type)
		return (struct place){.kind = PLACE_NONE};
	p = typed(v, PLACE_NONE, x->type);
	if (p.bits & FLOW_REFERENCE) {
		flow = typenum_flow(v->c->types, p.type);
		if (flow->shape == SHAPE_NESTED)
			return nested(v, flow->target);
		if (flow->shape == SHAPE_POINTER) {
			p.kind = PLACE_POINTER;
			return p;
		}
	}
	return own(v, node, x, p);
}

struct place vta_component(struct vta *v, uint32_t node,
			   const struct ir_value *x, uint32_t index)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, x->type);
	struct place p = {.kind = PLACE_NONE};

	if (!t || index >= t->n)
		return p;
	p = own(v, node, x, typed(v, PLACE_NONE, t->vars[index]->type));
	p.index = index;
	p.parts = t->n;
	return p;
}

struct place vta_field(struct vta *v, struct type *of, uint32_t index)
{
	struct structure *s = TYPE_AS(STRUCT, structure, type_under(of));
	struct place p;

	if (!s || index >= s->nfields)
		return (struct place){.kind = PLACE_NONE};
	p = typed(v, PLACE_FIELD, s->fields[index]->type);
	if (!(p.bits & FLOW_IN))
		return p; /* it has no node: of is not needed */
	p.of = typenum_of(v->c->types, of);
	p.index = index;
	p.parts = s->nfields;
	return p;
}

struct place vta_result(struct vta *v, uint32_t node, uint32_t index)
{
	struct signature *s =
		TYPE_AS(SIGNATURE, signature, v->c->g->nodes[node].fn->v.type);
	struct place p;

	if (!s || index >= tuple_len(s->results))
		return (struct place){.kind = PLACE_NONE};
	p = typed(v, PLACE_RESULT, s->results->vars[index]->type);
	p.of = node;
	p.index = index;
	p.parts = s->results->n;
	return p;
}

struct place vta_function(struct vta *v, const struct ir_function *fn)
{
	int64_t node = callgraph_node(v->c->g, fn);
	struct place p;

	if (node < 0)
		return (struct place){.kind = PLACE_NONE};
	p = typed(v, PLACE_FUNCTION, fn->v.type);
	p.of = (uint32_t)node;
	return p;
}

struct place vta_hub(struct vta *v, uint32_t group, uint32_t index,
		     struct type *t)
{
	const struct call_group *g = &v->c->groups.at[group];
	struct place p = typed(v, PLACE_HUB, t);

	p.of = group;
	p.index = index;
	p.parts = 1 + tuple_len(g->sig->params) + tuple_len(g->sig->results);
	return p;
}

struct place vta_any_place(enum place_kind kind)
{
	return (struct place){.kind = kind, .bits = FLOW_IN, .parts = 1};
}

/* Where the number of the place's node, or of its first part's, is kept. */
static uint32_t *slot_of(struct vta *v, const struct place *p)
{
	switch ((enum place_kind)p->kind) {
	case PLACE_LOCAL:
		return &v->locals[p->of];
	case PLACE_GLOBAL:
		return &v->globals[p->of];
	case PLACE_FUNCTION:
		return &v->functions[p->of];
	case PLACE_RESULT:
		return &v->results[p->of];
	case PLACE_HUB:
		return &v->hubs[p->of];
	case PLACE_PANIC:
		return &v->panic;
	case PLACE_RECOVER:
		return &v->recover;
	case PLACE_FIELD:
		while (v->types.len <= p->of)
			vec_push(&v->types, (struct type_places){.fields = 0});
		return &v->types.at[p->of].fields;
	default:
		while (v->types.len <= p->type)
			vec_push(&v->types, (struct type_places){.fields = 0});
		return &v->types.at[p->type].at[p->kind];
	}
}

/* The element that is in the place whatever flows there, or 0. */
static uint32_t initial_element(const struct vta *v, const struct place *p)
{
	if (p->kind == PLACE_FUNCTION)
		return v->element_of_function[p->of];
	if (p->kind == PLACE_HUB || !(p->bits & FLOW_TYPE) ||
	    p->type >= v->ntypes)
		return 0;
	return v->element_of_type[p->type];
}

static uint32_t node_of(struct vta *v, const struct place *p)
{
	uint32_t *slot = slot_of(v, p);
	uint32_t index = p->index == PLACE_ONLY ? 0 : p->index, node;

	if (!*slot) {
		*slot = v->initial.len;
		for (uint32_t i = 0; i < p->parts; i++)
			vec_push(&v->initial, 0);
	}
	node = *slot + index;
	v->initial.at[node] = initial_element(v, p);
	return node;
}

void vta_flow(struct vta *v, struct place from, struct place to)
{
	uint32_t a, b;

	if (!(to.bits & FLOW_IN) || to.kind == PLACE_NONE ||
	    from.kind == PLACE_NONE)
		return;
	if (!(from.bits & FLOW_IN) && !initial_element(v, &from))
		return;
	/* Into constants flows only what pointers to them alias. */
	if (from.kind == PLACE_CONST && !(from.bits & FLOW_REFERENCE) &&
	    !initial_element(v, &from))
		return;
	a = node_of(v, &from);
	b = node_of(v, &to);
	if (a != b)
		vec_push(&v->edges, (struct flow_edge){.from = a, .to = b});
}

void vta_flow_alias(struct vta *v, struct place to, struct place from)
{
	vta_flow(v, from, to);
	if (to.bits & from.bits & FLOW_REFERENCE)
		vta_flow(v, to, from);
}
