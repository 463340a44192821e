/* SPDX-License-Identifier: MIT */
/*
 * What C functions do to memory: one function a kind of row.
 *
 * References are counted as far as they are seen: memory that was made on
 * this path has one, and is freed by the unref that takes the last.  A
 * pointer that C keeps may be counted there, and of what was there before
 * the function began nobody knows the count: an unref of these may be the
 * last, and frees perhaps.
 */
#include "flow/c_effects_apply.h"

#include "base/arena.h"
#include "flow/gopointer.h"
#include "flow/model_impl.h"

/* A count that is not known. */
#define COUNT_UNKNOWN (-1)

/* Some of what it has was freed by hand: so is it, then. */
static bool is_taken_apart(const struct state *s, val_t v)
{
	for (const struct edge *e = state_first(s, state_block(s, v)); e;
	     e = state_next(s, e)) {
		const struct edge *in;
		const struct freed *f;

		if (e->access != ACCESS_FIELD || !e->to)
			continue;
		in = state_edge(s, e->to, ACCESS_DEREF, 0);
		f = in && in->to ? state_cell(s, in->to)->freed : NULL;
		if (f && !f->maybe)
			return true;
	}
	return false;
}

static struct freed *freed_of(struct c_run *r, uint32_t i, val_t v,
			      enum freed_how how)
{
	struct c_call *c = &r->c;
	const struct c_effect *row = &c->known->rows[i];
	struct freed *f = ARENA_NEW(c->x->arena, struct freed);

	/* A Go function that says so of Go memory gives it to others. */
	f->how = (uint8_t)how;
	if (row->reason.source == EFFECT_FROM_COMMENT &&
	    state_cell(c->s, state_block(c->s, v))->origin == ORIGIN_GO)
		f->how = FREED_RECYCLE;
	f->family = is_taken_apart(c->s, v) ? NO_NAME : row->family;
	f->maybe = r->holds[i] == C_PERHAPS || state_counted(c->s);
	f->deferred = c->x->in->v.op == OP_DEFER;
	f->trace = c_step(c, TRACE_FREE, row);
	return f;
}

struct reached {
	val_t at[64];
	uint32_t n;
};

static bool reach(void *ctx, const struct state *s, val_t v,
		  const struct reach_step *path, uint32_t n)
{
	struct reached *m = ctx;

	(void)s;
	/* Keys are no memory of the object. */
	if (m->n < 64 && path[n - 1].edge->access == ACCESS_DEREF)
		m->at[m->n++] = v;
	return true;
}

/* `frees 0...`: which of what is behind goes, nobody tells. */
static void free_behind(struct c_run *r, uint32_t i, val_t v)
{
	struct reached m = {.n = 0};

	state_reach(r->c.s, v, reach, &m);
	for (uint32_t k = 0; k < m.n; k++)
		event_free_maybe(r->c.x, r->c.s, m.at[k], FREED_FREE,
				 r->c.known->rows[i].family, r->c.known->what);
}

bool c_free(struct c_run *r, uint32_t i)
{
	struct c_target *p = &r->places[i];
	const struct c_effect *row = &r->c.known->rows[i];

	for (uint32_t k = 0; k < p->n; k++) {
		val_t v = p->at[k].value;

		if (row->path.some) {
			free_behind(r, i, v);
			continue;
		}
		if (state_is_zero(r->c.s, v) == TRI_YES)
			continue;
		if (!event_free_at(r->c.x, r->c.s, v,
				   freed_of(r, i, v, FREED_FREE)))
			return false;
	}
	return true;
}

/* Counts */

static int64_t count_of(const struct state *s, val_t block)
{
	const struct edge *e = state_edge(s, block, ACCESS_MODEL, MODEL_COUNT);
	const struct cell *c = state_cell(s, block);

	if (e)
		return state_cell(s, e->to)->lo;
	return c->origin == ORIGIN_C && c->made &&
			       !(c->flags & (CELL_PRE | CELL_ESCAPED))
		       ? 1
		       : COUNT_UNKNOWN;
}

static void set_count(struct state *s, val_t block, int64_t n)
{
	if (!(state_cell(s, block)->flags & CELL_CONST))
		state_set(s, block, ACCESS_MODEL, MODEL_COUNT, state_int(s, n),
			  NULL);
}

void c_ref(struct c_run *r, uint32_t i)
{
	struct state *s = r->c.s;

	for (uint32_t k = 0; k < r->places[i].n; k++) {
		val_t block = state_block(s, r->places[i].at[k].value);
		int64_t n = count_of(s, block);

		set_count(s, block,
			  n > 0 && r->holds[i] == C_YES ? n + 1
							: COUNT_UNKNOWN);
		/* Whoever else has it frees it in the end. */
		event_unknown(r->c.x, s, block);
	}
}

bool c_unref(struct c_run *r, uint32_t i)
{
	struct state *s = r->c.s;
	const struct c_effect *row = &r->c.known->rows[i];

	for (uint32_t k = 0; k < r->places[i].n; k++) {
		val_t v = r->places[i].at[k].value;
		int64_t n;

		if (state_is_zero(s, v) == TRI_YES)
			continue;
		n = count_of(s, state_block(s, v));
		if (n > 1 && r->holds[i] == C_YES) {
			set_count(s, state_block(s, v), n - 1);
		} else if (n == 1 || state_surely_freed(s, v)) {
			if (!event_free_at(r->c.x, s, v,
					   freed_of(r, i, v, FREED_FREE)))
				return false;
		} else {
			event_free_maybe(r->c.x, s, v, FREED_FREE, row->family,
					 r->c.known->what);
		}
	}
	return true;
}

/* Memory that moved */

enum { MOVE_DEPTH = 3, MOVE_EDGES = 32 };

/* What was in the old memory is in the new one: slots of its own. */
static void move(struct state *s, val_t from, val_t to, int depth)
{
	struct edge edges[MOVE_EDGES];
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, from); e && n < MOVE_EDGES;
	     e = state_next(s, e))
		if (e->to &&
		    (e->access == ACCESS_FIELD || e->access == ACCESS_ELEM ||
		     e->access == ACCESS_DEREF))
			edges[n++] = *e;
	for (uint32_t i = 0; i < n; i++) {
		enum access access = (enum access)edges[i].access;
		val_t slot;

		if (access == ACCESS_DEREF) {
			state_set(s, to, access, 0, edges[i].to,
				  edges[i].stored);
			continue;
		}
		slot = state_read(s, to, access, edges[i].key, NULL);
		if (depth > 0)
			move(s, edges[i].to, slot, depth - 1);
	}
}

bool c_realloc(struct c_run *r, uint32_t i)
{
	struct c_call *c = &r->c;
	const struct c_effect *row = &c->known->rows[i];
	struct c_target *p = &r->places[i];

	for (uint32_t k = 0; k < p->n; k++) {
		val_t old = p->at[k].value, new;
		bool nil = state_is_zero(c->s, old) == TRI_YES;

		if (!nil && !event_free_at(c->x, c->s, old,
					   freed_of(r, i, old, FREED_REALLOC)))
			return false;
		if (r->holds[i] != C_YES)
			continue;
		new = row->path.nsteps == 0 ? c->result : c_alloc(c, row);
		if (!nil && new != NO_VAL)
			move(c->s, old, new, MOVE_DEPTH);
		if (p->at[k].slot != NO_VAL)
			state_set(c->s, p->at[k].slot, ACCESS_DEREF, 0, new,
				  c_step(c, TRACE_STORE, row));
	}
	return true;
}

/* What C writes into memory of others */

/* A variable of Go whose address C was given. */
static bool is_out_param(const struct effect_path *p)
{
	return p->root >= 0 && p->nsteps == 1 && p->steps[0] == NO_NAME;
}

/*
 * What a variable of Go had before is lost.  What C had it may have put
 * elsewhere: one path stands for all elements of an array or list.
 */
static void store(struct c_call *c, const struct effect_path *p, val_t slot,
		  val_t v, const struct c_effect *row)
{
	struct edge *e = state_edge(c->s, slot, ACCESS_DEREF, 0);

	if (!is_out_param(p)) {
		if (e && e->to)
			event_unknown(c->x, c->s, e->to);
		event_escape(c->x, c->s, v, "stored");
		state_set(c->s, slot, ACCESS_DEREF, 0, v,
			  c_step(c, TRACE_STORE, row));
		return;
	}
	event_store(c->x, c->s, slot, ACCESS_DEREF, 0, v, c->known->what);
	e = state_edge(c->s, slot, ACCESS_DEREF, 0);
	if (e)
		e->stored = c_step(c, TRACE_STORE, row);
}

/* What an address held is not known any more. */
static void forget(struct c_call *c, val_t slot)
{
	struct edge *e = state_edge(c->s, slot, ACCESS_DEREF, 0);
	val_t v;

	if (!e || !e->to)
		return;
	event_unknown(c->x, c->s, e->to);
	v = state_new(c->s, ORIGIN_UNKNOWN);
	state_set(c->s, slot, ACCESS_DEREF, 0, v, NULL);
}

/*
 * `writes global g`: a pointer of it is not what it was, and no row says
 * what it is: cleared, or moved.
 */
void c_write(struct c_run *r, uint32_t i)
{
	struct c_call *c = &r->c;
	const struct effect_path *p = &c->known->rows[i].path;
	val_t slots[MOVE_EDGES], g;
	uint32_t n = 0;

	if (p->root != EFFECT_GLOBAL)
		return;
	g = state_c_global(c->s, p->global);
	for (const struct edge *e = state_first(c->s, g); e && n < MOVE_EDGES;
	     e = state_next(c->s, e))
		if (e->to &&
		    (e->access == ACCESS_FIELD || e->access == ACCESS_ELEM))
			slots[n++] = e->to;
	for (uint32_t k = 0; k < n; k++)
		forget(c, slots[k]);
	forget(c, g);
}

void c_clear(struct c_run *r, uint32_t i)
{
	struct c_call *c = &r->c;
	struct c_target *p = &r->places[i];

	for (uint32_t k = 0; k < p->n; k++)
		if (p->at[k].slot != NO_VAL)
			state_set(c->s, p->at[k].slot, ACCESS_DEREF, 0,
				  r->holds[i] == C_YES
					  ? state_nil(c->s)
					  : state_new(c->s, ORIGIN_UNKNOWN),
				  c_step(c, TRACE_STORE, &c->known->rows[i]));
}

void c_out(struct c_run *r, uint32_t i)
{
	struct c_call *c = &r->c;
	const struct c_effect *row = &c->known->rows[i];
	struct c_target *p = &r->places[i];
	val_t v;

	if (p->n == 0 || p->at[0].slot == NO_VAL)
		return;
	if (r->holds[i] == C_YES)
		v = c_alloc(c, row);
	else
		v = state_new(c->s, ORIGIN_UNKNOWN);
	/* Memory that is given is there: else nothing was given. */
	if (row->condition.when == EFFECT_IF && r->holds[i] == C_YES)
		state_assume_zero(c->s, v, false);
	store(c, &row->path, p->at[0].slot, v, row);
}

/* Perhaps it is kept there, and what was there is not any more. */
static void keep_perhaps(struct c_call *c, const struct c_effect *row)
{
	struct c_target where;

	if (row->other.root == EFFECT_NOWHERE)
		return;
	c_target(c, &row->other, &where);
	for (uint32_t k = 0; k < where.n; k++)
		if (where.at[k].slot != NO_VAL)
			forget(c, where.at[k].slot);
}

/* The holder is named: an object of C, a variable, a field. */
static void keep_in(struct c_run *r, const struct c_effect *row, val_t v)
{
	struct c_call *c = &r->c;
	struct c_target where;
	val_t key;

	c_target(c, &row->other, &where);
	if (where.n == 0)
		return;
	if (where.at[0].slot != NO_VAL) {
		store(c, &row->other, where.at[0].slot, v, row);
		return;
	}
	if (state_is_zero(c->s, where.at[0].value) == TRI_YES ||
	    state_cell(c->s, where.at[0].value)->flags & CELL_CONST)
		return;
	if (state_is_zero(c->s, v) == TRI_YES)
		return;
	/* Somewhere inside. */
	key = state_new(c->s, ORIGIN_NUMBER);
	event_escape(c->x, c->s, v, "stored");
	state_set(c->s,
		  state_read(c->s, where.at[0].value, ACCESS_ELEM, key, NULL),
		  ACCESS_DEREF, 0, v, c_step(c, TRACE_STORE, row));
}

/*
 * A body shows a way on which it does.  Of the inside of an object that is
 * given, and when nothing tells whether, that may be a place to work with
 * which nobody reads again: the window of a compressor.
 */
static bool keeps_on_a_way(const struct c_effect *row)
{
	if (row->reason.source != EFFECT_FROM_BODY)
		return false;
	return row->other.root == EFFECT_GLOBAL ||
	       row->other.root == EFFECT_NOWHERE ||
	       row->condition.subject.root != EFFECT_NOWHERE;
}

static void keep_go(struct c_run *r, uint32_t i, val_t v)
{
	const struct c_effect *row = &r->c.known->rows[i];
	struct c_target where = {.n = 0};

	if (r->holds[i] != C_YES && !keeps_on_a_way(row))
		return;
	if (row->other.root != EFFECT_NOWHERE)
		c_target(&r->c, &row->other, &where);
	gopointer_kept(&r->c, row, v,
		       !where.n			    ? NO_VAL
		       : where.at[0].slot != NO_VAL ? where.at[0].slot
						    : where.at[0].value);
}

void c_keep(struct c_run *r, uint32_t i)
{
	struct c_call *c = &r->c;
	const struct c_effect *row = &c->known->rows[i];

	for (uint32_t k = 0; k < r->places[i].n; k++) {
		val_t v = r->places[i].at[k].value;

		/* NULL may take the place of what was there. */
		if (state_is_zero(c->s, v) == TRI_YES) {
			if (r->holds[i] == C_YES)
				keep_in(r, row, v);
			continue;
		}
		if (state_cell(c->s, v)->origin == ORIGIN_NUMBER)
			continue;
		keep_go(r, i, v);
		set_count(c->s, state_block(c->s, v), COUNT_UNKNOWN);
		if (row->other.root == EFFECT_NOWHERE || row->path.some ||
		    r->holds[i] != C_YES) {
			event_escape(c->x, c->s, v, "stored");
			event_unknown(c->x, c->s, v);
			keep_perhaps(c, row);
		} else {
			keep_in(r, row, v);
		}
	}
}
