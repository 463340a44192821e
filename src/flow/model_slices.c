/* SPDX-License-Identifier: MIT */
/*
 * Packages slices and maps: what moves, copies and removes elements.
 *
 * What slices.Delete takes out is known when the element's key is the very
 * index, or when the bounds are constants.  Where nothing tells, it is taken
 * out: a holder that may be gone makes no finding.
 */
#include "flow/demand.h"
#include "flow/model_impl.h"

static struct type *elem_of(struct type *t)
{
	struct slice *l = TYPE_AS(SLICE, slice, type_under(t));
	struct map *m = TYPE_AS(MAP, map, type_under(t));

	return l ? l->elem : m ? m->elem : NULL;
}

/* The type of an argument: of the first, where the call says it. */
static struct type *type_of_first(const struct ir_instr *in)
{
	uint32_t at = ir_callee_at(in) + 1;

	return ir_is_call(in) && in->nargs > at && in->args[at]
		       ? in->args[at]->type
		       : NULL;
}

static bool is_const(const struct state *s, val_t v)
{
	return state_cell(s, v)->lo == state_cell(s, v)->hi;
}

/* Whether slices.Delete(_, i, j) takes out the element of this key. */
static bool is_deleted(const struct state *s, val_t key, val_t i, val_t j)
{
	if (state_is_all(s, key))
		return false;
	if (state_same(s, key, i) == TRI_YES)
		return true;
	if (!is_const(s, i) && !is_const(s, key))
		return false;
	return state_compare(s, TOK_LEQ, i, key) != TRI_NO &&
	       state_compare(s, TOK_LSS, key, j) != TRI_NO;
}

/* A slice of the same array with the elements that are left. */
static val_t rest_of(struct state *s, val_t of, val_t i, val_t j)
{
	val_t rest = state_new(s, state_cell(s, of)->origin);
	struct model_entries es;
	struct cell *c = state_cell(s, rest);

	c->link = LINK_INSIDE;
	c->base = of;
	c->flags |= CELL_NONZERO | (state_cell(s, of)->flags & CELL_FRESH);
	model_entries(s, of, false, &es);
	for (uint32_t k = 0; k < es.n; k++) {
		val_t key = es.at[k].key;

		/* What was behind them moves up. */
		if (i != NO_VAL && is_const(s, i) && is_const(s, j) &&
		    is_const(s, key) &&
		    state_cell(s, key)->lo >= state_cell(s, j)->lo)
			key = state_int(s, state_cell(s, key)->lo -
						   state_cell(s, j)->lo +
						   state_cell(s, i)->lo);
		state_set(s, rest, ACCESS_ELEM, key, es.at[k].slot,
			  es.at[k].stored);
	}
	return rest;
}

bool model_slices_delete(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	struct model_entries es;

	(void)nargs;
	if (state_is_zero(s, args[0]) == TRI_YES)
		return model_give(x, s, in, args[0]);
	model_entries(s, args[0], false, &es);
	for (uint32_t i = 0; i < es.n; i++)
		if (is_deleted(s, es.at[i].key, args[1], args[2]))
			event_delete(x, s, args[0], ACCESS_ELEM, es.at[i].key,
				     "slices.Delete");
	state_forget_len(s, args[0]);
	return model_give(x, s, in, rest_of(s, args[0], args[1], args[2]));
}

/* DeleteFunc: the function is asked for one entry after the other. */

struct filter {
	struct model_entries entries;
	uint32_t next;
	val_t container, fn;
	struct type *elem;
	bool map, keep; /* keep: the last answer was no */
};

static bool filter_on(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused);

/* The answer for the entry before: yes, in s. */
static bool answered(void *ctx, struct exec *x, struct state *s,
		     const struct ir_instr *in, val_t yes)
{
	struct filter f = *(struct filter *)ctx;

	f.keep = true;
	switch (state_is_zero(s, yes)) {
	case TRI_MAYBE:
		model_split(x, s, in, yes, false, filter_on, &f);
		if (!state_assume(s, yes, true))
			return false;
		/* fall through */
	case TRI_NO:
		event_delete(x, s, f.container, ACCESS_ELEM,
			     f.entries.at[f.next - 1].key, "DeleteFunc");
		break;
	default:
		break;
	}
	return filter_on(&f, x, s, in, NO_VAL);
}

static bool filter_on(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused)
{
	struct filter f = *(struct filter *)ctx;
	val_t args[2], v;
	uint32_t i;

	(void)unused;
	if (f.next == f.entries.n) {
		state_forget_len(s, f.container);
		if (f.map)
			return true;
		return model_give(x, s, in,
				  rest_of(s, f.container, NO_VAL, NO_VAL));
	}
	i = f.next++;
	v = model_element(s, f.entries.at[i].slot, f.elem);
	args[0] = f.map ? f.entries.at[i].key : v;
	args[1] = v;
	return model_call(x, s, in, f.fn, args, f.map ? 2 : 1, answered, &f);
}

static bool delete_func(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args, bool map)
{
	struct filter f = {.container = args[0], .fn = args[1], .map = map};

	if (state_is_zero(s, args[0]) == TRI_YES)
		return model_give(x, s, in, args[0]);
	f.elem = elem_of(type_of_first(in));
	model_entries(s, args[0], true, &f.entries);
	return filter_on(&f, x, s, in, NO_VAL);
}

bool model_slices_delete_func(struct exec *x, struct state *s,
			      const struct ir_instr *in, const val_t *args,
			      uint32_t nargs)
{
	(void)nargs;
	return delete_func(x, s, in, args, false);
}

bool model_maps_delete_func(struct exec *x, struct state *s,
			    const struct ir_instr *in, const val_t *args,
			    uint32_t nargs)
{
	(void)nargs;
	return delete_func(x, s, in, args, true);
}

/* Index: where an element stands, so that it can be taken out. */

static bool not_found(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused)
{
	(void)ctx;
	(void)unused;
	return model_give(x, s, in, state_int(s, -1));
}

static val_t some_index(struct state *s, const struct ir_instr *in)
{
	val_t key = state_unknown(s, in->v.type);

	state_cell(s, key)->lo = 0;
	return key;
}

/*
 * Of a slice that nobody knows it has the element at a place of its own, or
 * not at all.
 */
bool model_slices_index(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	struct model_entries es;
	val_t key;

	(void)nargs;
	model_entries(s, args[0], false, &es);
	for (uint32_t i = 0; i < es.n; i++)
		if (state_same(s, model_load(s, es.at[i].slot), args[1]) ==
		    TRI_YES)
			return model_give(x, s, in, es.at[i].key);
	if (state_cell(s, args[0])->flags & CELL_FRESH ||
	    state_is_zero(s, args[0]) == TRI_YES)
		return not_found(NULL, x, s, in, NO_VAL);
	model_split(x, s, in, NO_VAL, true, not_found, NULL);
	key = some_index(s, in);
	state_set(s, state_read(s, args[0], ACCESS_ELEM, key, NULL),
		  ACCESS_DEREF, 0, args[1], NULL);
	return model_give(x, s, in, key);
}

struct search {
	struct model_entries entries;
	uint32_t next;
	val_t slice, fn;
	struct type *elem;
};

static bool search_on(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused);

static bool told(void *ctx, struct exec *x, struct state *s,
		 const struct ir_instr *in, val_t yes)
{
	struct search f = *(struct search *)ctx;
	val_t key = f.entries.at[f.next - 1].key;

	if (state_is_zero(s, yes) == TRI_YES)
		return search_on(&f, x, s, in, NO_VAL);
	if (state_is_zero(s, yes) == TRI_MAYBE) {
		model_split(x, s, in, yes, false, search_on, &f);
		if (!state_assume(s, yes, true))
			return false;
	}
	return model_give(x, s, in, key);
}

static bool search_on(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused)
{
	struct search f = *(struct search *)ctx;
	val_t v;

	(void)unused;
	if (f.next == f.entries.n)
		return not_found(NULL, x, s, in, NO_VAL);
	v = model_element(s, f.entries.at[f.next++].slot, f.elem);
	return model_call(x, s, in, f.fn, &v, 1, told, &f);
}

bool model_slices_index_func(struct exec *x, struct state *s,
			     const struct ir_instr *in, const val_t *args,
			     uint32_t nargs)
{
	struct search f = {.slice = args[0], .fn = args[1]};
	val_t key;

	(void)nargs;
	f.elem = elem_of(type_of_first(in));
	model_entries(s, args[0], false, &f.entries);
	if (!(state_cell(s, args[0])->flags & CELL_FRESH) &&
	    state_is_zero(s, args[0]) != TRI_YES &&
	    f.entries.n < MODEL_MAX_ENTRIES) {
		key = some_index(s, in);
		f.entries.at[f.entries.n].key = key;
		f.entries.at[f.entries.n++].slot =
			state_read(s, args[0], ACCESS_ELEM, key, NULL);
	}
	return search_on(&f, x, s, in, NO_VAL);
}

/* Insert(s, i, v...): the array may be another, the elements are in it. */
bool model_slices_insert(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	struct type *elem = elem_of(in->v.type);
	struct model_entries es;
	val_t to = args[0];

	if (nargs < 3)
		return model_give(x, s, in, to);
	if (state_is_zero(s, to) != TRI_NO) {
		to = exec_go_memory(x, s, in->v.type, "a slice");
		model_copy_entries(x, s, args[0], to, elem, "slices.Insert");
	}
	model_entries(s, args[2], false, &es);
	for (uint32_t i = 0; i < es.n; i++) {
		val_t key = state_new(s, ORIGIN_NUMBER);

		state_cell(s, key)->lo = 0;
		model_put(x, s, to, key, model_element(s, es.at[i].slot, elem),
			  elem, "slices.Insert");
	}
	state_forget_len(s, to);
	return model_give(x, s, in, to);
}

static bool clone(struct exec *x, struct state *s, const struct ir_instr *in,
		  val_t of, const char *what)
{
	val_t to;

	if (state_is_zero(s, of) == TRI_YES)
		return model_give(x, s, in, of);
	event_use(x, s, of, TRACE_READ, "copied");
	to = exec_go_memory(x, s, in->v.type, "a copy");
	model_copy_entries(x, s, of, to, elem_of(in->v.type), what);
	return model_give(x, s, in, to);
}

bool model_slices_clone(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	(void)nargs;
	return clone(x, s, in, args[0], "slices.Clone");
}

bool model_maps_clone(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	struct state *other;

	(void)nargs;
	/* That of a nil map is nil. */
	if (demand_suspects(x->flow, in) &&
	    state_is_zero(s, args[0]) == TRI_MAYBE) {
		other = exec_split(x, s);
		if (other)
			model_give(x, other, in, args[0]);
	}
	return clone(x, s, in, args[0], "maps.Clone");
}

bool model_maps_copy(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	model_copy_entries(x, s, args[1], args[0], elem_of(type_of_first(in)),
			   "maps.Copy");
	state_forget_len(s, args[0]);
	return true;
}
