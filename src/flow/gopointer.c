/* SPDX-License-Identifier: MIT */
/*
 * Pointers to Go memory in the hands of C.
 *
 * A value is a Go pointer by where its memory comes from (its origin), or by
 * what only memory of Go can be: a map, a channel, what a struct lies in that
 * has strings or slices.  Pinned is what a runtime.Pinner has as an element
 * (model_pinner.c), and all that lies in the same block.  Memory of C is what
 * C gave, its variables, and what C gives an exported function to fill.
 *
 * One finding is made for one block on a path.
 */
#include "flow/gopointer_impl.h"

#include "base/arena.h"
#include "flow/c_effects_apply.h"
#include "flow/c_type.h"
#include "flow/class.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/constant.h"
#include "types/types.h"

enum { TYPE_STEPS = 5, ROOT_STEPS = 8 };

/* What a value is */

static bool is_pointer_shaped(struct type *t)
{
	struct type *u = type_under(t);

	switch (u->kind) {
	case TYPE_POINTER:
	case TYPE_MAP:
	case TYPE_CHAN:
	case TYPE_SIGNATURE:
		return true;
	case TYPE_BASIC:
		return ((struct basic *)u)->basic_kind == BASIC_UNSAFE_POINTER;
	}
	return false;
}

/* By what only Go has; NULL is nothing of that. */
static bool is_gos_by_type(struct type *t)
{
	uint8_t kind = t ? type_under(t)->kind : TYPE_BASIC;

	return kind == TYPE_MAP || kind == TYPE_CHAN || go_type_is_gos(t);
}

/* A variable of Go without pointers lies where no collector looks. */
static bool is_plain_global(const struct cell *block)
{
	struct type *base = block->type ? type_pointee(block->type) : NULL;

	return base && !go_type_has_pointer(base);
}

/* A string or slice: hardly ever of anything but Go. */
static bool is_list(struct type *t)
{
	const struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	return t && (type_under(t)->kind == TYPE_SLICE ||
		     (b && b->info & INFO_STRING));
}

static bool is_unknown(const struct state *s, val_t v)
{
	const struct cell *b = state_cell(s, state_block(s, v));

	return b->origin == ORIGIN_UNKNOWN && !b->from_c &&
	       !(b->flags & (CELL_PRE | CELL_CONST));
}

static bool is_text(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);
	const struct basic *b =
		c->type ? TYPE_AS(BASIC, basic, type_under(c->type)) : NULL;

	return (c->konst && c->konst->kind == VALUE_STRING) ||
	       (b && b->info & INFO_STRING);
}

/* Two strings put together: new memory. */
static bool is_concatenated(const struct state *s, val_t v)
{
	const struct flow_term *t = term_of(s, v, TOK_ADD);

	return t && (is_text(s, t->x) || is_text(s, t->y));
}

/*
 * What nobody gave whom we see: an argument of a function that the program
 * does not call, an element of one or of a global; but no field of anything,
 * which some other function may have filled.
 */
static bool is_nobodys(const struct exec *x, const struct state *s, val_t v)
{
	for (int step = 0; step < ROOT_STEPS; step++) {
		const struct cell *c = state_cell(s, v);
		const struct ir_value *root = c->root;
		uint32_t i = 0;

		if (c->flags & CELL_GLOBAL)
			return !(c->flags & CELL_C);
		if (root)
			return root->op == OP_PARAM &&
			       !(x->flow->plan.nodes[x->node] & PLAN_CALLED);
		while (i < s->npre && s->pre[i].to != v)
			i++;
		if (i == s->npre || s->pre[i].access == ACCESS_FIELD)
			return false;
		v = s->pre[i].from;
	}
	return false;
}

static enum go_is by_origin(const struct exec *x, const struct state *s,
			    val_t v, struct type *t)
{
	const struct cell *c = state_cell(s, v);
	const struct cell *b = state_cell(s, state_block(s, v));

	if ((c->flags | b->flags) & CELL_CONST || b->from_c)
		return GO_NOT;
	if (b->flags & CELL_GLOBAL)
		return b->origin == ORIGIN_GO && !is_plain_global(b) ? GO_IS
								     : GO_NOT;
	if (b->origin == ORIGIN_GO)
		return GO_IS;
	if (b->origin != ORIGIN_UNKNOWN)
		return GO_NOT;
	if (is_concatenated(s, state_block(s, v)))
		return GO_IS;
	if (is_gos_by_type(t) || is_gos_by_type(c->type) ||
	    is_gos_by_type(b->type))
		return GO_IS;
	if (!(b->flags & CELL_PRE))
		return GO_NOT;
	return is_list(b->type) && is_nobodys(x, s, state_block(s, v)) ? GO_IS
								       : GO_ASK;
}

enum go_is go_is(const struct exec *x, const struct state *s, val_t v,
		 struct type *t)
{
	const struct cell *c = state_cell(s, v);

	if (!v || state_is_zero(s, v) == TRI_YES || go_type_is_number(t))
		return GO_NOT;
	if (t && type_is_interface(t)) {
		struct type *in = c->type;

		if (c->flags & CELL_CONST)
			return GO_NOT;
		/* What is no pointer itself is in a box of Go. */
		if (in && !type_is_interface(in) && !is_pointer_shaped(in))
			return GO_IS;
		t = in;
	} else if (c->origin == ORIGIN_NUMBER) {
		return GO_NOT;
	}
	if (go_is_c(x, s, v))
		return GO_NOT;
	/* A slice or a string of its own: C is given what only Go makes. */
	if (is_list(t) && is_unknown(s, v))
		return GO_IS;
	return by_origin(x, s, v, t);
}

bool go_is_struct(const struct state *s, val_t v, struct type *t)
{
	if (t)
		return type_is_memory(t);
	return type_is_memory(state_cell(s, v)->type);
}

/* What C gives to a function of Go that it calls: a place to fill. */
static bool is_from_caller_in_c(const struct exec *x, const struct cell *c)
{
	const struct ir_value *v = c->root;
	struct type *base;

	if (!x->fn->object || !(x->fn->object->flags & OBJECT_EXPORTED_C) ||
	    c->flags & CELL_GLOBAL || !v || v->op != OP_PARAM)
		return false;
	base = type_pointee(v->type);
	return base &&
	       (c_type_of(v->type) == C_TYPE_YES || is_pointer_shaped(base));
}

bool go_is_c(const struct exec *x, const struct state *s, val_t v)
{
	const struct cell *b = state_cell(s, state_block(s, v));

	if (b->flags & CELL_CONST)
		return false;
	switch (b->origin) {
	case ORIGIN_C:
	case ORIGIN_CSTACK:
	case ORIGIN_MMAP:
	case ORIGIN_STATIC:
		return true;
	case ORIGIN_UNKNOWN:
		return b->from_c || is_from_caller_in_c(x, b);
	}
	return false;
}

static bool is_pinner(const struct state *s, val_t v)
{
	return state_edge(s, v, ACCESS_MODEL, MODEL_PINNER) != NULL;
}

bool go_is_pinned(const struct state *s, val_t v)
{
	val_t block = state_block(s, v);

	for (val_t p = 1; p <= s->ncells; p++) {
		if (!is_pinner(s, p))
			continue;
		for (const struct edge *e = state_first(s, p); e;
		     e = state_next(s, e))
			if (e->access == ACCESS_ELEM && e->to &&
			    state_block(s, e->key) == block)
				return true;
	}
	return false;
}

static const struct edge *edge_to(const struct state *s, val_t from, val_t to)
{
	for (const struct edge *e = state_first(s, from); e;
	     e = state_next(s, e))
		if (e->to == to)
			return e;
	return NULL;
}

static struct type *held_type(const struct state *s, val_t addr, int steps)
{
	const struct cell *c = state_cell(s, addr);
	struct type *t = c->type;
	const struct edge *e;

	if (t && type_pointee(t))
		return type_pointee(t);
	/* Of a slice the type is its own: elements lie there. */
	if (t && (t = type_under(t))->kind == TYPE_SLICE)
		return t;
	if (c->link != LINK_INSIDE || !steps)
		return type_is_memory(c->type) ? c->type : NULL;
	e = edge_to(s, c->base, addr);
	if (!e || (e->access != ACCESS_FIELD && e->access != ACCESS_ELEM))
		return NULL;
	return go_type_part(held_type(s, c->base, steps - 1),
			    (enum access)e->access, e->key);
}

struct type *go_held_type(const struct state *s, val_t addr)
{
	return held_type(s, addr, TYPE_STEPS);
}

/* Telling */

bool go_is_told(const struct state *s, val_t v)
{
	return state_edge(s, state_block(s, v), ACCESS_MODEL, MODEL_TOLD) !=
	       NULL;
}

void go_tell(struct exec *x, struct state *s, struct issue *i, val_t v)
{
	val_t block = state_block(s, v);

	if (go_is_told(s, v))
		return;
	i->kind = ISSUE_GO_IN_C;
	i->origin = ORIGIN_GO;
	i->certain = s->certain;
	i->alloc = state_cell(s, block)->made;
	i->holder.held = state_cell(s, block)->type;
	i->use = i->primary;
	i->primary = trace_innermost(i->primary);
	i->fn = i->primary->fn;
	exec_issue(x, i);
	/* What hangs on others may be none. */
	if (!i->unless.of)
		state_set(s, block, ACCESS_MODEL, MODEL_TOLD, state_int(s, 1),
			  NULL);
}

void go_ask_unless(struct state *s, uint8_t kind, val_t block,
		   const struct trace *trace, struct holder_class unless)
{
	struct ask *ask = state_ask_add(s, kind, block, trace);

	if (ask)
		ask->unless = unless;
}

/* Answers */

void gopointer_answer(struct exec *x, struct state *s, const struct ask *ask)
{
	struct issue i = {.primary = ask->trace, .unless = ask->unless};
	enum go_is is;

	if (ask->kind == ASK_PASSED) {
		go_look_into(x, s, ask->v, ask->trace);
		return;
	}
	is = go_is(x, s, ask->v,
		   ask->kind == ASK_INSIDE ? state_cell(s, ask->v)->type
					   : NULL);
	if (is == GO_NOT || go_is_pinned(s, ask->v))
		return;
	if (is == GO_ASK) {
		go_ask_unless(s, ask->kind, state_block(s, ask->v), ask->trace,
			      ask->unless);
		return;
	}
	i.in_c = ask->kind == ASK_STORED ? GO_STORED
		 : ask->kind == ASK_KEPT ? GO_KEPT
					 : GO_PASSED;
	go_tell(x, s, &i, ask->v);
}
