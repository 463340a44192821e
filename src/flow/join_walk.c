/* SPDX-License-Identifier: MIT */
/*
 * Pairs of nodes: which can be, and what follows from each.  See join.c.
 */
#include "flow/join_impl.h"

#include "types/constant.h"
#include "types/predicates.h"
#include "types/types.h"

/* Numbers */

static bool is_string_type(struct type *t)
{
	return t && is_string(t);
}

bool join_is_plain(const struct cell *c)
{
	if (c->fn || c->link != LINK_NONE || c->first_edge || c->freed ||
	    c->made || c->pending || c->finalizer ||
	    c->flags & (CELL_GLOBAL | CELL_ALL | CELL_OTHER | CELL_FRESH))
		return false;
	return c->origin == ORIGIN_NUMBER || c->konst ||
	       is_string_type(c->type);
}

bool join_same_konst(const struct value *x, const struct value *y)
{
	if (!x || !y)
		return x == y;
	return x == y || (x->kind == y->kind && value_compare(x, TOK_EQL, y));
}

static bool same_number(const struct cell *x, const struct cell *y)
{
	return x->lo == y->lo && x->hi == y->hi &&
	       join_same_konst(x->konst, y->konst);
}

static bool patch_number(struct join *j, val_t a, val_t b, enum slot slot,
			 uint32_t at)
{
	uint32_t i;

	if (slot == SLOT_NONE)
		return false;
	for (i = 0; i < j->nnumbers; i++)
		if (j->numbers[i].a == a && j->numbers[i].b == b)
			break;
	if (i == MAX_NUMBERS)
		return false;
	if (i == j->nnumbers)
		j->numbers[j->nnumbers++] = (struct pair){a, b};
	j->patches[j->npatches++] = (struct patch){slot, at, i};
	return true;
}

val_t join_partner(const struct join *j, val_t a)
{
	if (state_cell(j->a.s, a)->flags & CELL_CONST)
		return state_index_like(j->b.s, j->a.s, a);
	return j->a.other[a] == ALONE ? NO_VAL : j->a.other[a];
}

bool join_meet(struct join *j, val_t a, val_t b, enum slot slot, uint32_t at)
{
	const struct cell *x, *y;
	bool constant;

	if (!a || !b)
		return a == b;
	x = state_cell(j->a.s, a);
	y = state_cell(j->b.s, b);
	constant = (x->flags | y->flags) & CELL_CONST;
	if (constant && x->flags & y->flags & CELL_CONST && x->fn == y->fn &&
	    same_number(x, y))
		return true;
	if (!constant && j->a.other[a] == b)
		return true;
	if (!constant && !j->a.other[a] && !j->b.other[b]) {
		j->a.other[a] = b;
		j->b.other[b] = a;
		j->pairs[j->npairs++] = (struct pair){a, b};
		return true;
	}
	return join_is_plain(x) && join_is_plain(y) &&
	       patch_number(j, a, b, slot, at);
}

/* Nodes that one has alone */

static bool is_untouched(const struct cell *c)
{
	return !c->freed && !c->used && !c->pending && !c->finalizer &&
	       !c->made && !(c->flags & CELL_GOROUTINE);
}

static bool is_zero_constant(const struct state *s, val_t v)
{
	return state_cell(s, v)->flags & CELL_CONST &&
	       state_is_zero(s, v) == TRI_YES;
}

/* That an entry was not there is a fact, unless it was deleted. */
static bool is_absence(const struct edge *e)
{
	return !e->to && !e->stored && e->access == ACCESS_ELEM;
}

static bool edge_is_alone(struct side *side, val_t from, const struct edge *e,
			  int depth);

bool join_is_alone(struct side *side, val_t v, int depth)
{
	const struct state *s = side->s;
	const struct cell *c = state_cell(s, v);
	const struct edge *e;

	if (side->other[v] == ALONE)
		return true;
	if (side->other[v] || !depth || !is_untouched(c) || c->fn)
		return false;
	if (c->flags & CELL_CONST)
		return false;
	side->other[v] = ALONE;
	for (e = state_first(s, v); e; e = state_next(s, e))
		if (!edge_is_alone(side, v, e, depth - 1))
			return false;
	for (uint32_t i = side->pre_first[v]; i; i = side->pre_next[i - 1])
		if (s->pre[i - 1].access != ACCESS_LEN &&
		    !join_is_alone(side, s->pre[i - 1].to, depth - 1))
			return false;
	return true;
}

/* An edge of `from` that the other state does not have. */
static bool edge_is_alone(struct side *side, val_t from, const struct edge *e,
			  int depth)
{
	const struct state *s = side->s;

	if (e->access == ACCESS_LEN)
		return true;
	if (!(state_cell(s, from)->flags & CELL_FRESH))
		return is_absence(e) || (e->to && !e->stored &&
					 join_is_alone(side, e->to, depth));
	if (!e->to || is_zero_constant(s, e->to))
		return true;
	return (e->access == ACCESS_FIELD || e->access == ACCESS_ELEM) &&
	       join_is_alone(side, e->to, depth);
}

/* Edges */

enum match { MATCH_KNOWN, MATCH_BIND };

/*
 * Whether keys are the same one.  BIND: they are not known, and neither is
 * bound yet; they become a pair.
 */
static bool keys_match(struct join *j, uint8_t access, uint32_t ka, uint32_t kb,
		       enum match how)
{
	const struct cell *x, *y;
	unsigned flags;

	if (access != ACCESS_ELEM)
		return how == MATCH_KNOWN && ka == kb;
	x = state_cell(j->a.s, ka);
	y = state_cell(j->b.s, kb);
	flags = x->flags | y->flags;
	if (how == MATCH_BIND)
		return !(flags & (CELL_ALL | CELL_CONST)) && !j->a.other[ka] &&
		       !j->b.other[kb];
	if (flags & CELL_ALL)
		return x->flags & y->flags & CELL_ALL;
	if (flags & CELL_CONST)
		return x->flags & y->flags & CELL_CONST && same_number(x, y);
	return j->a.other[ka] == kb;
}

/*
 * The edge of b's node that is like one of a's.  Lists are in the same order
 * as a rule, so the one at the cursor is looked at first.
 */
static const struct edge *edge_like(struct join *j, val_t b,
				    const struct edge *cursor,
				    const struct edge *of)
{
	const struct state *s = j->b.s;
	const struct edge *e;

	if (cursor && cursor->access == of->access &&
	    keys_match(j, of->access, of->key, cursor->key, MATCH_KNOWN))
		return cursor;
	for (int how = MATCH_KNOWN; how <= MATCH_BIND; how++) {
		for (e = state_first(s, b); e; e = state_next(s, e))
			if (e->access == of->access &&
			    keys_match(j, e->access, of->key, e->key, how))
				return e;
		if (of->access != ACCESS_ELEM)
			break;
	}
	return NULL;
}

/* In one there is no entry, in the other one that nobody touched. */
static bool may_be_absent(struct join *j, const struct edge *e,
			  const struct edge *like)
{
	if (is_absence(e))
		return like->to && !like->stored &&
		       join_is_alone(&j->b, like->to, MAX_CLEAN);
	return is_absence(like) && e->to && !e->stored &&
	       join_is_alone(&j->a, e->to, MAX_CLEAN);
}

static bool drop_edge(struct join *j, val_t a, const struct edge *e)
{
	j->patches[j->npatches++] =
		(struct patch){SLOT_DROP, (uint32_t)(e - j->a.s->edges), a};
	return true;
}

static bool meet_edge(struct join *j, val_t a, const struct edge *e,
		      const struct edge *like)
{
	uint32_t at = (uint32_t)(e - j->a.s->edges);

	if (!like && e->access == ACCESS_LEN)
		return patch_number(j, e->to, NO_VAL, SLOT_EDGE, at);
	if (!like && is_absence(e))
		return drop_edge(j, a, e);
	if (!like)
		return edge_is_alone(&j->a, a, e, MAX_CLEAN);
	j->met_edges[like - j->b.s->edges] = 1;
	if (e->access == ACCESS_ELEM &&
	    !join_meet(j, e->key, like->key, SLOT_NONE, 0))
		return false;
	if (!e->to != !like->to)
		return may_be_absent(j, e, like) && drop_edge(j, a, e);
	return join_meet(j, e->to, like->to, SLOT_EDGE, at);
}

static bool meet_edges(struct join *j, val_t a, val_t b)
{
	const struct state *t = j->b.s;
	const struct edge *e, *cursor = state_first(t, b), *like;

	for (e = state_first(j->a.s, a); e; e = state_next(j->a.s, e)) {
		like = edge_like(j, b, cursor, e);
		if (!meet_edge(j, a, e, like))
			return false;
		if (like)
			cursor = state_next(t, like);
	}
	for (e = state_first(t, b); e; e = state_next(t, e))
		if (!j->met_edges[e - t->edges] &&
		    !edge_is_alone(&j->b, b, e, MAX_CLEAN))
			return false;
	return true;
}

/* What was there before */

static const struct pre_edge *
pre_like(struct join *j, val_t b, const struct pre_edge *of, enum match how)
{
	for (uint32_t i = j->b.pre_first[b]; i; i = j->b.pre_next[i - 1]) {
		const struct pre_edge *p = &j->b.s->pre[i - 1];

		if (p->access == of->access &&
		    keys_match(j, p->access, of->key, p->key, how))
			return p;
	}
	return NULL;
}

static bool has_pre_like(struct join *j, val_t a, const struct pre_edge *of)
{
	for (uint32_t i = j->a.pre_first[a]; i; i = j->a.pre_next[i - 1]) {
		const struct pre_edge *p = &j->a.s->pre[i - 1];

		if (p->access == of->access &&
		    keys_match(j, p->access, p->key, of->key, MATCH_KNOWN))
			return true;
	}
	return false;
}

/* A length from before is a fact: forgotten where they do not agree. */
static bool meet_pre_len(struct join *j, const struct pre_edge *p,
			 const struct pre_edge *like)
{
	if (state_cell(j->a.s, p->to)->flags & CELL_CONST ||
	    (like && state_cell(j->b.s, like->to)->flags & CELL_CONST))
		return true;
	if (!like && !j->a.other[p->to])
		j->a.other[p->to] = ALONE;
	if (like && !j->a.other[p->to] && !j->b.other[like->to])
		return join_meet(j, p->to, like->to, SLOT_NONE, 0);
	return true;
}

static bool meet_pre_edge(struct join *j, val_t b, const struct pre_edge *p)
{
	const struct pre_edge *like = pre_like(j, b, p, MATCH_KNOWN);

	if (!like)
		like = pre_like(j, b, p, MATCH_BIND);
	if (p->access == ACCESS_LEN)
		return meet_pre_len(j, p, like);
	if (!like)
		return join_is_alone(&j->a, p->to, MAX_CLEAN);
	if (p->access == ACCESS_ELEM &&
	    !join_meet(j, p->key, like->key, SLOT_NONE, 0))
		return false;
	return join_meet(j, p->to, like->to, SLOT_NONE, 0);
}

static bool meet_pre(struct join *j, val_t a, val_t b)
{
	for (uint32_t i = j->a.pre_first[a]; i; i = j->a.pre_next[i - 1])
		if (!meet_pre_edge(j, b, &j->a.s->pre[i - 1]))
			return false;
	for (uint32_t i = j->b.pre_first[b]; i; i = j->b.pre_next[i - 1]) {
		const struct pre_edge *p = &j->b.s->pre[i - 1];

		if (p->access != ACCESS_LEN && !has_pre_like(j, a, p) &&
		    !join_is_alone(&j->b, p->to, MAX_CLEAN))
			return false;
	}
	return true;
}

/* Nodes */

/* What must be equal; the others are facts. */
#define SAME_FLAGS                                                        \
	(CELL_PRE | CELL_FRESH | CELL_ALL | CELL_OTHER | CELL_GOROUTINE | \
	 CELL_GLOBAL | CELL_C)

static bool same_freed(const struct freed *x, const struct freed *y)
{
	if (!x || !y)
		return x == y;
	return x == y || (x->how == y->how && x->maybe == y->maybe &&
			  x->later == y->later && x->deferred == y->deferred &&
			  x->family == y->family);
}

static bool same_finalizer(const struct finalizer *x, const struct finalizer *y)
{
	if (!x || !y)
		return x == y;
	return x->cleanup == y->cleanup && x->fn == y->fn;
}

bool join_same_type(struct type *x, struct type *y)
{
	return x == y || (x && y && type_identical(x, y));
}

static bool same_history(const struct cell *x, const struct cell *y)
{
	return !x->made == !y->made && !x->used == !y->used &&
	       !x->pending == !y->pending && same_freed(x->freed, y->freed) &&
	       same_finalizer(x->finalizer, y->finalizer);
}

bool join_same_node(const struct cell *x, const struct cell *y)
{
	if (x->fn != y->fn || x->root != y->root || x->link != y->link ||
	    (x->flags ^ y->flags) & SAME_FLAGS)
		return false;
	if (join_is_plain(x) && join_is_plain(y))
		return true;
	if (x->origin != y->origin || x->family != y->family ||
	    !same_history(x, y))
		return false;
	return !x->type || !y->type || join_same_type(x->type, y->type);
}

bool join_walk(struct join *j)
{
	while (j->at < j->npairs) {
		struct pair p = j->pairs[j->at++];
		const struct cell *x = state_cell(j->a.s, p.a);
		const struct cell *y = state_cell(j->b.s, p.b);

		if (!join_same_node(x, y) ||
		    !join_meet(j, x->base, y->base, SLOT_NONE, 0) ||
		    !meet_edges(j, p.a, p.b) || !meet_pre(j, p.a, p.b))
			return false;
	}
	return true;
}

static void meet_operand(struct join *j, val_t a, val_t b)
{
	const struct cell *x = state_cell(j->a.s, a);
	const struct cell *y = state_cell(j->b.s, b);

	if (j->a.other[a] || j->b.other[b] ||
	    (x->flags | y->flags) & CELL_CONST || !join_is_plain(x) ||
	    !join_is_plain(y) || !join_same_node(x, y))
		return;
	j->a.other[a] = b;
	j->b.other[b] = a;
	j->pairs[j->npairs++] = (struct pair){a, b};
}

void join_operands(struct join *j)
{
	for (uint32_t i = 0; i < j->npairs; i++) {
		struct pair p = j->pairs[i];
		uint32_t x = state_cell(j->a.s, p.a)->term;
		uint32_t y = state_cell(j->b.s, p.b)->term;
		const struct flow_term *f, *g;

		if (!x || !y)
			continue;
		f = &j->a.s->terms[x - 1];
		g = &j->b.s->terms[y - 1];
		if (f->tok != g->tok)
			continue;
		meet_operand(j, f->x, g->x);
		if (term_has_y(f) && term_has_y(g))
			meet_operand(j, f->y, g->y);
	}
}
