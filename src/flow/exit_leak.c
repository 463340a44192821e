/* SPDX-License-Identifier: MIT */
/*
 * Memory of C that nobody has any more
 *
 * Two ways lead there.  An entry is deleted, or another value is stored
 * where it was (struct dropped, written down by events.c); or a container
 * that only this function has dies with it (exit_local.c).  Memory is lost
 * when it is not freed, not even perhaps, and nothing that outlives the
 * function leads to it: no root, nothing that code we do not see may have
 * kept.
 *
 * What was there before the function began has no origin here.  What its
 * holder holds is told by all the stores of the program (class.h): such an
 * issue stands only when they all store memory of C, and nowhere else.  And
 * whoever calls may have freed it before: what callers see of it decides, as
 * with holders (exit_settle.c).  When the function frees something that it
 * does not know to be another thing, that may be it, and nothing is told.
 *
 * What C's own variables have is C's business.
 */
#include "flow/exit_leak.h"

#include "base/arena.h"
#include "flow/c_type.h"
#include "flow/class.h"
#include "flow/plan.h"
#include "flow/trace.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

/* Model edges and results too: whatever leads there keeps it. */
static void mark_kept(struct leaks *l)
{
	const struct exit_end *e = l->e;
	const struct state *s = e->s;

	l->kept = ARENA_ARRAY(e->x->worker->scratch, s->ncells + 1, uint8_t);
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);
		bool root =
			e->roots[v] != ROOT_NONE && e->roots[v] != ROOT_LOCAL;

		if ((root || c->flags & (CELL_ESCAPED | CELL_GOROUTINE) ||
		     c->pending || c->finalizer) &&
		    !l->kept[v])
			state_mark(s, v, l->kept);
	}
	/* An address inside of a block keeps it. */
	for (val_t v = 1; v <= s->ncells; v++)
		if (l->kept[v] && state_cell(s, v)->link != LINK_NONE)
			l->kept[state_block(s, v)] = 1;
}

bool leak_is_kept(const struct leaks *l, val_t v)
{
	return l->kept[v] || l->kept[state_block(l->e->s, v)];
}

static bool may_be_lost(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	return c->link == LINK_NONE && !state_freed(s, v) &&
	       !(c->flags & CELL_ESCAPED) && state_is_zero(s, v) != TRI_YES;
}

/*
 * Something else has it that is no copy of a struct: memory of C, or of Go
 * that was made here.  holder is what has lost it.
 */
static bool has_holder(const struct leaks *l, val_t v, val_t holder)
{
	const struct exit_end *e = l->e;

	for (uint32_t i = e->first_in[v]; i; i = e->ins[i - 1].next) {
		const struct exit_in *in = &e->ins[i - 1];
		const struct cell *c =
			state_cell(e->s, state_block(e->s, in->from));

		if (in->edge->access != ACCESS_DEREF || in->from == holder ||
		    state_freed(e->s, in->from))
			continue;
		if (c->origin == ORIGIN_C ||
		    (c->origin == ORIGIN_GO && c->made))
			return true;
	}
	return false;
}

bool leak_is_owned(const struct leaks *l, val_t v)
{
	return state_cell(l->e->s, v)->origin == ORIGIN_C &&
	       may_be_lost(l->e->s, v) && !leak_is_kept(l, v);
}

struct issue leak_of(const struct leaks *l, val_t lost,
		     const struct trace *primary)
{
	const struct cell *c = state_cell(l->e->s, lost);

	return (struct issue){
		.kind = ISSUE_LEAK,
		.origin = c->origin,
		.certain = l->e->s->certain,
		.family = c->family,
		.fn = l->e->x->fn,
		.primary = primary,
		.alloc = c->made,
	};
}

/* The names of a holder */

struct naming {
	const struct exit_end *e;
	struct issue_holder *ret;
	const struct dropped *dropped;
	struct edge last;
	bool found;
};

/* The way to the holder, and one step more to what it has lost. */
static bool name_holder(void *ctx, const struct exit_hold *h)
{
	struct naming *n = ctx;
	struct exit_hold longer = *h;

	if (h->kind == ROOT_LOCAL || longer.n == EXIT_MAX_STEPS)
		return true;
	n->last = (struct edge){.access = n->dropped->access,
				.key = n->dropped->key};
	longer.steps[longer.n++] =
		(struct reach_step){n->dropped->holder, &n->last};
	longer.is_key = false;
	exit_describe(n->e, &longer, n->ret);
	n->found = true;
	return false;
}

static void describe(const struct exit_end *e, const struct dropped *d,
		     struct issue_holder *ret)
{
	struct naming n = {.e = e, .ret = ret, .dropped = d};
	const struct state *s = e->s;
	uint8_t *marks =
		ARENA_ARRAY(e->x->worker->scratch, s->ncells + 1, uint8_t);
	struct exit_hold h = {.root = d->holder};

	*ret = (struct issue_holder){.access = d->access};
	h.kind = e->roots[d->holder];
	if (h.kind != ROOT_NONE && h.kind != ROOT_LOCAL) {
		name_holder(&n, &h);
		return;
	}
	marks[d->holder] = 1;
	exit_holders(e, marks, NO_VAL, name_holder, &n);
	if (!n.found)
		ret->type = state_cell(s, d->holder)->type;
}

/* Holders that were dropped */

/* Memory that is freed here and may be the lost one, for all we know. */
static bool frees_what_may_be(const struct state *s, val_t lost)
{
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);

		if (v != lost && c->freed && c->freed->how != FREED_FINALIZER &&
		    state_same(s, v, lost) != TRI_NO)
			return true;
	}
	return false;
}

enum lost { LOST_UNKNOWN, LOST_NOT, LOST_PERHAPS, LOST };

static enum lost judge(const struct leaks *l, val_t lost, val_t holder)
{
	const struct state *s = l->e->s;
	const struct cell *c = state_cell(s, lost);

	if (c->origin != ORIGIN_C && c->origin != ORIGIN_UNKNOWN)
		return LOST_UNKNOWN;
	if (!may_be_lost(s, lost) || leak_is_kept(l, lost) ||
	    has_holder(l, lost, holder))
		return LOST_NOT;
	if (c->origin == ORIGIN_C)
		return LOST;
	if (frees_what_may_be(s, lost))
		return LOST_NOT;
	return c->flags & CELL_PRE ? LOST_PERHAPS : LOST_UNKNOWN;
}

/* The class of the holder of what is lost. */
static struct holder_class class_of_lost(const struct leaks *l,
					 const struct dropped *d, val_t holder)
{
	struct holder_class c = class_of(l->e->s, holder);

	if (holder == d->holder && d->access == ACCESS_ELEM)
		c.content = true;
	return c;
}

static void observe_clean(struct leaks *l, const struct dropped *d, val_t lost)
{
	struct issue i = leak_of(l, lost, d->trace);

	i.stand = STAND_CLEAN;
	exec_issue(l->e->x, &i);
}

/* The type of what an address is one of, as far as nodes know. */
static struct type *type_at(const struct leaks *l, val_t addr)
{
	struct type *t = state_cell(l->e->s, addr)->type;
	struct pointer *p = t ? TYPE_AS(POINTER, pointer, unalias(t)) : NULL;

	return p ? p->base : NULL;
}

/* Numbers that happen to be addresses, and what is Go's by its type. */
static bool cannot_be_c(struct type *t)
{
	return t && c_type_of(t) == C_TYPE_NO;
}

static void tell(struct leaks *l, const struct dropped *d, struct issue *i)
{
	struct exit_end *e = l->e;

	if (i->holder.c_global)
		return;
	exec_issue(e->x, i);
	if (d->trace->inside) {
		i->stand = STAND_HELD;
		exec_issue(e->x, i);
	}
}

static uint8_t stand_of(struct holder_class c)
{
	return c.of ? STAND_LATENT : STAND_ASKS;
}

/* holder: the address that had it. */
static void check_lost(struct leaks *l, const struct dropped *d, val_t lost,
		       val_t holder)
{
	struct type *t = type_at(l, holder);
	enum lost how = judge(l, lost, holder);
	struct issue i;

	if (how != LOST && cannot_be_c(t))
		return;
	if (how == LOST_NOT)
		observe_clean(l, d, lost);
	if (how == LOST_NOT || how == LOST_UNKNOWN)
		return;
	i = leak_of(l, lost, d->trace);
	describe(l->e, d, &i.holder);
	t = t ? t : i.holder.held;
	if (t && type_under(t)->kind == TYPE_BASIC && cannot_be_c(t))
		return;
	if (how == LOST_PERHAPS) {
		if (cannot_be_c(t))
			return;
		i.unless = class_of_lost(l, d, holder);
		i.stand = stand_of(i.unless);
	}
	tell(l, d, &i);
}

/*
 * An entry that is a struct of which nothing is known: what its fields have
 * is told by the stores into fields of that type.
 */
static bool check_lost_struct(struct leaks *l, const struct dropped *d,
			      val_t slot)
{
	struct issue i = leak_of(l, d->lost, d->trace);
	struct structure *st;
	struct named *n;
	struct type *t;

	describe(l->e, d, &i.holder);
	t = i.holder.held ? i.holder.held : type_at(l, slot);
	st = t ? TYPE_AS(STRUCT, structure, type_under(t)) : NULL;
	if (!st)
		return false;
	n = type_as_named(t);
	if (!n || frees_what_may_be(l->e->s, d->lost))
		return true;
	for (uint32_t k = 0; k < st->nfields; k++) {
		if (c_type_of(st->fields[k]->type) != C_TYPE_YES)
			continue;
		i.unless = (struct holder_class){
			.of = named_origin(n)->obj,
			.field = st->fields[k]->name,
		};
		i.stand = stand_of(i.unless);
		tell(l, d, &i);
		break;
	}
	return true;
}

/* The slot or variable that has (had) a value. */
static val_t slot_of(const struct exit_end *e, val_t v)
{
	for (uint32_t i = e->first_in[v]; i; i = e->ins[i - 1].next)
		if (e->ins[i - 1].edge->access == ACCESS_DEREF)
			return e->ins[i - 1].from;
	return NO_VAL;
}

/* Fields of a struct that an entry is. */
static bool check_lost_fields(struct leaks *l, const struct dropped *d,
			      val_t slot)
{
	const struct state *s = l->e->s;
	bool any = false;

	for (const struct edge *e = state_first(s, slot); e;
	     e = state_next(s, e)) {
		const struct edge *in;

		if (e->access != ACCESS_FIELD || e->to == NO_VAL)
			continue;
		any = true;
		in = state_edge(s, e->to, ACCESS_DEREF, 0);
		if (in && in->to != NO_VAL)
			check_lost(l, d, in->to, e->to);
	}
	return any;
}

enum { MOST_ENTRIES = 8 };

/* A container was dropped: all that it has is lost with it. */
static void check_lost_entries(struct leaks *l, const struct dropped *d)
{
	const struct state *s = l->e->s;
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, d->lost); e;
	     e = state_next(s, e)) {
		const struct edge *in;

		if (e->access != ACCESS_ELEM || e->to == NO_VAL ||
		    n++ == MOST_ENTRIES)
			continue;
		if (check_lost_fields(l, d, e->to))
			continue;
		in = state_edge(s, e->to, ACCESS_DEREF, 0);
		if (in && in->to != NO_VAL)
			check_lost(l, d, in->to, e->to);
	}
}

static void check_dropped(struct leaks *l, const struct dropped *d)
{
	const struct trace *made = state_cell(l->e->s, d->lost)->made;
	val_t slot = slot_of(l->e, d->lost);

	/* An out parameter that a call fills and clears by itself. */
	if (made &&
	    trace_innermost(made)->pos == trace_innermost(d->trace)->pos)
		return;
	if (slot != NO_VAL &&
	    (check_lost_fields(l, d, slot) || check_lost_struct(l, d, slot)))
		return;
	if (!leak_is_kept(l, d->lost))
		check_lost_entries(l, d);
	check_lost(l, d, d->lost,
		   d->access == ACCESS_ELEM && slot ? slot : d->holder);
}

/* Memory with several holders, or that C has kept, is not lost with one. */
static void note_shared(const struct leaks *l)
{
	const struct exit_end *e = l->e;
	const struct state *s = e->s;

	for (val_t v = 1; v <= s->ncells; v++) {
		struct holder_class one = {.of = NULL};
		bool shared = state_cell(s, v)->flags & CELL_ESCAPED;

		for (uint32_t i = e->first_in[v]; i; i = e->ins[i - 1].next) {
			struct holder_class c;

			/* A copy that dies here is no holder. */
			if (e->ins[i - 1].edge->access != ACCESS_DEREF ||
			    !leak_is_kept(l, e->ins[i - 1].from))
				continue;
			c = class_of(s, e->ins[i - 1].from);
			if (!c.of)
				continue;
			if (shared || (one.of && (one.of != c.of ||
						  one.field != c.field))) {
				class_note_shared(e->x->worker->classes, c);
				class_note_shared(e->x->worker->classes, one);
			}
			one = c;
		}
	}
}

static bool has_c(const struct state *s)
{
	for (val_t v = 1; v <= s->ncells; v++)
		if (state_cell(s, v)->origin == ORIGIN_C)
			return true;
	return false;
}

/* Go's own library has nothing of C in its holders. */
static bool is_of_std(const struct dropped *d)
{
	const struct ir_function *fn = trace_innermost(d->trace)->fn;

	return fn->home && fn->home->source->load->standard;
}

void exit_check_leaks(struct exit_end *e)
{
	struct leaks l = {.e = e};

	if (e->s->ndropped == 0 && !has_c(e->s))
		return;
	mark_kept(&l);
	note_shared(&l);
	for (uint32_t i = 0; i < e->s->ndropped; i++)
		if (!is_of_std(&e->s->dropped[i]))
			check_dropped(&l, &e->s->dropped[i]);
	leak_check_local(&l);
}
