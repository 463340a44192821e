/* SPDX-License-Identifier: MIT */
/*
 * Maps that are nil, on the path executed
 *
 * A map is known to be nil where the path says so: memory that is new and was
 * not stored in, a nil that was assigned or returned, a branch.  Of what was
 * there before the function began nothing is known, but for fields that
 * nobody in the whole program stores in (demand_class.c); the caller is asked.
 *
 * What is nil only as far as we follow it is left alone: a variable that some
 * literal of the function assigns (who knows when it runs), a value whose `ok`
 * nobody looked at, memory that code which is not seen has.
 */
#include "flow/demand.h"

#include <string.h>

#include "base/arena.h"
#include "flow/ask.h"
#include "flow/class.h"
#include "flow/demand_issue.h"
#include "flow/exec_impl.h"
#include "flow/model.h"
#include "flow/plan.h"

enum { DOUBT_DEPTH = 4 };

/* Models */

static const struct {
	const char *name;
	uint8_t asks;
	uint8_t map, key; /* numbers of arguments */
} models[] = {
	{"(*sync.Map).CompareAndDelete", DEMAND_KEY, 0, 1},
	{"(*sync.Map).CompareAndSwap", DEMAND_KEY, 0, 1},
	{"(*sync.Map).Delete", DEMAND_KEY, 0, 1},
	{"(*sync.Map).Load", DEMAND_KEY, 0, 1},
	{"(*sync.Map).LoadAndDelete", DEMAND_KEY, 0, 1},
	{"(*sync.Map).LoadOrStore", DEMAND_KEY, 0, 1},
	{"(*sync.Map).Store", DEMAND_KEY, 0, 1},
	{"(*sync.Map).Swap", DEMAND_KEY, 0, 1},
	{"maps.Copy", DEMAND_MAP, 0, 0},
	{"maps.Insert", DEMAND_MAP, 0, 0},
};

uint8_t demand_of_model(const struct model *m, uint32_t *ret_map,
			uint32_t *ret_key)
{
	for (size_t i = 0; m && i < sizeof(models) / sizeof(*models); i++) {
		if (strcmp(m->name, models[i].name) != 0)
			continue;
		*ret_map = models[i].map;
		*ret_key = models[i].key;
		return models[i].asks;
	}
	return 0;
}

/* Issues */

static bool is_named(const struct trace *t)
{
	return t->fn && t->fn->home && t->fn->home->named;
}

/* The innermost step that a person can change. */
static const struct trace *where(const struct trace *t)
{
	while (t->inside && is_named(t->inside))
		t = t->inside;
	return t;
}

void demand_tell(struct exec *x, const struct state *s, struct issue *i,
		 const struct trace *t)
{
	i->certain = s->certain;
	i->origin = ORIGIN_GO;
	i->use = t;
	i->primary = where(t);
	i->fn = i->primary->fn;
	exec_issue(x, i);
}

/* Where it is from */

static val_t reg_of(const struct exec *x, const struct state *s,
		    const struct ir_value *v)
{
	int64_t at = v ? ir_value_index(x->fn, v) : -1;

	return at < 0 ? NO_VAL : s->regs[at];
}

/* The object in which the map is missing: it was made on the path. */
static const struct trace *made_at(const struct exec *x, const struct state *s,
				   const struct ir_value *addr)
{
	val_t v = reg_of(x, s, addr);

	return v ? state_cell(s, state_block(s, v))->made : NULL;
}

static const struct ir_value *plain(const struct ir_value *v)
{
	while (v->op == OP_CHANGE_TYPE || v->op == OP_MAKE_INTERFACE ||
	       v->op == OP_CHANGE_INTERFACE)
		v = ((const struct ir_instr *)v)->args[0];
	return v;
}

static const struct ir_instr *made_by(const struct ir_value *v)
{
	v = plain(v);
	return ir_is_instr(v) ? (const struct ir_instr *)v : NULL;
}

static const struct trace *origin_of(struct exec *x, const struct state *s,
				     const struct ir_value *v)
{
	const struct ir_instr *in = made_by(v);

	if (in && in->v.op == OP_EXTRACT)
		in = made_by(in->args[0]);
	if (!in)
		return NULL;
	if (in->v.op == OP_LOAD || in->v.op == OP_LOOKUP)
		return made_at(x, s, in->args[0]);
	if (in->v.op == OP_CALL && in->pos != NO_POS)
		return trace_step(x->arena, NULL, TRACE_CALL, x->fn, in->pos,
				  "a call");
	return NULL;
}

/* The first argument that leads to memory which was made on the path. */
static const struct trace *origin_of_args(struct exec *x, const struct state *s)
{
	const struct ir_instr *in = x->in;
	const struct trace *t = NULL;

	for (uint32_t i = 0; i < in->nargs && !t; i++) {
		if (!in->args[i] || !in->args[i]->type)
			continue;
		if (type_under(in->args[i]->type)->kind == TYPE_MAP)
			t = origin_of(x, s, in->args[i]);
		else if (type_under(in->args[i]->type)->kind == TYPE_POINTER)
			t = made_at(x, s, in->args[i]);
	}
	return t;
}

/* Doubts */

static bool is_nil(const struct ir_value *v)
{
	return v->op == OP_CONST && !((const struct ir_const *)v)->val;
}

static bool stores_in(const struct ir_function *fn, uint32_t var);

/* A literal that captures the variable assigns it. */
static bool captures_and_stores(const struct ir_instr *closure,
				const struct ir_value *var)
{
	const struct ir_function *fn =
		IR_AS(FUNC, ir_function, closure->args[0]);

	for (uint32_t i = 1; fn && i < closure->nargs; i++)
		if (closure->args[i] == var && stores_in(fn, i - 1))
			return true;
	return false;
}

static bool is_assigned(const struct ir_function *fn,
			const struct ir_value *var, bool itself)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			if (itself && in->v.op == OP_STORE &&
			    in->args[0] == var && !is_nil(in->args[1]))
				return true;
			if (in->v.op == OP_MAKE_CLOSURE &&
			    captures_and_stores(in, var))
				return true;
		}
	return false;
}

/* Literals nest as deep as the source, which has its ceiling. */
static bool stores_in(const struct ir_function *fn, uint32_t var)
{
	return var < fn->nfree_vars &&
	       is_assigned(fn, &fn->free_vars[var]->v, true);
}

static bool is_used(const struct ir_function *fn, const struct ir_value *v)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			for (uint32_t k = 0; k < in->nargs; k++)
				if (in->args[k] == v)
					return true;
		}
	return false;
}

/* v, _ := m[k] */
static bool ignores_ok(const struct ir_function *fn, const struct ir_instr *in)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *e = fn->blocks[b]->instrs[i];

			if (e->v.op == OP_EXTRACT && e->args[0] == &in->v &&
			    e->index == 1 && is_used(fn, &e->v))
				return false;
		}
	return true;
}

static bool is_doubtful(const struct exec *x, const struct state *s,
			const struct ir_value *v, int depth);

/* A method of one of several types that we know of: the one that gives nil
 * need not be the one that is called. */
static bool is_call_doubtful(const struct exec *x, const struct state *s,
			     const struct ir_instr *call, int depth)
{
	const struct ir_function *callee = ir_static_callee(call);
	const struct model *m;
	val_t recv;

	if (call->v.flags & IR_INVOKE) {
		recv = reg_of(x, s, call->args[0]);
		return !recv || !(state_cell(s, recv)->flags & CELL_TYPED);
	}
	/* maps.Clone gives what it is given. */
	m = callee ? model_of(x->flow->models, callee) : NULL;
	return m && strcmp(m->name, "maps.Clone") == 0 &&
	       is_doubtful(x, s, call->args[1], depth - 1);
}

static bool is_doubtful(const struct exec *x, const struct state *s,
			const struct ir_value *v, int depth)
{
	const struct ir_instr *in = made_by(v);

	if (!in || !depth)
		return false;
	switch (in->v.op) {
	case OP_EXTRACT:
		in = (const struct ir_instr *)in->args[0];
		if (in->v.op == OP_CALL)
			return is_call_doubtful(x, s, in, depth);
		return in->v.flags & IR_COMMA_OK && in->v.op != OP_NEXT &&
		       ignores_ok(x->fn, in);
	case OP_CALL:
		return is_call_doubtful(x, s, in, depth);
	case OP_LOAD:
	case OP_FIELD_ADDR:
		return is_doubtful(x, s, in->args[0], depth - 1);
	case OP_ALLOC:
		return is_assigned(x->fn, &in->v, false);
	default:
		return false;
	}
}

static bool is_given(const struct state *s, val_t v)
{
	return v && state_cell(s, state_block(s, v))->given;
}

bool demand_is_filled_later(const struct state *s, val_t addr, struct type *t)
{
	return type_under(t)->kind == TYPE_MAP && is_given(s, addr);
}

/* Of a call: one of what it is given. */
static bool are_args_doubtful(const struct exec *x, const struct state *s)
{
	for (uint32_t i = 0; i < x->in->nargs; i++)
		if (x->in->args[i] && x->in->args[i]->type &&
		    (is_given(s, reg_of(x, s, x->in->args[i])) ||
		     is_doubtful(x, s, x->in->args[i], DOUBT_DEPTH)))
			return true;
	return false;
}

/* Maps */

static struct type *type_of(const struct state *s, val_t v)
{
	return state_cell(s, v)->type;
}

/* The edge by which it was found; NULL: none. */
static const struct pre_edge *found_by(const struct state *s, val_t v)
{
	for (uint32_t i = 0; i < s->npre; i++)
		if (s->pre[i].to == v)
			return &s->pre[i];
	return NULL;
}

bool demand_was_before(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	return c->flags & CELL_PRE && !(c->flags & CELL_CONST) &&
	       (c->root || found_by(s, v));
}

/*
 * A map that an interface had, by an assertion: were it nil there, this path
 * would not be gone.
 */
static bool is_asserted(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);
	const struct ir_value *root = c->root;
	const struct pre_edge *e = found_by(s, v);
	struct type *t = root ? root->type : NULL;

	if (!root && e && type_of(s, e->from))
		t = type_pointee(type_of(s, e->from));
	return c->flags & CELL_TYPED && (!t || type_under(t)->kind != TYPE_MAP);
}

/* The field or global that it was in when the function began. */
static const struct demand_never *never_set(const struct exec *x,
					    const struct state *s, val_t v)
{
	const struct pre_edge *e = found_by(s, v);

	return e && e->access == ACCESS_DEREF
		       ? demand_never_set(x->flow, class_of(s, e->from))
		       : NULL;
}

/* What a missing entry gives is zero. */
static bool holds_something(const struct state *s, val_t slot)
{
	const struct edge *e = state_edge(s, slot, ACCESS_DEREF, 0);

	return e && e->to && state_is_zero(s, e->to) == TRI_NO;
}

/* A branch on its length, or on what an entry has, has said so. */
static bool has_entries(const struct state *s, val_t map)
{
	const struct edge *e = state_edge(s, map, ACCESS_LEN, 0);

	if (e && state_is_zero(s, e->to) == TRI_NO)
		return true;
	for (e = state_first(s, map); e; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to &&
		    holds_something(s, e->to))
			return true;
	return false;
}

/* The function itself asks whether a map is nil. */
static bool asks_for_nil(const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			if (in->v.op == OP_BINOP && is_nil(in->args[1]) &&
			    type_under(in->args[1]->type)->kind == TYPE_MAP)
				return true;
		}
	return false;
}

/*
 * Nil as a branch has it, not as a store does.  A callee that is careful
 * says nothing of what it is given.
 */
static bool is_assumed(const struct state *s, val_t map)
{
	return !(state_cell(s, map)->flags & CELL_CONST) &&
	       state_is_zero(s, map) == TRI_YES;
}

static enum tri is_nil_map(const struct exec *x, const struct state *s,
			   val_t map)
{
	enum tri zero = state_is_zero(s, map);

	if (zero != TRI_MAYBE)
		return zero;
	if (has_entries(s, map))
		return TRI_NO;
	return never_set(x, s, map) ? TRI_YES : TRI_MAYBE;
}

/* The path needs a map to be nil that is always made. */
static bool is_impossible(const struct exec *x, const struct state *s)
{
	for (uint32_t i = 0; i < s->npre; i++) {
		const struct pre_edge *e = &s->pre[i];

		if (e->access == ACCESS_DEREF &&
		    state_is_zero(s, e->to) == TRI_YES && type_of(s, e->to) &&
		    type_under(type_of(s, e->to))->kind == TYPE_MAP &&
		    demand_is_always_set(x->flow, class_of(s, e->from)))
			return true;
	}
	return false;
}

static void tell_nil(struct exec *x, const struct state *s, val_t map,
		     const struct trace *t, const struct trace *origin)
{
	struct issue i = {.kind = ISSUE_NIL_MAP, .alloc = origin};

	if (is_impossible(x, s) || is_asserted(s, map))
		return;
	i.never = state_is_zero(s, map) == TRI_MAYBE;
	if (i.never)
		i.alloc = never_set(x, s, map)->made;
	demand_tell(x, s, &i, t);
}

bool demand_map(struct exec *x, struct state *s, val_t map)
{
	const struct ir_value *v = x->in->args[0];
	const struct trace *t;

	if (!(demand_suspects(x->flow, x->in) & DEMAND_MAP))
		return exec_not_nil(x, s, map);
	if (ir_is_call(x->in))
		v = x->in->args[ir_callee_at(x->in) + 1];
	t = exec_step(x, NULL, TRACE_WRITE, "set");
	if (is_assumed(s, map) && !asks_for_nil(x->fn)) {
		if (demand_was_before(s, map))
			state_ask_add(s, ASK_MAP, map, t);
		x->died = true;
		return false;
	}
	switch (is_nil_map(x, s, map)) {
	case TRI_YES:
		if (!is_doubtful(x, s, v, DOUBT_DEPTH))
			tell_nil(x, s, map, t, origin_of(x, s, v));
		x->died = true;
		return false;
	case TRI_NO:
		return true;
	default:
		/* Not taken to be there: the caller must answer first. */
		if (!demand_was_before(s, map) || is_asserted(s, map))
			return exec_not_nil(x, s, map);
		state_ask_add(s, ASK_MAP, map, t);
		return true;
	}
}

/* A goroutine is given a map by its value, and an object to be filled. */
static bool is_given_map(const struct exec *x, const struct state *s, val_t v)
{
	for (uint32_t i = 0; i < x->in->nargs; i++)
		if (x->in->args[i] && x->in->args[i]->type &&
		    type_under(x->in->args[i]->type)->kind == TYPE_MAP &&
		    (is_nil(x->in->args[i]) ||
		     reg_of(x, s, x->in->args[i]) == v))
			return true;
	return false;
}

void demand_answer_map(struct exec *x, struct state *s, const struct ask *ask)
{
	if (is_assumed(s, ask->v)) {
		if (demand_was_before(s, ask->v))
			state_ask_add(s, ASK_MAP, ask->v, ask->trace);
		return;
	}
	switch (is_nil_map(x, s, ask->v)) {
	case TRI_YES:
		if (x->in->v.op == OP_GO && !is_given_map(x, s, ask->v))
			return;
		if (!are_args_doubtful(x, s))
			tell_nil(x, s, ask->v, ask->trace,
				 origin_of_args(x, s));
		break;
	case TRI_MAYBE:
		if (demand_was_before(s, ask->v) && !is_asserted(s, ask->v))
			state_ask_add(s, ASK_MAP, ask->v, ask->trace);
		break;
	default:
		break;
	}
}

/* Calls */

bool demand_call(struct exec *x, struct state *s, const struct model *m,
		 const val_t *args, uint32_t nargs)
{
	uint32_t map, key, first;
	uint8_t asks;

	if (!demand_suspects(x->flow, x->in))
		return true;
	asks = demand_of_model(m, &map, &key);
	first = ir_callee_at(x->in) + 1;
	if (asks & DEMAND_MAP && map < nargs && nargs > 1 &&
	    state_is_zero(s, args[1]) != TRI_YES &&
	    !demand_map(x, s, args[map]))
		return false;
	return !(asks & DEMAND_KEY) || key >= nargs ||
	       first + key >= x->in->nargs ||
	       demand_key(x, s, x->in->args[first + key], args[key]);
}
