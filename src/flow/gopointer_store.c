/* SPDX-License-Identifier: MIT */
/*
 * How C comes by a Go pointer: Go stores it, C keeps it, a function of Go
 * that C called returns it, and what had been pinned is unpinned.
 *
 * Where it is stored may be a place that was there before the function began.
 * Then the edge that is left is looked at where the summary is applied
 * (summary_store.c), or all stores of the program into the holder of that
 * place decide (class.h): `n.name = p` for an n out of a map in which there is
 * nothing but memory of C.
 */
#include "flow/gopointer_impl.h"

#include "base/arena.h"
#include "flow/c_effects_apply.h"
#include "flow/c_type.h"
#include "flow/class.h"
#include "flow/model.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

enum { STORE_DEPTH = 5, MOST_FIELDS = 64 };

static void tell_stored(struct exec *x, struct state *s, val_t v,
			struct holder_class unless, const struct trace *stored)
{
	struct issue i = {
		.in_c = GO_STORED, .primary = stored, .unless = unless};

	go_tell(x, s, &i, v);
}

/* Stores */

/* Where it was before: what all stores of the program put there. */
static struct holder_class class_before(const struct state *s, val_t v)
{
	struct holder_class none = {.of = NULL};

	for (uint32_t i = 0; i < s->npre; i++)
		if (s->pre[i].to == v && s->pre[i].access == ACCESS_DEREF)
			return class_of(s, s->pre[i].from);
	return none;
}

/* A place that was there before: C might have made it, by its type, or as
 * this package has to do with C. */
static bool may_be_c(const struct exec *x, const struct state *s, val_t block)
{
	const struct cell *b = state_cell(s, block);
	const struct ir_package *home = x->fn->home;

	return b->origin == ORIGIN_UNKNOWN && b->flags & CELL_PRE && !b->root &&
	       ((home && home->source->load->cgo) ||
		(b->type && c_type_of(b->type) == C_TYPE_YES));
}

static void store_value(struct exec *x, struct state *s, val_t addr, val_t v,
			struct type *t, const struct trace *stored)
{
	val_t block = state_block(s, addr);
	struct holder_class none = {.of = NULL}, class;
	bool c = go_is_c(x, s, block);
	enum go_is is;

	if (state_freed(s, block) || (!c && !may_be_c(x, s, block)))
		return;
	is = go_is(x, s, v, t ? t : go_held_type(s, addr));
	if (is == GO_NOT || go_is_pinned(s, v))
		return;
	if (c && is == GO_IS) {
		tell_stored(x, s, v, none, stored);
	} else if (c) {
		state_ask_add(s, ASK_STORED, state_block(s, v), stored);
	} else if ((class = class_before(s, block)).of) {
		if (is == GO_IS)
			tell_stored(x, s, v, class, stored);
		else
			go_ask_unless(s, ASK_STORED, state_block(s, v), stored,
				      class);
	}
}

struct stores {
	struct exec *x;
	val_t to; /* the block that it is stored in */
	const struct trace *stored;
	uint32_t left;
};

static void store_part(struct stores *st, struct state *s, val_t from,
		       struct type *t, int depth)
{
	struct edge edges[MOST_FIELDS];
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, from); e && n < MOST_FIELDS;
	     e = state_next(s, e))
		if (e->to && e->access <= ACCESS_ELEM)
			edges[n++] = *e;
	for (uint32_t i = 0; i < n && st->left; i++) {
		enum access access = (enum access)edges[i].access;

		st->left--;
		if (access == ACCESS_DEREF && !go_is_struct(s, edges[i].to, t))
			store_value(st->x, s, st->to, edges[i].to, t,
				    st->stored);
		else if (depth)
			store_part(
				st, s, edges[i].to,
				access == ACCESS_DEREF
					? t
					: go_type_part(t, access, edges[i].key),
				depth - 1);
	}
}

void gopointer_stored_struct(struct exec *x, struct state *s, val_t addr,
			     val_t v, struct type *t,
			     const struct trace *stored)
{
	struct stores st = {x, state_block(s, addr), stored, 4 * MOST_FIELDS};

	if (go_is_c(x, s, addr) || may_be_c(x, s, st.to))
		store_part(&st, s, v, t, STORE_DEPTH);
}

void gopointer_stored(struct exec *x, struct state *s, val_t addr, val_t v,
		      struct type *t, const struct trace *stored)
{
	if (go_is_struct(s, v, t))
		gopointer_stored_struct(x, s, addr, v,
					t ? t : state_cell(s, v)->type, stored);
	else
		store_value(x, s, addr, v, t, stored);
}

/* What C keeps */

/* Of an object that C has made nobody else can know the inside. */
static bool is_opaque_to_go(struct type *t)
{
	struct type *base = t ? type_pointee(t) : NULL;
	struct structure *st =
		base ? TYPE_AS(STRUCT, structure, type_under(base)) : NULL;

	return st && !st->nfields && c_type_of(t) == C_TYPE_YES;
}

/* The place is one of C, or all stores into the holder of it say so. */
static bool is_of_c(struct c_call *c, val_t v, struct type *t,
		    struct holder_class *ret_unless)
{
	val_t block = state_block(c->s, v);

	if (go_is_c(c->x, c->s, block) || is_opaque_to_go(t))
		return true;
	if (may_be_c(c->x, c->s, block))
		*ret_unless = class_before(c->s, block);
	return ret_unless->of != NULL;
}

/* What an object of C leads to is of C as well. */
static bool is_kept_in_c(struct c_call *c, const struct c_effect *row,
			 val_t where, struct holder_class *ret_unless)
{
	int16_t root = row->other.root;

	if (root == EFFECT_NOWHERE || root == EFFECT_GLOBAL || where == NO_VAL)
		return true;
	if (root >= 0 && (uint32_t)root < c->nargs &&
	    is_of_c(c, c->args[root], c_param_type(c->c, (uint32_t)root),
		    ret_unless))
		return true;
	return is_of_c(c, where, NULL, ret_unless);
}

void gopointer_kept(struct c_call *c, const struct c_effect *row, val_t v,
		    val_t where)
{
	struct issue i = {.in_c = GO_KEPT, .unless = {.of = NULL}};
	struct state *s = c->s;
	enum go_is is = go_is(c->x, s, v, NULL);
	val_t block = state_block(s, v);

	if (is == GO_NOT || !is_kept_in_c(c, row, where, &i.unless))
		return;
	i.primary = c_step(c, TRACE_USE, row);
	if (go_is_pinned(s, v)) {
		/* Where it is known the edge says it. */
		if (where == NO_VAL)
			state_set(s, block, ACCESS_MODEL, MODEL_KEPT,
				  state_int(s, 1), i.primary);
	} else if (is == GO_IS) {
		go_tell(c->x, s, &i, v);
	} else {
		go_ask_unless(s, ASK_KEPT, block, i.primary, i.unless);
	}
}

/* A place of C that outlives the function has the block. */
static const struct edge *still_in_c(const struct state *s, val_t block)
{
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct edge *e = state_edge(s, v, ACCESS_DEREF, 0);
		const struct cell *b = state_cell(s, state_block(s, v));

		if (!e || !e->to || state_block(s, e->to) != block ||
		    !e->stored)
			continue;
		if (b->flags & CELL_C ||
		    (b->flags & CELL_PRE && b->from_c && !b->freed))
			return e;
	}
	return NULL;
}

void gopointer_unpinned(struct exec *x, struct state *s, val_t block)
{
	const struct edge *e = state_edge(s, block, ACCESS_MODEL, MODEL_KEPT);
	struct issue i = {.in_c = GO_UNPINNED};

	if (!e || state_is_zero(s, e->to) == TRI_YES)
		e = still_in_c(s, block);
	if (!e || go_is_pinned(s, block))
		return;
	i.stored = e->stored;
	i.primary = exec_step(x, NULL, TRACE_CALL, "runtime.Pinner.Unpin");
	go_tell(x, s, &i, block);
}

/* What Go gives to C */

void gopointer_returned(struct exec *x, struct state *s, const val_t *results,
			uint32_t nresults)
{
	const struct signature *sig =
		TYPE_AS(SIGNATURE, signature, x->fn->v.type);

	for (uint32_t i = 0; i < nresults; i++) {
		struct type *t = sig && sig->results && i < sig->results->n
					 ? sig->results->vars[i]->type
					 : NULL;
		struct issue issue = {.in_c = GO_RETURNED};

		if (go_is(x, s, results[i], t) != GO_IS)
			continue;
		issue.primary = exec_step(x, NULL, TRACE_ESCAPE, "returned");
		if (!go_is_pinned(s, results[i]))
			go_tell(x, s, &issue, results[i]);
		else
			go_look_into(x, s, results[i], issue.primary);
	}
}

/* What C gives */

static bool may_give_back(const struct c_call *c, struct type *t)
{
	for (uint32_t i = 0; i < c->nargs; i++) {
		struct type *p = c_param_type(c->c, i);
		const struct cell *b =
			state_cell(c->s, state_block(c->s, c->args[i]));

		if (!c_is_pointer(c, i) || b->flags & CELL_CONST)
			continue;
		if (b->origin == ORIGIN_GO ||
		    (b->origin == ORIGIN_UNKNOWN && !b->from_c &&
		     type_identical(p, t)))
			return true;
	}
	return false;
}

void gopointer_given(struct c_call *c, val_t result)
{
	struct cell *r = state_cell(c->s, result);
	struct type *t = c_result_type(c->c);

	if (r->origin != ORIGIN_UNKNOWN || r->link != LINK_NONE ||
	    r->flags & (CELL_CONST | CELL_PRE) || !t ||
	    c_type_of(t) != C_TYPE_YES || may_give_back(c, t))
		return;
	r->from_c = true;
}
