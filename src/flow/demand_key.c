/* SPDX-License-Identifier: MIT */
/*
 * Keys that cannot be compared, on the path executed
 *
 * The dynamic type of an interface is known from its conversion.  Lookups and
 * deletes of such a key panic as well, in an empty map too (issue 23734 of Go).
 * A function that asks reflect what it has, or that catches the panic, takes
 * care of itself.
 */
#include "flow/demand.h"

#include <string.h>

#include "flow/ask.h"
#include "flow/demand_issue.h"
#include "flow/exec_impl.h"
#include "types/builtins.h"

enum { KEY_DEPTH = 4, KEY_WIDTH = 16 };

struct key {
	struct exec *x;
	struct state *s;
	const struct trace *t;
	struct type *bad; /* what cannot be compared, or NULL */
};

static void look_at_key(struct key *k, val_t v, struct type *t, int depth);

static void look_at_content(struct key *k, val_t addr, struct type *t,
			    int depth)
{
	const struct edge *e;

	if (exec_is_struct(t)) {
		look_at_key(k, addr, t, depth - 1);
		return;
	}
	if (type_under(t)->kind != TYPE_INTERFACE)
		return;
	if (state_cell(k->s, addr)->flags & CELL_PRE)
		state_read(k->s, addr, ACCESS_DEREF, 0, t);
	e = state_edge(k->s, addr, ACCESS_DEREF, 0);
	if (e && e->to)
		look_at_key(k, e->to, t, depth - 1);
}

/* Fields of interfaces, and of structs that have some. */
static bool may_hold_key(struct type *t)
{
	return type_is_interface(t) || exec_is_struct(t);
}

static void look_at_struct(struct key *k, val_t v, const struct structure *st,
			   int depth)
{
	bool before = state_cell(k->s, v)->flags & CELL_PRE;

	for (uint32_t i = 0; i < st->nfields && i < KEY_WIDTH && !k->bad; i++) {
		const struct object *f = st->fields[i];
		const struct edge *e;

		if (!may_hold_key(f->type))
			continue;
		/* What was there before is asked for. */
		if (before)
			state_read(k->s, v, ACCESS_FIELD, f->name, NULL);
		e = state_edge(k->s, v, ACCESS_FIELD, f->name);
		if (e && e->to)
			look_at_content(k, e->to, f->type, depth);
	}
}

static void look_at_array(struct key *k, val_t v, const struct array *a,
			  int depth)
{
	val_t slots[KEY_WIDTH];
	uint32_t n = 0;

	for (const struct edge *e = state_first(k->s, v); e && n < KEY_WIDTH;
	     e = state_next(k->s, e))
		if (e->access == ACCESS_ELEM && e->to)
			slots[n++] = e->to;
	for (uint32_t i = 0; i < n && !k->bad; i++)
		look_at_content(k, slots[i], a->elem, depth);
}

/* v is of static type t; NULL: an interface, whose dynamic type counts. */
static void look_at_key(struct key *k, val_t v, struct type *t, int depth)
{
	const struct cell *c = state_cell(k->s, v);
	struct type *u;

	if (!depth || k->bad)
		return;
	if (!t || type_is_interface(t)) {
		if (!(c->flags & CELL_TYPED)) {
			if (demand_was_before(k->s, v))
				state_ask_add(k->s, ASK_KEY, v, k->t);
			return;
		}
		t = c->type;
		if (!t || type_is_interface(t))
			return;
	}
	if (!type_comparable(t)) {
		k->bad = t;
		return;
	}
	u = type_under(t);
	if (u->kind == TYPE_STRUCT)
		look_at_struct(k, v, (const struct structure *)u, depth);
	else if (u->kind == TYPE_ARRAY)
		look_at_array(k, v, (const struct array *)u, depth);
}

static bool calls_recover(const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			if (in->v.op == OP_CALL &&
			    in->args[0]->op == OP_BUILTIN &&
			    in->args[0]->num == BUILTIN_RECOVER)
				return true;
		}
	return false;
}

static bool is_of_reflect(const struct object *o)
{
	return o && o->pkg && strcmp(o->pkg->path, "reflect") == 0 &&
	       (strcmp(name_text(o->name), "Comparable") == 0 ||
		strcmp(name_text(o->name), "Kind") == 0);
}

/* It asks reflect what a value is, itself or by a helper. */
static bool asks_reflect(const struct ir_instr *in, int depth);

static bool looks_first(const struct ir_function *fn, int depth)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++)
			if (asks_reflect(fn->blocks[b]->instrs[i], depth))
				return true;
	return false;
}

static bool asks_reflect(const struct ir_instr *in, int depth)
{
	const struct ir_function *callee;

	if (in->v.op != OP_CALL)
		return false;
	if (in->v.flags & IR_INVOKE)
		return is_of_reflect(in->method);
	callee = ir_static_callee(in);
	if (!callee)
		return false;
	return is_of_reflect(callee->object) ||
	       (depth > 0 && callee->home && callee->home->named &&
		looks_first(callee, depth - 1));
}

static bool defers_recover(const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_function *callee =
				in->v.op == OP_DEFER
					? ir_as_function(in->args[1])
					: NULL;

			if (callee && calls_recover(callee))
				return true;
		}
	return false;
}

/* It tries whether a key is one, or asks first. */
static bool takes_care(const struct ir_function *fn)
{
	return defers_recover(fn) || looks_first(fn, 1);
}

static void tell_key(struct key *k)
{
	struct issue i = {.kind = ISSUE_UNHASHABLE, .holder.held = k->bad};

	demand_tell(k->x, k->s, &i, k->t);
}

bool demand_key(struct exec *x, struct state *s, const struct ir_value *operand,
		val_t key)
{
	struct key k = {.x = x, .s = s};

	if (!(demand_suspects(x->flow, x->in) & DEMAND_KEY))
		return true;
	k.t = exec_step(x, NULL, TRACE_USE, "a key");
	if (takes_care(x->fn))
		return true;
	look_at_key(&k, key, operand->type, KEY_DEPTH);
	if (k.bad)
		tell_key(&k);
	return !k.bad;
}

void demand_answer_key(struct exec *x, struct state *s, const struct ask *ask)
{
	struct key k = {.x = x, .s = s, .t = ask->trace};

	if (takes_care(x->fn))
		return;
	look_at_key(&k, ask->v, NULL, KEY_DEPTH);
	if (k.bad)
		tell_key(&k);
}
