/* SPDX-License-Identifier: MIT */
/*
 * What of an end state a caller can see.
 *
 * A caller knows a cell by the way to it: from a parameter, a captured
 * variable or a global, by edges that were there before (pre[]).  So a cell
 * has a hash of its way, which is the same in all ends of a function,
 * however their cells are numbered.  New cells have the hash of what they
 * are.  An end is signed with the sum of what it does to memory and gives as
 * results, in these words: ends with one signature leave the same, whatever
 * they went through, and become one case, whose facts are those that hold in
 * all of them.
 *
 * What must be told of follows from that backwards: a cell to which
 * something was done, all that leads to it, and what is stored in it.  What
 * was only looked at goes.
 */
#include "flow/summary_impl.h"

#include <string.h>

#include "base/arena.h"
#include "base/mix.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "types/types.h"

enum { HASH_DEPTH = 32, CONTENT_DEPTH = 4 };

/* Ways */

static uint64_t root_hash(const struct cell *c)
{
	return mix(mix_pointer(1, c->root), c->flags & CELL_C);
}

static uint64_t hash_at(struct cut *c, val_t v, int depth);

static uint64_t edge_hash(struct cut *c, val_t from, uint8_t access,
			  uint32_t key, int depth)
{
	uint64_t h = mix(hash_at(c, from, depth), access + 1u);

	return mix(h, access == ACCESS_ELEM ? hash_at(c, key, depth) : key);
}

static uint64_t term_hash(struct cut *c, const struct flow_term *t, int depth)
{
	uint64_t h = mix(mix(2, t->tok), hash_at(c, t->x, depth));

	return mix(h, term_has_y(t) ? hash_at(c, t->y, depth) : t->y);
}

static pos_t innermost_pos(const struct trace *t)
{
	t = trace_innermost(t);
	return t ? t->pos : NO_POS;
}

/* What a new cell is, without what it holds. */
static uint64_t made_hash(const struct cell *c)
{
	uint64_t h = mix(3, (uint64_t)c->lo);

	h = mix(h, (uint64_t)c->hi);
	h = mix(h, c->origin);
	h = mix(h, c->family);
	h = mix(h, c->flags & (CELL_NONZERO | CELL_ALL | CELL_FRESH));
	h = mix_pointer(h, c->konst);
	h = mix_pointer(h, c->fn);
	h = mix_pointer(h, c->freed ? c->freed->trace : NULL);
	return mix(h, innermost_pos(c->made));
}

static uint64_t hash_at(struct cut *c, val_t v, int depth)
{
	const struct cell *at = &c->s->cells[v];
	uint64_t h;

	if (v == NO_VAL || depth <= 0)
		return 5;
	if (c->hash[v])
		return c->hash[v];
	c->hash[v] = 7; /* on a way that comes back to it */
	if (at->root) {
		h = root_hash(at);
	} else if (c->is_key[v]) {
		h = 17;
	} else if (at->flags & CELL_PRE && c->pre_of[v]) {
		const struct pre_edge *e = &c->s->pre[c->pre_of[v] - 1];

		h = edge_hash(c, e->from, e->access, e->key, depth - 1);
	} else if (at->term && c->s->terms[at->term - 1].tok != TERM_DEAD) {
		h = term_hash(c, &c->s->terms[at->term - 1], depth - 1);
	} else {
		h = made_hash(at);
	}
	c->hash[v] = h;
	return h;
}

uint64_t cut_hash(struct cut *c, val_t v)
{
	return hash_at(c, v, HASH_DEPTH);
}

/* A value with all that it holds, to a depth. */
static uint64_t value_hash(struct cut *c, val_t v, int depth)
{
	const struct state *s = c->s;
	uint64_t h = cut_hash(c, v), sum = 0;

	if (v == NO_VAL || cut_is_old(c, v) || depth == 0)
		return h;
	for (const struct edge *e = state_first(s, v); e; e = state_next(s, e))
		if (e->access != ACCESS_LEN && e->to != NO_VAL)
			sum += mix(
				edge_hash(c, v, e->access, e->key, HASH_DEPTH),
				value_hash(c, e->to, depth - 1));
	return mix(h, sum);
}

/* What there is */

bool cut_is_pre(const struct cut *c, val_t from, const struct edge *e)
{
	const struct pre_edge *p;

	if (e->to == NO_VAL || e->stored || !c->pre_of[e->to])
		return false;
	p = &c->s->pre[c->pre_of[e->to] - 1];
	return p->from == from && p->access == e->access && p->key == e->key;
}

bool cut_is_known(const struct cut *c, val_t v)
{
	const struct cell *at = state_cell(c->s, v);

	if (at->flags & (CELL_CONST | CELL_GLOBAL) || at->root || c->is_key[v])
		return true;
	return at->flags & CELL_PRE && c->pre_of[v];
}

bool cut_has_facts(const struct cell *c)
{
	struct cell of_type = {.lo = INT64_MIN, .hi = INT64_MAX};

	if (c->flags & (CELL_CONST | CELL_GLOBAL))
		return false;
	if (c->konst || c->fn || c->flags & CELL_PRESENT)
		return true;
	if (c->flags & CELL_NONZERO && c->link != LINK_INSIDE)
		return true;
	if (c->type)
		state_limit(&of_type, c->type);
	return c->lo > of_type.lo || c->hi < of_type.hi;
}

/* A delete that only says what was found: exec_lookup() with `ok` false. */
static bool is_absent(const struct edge *e)
{
	return e->access == ACCESS_ELEM && e->to == NO_VAL && !e->stored;
}

static bool is_change(const struct cut *c, val_t from, const struct edge *e)
{
	return e->access != ACCESS_LEN && !cut_is_pre(c, from, e) &&
	       !is_absent(e);
}

static void find_absent(struct cut *c, struct arena *a, val_t from)
{
	struct VEC(struct cut_absent)
		all = {.at = c->absent, .len = c->nabsent, .cap = c->nabsent};
	const struct state *s = c->s;

	for (const struct edge *e = state_first(s, from); e;
	     e = state_next(s, e)) {
		struct cut_absent one = {.at = {from, e->key}};

		if (!is_absent(e))
			continue;
		one.hash = edge_hash(c, from, e->access, e->key, HASH_DEPTH);
		vec_push_in(a, &all, one);
	}
	c->absent = all.at;
	c->nabsent = all.len;
}

/* Relations that are known: x == y was true on the way. */
static void find_facts(struct cut *c, struct arena *a)
{
	const struct state *s = c->s;
	struct VEC(struct cut_fact) all = {0};

	for (uint32_t i = 0; i < s->nterms; i++) {
		const struct flow_term *t = &s->terms[i];
		const struct cell *r;

		if (t->tok == TERM_DEAD || t->tok == 0)
			continue;
		r = state_cell(s, t->result);
		if (r->lo != r->hi || r->lo < 0 || r->lo > 1)
			continue;
		if (!cut_is_known(c, t->x) ||
		    (term_has_y(t) && !cut_is_known(c, t->y)))
			continue;
		vec_push_in(
			a, &all,
			(struct cut_fact){i, mix(term_hash(c, t, HASH_DEPTH),
						 (uint64_t)r->lo)});
	}
	c->facts = all.at;
	c->nfacts = all.len;
}

struct cut *cut_make(struct arena *a, const struct exec *x,
		     const struct state *s, const val_t *results)
{
	struct cut *c = ARENA_NEW(a, struct cut);
	struct type *type = x->fn->v.type;
	uint32_t n = s->ncells + 1;
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, type);

	c->s = s;
	c->fn = x->fn;
	c->results = results;
	c->endless = !results;
	c->nresults = results && sig && sig->results ? sig->results->n : 0;
	c->certain = s->certain;
	c->cells = ARENA_ARRAY(a, n, struct cell);
	memcpy(c->cells, s->cells, n * sizeof(*c->cells));
	c->pre_of = ARENA_ARRAY(a, n, uint32_t);
	c->hash = ARENA_ARRAY(a, n, uint64_t);
	c->need = ARENA_ARRAY(a, n, uint8_t);
	c->is_key = ARENA_ARRAY(a, n, uint8_t);
	for (uint32_t i = 0; i < s->npre; i++) {
		const struct pre_edge *e = &s->pre[i];

		if (!c->pre_of[e->to])
			c->pre_of[e->to] = i + 1;
		if (e->access == ACCESS_ELEM && state_is_all(s, e->key))
			c->is_key[e->key] = 1;
	}
	for (val_t v = 1; v <= s->ncells; v++)
		if (cut_is_old(c, v))
			find_absent(c, a, v);
	find_facts(c, a);
	return c;
}

/* Signatures */

static const uint16_t told_flags =
	CELL_FRESH | CELL_WRITTEN | CELL_ESCAPED | CELL_GOROUTINE;

/* Something was done to the cell itself. */
static bool is_touched(const struct cell *c)
{
	return c->freed || c->used || c->pending || c->finalizer ||
	       c->flags & told_flags;
}

static uint64_t touch_hash(const struct cell *c)
{
	uint64_t h = mix(11, c->flags & told_flags);

	h = mix(h, c->used != NULL);
	h = mix(h, c->pending != NULL);
	h = mix_pointer(h, c->finalizer ? c->finalizer->fn : NULL);
	if (!c->freed)
		return h;
	h = mix(h, c->freed->how * 4u + c->freed->maybe * 2u + c->freed->later);
	h = mix(h, c->freed->family);
	return mix(h, innermost_pos(c->freed->trace));
}

/* What a caller wants to know most: see SUMMARY_MAX_CASES. */
static uint32_t score_of(const struct cell *c)
{
	if (origin_is_owned(c->origin))
		return CUT_IS_OLD(c) ? 0 : 4;
	return c->freed && !c->freed->maybe ? 8 : 0;
}

/* What the caller had is lost to a holder of the caller's. */
static bool is_lost_there(const struct cut *c, const struct dropped *d)
{
	return cut_is_known(c, d->holder) && cut_is_known(c, d->lost);
}

static void sign_cell(struct cut *c, val_t v)
{
	const struct cell *at = state_cell(c->s, v);

	if (is_touched(at)) {
		c->signature += mix(cut_hash(c, v), touch_hash(at));
		c->score += at->freed ? 8 : 1;
	}
	for (const struct edge *e = state_first(c->s, v); e;
	     e = state_next(c->s, e)) {
		if (!is_change(c, v, e))
			continue;
		c->signature +=
			mix(edge_hash(c, v, e->access, e->key, HASH_DEPTH),
			    value_hash(c, e->to, CONTENT_DEPTH));
		c->score += 2 + (e->to ? score_of(state_cell(c->s, e->to)) : 0);
	}
}

void cut_sign(struct cut *c)
{
	const struct state *s = c->s;

	for (uint32_t i = 0; i < c->nresults; i++) {
		c->signature += mix(mix(13, i), value_hash(c, c->results[i],
							   CONTENT_DEPTH));
		c->score += score_of(state_cell(s, c->results[i]));
	}
	for (val_t v = 1; v <= s->ncells; v++)
		if (cut_is_old(c, v) && cut_is_known(c, v))
			sign_cell(c, v);
	for (uint32_t i = 0; i < s->ndropped; i++)
		if (is_lost_there(c, &s->dropped[i]))
			c->signature += mix(cut_hash(c, s->dropped[i].holder),
					    cut_hash(c, s->dropped[i].lost));
	for (uint32_t i = 0; i < s->nasks; i++)
		if (cut_is_known(c, s->asks[i].v))
			c->signature += mix(mix(19, s->asks[i].kind),
					    cut_hash(c, s->asks[i].v));
	c->signature =
		mix(c->signature, s->locks * 4u + s->waited * 2u + c->endless);
}

/* Widening */

static void widen_cell(struct cell *to, const struct cell *of)
{
	to->lo = of->lo < to->lo ? of->lo : to->lo;
	to->hi = of->hi > to->hi ? of->hi : to->hi;
	to->flags &= of->flags | (uint16_t) ~(CELL_NONZERO | CELL_PRESENT);
	if (to->konst != of->konst)
		to->konst = NULL;
	if (to->fn != of->fn)
		to->fn = NULL;
	if (to->type != of->type)
		to->type = NULL;
}

static void forget_cell(struct cell *to)
{
	struct cell none = {.lo = INT64_MIN, .hi = INT64_MAX};

	if (to->link == LINK_INSIDE)
		return;
	widen_cell(to, &none);
}

/* Numbers by hash are marked in a table that cut_widen() makes. */
static void note_hash(struct ptrmap *m, struct arena *a, uint64_t hash,
		      uint32_t n)
{
	*ptrmap_at_key(m, a, hash | 1) = (void *)(uintptr_t)(n + 1);
}

static uint32_t noted(const struct ptrmap *m, uint64_t hash)
{
	return (uint32_t)(uintptr_t)ptrmap_get_key(m, hash | 1);
}

/* What another end can have learned something else of. */
static bool may_be_in_both(const struct cut *c, val_t v)
{
	const struct cell *at = state_cell(c->s, v);

	if (at->flags & CELL_CONST)
		return false;
	if (at->flags & CELL_PRE)
		return cut_is_known(c, v);
	return at->term && c->s->terms[at->term - 1].tok != TERM_DEAD;
}

void cut_widen(struct cut *c, const struct cut *other, struct arena *a)
{
	struct ptrmap cells = {0}, facts = {0};
	struct cut o = *other;
	uint32_t n = 0;

	for (val_t v = 1; v <= o.s->ncells; v++)
		if (may_be_in_both(&o, v))
			note_hash(&cells, a, cut_hash(&o, v), v);
	for (uint32_t i = 0; i < o.nabsent; i++)
		note_hash(&facts, a, o.absent[i].hash, i);
	for (uint32_t i = 0; i < o.nfacts; i++)
		note_hash(&facts, a, o.facts[i].hash, i);
	for (val_t v = 1; v <= c->s->ncells; v++) {
		uint32_t at;

		if (!may_be_in_both(c, v))
			continue;
		at = noted(&cells, cut_hash(c, v));
		if (at)
			widen_cell(&c->cells[v], &o.cells[at - 1]);
		else
			forget_cell(&c->cells[v]);
	}
	for (uint32_t i = 0; i < c->nabsent; i++)
		if (noted(&facts, c->absent[i].hash))
			c->absent[n++] = c->absent[i];
	c->nabsent = n;
	n = 0;
	for (uint32_t i = 0; i < c->nfacts; i++)
		if (noted(&facts, c->facts[i].hash))
			c->facts[n++] = c->facts[i];
	c->nfacts = n;
	c->certain = c->certain && o.certain;
}

/* Needs */

struct need {
	struct cut *c;
	struct arena *arena;
	uint8_t why;
	struct VEC(val_t) todo;
};

static void need(struct need *n, val_t v)
{
	if (v == NO_VAL || n->c->need[v])
		return;
	n->c->need[v] = n->why;
	vec_push_in(n->arena, &n->todo, v);
}

static void need_edges(struct need *n, val_t v)
{
	const struct state *s = n->c->s;
	bool old = cut_is_old(n->c, v);

	for (const struct edge *e = state_first(s, v); e;
	     e = state_next(s, e)) {
		if (old ? !is_change(n->c, v, e) : e->access == ACCESS_LEN)
			continue;
		need(n, e->to);
		if (e->access == ACCESS_ELEM)
			need(n, e->key);
	}
}

/* All that the cells on the list need. */
static void need_all(struct need *n)
{
	struct cut *c = n->c;
	const struct state *s = c->s;

	while (n->todo.len) {
		val_t v = vec_pop(&n->todo);
		const struct cell *at = state_cell(s, v);

		if (at->flags & CELL_PRE && c->pre_of[v]) {
			const struct pre_edge *e = &s->pre[c->pre_of[v] - 1];

			need(n, e->from);
			if (e->access == ACCESS_ELEM)
				need(n, e->key);
		} else if (at->term &&
			   s->terms[at->term - 1].tok != TERM_DEAD) {
			const struct flow_term *t = &s->terms[at->term - 1];

			need(n, t->x);
			if (term_has_y(t))
				need(n, t->y);
		}
		if (at->link != LINK_NONE)
			need(n, at->base);
		need_edges(n, v);
	}
}

static bool has_effect(const struct cut *c, val_t v)
{
	if (is_touched(state_cell(c->s, v)))
		return true;
	for (const struct edge *e = state_first(c->s, v); e;
	     e = state_next(c->s, e))
		if (is_change(c, v, e))
			return true;
	return false;
}

static void need_facts(struct need *n)
{
	struct cut *c = n->c;

	n->why = CUT_FACT;
	for (uint32_t i = 0; i < c->nabsent; i++) {
		need(n, c->absent[i].at.holder);
		need(n, c->absent[i].at.key);
	}
	for (uint32_t i = 0; i < c->nfacts; i++)
		need(n, c->s->terms[c->facts[i].term].result);
	for (val_t v = 1; v <= c->s->ncells; v++)
		if (c->cells[v].flags & CELL_PRE && cut_is_known(c, v) &&
		    cut_has_facts(&c->cells[v]))
			need(n, v);
	need_all(n);
}

void cut_need(struct cut *c, struct arena *a, bool facts)
{
	struct need n = {.c = c, .arena = a, .why = CUT_EFFECT};
	const struct state *s = c->s;

	for (uint32_t i = 0; i < c->nresults; i++)
		need(&n, c->results[i]);
	for (val_t v = 1; v <= s->ncells; v++)
		if (cut_is_old(c, v) && cut_is_known(c, v) && has_effect(c, v))
			need(&n, v);
	for (uint32_t i = 0; i < s->nasks; i++)
		if (cut_is_known(c, s->asks[i].v))
			need(&n, s->asks[i].v);
	for (uint32_t i = 0; i < s->ndropped; i++) {
		if (!is_lost_there(c, &s->dropped[i]))
			continue;
		need(&n, s->dropped[i].holder);
		need(&n, s->dropped[i].lost);
		if (s->dropped[i].access == ACCESS_ELEM)
			need(&n, s->dropped[i].key);
	}
	need_all(&n);
	if (facts)
		need_facts(&n);
}
