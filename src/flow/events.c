/* SPDX-License-Identifier: MIT */
/*
 * What happens to memory.
 *
 * Everybody who frees, uses, stores or drops memory says so here: an
 * instruction, a summary that is applied, the model of a library function,
 * the effects of a C function.  A node's block (state_block()) carries what
 * was done to it; issues are made where an event does not go with that.
 *
 * An issue needs certainty about the memory: what is not known to be freed,
 * or not known to be C's, never makes one.  A free that hangs on a count
 * that is not known (state_counted()) is none that anybody can build on.
 */
#include "flow/exec.h"

#include <string.h>

#include "base/arena.h"
#include "base/name.h"
#include "base/vec.h"
#include "cfront/effect.h"
#include "flow/class.h"
#include "flow/gopointer.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/types.h"

val_t event_alloc(struct exec *x, struct state *s, enum origin origin,
		  name_t family, const char *what)
{
	val_t v = origin == ORIGIN_GO ? state_new_memory(s)
				      : state_new(s, origin);

	if (!s->full) {
		state_cell(s, v)->family = family;
		state_cell(s, v)->made = exec_step(x, NULL, TRACE_ALLOC, what);
	}
	return v;
}

/* An issue about the memory of v, without its primary step. */
static struct issue about(struct exec *x, const struct state *s,
			  enum issue_kind kind, val_t v)
{
	val_t block = state_block(s, v);
	const struct cell *c = state_cell(s, block);
	const struct freed *f = state_freed(s, v);

	return (struct issue){
		.kind = kind,
		.origin = c->origin,
		.how = f ? f->how : 0,
		.certain = s->certain,
		.later = f && f->later,
		.family = c->family,
		.freed_as = f ? f->family : NO_NAME,
		.fn = x->fn,
		.alloc = c->made,
		.freed = f ? f->trace : NULL,
	};
}

static void tell(struct state *s, val_t v)
{
	struct cell *c = state_cell(s, state_block(s, v));

	if (!(c->flags & CELL_CONST))
		c->flags |= CELL_TOLD;
}

static bool told(const struct state *s, val_t v)
{
	return state_cell(s, state_block(s, v))->flags & CELL_TOLD;
}

/* Uses */

bool event_use_at(struct exec *x, struct state *s, val_t v,
		  const struct trace *use)
{
	val_t block = state_block(s, v);
	struct cell *c = state_cell(s, block);

	if (state_surely_freed(s, v)) {
		if (!told(s, v)) {
			struct issue i = about(x, s, ISSUE_USE, v);

			i.primary = i.use = use;
			exec_issue(x, &i);
			tell(s, v);
		}
		return false;
	}
	if (!c->used && !(c->flags & CELL_CONST) && !c->freed)
		c->used = use;
	return true;
}

/* Whether anybody could want to know of a use of v. */
static bool use_matters(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	for (uint32_t i = 0; i < 16; i++) {
		if (c->freed)
			return true;
		if (c->link == LINK_NONE)
			break;
		c = state_cell(s, c->base);
	}
	return !c->used &&
	       !(c->flags & (CELL_CONST | CELL_FRESH | CELL_GLOBAL));
}

bool event_use(struct exec *x, struct state *s, val_t v, enum trace_role role,
	       const char *what)
{
	if (!use_matters(s, v))
		return true;
	return event_use_at(x, s, v, exec_step(x, NULL, role, what));
}

bool event_escape(struct exec *x, struct state *s, val_t v, const char *what)
{
	struct issue i;

	if (!state_surely_freed(s, v))
		return true;
	if (told(s, v))
		return false;
	i = about(x, s, ISSUE_ESCAPE, v);
	i.primary = i.use = exec_step(x, NULL, TRACE_ESCAPE, what);
	exec_issue(x, &i);
	tell(s, v);
	return false;
}

/* Frees */

static bool same_family(name_t a, name_t b)
{
	return a == NO_NAME || b == NO_NAME || a == b;
}

/* Freed as what it is not. */
static bool mismatched(const struct state *s, val_t v, const struct freed *f,
		       bool *ret_inside)
{
	const struct cell *c = state_cell(s, state_block(s, v));

	*ret_inside = false;
	if (f->how != FREED_FREE && f->how != FREED_REALLOC)
		return false;
	switch (c->origin) {
	case ORIGIN_GO:
	case ORIGIN_STATIC:
	case ORIGIN_CSTACK:
	case ORIGIN_MMAP:
		return true;
	case ORIGIN_C:
		*ret_inside = state_is_inside(s, v);
		return *ret_inside || !same_family(c->family, f->family);
	default:
		return false;
	}
}

/*
 * A callee that was given the memory frees what its caller told it to: that
 * is at the call.  One that found it, in a map or field, is wrong itself.
 */
static const struct trace *who_is_wrong(const struct exec *x,
					const struct state *s, val_t v,
					const struct trace *t)
{
	const struct ir_instr *in = x->in;

	if (!t->inside || !ir_is_call(in))
		return t;
	for (uint32_t i = 0; i < in->nargs; i++) {
		int64_t at =
			in->args[i] ? ir_value_index(x->fn, in->args[i]) : -1;

		if (at >= 0 && state_block(s, s->regs[at]) == state_block(s, v))
			return t;
	}
	return t->inside;
}

static void freed_badly(struct exec *x, struct state *s, val_t v,
			const struct freed *f, enum issue_kind kind,
			bool inside)
{
	struct issue i = about(x, s, kind, v);

	i.primary = f->trace;
	i.inside = inside;
	if (kind == ISSUE_MISMATCH) {
		i.freed_as = f->family;
		i.how = f->how;
		i.primary = who_is_wrong(x, s, v, f->trace);
		i.fn = i.primary->fn;
	}
	i.use = f->trace;
	exec_issue(x, &i);
	tell(s, v);
}

/* A goroutine that was started may use it after this. */
static void used_meanwhile(struct exec *x, struct state *s, val_t v,
			   const struct freed *f)
{
	struct cell *c = state_cell(s, state_block(s, v));
	struct issue i;

	if (!c->pending || f->maybe)
		return;
	i = about(x, s, ISSUE_USE, v);
	i.how = f->how;
	i.later = true;
	i.freed = f->trace;
	i.primary = i.use = c->pending;
	c->pending = NULL;
	exec_issue(x, &i);
}

static bool is_element(const struct state *s, val_t block)
{
	for (val_t v = 1; v <= s->ncells; v++)
		for (const struct edge *e = state_first(s, v); e;
		     e = state_next(s, e)) {
			const struct edge *in;

			if (e->access != ACCESS_ELEM || e->to == NO_VAL)
				continue;
			in = state_edge(s, e->to, ACCESS_DEREF, 0);
			if (in && in->to == block)
				return true;
		}
	return false;
}

/* exit_local.c asks whether elements that were made at a site are freed. */
static void note_site(struct exec *x, const struct state *s, val_t block)
{
	const struct cell *c = state_cell(s, block);
	pos_t pos = c->made ? trace_innermost(c->made)->pos : NO_POS;
	enum { MOST = sizeof(x->freed_sites) / sizeof(*x->freed_sites) };

	for (uint32_t i = 0; i < x->nfreed_sites; i++)
		if (x->freed_sites[i] == pos)
			return;
	if (x->nfreed_sites < MOST && is_element(s, block))
		x->freed_sites[x->nfreed_sites++] = pos;
}

/*
 * Memory that C gives away by an address inside of it goes back by that: its
 * own function finds the start.
 */
static val_t what_goes(const struct state *s, val_t v, const struct freed *f)
{
	const struct trace *t = trace_innermost(f->trace);
	const struct cell *c = state_cell(s, v);

	if (c->made && c->flags & CELL_BEHIND && t->effect &&
	    t->effect->reason.source == EFFECT_FROM_BODY)
		return state_block(s, v);
	return v;
}

/* Where it was before the function began: in a holder with a class. */
static struct holder_class class_before(const struct state *s, val_t v)
{
	struct holder_class none = {.of = NULL};

	for (uint32_t i = 0; i < s->npre; i++)
		if (s->pre[i].to == v && s->pre[i].access == ACCESS_DEREF)
			return class_of(s, s->pre[i].from);
	return none;
}

/*
 * What the holder's class has may be of another family than this free is
 * for: that is known when all stores in it are (flow_merge.c).
 */
static void freed_by_class(struct exec *x, struct state *s, val_t v,
			   const struct freed *f)
{
	const struct cell *c = state_cell(s, v);
	struct issue i;

	if (f->how != FREED_FREE || f->family == NO_NAME || f->maybe ||
	    f->trace->inside || c->origin != ORIGIN_UNKNOWN ||
	    !(c->flags & CELL_PRE) || c->link != LINK_NONE)
		return;
	i = about(x, s, ISSUE_MISMATCH, v);
	i.unless = class_before(s, v);
	if (!i.unless.of)
		return;
	i.freed_as = f->family;
	i.how = f->how;
	i.primary = i.use = f->trace;
	exec_issue(x, &i);
}

bool event_free_at(struct exec *x, struct state *s, val_t v,
		   const struct freed *f)
{
	const struct freed *before;
	bool inside;

	if (state_is_zero(s, v) == TRI_YES)
		return true;
	v = what_goes(s, v, f);
	before = state_freed(s, v);
	if (f->maybe && before)
		return true;
	if (state_surely_freed(s, v) && f->how != FREED_FINALIZER) {
		if (!told(s, v) && !f->maybe)
			freed_badly(x, s, v, f, ISSUE_DOUBLE, false);
		return false;
	}
	if (!f->maybe && mismatched(s, v, f, &inside)) {
		freed_badly(x, s, v, f, ISSUE_MISMATCH, inside);
		return true;
	}
	freed_by_class(x, s, v, f);
	used_meanwhile(x, s, v, f);
	/* What is freed is not nil, as far as it matters. */
	if (f->how != FREED_FINALIZER)
		state_assume_zero(s, v, false);
	if (!state_cell(s, state_block(s, v))->made)
		x->flow->frees[x->node] = 1;
	note_site(x, s, state_block(s, v));
	if (!(state_cell(s, state_block(s, v))->flags & CELL_CONST))
		state_cell(s, state_block(s, v))->freed = f;
	return true;
}

static struct freed *new_freed(struct exec *x, enum freed_how how,
			       name_t family, const char *what)
{
	struct freed *f = ARENA_NEW(x->arena, struct freed);

	f->how = how;
	f->family = family;
	f->deferred = x->in->v.op == OP_DEFER;
	f->trace = exec_step(x, NULL, TRACE_FREE, what);
	return f;
}

bool event_free(struct exec *x, struct state *s, val_t v, enum freed_how how,
		name_t family, const char *what)
{
	struct freed *f;

	if (state_is_zero(s, v) == TRI_YES)
		return true;
	f = new_freed(x, how, family, what);
	f->maybe = state_counted(s);
	return event_free_at(x, s, v, f);
}

void event_free_maybe(struct exec *x, struct state *s, val_t v,
		      enum freed_how how, name_t family, const char *what)
{
	struct freed *f;

	if (state_is_zero(s, v) == TRI_YES || state_freed(s, v))
		return;
	f = new_freed(x, how, family, what);
	f->maybe = true;
	event_free_at(x, s, v, f);
}

/* Holders */

static void drop(struct exec *x, struct state *s, val_t holder,
		 enum access access, uint32_t key, val_t lost, const char *what)
{
	struct dropped d = {
		.holder = holder, .lost = lost, .access = access, .key = key};

	if (state_is_zero(s, lost) == TRI_YES ||
	    state_cell(s, lost)->origin == ORIGIN_NUMBER)
		return;
	d.trace = exec_step(x, NULL, TRACE_DELETE, what);
	state_dropped_add(s, &d);
}

/* What a slot or variable is known to hold. */
static val_t content(const struct state *s, val_t addr)
{
	const struct edge *e = state_edge(s, addr, ACCESS_DEREF, 0);

	return e ? e->to : NO_VAL;
}

/* Memory that outlives the function, as far as it can be told here. */
static bool outlives(const struct state *s, val_t holder)
{
	const struct cell *c = state_cell(s, state_block(s, holder));

	return !(c->origin == ORIGIN_GO && c->made) || c->flags & CELL_PRE;
}

/* Freed memory gets a new holder. */
static void stored_freed(struct exec *x, struct state *s, val_t holder,
			 enum access access, val_t v, const char *what)
{
	if (access == ACCESS_ELEM || outlives(s, holder))
		event_escape(x, s, v, what);
}

val_t event_slot(struct exec *x, struct state *s, val_t holder, uint32_t key,
		 const char *what)
{
	const struct edge *e = state_edge(s, holder, ACCESS_ELEM, key);
	val_t slot;

	if (e && e->to != NO_VAL && !state_is_all(s, e->key))
		return e->to;
	slot = state_new_slot(s, holder);
	state_set(s, holder, ACCESS_ELEM, key, slot,
		  exec_step(x, NULL, TRACE_STORE, what));
	return slot;
}

void event_store(struct exec *x, struct state *s, val_t holder,
		 enum access access, uint32_t key, val_t v, const char *what)
{
	const struct trace *step = exec_step(x, NULL, TRACE_STORE, what);
	bool typed = x->in->v.op == OP_STORE;
	val_t at = holder, old;

	stored_freed(x, s, holder, access, v, what);
	class_note_store(x->worker->classes, s, holder, v);
	if (access == ACCESS_ELEM)
		at = event_slot(x, s, holder, key, what);
	old = content(s, at);
	if (old && state_same(s, old, v) != TRI_YES)
		drop(x, s, holder, access, key, old, what);
	state_set(s, at, ACCESS_DEREF, 0, v, step);
	gopointer_stored(x, s, at, v, typed ? x->in->args[1]->type : NULL,
			 step);
}

#define MOST_FIELDS 32

void event_store_struct(struct exec *x, struct state *s, val_t addr, val_t v,
			struct type *t, const char *what)
{
	const struct trace *step = exec_step(x, NULL, TRACE_STORE, what);
	val_t fields[MOST_FIELDS];
	uint32_t n = 0;

	state_store(s, addr, v, t, step);
	gopointer_stored_struct(x, s, addr, v, t, step);
	for (const struct edge *e = state_first(s, addr); e && n < MOST_FIELDS;
	     e = state_next(s, e))
		if (e->access == ACCESS_FIELD && e->to != NO_VAL)
			fields[n++] = e->to;
	for (uint32_t i = 0; i < n; i++) {
		val_t held = content(s, fields[i]);

		if (!held)
			continue;
		class_note_store(x->worker->classes, s, fields[i], held);
		stored_freed(x, s, addr, ACCESS_DEREF, held, what);
	}
}

/* Nobody else is there: a program that starts no goroutines. */
static bool is_alone(const struct exec *x)
{
	const struct package *pkg = x->fn->home ? x->fn->home->types : NULL;

	return !x->flow->plan.goes && pkg &&
	       strcmp(name_text(pkg->name), "main") == 0;
}

static bool freed_unlocked(const struct exec *x, const struct state *s, val_t v)
{
	return state_surely_freed(s, v) && s->locks == 0 && !is_alone(x);
}

void event_delete(struct exec *x, struct state *s, val_t holder,
		  enum access access, uint32_t key, const char *what)
{
	const struct edge *e = state_edge(s, holder, access, key);
	val_t slot, lost;

	if (e ? e->to == NO_VAL
	      : (state_cell(s, holder)->flags & CELL_FRESH) != 0)
		return;
	if (access == ACCESS_ELEM && freed_unlocked(x, s, key)) {
		struct issue i = about(x, s, ISSUE_ADDRESS_KEY, key);

		i.primary = i.freed;
		i.use = exec_step(x, NULL, TRACE_DELETE, what);
		exec_issue(x, &i);
	}
	slot = state_read(s, holder, access, key, NULL);
	lost = state_read(s, slot, ACCESS_DEREF, 0, NULL);
	drop(x, s, holder, access, key, lost, what);
	state_set(s, holder, access, key, NO_VAL,
		  exec_step(x, NULL, TRACE_DELETE, what));
	state_forget_len(s, holder);
}

void event_unknown(struct exec *x, struct state *s, val_t v)
{
	struct cell *c = state_cell(s, state_block(s, v));

	(void)x;
	if (!(c->flags & CELL_CONST))
		c->flags |= CELL_ESCAPED;
}

/* Containers keep what they have: hardly anybody fills those of others. */
static bool keeps_content(const struct cell *c)
{
	uint8_t kind = c->type ? type_under(c->type)->kind : 0;

	return kind == TYPE_MAP || kind == TYPE_CHAN || c->fn ||
	       c->flags & (CELL_CONST | CELL_GLOBAL);
}

#define MOST_WRITTEN 32
enum { WRITTEN_DEPTH = 3 };

static void written(struct state *s, val_t v, int depth)
{
	struct edge edges[MOST_WRITTEN];
	uint32_t n = 0;

	if (!depth || keeps_content(state_cell(s, v)))
		return;
	state_cell(s, v)->flags &= (uint16_t)~CELL_FRESH;
	for (const struct edge *e = state_first(s, v); e && n < MOST_WRITTEN;
	     e = state_next(s, e))
		if (e->to && e->access <= ACCESS_ELEM)
			edges[n++] = *e;
	for (uint32_t i = 0; i < n; i++) {
		const struct cell *to = state_cell(s, edges[i].to);

		if (edges[i].access != ACCESS_DEREF ||
		    !(to->flags & CELL_CONST || to->origin == ORIGIN_NUMBER))
			written(s, edges[i].to, depth - 1);
		else
			state_set(s, v, ACCESS_DEREF, 0,
				  state_new(s, ORIGIN_UNKNOWN), NULL);
	}
}

void event_written(struct exec *x, struct state *s, val_t v)
{
	val_t block = state_block(s, v);

	(void)x;
	if (keeps_content(state_cell(s, block)))
		return;
	state_cell(s, block)->flags |= CELL_WRITTEN;
	written(s, block, WRITTEN_DEPTH);
}

void event_wait(struct exec *x, struct state *s)
{
	(void)x;
	s->waited = true;
	for (val_t v = 1; v <= s->ncells; v++)
		s->cells[v].pending = NULL;
}

void exec_issue(struct exec *x, const struct issue *issue)
{
	struct issue *i = ARENA_NEW(x->arena, struct issue);

	*i = *issue;
	i->weight = i->primary->len + i->primary->depth * 4u;
	vec_push(&x->worker->issues, i);
}
