/* SPDX-License-Identifier: MIT */
/*
 * A call of a C function: its effects, one after the other.
 *
 * First conditions are decided, so that what they are about is as it was
 * before the call: a condition that nothing tells splits the state, each
 * part with the condition made true or false in it.  A result that is asked
 * about, or that a row gives, is made before.  Then, in this order:
 *
 *	what is read or written is used
 *	Go functions that it calls are called, with arguments we do not know
 *	memory is freed, moved, counted
 *	pointers are cleared, kept, filled
 *	the result is set
 *
 * so that `frees 0.buf; clears 0.buf; out 0.buf owned` frees what was there.
 * Paths are followed before anything is changed, for the same reason.
 *
 * What a function whose body is here does not say, it does not do.  Of one
 * that is only known by a table or a header, each pointer it is given is
 * taken to be used.  One of which nothing is known may keep its arguments.
 */
#include "flow/c_effects_impl.h"

#include "base/arena.h"
#include "flow/c_effects_apply.h"
#include "flow/gopointer.h"
#include "flow/model_impl.h"
#include "flow/plan.h"

/* Conditions that split one call. */
enum { MAX_SPLITS = 4 };

/* Rows of one function, as a rule: their places need no memory. */
enum { FEW_ROWS = 16 };

/* Nodes that are looked at behind what C is given. */
enum { MOST_BEHIND = 32 };

static bool decides(const struct c_effect *row)
{
	return row->kind != EFFECT_READS && row->kind != EFFECT_WRITES &&
	       row->kind != EFFECT_NONE && row->kind != EFFECT_CALLS;
}

static uint8_t unconditional(const struct effect_condition *when)
{
	return when->when == EFFECT_MAYBE ? C_PERHAPS : C_YES;
}

static bool run(struct c_run *r, uint32_t from, uint32_t splits);

/* The condition of row i is not known: two states. */
static bool split(struct c_run *r, uint32_t i, uint32_t splits,
		  const struct effect_condition *when)
{
	struct state *other;
	struct c_run no = *r;

	if (splits == MAX_SPLITS || !(other = exec_split(r->c.x, r->c.s))) {
		r->holds[i] = C_PERHAPS;
		return run(r, i + 1, splits);
	}
	no.c.s = other;
	no.holds[i] = C_NO;
	r->c.s->certain = other->certain = false;
	if (!c_assume(&no.c, when, false) || !run(&no, i + 1, splits + 1))
		call_unsplit(r->c.x, other);
	r->holds[i] = unconditional(when);
	return c_assume(&r->c, when, true) && run(r, i + 1, splits + 1);
}

static bool run(struct c_run *r, uint32_t from, uint32_t splits)
{
	const struct c_known *k = r->c.known;

	for (uint32_t i = from; i < r->nrows; i++) {
		struct effect_condition when = effect_condition_of(&k->rows[i]);
		bool asks = when.when != EFFECT_ALWAYS &&
			    when.subject.root != EFFECT_NOWHERE;
		enum tri t = asks ? c_holds(&r->c, &when) : TRI_YES;

		if (t == TRI_MAYBE && decides(&k->rows[i]))
			return split(r, i, splits, &when);
		r->holds[i] = t == TRI_NO ? C_NO : unconditional(&when);
	}
	return c_apply(r);
}

/* Results */

static bool gives_memory(const struct c_effect *row)
{
	return row->kind == EFFECT_RETURNS_OWNED ||
	       (row->kind == EFFECT_REALLOCS && row->path.nsteps == 0 &&
		row->path.root >= 0);
}

/* Whatever else there is, this is what a result that is not NULL is. */
static bool is_certain(const struct c_effect *row)
{
	return row->condition.when == EFFECT_ALWAYS ||
	       (row->condition.when == EFFECT_IF &&
		row->condition.subject.root == EFFECT_RESULT);
}

/* The result, when a row asks about it or gives it; it may yet be NULL. */
static val_t make_result(struct c_call *c)
{
	const struct c_known *k = c->known;
	const struct c_effect *owned = NULL;
	uint32_t n = 0;
	val_t v;

	for (uint32_t i = 0; i < k->nrows; i++) {
		uint8_t kind = k->rows[i].kind;

		if (gives_memory(&k->rows[i]) && is_certain(&k->rows[i]))
			owned = &k->rows[i];
		n += gives_memory(&k->rows[i]) ||
		     kind == EFFECT_RETURNS_ALIAS ||
		     kind == EFFECT_RETURNS_STATIC;
	}
	/* Of several only what holds in the end says which one it is. */
	if (!owned || n > 1)
		v = state_unknown(c->s, c_result_type(c->c));
	else
		v = c_alloc(c, owned);
	if (k->nonnull)
		state_assume_zero(c->s, v, false);
	return v;
}

struct handed {
	struct c_call *c;
	uint32_t left; /* nodes that are looked at */
};

static bool hands_freed(void *ctx, const struct state *s, val_t v,
			const struct reach_step *path, uint32_t n)
{
	struct handed *h = ctx;

	(void)path;
	(void)n;
	if (h->left-- == 0)
		return false;
	if (!state_freed(s, v))
		return true;
	event_escape(h->c->x, h->c->s, v, h->c->known->what);
	return false;
}

/* C gets memory of Go in which there is something that was freed. */
static void look_behind(struct c_call *c, val_t v)
{
	struct handed h = {c, MOST_BEHIND};
	val_t block = state_block(c->s, v);

	if (!c->known->guess && state_cell(c->s, block)->origin == ORIGIN_GO)
		state_reach(c->s, block, hands_freed, &h);
}

static bool unknown(struct c_call *c)
{
	val_t v;

	for (uint32_t i = 0; i < c->nargs; i++) {
		if (!c_is_pointer(c, i))
			continue;
		event_use(c->x, c->s, c->args[i], TRACE_USE, c->known->what);
		look_behind(c, c->args[i]);
		if (i == 0 && c->known->guess)
			event_free_maybe(c->x, c->s, c->args[i], FREED_FREE,
					 NO_NAME, c->known->what);
		event_unknown(c->x, c->s, c->args[i]);
	}
	v = state_unknown(c->s, c_result_type(c->c));
	/* What it gives may be anything, also what it was given. */
	return c_give(c, v);
}

/* C.GoString(p): new memory of Go. */
static bool copies(struct c_call *c)
{
	val_t v;

	if (c->nargs)
		event_use(c->x, c->s, c->args[0], TRACE_READ, c->known->what);
	v = exec_go_memory(c->x, c->s, c_result_type(c->c), c->known->what);
	state_cell(c->s, v)->flags &= (uint16_t)~CELL_FRESH;
	return c_give(c, v);
}

bool c_call_known(struct exec *x, struct state *s, const struct ir_instr *in,
		  const struct ir_function *fn, const struct c_known *k,
		  const val_t *args, uint32_t nargs)
{
	struct c_target few[FEW_ROWS];
	struct c_run r = {
		.c = {.x = x,
		      .s = s,
		      .in = in,
		      .c = fn,
		      .known = k,
		      .args = args,
		      .nargs = nargs},
		.nrows = k->nrows < C_MAX_ROWS ? k->nrows : C_MAX_ROWS,
		.places = few,
	};

	if (r.nrows > FEW_ROWS)
		r.places = ARENA_ARRAY(x->arena, r.nrows, struct c_target);
	gopointer_passed(&r.c);
	if (!k->known)
		return unknown(&r.c);
	if (k->copies)
		return copies(&r.c);
	r.c.result = make_result(&r.c);
	return run(&r, 0, 0);
}

bool c_call(struct exec *x, struct state *s, const struct ir_instr *in,
	    const struct ir_function *fn, const val_t *args, uint32_t nargs)
{
	const struct c_known *k = c_known_of(x->flow->c, fn);

	/* A Go function by its name in C. */
	if (k->exported)
		return exec_call(x, s, in, k->exported, NO_VAL, args, nargs);
	return c_call_known(x, s, in, fn, k, args, nargs);
}
