/* SPDX-License-Identifier: MIT */
/*
 * Ranges over maps.
 *
 * An iterator is a node with the map and the keys of the entries that are
 * known when the range begins.  It goes over these one by one, then once over
 * an entry that stands for all the others (CELL_ALL), then it ends.  So what
 * a body does to "each entry" is done to all that are known and to the one
 * that stands for the rest: `for k := range m { delete(m, k) }` empties it.
 */
#include "flow/exec_impl.h"
#include "flow/model.h"

/* MODEL edges of an iterator. */
enum { ITER_MAP, ITER_AT, ITER_DONE, ITER_LIVES, ITER_MORE, ITER_KEYS };

static val_t part(const struct state *s, val_t iter, uint32_t which)
{
	const struct edge *e = state_edge(s, iter, ACCESS_MODEL, which);

	return e ? e->to : NO_VAL;
}

bool exec_range(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t map = exec_arg(x, s, in, 0), iter, keys[EXEC_MAX_KNOWN];
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, map);
	     e && n < EXEC_MAX_KNOWN; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL &&
		    !state_is_all(s, e->key))
			keys[n++] = e->key;
	iter = state_new(s, ORIGIN_NUMBER);
	state_set(s, iter, ACCESS_MODEL, ITER_MAP, map, NULL);
	state_set(s, iter, ACCESS_MODEL, ITER_AT, state_int(s, 0), NULL);
	state_set(s, iter, ACCESS_MODEL, ITER_LIVES,
		  state_int(s, (int64_t)exec_lifetimes(s)), NULL);
	for (uint32_t i = 0; i < n; i++)
		state_set(s, iter, ACCESS_MODEL, ITER_KEYS + i, keys[i], NULL);
	exec_set(x, s, in, iter);
	return true;
}

static void finish(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t none[3] = {state_int(s, 0), state_int(s, 0), state_int(s, 0)};

	exec_set(x, s, in, exec_tuple(s, none, 3));
}

static void give(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t key, val_t slot)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->v.type);
	val_t entry[3] = {state_int(s, 1), key, NO_VAL};

	entry[2] = t && t->n > 2 ? state_load(s, slot, t->vars[2]->type)
				 : state_int(s, 0);
	exec_set(x, s, in, exec_tuple(s, entry, 3));
}

/* The next known entry that was not deleted meanwhile. */
static bool give_known(struct exec *x, struct state *s,
		       const struct ir_instr *in, val_t iter, val_t map)
{
	uint32_t at = (uint32_t)state_cell(s, part(s, iter, ITER_AT))->lo;
	val_t key;

	while ((key = part(s, iter, ITER_KEYS + at)) != NO_VAL) {
		const struct edge *e = state_edge(s, map, ACCESS_ELEM, key);

		at++;
		if (!e || e->to == NO_VAL)
			continue;
		state_set(s, iter, ACCESS_MODEL, ITER_AT, state_int(s, at),
			  NULL);
		give(x, s, in, key, state_edge(s, map, ACCESS_ELEM, key)->to);
		return true;
	}
	return false;
}

static void give_all(struct exec *x, struct state *s, const struct ir_instr *in,
		     val_t map)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->v.type);
	const struct edge *e = state_all_edge(s, map);
	val_t key;

	/* A nil map has none. */
	state_assume_zero(s, map, false);
	if (e) {
		give(x, s, in, e->key, e->to);
		return;
	}
	key = state_unknown(s, t && t->n > 1 ? t->vars[1]->type : NULL);
	state_cell(s, key)->flags |= CELL_ALL;
	give(x, s, in, key, state_read(s, map, ACCESS_ELEM, key, NULL));
}

/* The way on which there is no entry but those that are known: no other one
 * is found there by whoever looks next. */
static void nothing_left(struct exec *x, struct state *s,
			 const struct ir_instr *in, val_t map)
{
	val_t key = state_new(s, ORIGIN_UNKNOWN);

	if (!s->full)
		state_cell(s, key)->flags |= CELL_ALL;
	state_set(s, map, ACCESS_ELEM, key, NO_VAL, NULL);
	finish(x, s, in);
}

/* After all, one more of which nothing is known: what the body does to
 * memory of its own shows only in a second round. */
static void give_other(struct exec *x, struct state *s,
		       const struct ir_instr *in)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->v.type);
	val_t key = state_unknown(s, t && t->n > 1 ? t->vars[1]->type : NULL);

	state_cell(s, key)->flags |= CELL_OTHER;
	give(x, s, in, key, state_new(s, ORIGIN_UNKNOWN));
}

static bool nothing_done(const struct state *s, val_t iter)
{
	return (uint64_t)state_cell(s, part(s, iter, ITER_LIVES))->lo ==
	       exec_lifetimes(s);
}

/* It is nil, or a branch on its length has said so. */
static bool is_empty(const struct state *s, val_t map)
{
	const struct edge *len = state_edge(s, map, ACCESS_LEN, 0);

	return state_is_zero(s, map) == TRI_YES ||
	       (len && len->to && state_is_zero(s, len->to) == TRI_YES);
}

bool exec_next(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t iter = exec_arg(x, s, in, 0), map = part(s, iter, ITER_MAP);
	const struct edge *all;
	struct state *other;
	bool more;

	if (in->v.flags & IR_STRING || map == NO_VAL) {
		exec_set(x, s, in, state_unknown(s, in->v.type));
		return true;
	}
	if (give_known(x, s, in, iter, map))
		return true;
	all = state_all_edge(s, map);
	more = all ? all->to != NO_VAL
		   : !(state_cell(s, map)->flags & CELL_FRESH);
	if (part(s, iter, ITER_DONE) && !part(s, iter, ITER_MORE) &&
	    !nothing_done(s, iter)) {
		other = exec_split(x, s);
		if (other)
			finish(x, other, in);
		state_set(s, iter, ACCESS_MODEL, ITER_MORE, iter, NULL);
		give_other(x, s, in);
		return true;
	}
	if (!more || part(s, iter, ITER_DONE) || is_empty(s, map)) {
		finish(x, s, in);
		return true;
	}
	/* An earlier range has found others already. */
	other = all ? NULL : exec_split(x, s);
	if (other)
		nothing_left(x, other, in, map);
	state_set(s, iter, ACCESS_MODEL, ITER_DONE, iter, NULL);
	give_all(x, s, in, map);
	return true;
}
