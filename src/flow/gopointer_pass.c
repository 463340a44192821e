/* SPDX-License-Identifier: MIT */
/*
 * What C is given: the memory that an argument points to must not have Go
 * pointers in it.
 *
 * Which memory that is: of an element the whole array, of a field the field
 * alone, else what the address holds.  What is in it and pinned is looked
 * into in turn, for C may follow it.  A Go pointer in memory of which nobody
 * knows whose it is is wrong all the same: in memory of C it must not be,
 * and in memory of Go C must not be given it.  In memory that is
 * known to be of C only what was pinned when it was stored can be news.
 */
#include "flow/gopointer_impl.h"

#include "base/arena.h"
#include "flow/c_effects_apply.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "types/types.h"

enum { MOST_EDGES = 64, MOST_VALUES = 256, WALK_DEPTH = 6 };

struct look {
	struct exec *x;
	struct state *s;
	const struct trace *use; /* the call */
	uint32_t left;
	bool c; /* memory of C: what was stored there was looked at then */
};

static bool was_pinned(const struct state *s, val_t v)
{
	return state_edge(s, state_block(s, v), ACCESS_MODEL, MODEL_PINNED) !=
	       NULL;
}

/* The memory that is meant by an address. */
static val_t region_of(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	for (int i = 0; i < WALK_DEPTH && c->link == LINK_START; i++) {
		v = c->base;
		c = state_cell(s, v);
	}
	if (c->link != LINK_INSIDE)
		return v;
	for (const struct edge *e = state_first(s, c->base); e;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to == v)
			return c->base;
	return v;
}

static void walk(struct look *l, val_t addr, struct type *t, int depth);

/* The call, and how the pointer came into what it is given. */
static const struct trace *after_store(const struct look *l,
				       const struct trace *stored)
{
	struct trace *t;

	if (l->use->before || stored->len >= TRACE_MAX_LEN)
		return l->use;
	t = ARENA_NEW(l->x->arena, struct trace);
	*t = *l->use;
	t->before = stored;
	t->len = stored->len + 1;
	return t;
}

static void value(struct look *l, const struct edge *e, struct type *t,
		  int depth)
{
	enum go_is is = go_is(l->x, l->s, e->to, t);
	struct issue i = {
		.in_c = GO_PASSED, .primary = l->use, .stored = e->stored};

	if (go_is_struct(l->s, e->to, t)) {
		if (depth)
			walk(l, e->to, t ? t : state_cell(l->s, e->to)->type,
			     depth - 1);
		return;
	}
	if (is == GO_NOT || (l->c && !was_pinned(l->s, e->to)))
		return;
	if (go_is_pinned(l->s, e->to)) {
		val_t in = region_of(l->s, e->to);

		if (depth)
			walk(l, in, go_held_type(l->s, in), depth - 1);
	} else if (is == GO_IS) {
		go_tell(l->x, l->s, &i, e->to);
	} else if (e->stored) {
		state_ask_add(l->s, ASK_INSIDE, state_block(l->s, e->to),
			      after_store(l, e->stored));
	}
}

static void walk(struct look *l, val_t addr, struct type *t, int depth)
{
	struct state *s = l->s;
	struct edge edges[MOST_EDGES];
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, addr); e && n < MOST_EDGES;
	     e = state_next(s, e))
		if (e->to && e->access <= ACCESS_ELEM)
			edges[n++] = *e;
	for (uint32_t i = 0; i < n && l->left; i++) {
		enum access access = (enum access)edges[i].access;

		l->left--;
		if (access == ACCESS_DEREF)
			value(l, &edges[i], t, depth);
		else if (depth)
			walk(l, edges[i].to,
			     go_type_part(t, access, edges[i].key), depth - 1);
	}
}

/* The caller knows more of it, and its types leave room for pointers. */
static bool asks(const struct exec *x, const struct state *s, val_t region)
{
	const struct cell *c = state_cell(s, region);
	const struct cell *b = state_cell(s, state_block(s, region));
	struct type *t;

	if (b->origin != ORIGIN_UNKNOWN || !(b->flags & CELL_PRE) ||
	    b->flags & (CELL_GLOBAL | CELL_FRESH) || go_is_c(x, s, region))
		return false;
	t = c->type ? type_pointee(c->type) : NULL;
	return !t || go_type_has_pointer(t);
}

void go_look_into(struct exec *x, struct state *s, val_t v,
		  const struct trace *use)
{
	val_t region = region_of(s, v);
	struct look l = {x, s, use, MOST_VALUES, go_is_c(x, s, region)};

	if (!v || state_is_zero(s, v) == TRI_YES || state_freed(s, v) ||
	    state_cell(s, region)->flags & CELL_CONST)
		return;
	if (asks(x, s, region))
		state_ask_add(s, ASK_PASSED, v, use);
	walk(&l, region, go_held_type(s, region), WALK_DEPTH);
}

/* A struct by its value: pointers in it are as arguments are. */
static void look_at_parts(struct look *l, val_t v, struct type *t, int depth)
{
	struct state *s = l->s;
	struct edge edges[MOST_EDGES];
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, v); e && n < MOST_EDGES;
	     e = state_next(s, e))
		if (e->to && e->access <= ACCESS_ELEM)
			edges[n++] = *e;
	for (uint32_t i = 0; i < n && t && l->left; i++) {
		enum access access = (enum access)edges[i].access;

		l->left--;
		if (access != ACCESS_DEREF && depth)
			look_at_parts(l, edges[i].to,
				      go_type_part(t, access, edges[i].key),
				      depth - 1);
		else if (access == ACCESS_DEREF && !go_type_is_number(t) &&
			 go_type_leads_to_pointer(t))
			go_look_into(l->x, s, edges[i].to, l->use);
	}
}

/* Where it was kept is not known: this call may have let it go. */
static void forget_kept(struct state *s)
{
	for (uint32_t i = 0; i < s->nedges; i++)
		if (s->edges[i].access == ACCESS_MODEL &&
		    s->edges[i].key == MODEL_KEPT)
			s->edges[i].to = state_nil(s);
}

void gopointer_passed(struct c_call *c)
{
	struct look l = {.x = c->x, .s = c->s, .left = MOST_VALUES};

	if (c->known->copies || c->known->nonnull)
		return;
	forget_kept(c->s);
	for (uint32_t i = 0; i < c->nargs; i++) {
		struct type *t = c_param_type(c->c, i);
		const struct basic *b =
			t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

		if (!t || !c->args[i] || !go_type_leads_to_pointer(t) ||
		    (b && b->info & INFO_STRING))
			continue;
		if (!l.use)
			l.use = c_step(c, TRACE_USE, NULL);
		if (type_under(t)->kind == TYPE_STRUCT)
			look_at_parts(&l, c->args[i], t, WALK_DEPTH);
		else
			go_look_into(c->x, c->s, c->args[i], l.use);
	}
}

/* Plan */

static bool is_given_pointer(const struct ir_instr *in,
			     const struct ir_function *c)
{
	for (uint32_t i = ir_callee_at(in) + 1; i < in->nargs; i++) {
		struct type *t = c_param_type(c, i - ir_callee_at(in) - 1);
		const struct ir_value *v = ir_bare(in->args[i]);

		if (t && go_type_leads_to_pointer(t) && v->op != OP_CONST &&
		    (!type_pointee(v->type) ||
		     go_type_has_pointer(type_pointee(v->type))))
			return true;
	}
	return false;
}

static bool gives_pointer(const struct ir_function *fn)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	if (!fn->object || !(fn->object->flags & OBJECT_EXPORTED_C) || !sig ||
	    !sig->results)
		return false;
	for (uint32_t i = 0; i < sig->results->n; i++)
		if (go_type_has_pointer(sig->results->vars[i]->type))
			return true;
	return false;
}

bool gopointer_matters(const struct ir_function *fn)
{
	if (gives_pointer(fn))
		return true;
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_function *c =
				ir_is_call(in) ? ir_static_callee(in) : NULL;

			if (c && ir_is_c(c) && is_given_pointer(in, c))
				return true;
		}
	return false;
}
