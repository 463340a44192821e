/* SPDX-License-Identifier: MIT */
/*
 * container/ring.
 *
 * Elements are linked by their fields next and prev, as in the library, so
 * that Link and Unlink, whose bodies are executed, find them.  Each element
 * has an ELEM edge to its own Value, which makes a ring a container.
 */
#include "flow/model_impl.h"

enum { MAX_RING = 4 };

static val_t note(struct state *s, val_t r)
{
	if (!state_edge(s, r, ACCESS_ELEM, r))
		state_set(s, r, ACCESS_ELEM, r, model_field(s, r, "Value"),
			  NULL);
	return r;
}

static void set(struct state *s, val_t r, const char *field, val_t to)
{
	state_set(s, model_field(s, r, field), ACCESS_DEREF, 0, to, NULL);
}

/* The element beside r; an element alone is beside itself. */
static val_t beside(struct state *s, val_t r, const char *field,
		    const char *back)
{
	val_t at = model_field(s, r, field);
	bool known = state_edge(s, at, ACCESS_DEREF, 0) != NULL;
	val_t to = model_load(s, at);

	if (state_is_zero(s, to) == TRI_YES) {
		set(s, r, field, r);
		set(s, r, back, r);
		return note(s, r);
	}
	state_assume_zero(s, to, false);
	if (!known)
		set(s, to, back, r);
	return note(s, to);
}

static val_t next(struct state *s, val_t r)
{
	return beside(s, r, "next", "prev");
}

static val_t prev(struct state *s, val_t r)
{
	return beside(s, r, "prev", "next");
}

bool model_ring_new(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	struct cell c = *state_cell(s, args[0]);
	val_t first, last;
	int64_t n;

	(void)nargs;
	if (c.hi <= 0)
		return model_give(x, s, in, state_nil(s));
	n = c.lo == c.hi && c.lo < MAX_RING ? c.lo : MAX_RING;
	first = last = note(s, exec_go_memory(x, s, NULL, "ring.New"));
	for (int64_t i = 1; i < n; i++) {
		val_t r = note(s, exec_go_memory(x, s, NULL, "ring.New"));

		set(s, last, "next", r);
		set(s, r, "prev", last);
		last = r;
	}
	set(s, last, "next", first);
	set(s, first, "prev", last);
	return model_give(x, s, in, first);
}

bool model_ring_next(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return state_assume_zero(s, args[0], false) &&
	       model_give(x, s, in, next(s, args[0]));
}

bool model_ring_prev(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return state_assume_zero(s, args[0], false) &&
	       model_give(x, s, in, prev(s, args[0]));
}

bool model_ring_move(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	struct cell c = *state_cell(s, args[1]);
	val_t r = args[0];

	(void)nargs;
	if (!state_assume_zero(s, r, false))
		return false;
	if (c.lo != c.hi || c.lo > MAX_RING || c.lo < -MAX_RING)
		return model_give(x, s, in,
				  note(s, state_unknown(s, in->v.type)));
	for (; c.lo > 0; c.lo--)
		r = next(s, r);
	for (; c.lo < 0; c.lo++)
		r = prev(s, r);
	return model_give(x, s, in, r);
}

bool model_ring_len(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	val_t n = state_unknown(s, in->v.type);

	(void)nargs;
	state_cell(s, n)->lo = state_is_zero(s, args[0]) == TRI_NO;
	return model_give(x, s, in, n);
}

struct walk {
	val_t first, at, fn;
	uint32_t n;
};

static bool next_value(void *ctx, struct exec *x, struct state *s,
		       const struct ir_instr *in, val_t unused)
{
	struct walk w = *(struct walk *)ctx;
	val_t v;

	(void)unused;
	if (w.n > 0) {
		w.at = next(s, w.at);
		if (w.at == w.first || w.n == MAX_RING)
			return true;
	}
	w.n++;
	v = model_load(s, model_field(s, w.at, "Value"));
	return model_call(x, s, in, w.fn, &v, 1, next_value, &w);
}

bool model_ring_do(struct exec *x, struct state *s, const struct ir_instr *in,
		   const val_t *args, uint32_t nargs)
{
	struct walk w = {.first = args[0], .at = args[0], .fn = args[1]};

	(void)nargs;
	if (state_is_zero(s, args[0]) == TRI_YES)
		return true;
	return next_value(&w, x, s, in, NO_VAL);
}
