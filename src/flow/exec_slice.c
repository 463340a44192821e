/* SPDX-License-Identifier: MIT */
/*
 * Slices of slices.
 *
 * A slice is the node of its array; a part of it that begins later or ends
 * earlier is a new node with edges to the same slots, so that both see what
 * is stored through the other.  What is cut off is known when the bounds
 * are constants, or when the bound is the very index of an element: the
 * idioms
 *
 *	s = s[:0]			nothing is left
 *	s = s[1:]			the first one is gone
 *	s = s[:len(s)-1]		the last one is gone
 *	append(s[:i], s[i+1:]...)	s[i] is gone (exec_append.c)
 *
 * lose just what they lose in Go.
 */
#include "flow/exec_impl.h"

#include "flow/exec_slice.h"

struct bounds {
	val_t low, high; /* NO_VAL: the beginning, the end */
};

/* The element with this key is in the part: no, yes, or nothing tells. */
static enum tri in_part(const struct state *s, const struct bounds *b,
			val_t key)
{
	enum tri low = TRI_YES, high = TRI_YES;

	if (b->low)
		low = state_compare(s, TOK_LEQ, b->low, key);
	if (b->high)
		high = state_compare(s, TOK_LSS, key, b->high);
	/* s[:i] has no s[i], whatever i is. */
	if (b->high && state_same(s, key, b->high) == TRI_YES)
		high = TRI_NO;
	if (low == TRI_NO || high == TRI_NO)
		return TRI_NO;
	return low == TRI_YES && high == TRI_YES ? TRI_YES : TRI_MAYBE;
}

/* The key of the same slot in the part. */
static val_t shifted(struct state *s, const struct bounds *b, val_t key)
{
	const struct cell *k = state_cell(s, key);
	const struct cell *l = b->low ? state_cell(s, b->low) : NULL;

	if (!l || (l->lo == 0 && l->hi == 0) || k->flags & CELL_ALL)
		return key;
	if (l->lo == l->hi && k->lo == k->hi)
		return state_int(s, k->lo - l->lo);
	return state_term(s, TOK_SUB, key, b->low);
}

static val_t part_of(struct state *s, val_t of, const struct bounds *b)
{
	val_t part = state_new(s, state_cell(s, of)->origin);
	bool fresh = state_cell(s, of)->flags & CELL_FRESH;
	struct edge edges[EXEC_MAX_KNOWN * 4];
	uint32_t n = 0;
	struct cell *c;

	for (const struct edge *e = state_first(s, of);
	     e && n < EXEC_MAX_KNOWN * 4; e = state_next(s, e))
		if (e->access == ACCESS_ELEM && in_part(s, b, e->key) != TRI_NO)
			edges[n++] = *e;
	for (uint32_t i = 0; i < n; i++)
		state_set(s, part, ACCESS_ELEM, shifted(s, b, edges[i].key),
			  edges[i].to, edges[i].stored);
	c = state_cell(s, part);
	c->link = LINK_INSIDE;
	/* Not the part that it is a part of: loops that cut would not end. */
	c->base = state_block(s, of);
	c->flags |= CELL_NONZERO | (fresh ? CELL_FRESH : 0);
	return part;
}

static bool is_const(const struct state *s, val_t v, int64_t n)
{
	const struct cell *c = state_cell(s, v);

	return c->lo == n && c->hi == n;
}

val_t slice_part(struct state *s, val_t of, val_t low, val_t high)
{
	struct bounds b = {low, high};
	const struct edge *len;

	/* Empty: nothing that was in it can be reached by index. */
	if (high && is_const(s, high, 0))
		return state_new_memory(s);
	if (low && is_const(s, low, 0))
		b.low = NO_VAL;
	len = state_edge(s, of, ACCESS_LEN, 0);
	if (high && len && state_same(s, high, len->to) == TRI_YES)
		b.high = NO_VAL;
	if (!b.low && !b.high)
		return of;
	return part_of(s, of, &b);
}

bool exec_slice(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t of = exec_arg(x, s, in, 0), v;
	val_t low = in->args[1] ? exec_arg(x, s, in, 1) : NO_VAL;
	val_t high = in->args[2] ? exec_arg(x, s, in, 2) : NO_VAL;

	if (state_is_zero(s, of) == TRI_YES) {
		exec_set(x, s, in, of);
		return true;
	}
	/* (*[1 << 30]T)(p)[:n:n]: C memory of n elements from its start. */
	if (TYPE_AS(POINTER, pointer, type_under(in->args[0]->type)))
		v = low && !is_const(s, low, 0) ? slice_part(s, of, low, NO_VAL)
						: of;
	else
		v = slice_part(s, of, low, high);
	if (high && v == of && state_edge(s, v, ACCESS_LEN, 0) == NULL)
		state_set(s, v, ACCESS_LEN, 0, high, NULL);
	exec_set(x, s, in, v);
	return true;
}
