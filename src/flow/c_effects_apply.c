/* SPDX-License-Identifier: MIT */
/*
 * The rows that hold, in the order that c_effects_call.c tells; its uses,
 * its calls of Go, its result.
 */
#include "flow/c_effects_apply.h"

#include "base/arena.h"
#include "flow/gopointer.h"
#include "flow/model_impl.h"
#include "flow/plan.h"

/* Given away by an address inside: its own functions find the start. */
static val_t behind_header(struct c_call *c, val_t block)
{
	val_t v = state_new(c->s, ORIGIN_C);
	struct cell *at = state_cell(c->s, v);

	at->link = LINK_INSIDE;
	at->flags |= CELL_BEHIND;
	at->base = block;
	at->family = state_cell(c->s, block)->family;
	at->made = state_cell(c->s, block)->made;
	return v;
}

val_t c_alloc(struct c_call *c, const struct c_effect *row)
{
	val_t v =
		event_alloc(c->x, c->s, ORIGIN_C, row->family, c->known->what);

	state_cell(c->s, v)->made = c_step(c, TRACE_ALLOC, row);
	if (row->interior)
		v = behind_header(c, v);
	return v;
}

const struct trace *c_step(struct c_call *c, enum trace_role role,
			   const struct c_effect *row)
{
	const struct trace *step = exec_step(c->x, NULL, role, c->known->what);
	struct trace *t = ARENA_NEW(c->x->arena, struct trace);

	*t = *step;
	t->effect = row;
	return t;
}

bool c_give(struct c_call *c, val_t v)
{
	gopointer_given(c, v);
	if (c->in->v.op == OP_CALL && c->in->v.flags & IR_COMMA_ERR)
		return model_give2(c->x, c->s, c->in, v,
				   state_new(c->s, ORIGIN_UNKNOWN));
	return model_give(c->x, c->s, c->in, v);
}

bool c_is_pointer(const struct c_call *c, uint32_t i)
{
	struct type *t = type_under(c_param_type(c->c, i));
	const struct basic *b = TYPE_AS(BASIC, basic, t);

	return t->kind == TYPE_POINTER ||
	       (b && (b->basic_kind == BASIC_UNSAFE_POINTER ||
		      b->info & INFO_STRING));
}

/* Uses */

static bool takes(uint8_t kind)
{
	return kind == EFFECT_FREES || kind == EFFECT_REALLOCS ||
	       kind == EFFECT_UNREFS;
}

/* The row that says what happens to argument i itself: freed, or used. */
static const struct c_effect *use_of(const struct c_run *r, uint32_t arg,
				     bool *ret_taken)
{
	const struct c_known *k = r->c.known;
	const struct c_effect *use = NULL;

	*ret_taken = false;
	for (uint32_t i = 0; i < r->nrows; i++) {
		const struct c_effect *row = &k->rows[i];

		if (row->path.root != (int16_t)arg || r->holds[i] == C_NO)
			continue;
		if (takes(row->kind) && row->path.nsteps == 0)
			*ret_taken = true;
		if (row->kind == EFFECT_READS || row->kind == EFFECT_WRITES)
			use = row;
	}
	return use;
}

static void use_arguments(struct c_run *r)
{
	struct c_call *c = &r->c;

	for (uint32_t i = 0; i < c->nargs; i++) {
		bool taken;
		const struct c_effect *use = use_of(r, i, &taken);
		enum trace_role role = TRACE_USE;

		/* A second free is told as one. */
		if (taken || !c_is_pointer(c, i))
			continue;
		if (!use && c->known->has_body)
			continue;
		if (use)
			role = use->kind == EFFECT_WRITES ? TRACE_WRITE
							  : TRACE_READ;
		if (state_freed(c->s, c->args[i]) ||
		    !state_cell(c->s, c->args[i])->used)
			event_use_at(c->x, c->s, c->args[i],
				     c_step(c, role, use));
	}
}

/* Everything but uses and calls of Go. */

static bool apply_row(struct c_run *r, uint32_t i)
{
	switch (r->c.known->rows[i].kind) {
	case EFFECT_FREES:
		return c_free(r, i);
	case EFFECT_UNREFS:
		return c_unref(r, i);
	case EFFECT_REALLOCS:
		return c_realloc(r, i);
	case EFFECT_REFS:
		c_ref(r, i);
		return true;
	case EFFECT_CLEARS:
		c_clear(r, i);
		return true;
	case EFFECT_KEEPS:
		c_keep(r, i);
		return true;
	case EFFECT_OUT:
		c_out(r, i);
		return true;
	case EFFECT_WRITES:
		c_write(r, i);
		return true;
	case EFFECT_NORETURN:
		return r->holds[i] != C_YES;
	default:
		return true;
	}
}

/* Kinds in the order in which they happen: before the result, which may be
 * what was just made, and after it, what it may be the holder of. */
static const uint8_t first[] = {
	EFFECT_NORETURN, EFFECT_FREES,	EFFECT_REALLOCS, EFFECT_UNREFS,
	EFFECT_REFS,	 EFFECT_WRITES, EFFECT_CLEARS,	 EFFECT_OUT,
};
static const uint8_t last[] = {EFFECT_KEEPS};

static bool apply_rows(struct c_run *r, const uint8_t *kinds, uint32_t n)
{
	const struct c_known *k = r->c.known;

	for (uint32_t o = 0; o < n; o++)
		for (uint32_t i = 0; i < r->nrows; i++)
			if (k->rows[i].kind == kinds[o] &&
			    r->holds[i] != C_NO && !apply_row(r, i))
				return false;
	return true;
}

/* The result */

/* Points into memory of another, or goes with it. */
static val_t interior(struct c_run *r, val_t of, const struct c_effect *row)
{
	struct state *s = r->c.s;
	val_t v = state_new(s, state_cell(s, of)->origin);
	struct cell *c = state_cell(s, v);

	/* A body does arithmetic; a table speaks of what is borrowed. */
	c->link = row->reason.source == EFFECT_FROM_BODY ? LINK_INSIDE
							 : LINK_BORROW;
	c->base = of;
	if (c->link == LINK_INSIDE)
		c->flags |= CELL_BEHIND;
	return v;
}

static val_t given_by(struct c_run *r, uint32_t i)
{
	const struct c_effect *row = &r->c.known->rows[i];
	struct c_call *c = &r->c;
	val_t v;

	switch (row->kind) {
	case EFFECT_RETURNS_ALIAS:
		/* As it is when the function is left. */
		v = c_picked(c, &row->path);
		if (v == NO_VAL)
			return NO_VAL;
		return row->interior ? interior(r, v, row) : v;
	case EFFECT_RETURNS_STATIC:
		v = state_new(c->s, ORIGIN_STATIC);
		state_cell(c->s, v)->made = c_step(c, TRACE_ALLOC, row);
		return v;
	case EFFECT_RETURNS_OWNED:
		/* Made already when it is the only one. */
		return state_cell(c->s, c->result)->origin == ORIGIN_C
			       ? c->result
			       : c_alloc(c, row);
	default:
		return NO_VAL;
	}
}

static bool is_result(uint8_t kind)
{
	return kind == EFFECT_RETURNS_ALIAS || kind == EFFECT_RETURNS_STATIC ||
	       kind == EFFECT_RETURNS_OWNED;
}

/* One row says what it is; when several may, nobody knows. */
static bool find_result(struct c_run *r)
{
	const struct c_known *k = r->c.known;
	struct state *s = r->c.s;
	val_t v = r->c.result, w;
	uint32_t n = 0, at = 0;

	for (uint32_t i = 0; i < r->nrows; i++) {
		if (!is_result(k->rows[i].kind) || r->holds[i] == C_NO)
			continue;
		n += r->holds[i] == C_PERHAPS ? 2 : 1;
		at = i;
	}
	if (n == 1 && state_is_zero(s, v) != TRI_YES) {
		w = given_by(r, at);
		/* What was found out of it before holds of what it is. */
		if (w != NO_VAL && w != v) {
			if (state_is_zero(s, v) == TRI_NO &&
			    !state_assume_zero(s, w, false))
				return false;
			v = w;
		}
	}
	for (uint32_t i = 0; i < r->nrows; i++)
		if (k->rows[i].kind == EFFECT_RETURNS_NONNULL &&
		    r->holds[i] == C_YES && !state_assume_zero(s, v, false))
			return false;
	r->c.result = v;
	return true;
}

/* Calls of Go */

static bool after_call(void *ctx, struct exec *x, struct state *s,
		       const struct ir_instr *in, val_t unused)
{
	struct c_run r = *(struct c_run *)ctx;

	(void)x;
	(void)in;
	(void)unused;
	r.c.s = s;
	return c_apply(&r);
}

/* The Go function of a row: by its name, or what the argument is. */
static struct ir_function *callee_of(struct c_run *r, uint32_t i)
{
	const struct c_effect *row = &r->c.known->rows[i];
	const struct c_table *t = r->c.x->flow->c;
	struct ir_function *fn;

	if (row->kind == EFFECT_CALLS_GO)
		return c_exported(t, row->name);
	if (row->kind != EFFECT_CALLS || !r->places[i].n)
		return NULL;
	fn = state_cell(r->c.s, r->places[i].at[0].value)->fn;
	return fn && ir_is_c(fn) ? c_exported(t, fn->object->name) : fn;
}

/* What C passes on to Go is not known. */
static bool call_go_function(struct c_run *r, struct ir_function *fn)
{
	val_t few[8];
	uint32_t n = fn->nparams < 8 ? fn->nparams : 8;

	for (uint32_t i = 0; i < n; i++)
		few[i] = state_unknown(r->c.s, fn->params[i]->v.type);
	if (n < fn->nparams)
		return after_call(r, r->c.x, r->c.s, r->c.in, NO_VAL);
	return model_call_fn(r->c.x, r->c.s, r->c.in, fn, NO_VAL, few, n,
			     after_call, r);
}

bool c_apply(struct c_run *r)
{
	if (r->calls == 0) {
		for (uint32_t i = 0; i < r->nrows; i++)
			c_target(&r->c, &r->c.known->rows[i].path,
				 &r->places[i]);
		use_arguments(r);
	}
	for (uint32_t i = r->calls; i < r->nrows; i++) {
		struct ir_function *fn =
			r->holds[i] == C_YES ? callee_of(r, i) : NULL;

		r->calls = i + 1;
		if (fn)
			return call_go_function(r, fn);
	}
	return apply_rows(r, first, sizeof(first)) && find_result(r) &&
	       apply_rows(r, last, sizeof(last)) && c_give(&r->c, r->c.result);
}
