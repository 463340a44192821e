/* SPDX-License-Identifier: MIT */
/*
 * From the cells of a callee's case to those of its caller.
 *
 * Parameters are the arguments, captured variables are what the closure has,
 * globals are themselves.  From there the ways that the callee went (its pre
 * edges) are gone here, which finds what the caller knows, or asks for it in
 * turn.  What the callee made is made here.  What it knew of what was there
 * before is then what must be possible here, else the case cannot be.
 */
#include "flow/summary_impl.h"

#include "base/arena.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "syntax/token.h"
#include "types/types.h"

/* Of bases and terms, in each other. */
enum { MAP_DEPTH = 24 };

/* Traces */

/* A literal's code counts as its outer function's: its steps stay as they
 * are, for a person finds what must be changed there. */
static bool is_part_of_caller(const struct apply *a)
{
	const struct ir_function *fn = a->sum->fn;

	while (fn && fn != a->x->fn)
		fn = fn->parent;
	return fn != NULL && fn != a->sum->fn;
}

static const struct trace *called(struct apply *a, const struct trace *inside)
{
	if (a->last.inside != inside) {
		a->last.inside = inside;
		a->last.call = trace_call(
			a->x->arena, inside, a->x->fn,
			a->in->pos ? a->in->pos : exec_pos(a->x), a->sum->name);
	}
	return a->last.call;
}

/*
 * A literal that was made before and is called by its variable now: a use in
 * it is wrong because of the call, while what it frees it frees wherever it
 * is called from.
 */
static bool is_called_later(const struct apply *a)
{
	const struct ir_block *b = a->in->block;

	if (a->in->v.op != OP_CALL || a->in->args[0]->op != OP_MAKE_CLOSURE)
		return false;
	for (uint32_t i = 1; i < b->ninstrs; i++)
		if (b->instrs[i] == a->in)
			return &b->instrs[i - 1]->v != a->in->args[0];
	return true;
}

const struct trace *map_use(struct apply *a, const struct trace *inside)
{
	return is_part_of_caller(a) && !is_called_later(a) ? inside
							   : called(a, inside);
}

const struct trace *map_trace(struct apply *a, const struct trace *inside)
{
	if (!inside)
		return NULL;
	return is_part_of_caller(a) ? inside : called(a, inside);
}

const struct freed *map_freed(struct apply *a, const struct freed *f)
{
	struct freed *copy;

	if (!f)
		return NULL;
	copy = ARENA_NEW(a->x->arena, struct freed);
	*copy = *f;
	copy->trace = map_trace(a, f->trace);
	copy->deferred |= a->in->v.op == OP_DEFER;
	copy->later |= a->run == SUMMARY_GO;
	return copy;
}

/* Roots */

static bool is_dynamic(struct type *t)
{
	return t && type_is_interface(t);
}

/*
 * A value of static type `is` that the callee took to be one function, or an
 * interface of one dynamic type: another one cannot go this way.
 */
static bool can_be(struct apply *a, val_t v, struct type *is, val_t arg)
{
	const struct cell *c = &a->c->cells[v];
	struct cell *to = state_cell(a->s, arg);

	if (c->fn && to->fn && c->fn != to->fn)
		return false;
	if (is_dynamic(is) && c->type && !is_dynamic(c->type) && to->type &&
	    !is_dynamic(to->type) && !type_identical(c->type, to->type))
		return false;
	if (to->flags & CELL_CONST)
		return true;
	if (c->fn)
		to->fn = c->fn;
	if (is_dynamic(is) && c->type && !is_dynamic(c->type))
		to->type = c->type;
	return true;
}

static val_t captured(struct apply *a, uint32_t i, struct type *t)
{
	if (a->closure == NO_VAL)
		return state_unknown(a->s, t);
	return state_read(a->s, a->closure, ACCESS_CAPTURE, i, t);
}

bool map_roots(struct apply *a)
{
	const struct ir_function *fn = a->sum->fn;
	uint32_t v = 1;

	for (uint32_t i = 0; i < fn->nparams; i++, v++) {
		struct type *t = fn->params[i]->v.type;

		a->map[v] = i < a->nargs && a->args[i] ? a->args[i]
						       : state_unknown(a->s, t);
		if (!can_be(a, v, t, a->map[v]))
			return false;
	}
	for (uint32_t i = 0; i < fn->nfree_vars; i++, v++) {
		struct type *t = fn->free_vars[i]->v.type;

		a->map[v] = captured(a, i, t);
		if (!can_be(a, v, t, a->map[v]))
			return false;
	}
	for (; v <= a->c->ncells; v++)
		if (a->c->cells[v].flags & CELL_GLOBAL)
			map_cell(a, v);
	return true;
}

/* Cells */

void map_fresh(struct apply *a, val_t v)
{
	if (a->nfresh < a->fresh_cap)
		a->fresh[a->nfresh++] = v;
}

static val_t new_cell(struct apply *a, val_t v)
{
	const struct cell *c = &a->c->cells[v];
	val_t made = state_new(a->s, c->origin), base;
	struct cell *to;

	a->map[v] = made;
	if (a->s->full)
		return made;
	base = c->link == LINK_NONE ? NO_VAL : map_cell(a, c->base);
	to = state_cell(a->s, made);
	*to = *c;
	to->flags &= ~(CELL_PRE | CELL_CONST | CELL_GLOBAL | CELL_C |
		       CELL_BOXED | CELL_TOLD);
	to->link = base ? c->link : LINK_NONE;
	to->base = base;
	to->root = NULL;
	to->used = NULL;
	to->first_edge = to->term = to->first_term = 0;
	to->made = map_trace(a, c->made);
	to->freed = map_freed(a, c->freed);
	to->pending = map_trace(a, c->pending);
	map_fresh(a, v);
	return made;
}

static val_t computed(struct apply *a, val_t v)
{
	const struct flow_term *t = &a->c->terms[a->c->cells[v].term - 1];
	val_t x = map_cell(a, t->x);
	val_t y = t->y ? map_cell(a, t->y) : NO_VAL;

	/* An address that was computed stays one. */
	if (t->tok == TOK_ADD && a->c->cells[v].link == LINK_INSIDE && y)
		a->map[v] = state_offset(a->s, x, y);
	else
		a->map[v] = state_term(a->s, t->tok, x, y);
	return a->map[v];
}

static val_t constant(struct apply *a, const struct cell *c)
{
	if (c->fn)
		return state_func(a->s, c->fn);
	if (c->konst)
		return state_const(a->s, c->konst);
	return state_int(a->s, c->lo);
}

val_t map_cell(struct apply *a, val_t v)
{
	const struct cell *c = &a->c->cells[v];

	if (v == NO_VAL)
		return NO_VAL;
	if (a->map[v])
		return a->map[v];
	if (c->flags & CELL_GLOBAL) {
		a->map[v] = c->flags & CELL_C
				    ? state_c_global(a->s, state_c_name(c))
				    : state_global(a->s, c->root);
		return a->map[v];
	}
	if (c->flags & CELL_CONST) {
		a->map[v] = constant(a, c);
		return a->map[v];
	}
	if (a->depth >= MAP_DEPTH)
		return state_new(a->s, ORIGIN_UNKNOWN);
	a->depth++;
	if (c->term)
		computed(a, v);
	else
		new_cell(a, v);
	a->depth--;
	return a->map[v];
}

/* What was asked for */

/* The caller knows that its container has nothing there. */
static bool is_known_absent(const struct state *s, val_t from, val_t key)
{
	const struct edge *e = state_edge(s, from, ACCESS_ELEM, key);

	if (e)
		return e->to == NO_VAL;
	return state_cell(s, from)->flags & CELL_FRESH;
}

/* The zero element that reading a missing key gives. */
static val_t zero_slot(struct apply *a, val_t from, struct type *type)
{
	val_t slot = state_new_slot(a->s, from);

	if (!a->s->full)
		state_cell(a->s, slot)->type = type;
	return slot;
}

bool map_pre(struct apply *a, uint32_t i)
{
	const struct pre_edge *e = &a->c->pre[i];
	struct type *type = a->c->cells[e->to].type;
	val_t from = a->map[e->from];
	uint32_t key = e->key;

	if (from == NO_VAL)
		return true;
	/* Nothing can be asked of nil. */
	if (state_is_zero(a->s, from) == TRI_YES && e->access != ACCESS_ELEM &&
	    e->access != ACCESS_LEN)
		return false;
	if (e->access == ACCESS_ELEM) {
		key = map_cell(a, e->key);
		if (is_known_absent(a->s, from, key)) {
			if (a->c->cells[e->to].flags & CELL_PRESENT)
				return false;
			a->map[e->to] = zero_slot(a, from, type);
			a->detached[e->to] = true;
			return true;
		}
	}
	a->map[e->to] = state_read(a->s, from, e->access, key, type);
	return !a->s->full;
}

/* The static type of what an address that was there before holds. */
static struct type *held_type(const struct apply *a, val_t v)
{
	const struct pre_edge *e;
	struct pointer *p;
	struct type *t;

	if (!a->pre_of[v])
		return NULL;
	e = &a->c->pre[a->pre_of[v] - 1];
	t = a->c->cells[e->from].type;
	p = t ? TYPE_AS(POINTER, pointer, type_under(t)) : NULL;
	return e->access == ACCESS_DEREF && p ? p->base : NULL;
}

static bool is_taken(const struct apply *a, val_t v)
{
	const struct cell *c = &a->c->cells[v];

	return !c->root && (c->fn || (c->type && !is_dynamic(c->type) &&
				      is_dynamic(held_type(a, v))));
}

bool map_may_be_nil(const struct cell *c)
{
	return c->freed && !c->used && c->lo <= 0 && c->hi >= 0;
}

bool map_facts(struct apply *a, uint32_t group)
{
	for (val_t v = 1; v <= a->c->ncells; v++) {
		const struct cell *c = &a->c->cells[v];

		if (!(c->flags & CELL_PRE) || a->group[v] != group ||
		    !a->map[v] || !cut_has_facts(c))
			continue;
		/* Freeing nil is nothing. */
		if (map_may_be_nil(c) &&
		    state_is_zero(a->s, a->map[v]) == TRI_YES)
			continue;
		if (!state_assume_like(a->s, a->map[v], &a->view, v))
			return false;
	}
	for (val_t v = 1; v <= a->c->ncells; v++)
		if (a->c->cells[v].flags & CELL_PRE && a->group[v] == group &&
		    a->map[v] && is_taken(a, v) &&
		    !can_be(a, v, held_type(a, v), a->map[v]))
			return false;
	return true;
}

bool map_terms(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->nterms; i++) {
		const struct flow_term *t = &a->c->terms[i];
		const struct cell *c = &a->c->cells[t->result];
		val_t v;

		if (c->lo != c->hi || c->konst || a->group[t->x] ||
		    (t->y && a->group[t->y]))
			continue;
		v = map_cell(a, t->result);
		if (c->lo == 0 || c->lo == 1
			    ? !state_assume(a->s, v, c->lo != 0)
			    : !state_assume_like(a->s, v, &a->view, t->result))
			return false;
	}
	return true;
}

/* The callee knows of this element of a container by a key of its own. */
static bool is_asked_for(const struct apply *a, val_t holder, val_t key)
{
	const struct summary_case *c = a->c;

	for (uint32_t i = 0; i < c->npre; i++)
		if (c->pre[i].from == holder &&
		    c->pre[i].access == ACCESS_ELEM && a->map[c->pre[i].key] &&
		    state_same(a->s, a->map[c->pre[i].key], key) == TRI_YES)
			return true;
	return false;
}

/* There is no entry but those. */
static bool has_no_other(const struct apply *a, val_t holder)
{
	for (const struct edge *e = state_first(a->s, a->map[holder]); e;
	     e = state_next(a->s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL &&
		    !is_asked_for(a, holder, e->key))
			return false;
	return true;
}

static bool lacks(struct apply *a, val_t holder, val_t key)
{
	struct state *s = a->s;
	val_t of = a->map[holder];
	const struct edge *e = state_own_edge(s, of, ACCESS_ELEM, key);

	if (e && e->to)
		return false;
	if (state_cell(s, key)->flags & CELL_ALL && !has_no_other(a, holder))
		return false;
	if (!e && !(state_cell(s, of)->flags & CELL_FRESH))
		state_set(s, of, ACCESS_ELEM, key, NO_VAL, NULL);
	return true;
}

bool map_absent(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->nabsent; i++) {
		val_t holder = a->c->absent[i].holder;

		if (!a->map[holder] || a->group[holder] ||
		    state_is_zero(a->s, a->map[holder]) == TRI_YES)
			continue;
		if (!lacks(a, holder, map_cell(a, a->c->absent[i].key)))
			return false;
	}
	return true;
}
