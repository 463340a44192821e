/* SPDX-License-Identifier: MIT */
/*
 * From the ends of a function to its summary: ends are cut down and signed
 * (summary_cut.c), those that leave the same become one, and what is left is
 * written down with cells numbered anew.
 */
#include "flow/summary.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "flow/ask.h"
#include "flow/plan.h"
#include "flow/state_impl.h"
#include "flow/summary_impl.h"
#include "ir/ir.h"

struct writer {
	struct arena *arena; /* of the summary */
	struct cut *cut;
	struct summary_case *to;
	uint32_t *num;	 /* by cell of the state; 0: left out */
	val_t *order;	 /* by number */
	uint32_t n, cap; /* the last one is what had no room */
};

/* Numbers */

static void number(struct writer *w, val_t v)
{
	if (w->num[v] || w->n == w->cap)
		return;
	w->order[++w->n] = v;
	w->num[v] = w->n;
}

static val_t root_cell(const struct state *s, const void *root)
{
	for (val_t v = 1; v <= s->ncells; v++)
		if (state_cell(s, v)->root == root)
			return v;
	return NO_VAL;
}

static void number_root(struct writer *w, const void *root)
{
	val_t v = root_cell(w->cut->s, root);

	if (v)
		number(w, v);
	else
		w->order[++w->n] = NO_VAL;
}

static void number_all(struct writer *w)
{
	const struct ir_function *fn = w->cut->fn;
	const struct state *s = w->cut->s;

	for (uint32_t i = 0; i < fn->nparams; i++)
		number_root(w, fn->params[i]);
	for (uint32_t i = 0; i < fn->nfree_vars; i++)
		number_root(w, fn->free_vars[i]);
	for (uint8_t why = CUT_EFFECT; why > CUT_NOT; why--)
		for (val_t v = 1; v <= s->ncells; v++)
			if (w->cut->need[v] == why)
				number(w, v);
}

/* Where what is not written down is: unknown. */
static val_t number_of(const struct writer *w, val_t v)
{
	if (v == NO_VAL)
		return NO_VAL;
	return w->num[v] ? w->num[v] : w->n + 1;
}

/* Parts */

static void write_edges(struct writer *w, val_t v, struct cell *to)
{
	const struct state *s = w->cut->s;
	bool old = CUT_IS_OLD(state_cell(s, v));
	uint32_t *last = &to->first_edge;

	for (const struct edge *e = state_first(s, v); e;
	     e = state_next(s, e)) {
		struct edge *copy;

		if (e->access == ACCESS_LEN || cut_is_pre(w->cut, v, e))
			continue;
		if (e->to == NO_VAL && (!old || !e->stored))
			continue;
		copy = &w->to->edges[w->to->nedges++];
		*copy = *e;
		copy->next = 0;
		copy->to = number_of(w, e->to);
		if (e->access == ACCESS_ELEM)
			copy->key = number_of(w, e->key);
		*last = w->to->nedges;
		last = &copy->next;
	}
}

static void write_cells(struct writer *w)
{
	const struct state *s = w->cut->s;
	struct summary_case *to = w->to;
	uint32_t nedges = 0;

	to->ncells = w->n + 1;
	to->cells = ARENA_ARRAY(w->arena, w->n + 2, struct cell);
	for (uint32_t i = 1; i <= w->n; i++)
		for (const struct edge *e =
			     w->order[i] ? state_first(s, w->order[i]) : NULL;
		     e; e = state_next(s, e))
			nedges++;
	to->edges = ARENA_ARRAY(w->arena, nedges + 1, struct edge);
	for (uint32_t i = 1; i <= w->n + 1; i++) {
		struct cell *c = &to->cells[i];
		val_t v = i <= w->n ? w->order[i] : NO_VAL;

		c->lo = INT64_MIN;
		c->hi = INT64_MAX;
		if (!v) {
			/* A parameter that was never there, the unknown. */
			c->flags = i <= w->n ? CELL_PRE : 0;
			continue;
		}
		*c = w->cut->cells[v];
		c->first_edge = c->term = c->first_term = 0;
		c->base = number_of(w, c->base);
		write_edges(w, v, c);
	}
}

static void write_pre(struct writer *w)
{
	const struct state *s = w->cut->s;
	struct summary_case *to = w->to;

	to->pre = ARENA_ARRAY(w->arena, w->n + 1, struct pre_edge);
	for (uint32_t i = 0; i < s->npre; i++) {
		const struct pre_edge *e = &s->pre[i];
		bool elem = e->access == ACCESS_ELEM;

		if (w->cut->pre_of[e->to] != i + 1 || !w->num[e->to] ||
		    !w->num[e->from] || (elem && !w->num[e->key]))
			continue;
		to->pre[to->npre++] =
			(struct pre_edge){.from = w->num[e->from],
					  .to = w->num[e->to],
					  .key = elem ? w->num[e->key] : e->key,
					  .access = e->access};
	}
}

static void write_terms(struct writer *w)
{
	const struct state *s = w->cut->s;
	struct summary_case *to = w->to;
	uint32_t n = 0;

	for (uint32_t i = 1; i <= w->n; i++)
		n += w->order[i] && state_cell(s, w->order[i])->term != 0;
	to->terms = ARENA_ARRAY(w->arena, n + 1, struct flow_term);
	for (uint32_t i = 1; i <= w->n; i++) {
		const struct flow_term *t;
		uint32_t at =
			w->order[i] ? state_cell(s, w->order[i])->term : 0;

		if (!at)
			continue;
		t = &s->terms[at - 1];
		if (t->tok == TERM_DEAD || t->tok == 0 || !w->num[t->x] ||
		    (term_has_y(t) && !w->num[t->y]) ||
		    to->cells[i].flags & CELL_PRE)
			continue;
		to->terms[to->nterms++] =
			(struct flow_term){.tok = t->tok,
					   .x = w->num[t->x],
					   .y = t->y ? w->num[t->y] : NO_VAL,
					   .result = i};
		to->cells[i].term = to->nterms;
	}
}

static void write_dropped(struct writer *w)
{
	const struct state *s = w->cut->s;
	struct summary_case *to = w->to;

	to->dropped = ARENA_ARRAY(w->arena, s->ndropped + 1, struct dropped);
	for (uint32_t i = 0; i < s->ndropped; i++) {
		const struct dropped *d = &s->dropped[i];
		bool elem = d->access == ACCESS_ELEM;
		struct dropped *copy;

		if (!w->num[d->holder] || !w->num[d->lost] ||
		    (elem && !w->num[d->key]))
			continue;
		copy = &to->dropped[to->ndropped++];
		*copy = *d;
		copy->holder = w->num[d->holder];
		copy->lost = w->num[d->lost];
		copy->key = elem ? w->num[d->key] : d->key;
	}
}

static void write_asks(struct writer *w)
{
	const struct state *s = w->cut->s;
	struct summary_case *to = w->to;

	to->asks = ARENA_ARRAY(w->arena, s->nasks + 1, struct ask);
	for (uint32_t i = 0; i < s->nasks; i++) {
		struct ask ask = s->asks[i];

		if (!cut_is_known(w->cut, ask.v) || !w->num[ask.v])
			continue;
		ask.v = w->num[ask.v];
		to->asks[to->nasks++] = ask;
	}
}

static void write_absent(struct writer *w)
{
	const struct cut *c = w->cut;
	struct summary_case *to = w->to;

	to->absent =
		ARENA_ARRAY(w->arena, c->nabsent + 1, struct summary_absent);
	for (uint32_t i = 0; i < c->nabsent; i++) {
		const struct summary_absent *at = &c->absent[i].at;

		if (w->num[at->holder] && w->num[at->key])
			to->absent[to->nabsent++] = (struct summary_absent){
				w->num[at->holder], w->num[at->key]};
	}
}

/* Whether a caller need not do anything, whatever it passes. */
static bool does_nothing(const struct summary_case *c)
{
	if (c->nedges || c->ndropped || c->nresults || c->waits || c->locks ||
	    c->nabsent || c->nterms || c->nasks)
		return false;
	for (uint32_t i = 1; i <= c->ncells; i++) {
		const struct cell *at = &c->cells[i];

		if (at->freed || at->used || at->pending || at->finalizer ||
		    at->flags & (CELL_FRESH | CELL_ESCAPED | CELL_GOROUTINE |
				 CELL_WRITTEN))
			return false;
	}
	return true;
}

static void write_case(struct arena *a, struct arena *tmp, struct cut *cut,
		       struct summary_case *to)
{
	const struct ir_function *fn = cut->fn;
	uint32_t nroots = fn->nparams + fn->nfree_vars;
	struct writer w = {.arena = a, .cut = cut, .to = to};

	cut_need(cut, tmp, true);
	w.cap = nroots + SUMMARY_MAX_CELLS;
	w.num = ARENA_ARRAY(tmp, cut->s->ncells + 1, uint32_t);
	w.order = ARENA_ARRAY(tmp, w.cap + 2, val_t);
	number_all(&w);
	write_cells(&w);
	write_pre(&w);
	write_terms(&w);
	write_dropped(&w);
	write_absent(&w);
	write_asks(&w);
	to->nresults = cut->nresults;
	to->results = ARENA_ARRAY(a, to->nresults + 1, val_t);
	for (uint32_t i = 0; i < to->nresults; i++)
		to->results[i] = number_of(&w, cut->results[i]);
	to->certain = cut->certain;
	to->endless = cut->endless;
	to->waits = cut->s->waited;
	to->locks = (int32_t)cut->s->locks;
	to->nothing = does_nothing(to);
}

/* Which */

/* Freed, too: the caller has it then. */
static bool is_owned(const struct cell *c)
{
	return origin_is_owned(c->origin) && c->made && c->link != LINK_INSIDE;
}

/*
 * Waiting and locking do not count, nor do uses: they are asked for by
 * callers that free something, which are executed for that.
 */
static bool case_matters(const struct summary_case *c)
{
	for (uint32_t i = 0; i < c->nasks; i++)
		if (ask_matters(c->asks[i].kind))
			return true;
	for (uint32_t i = 1; i <= c->ncells; i++) {
		const struct cell *at = &c->cells[i];

		if (at->finalizer)
			return true;
		if (CUT_IS_OLD(at) || at->flags & CELL_ALL ? at->freed != NULL
							   : is_owned(at))
			return true;
	}
	return false;
}

/* The cuts that are told of: at most SUMMARY_MAX_CASES, in their order; of
 * more, those with the highest scores. */
static uint32_t choose(struct cut **cuts, uint32_t n)
{
	while (n > SUMMARY_MAX_CASES) {
		uint32_t least = n - 1;

		for (uint32_t i = n - 1; i-- > 0;)
			if (cuts[i]->score < cuts[least]->score)
				least = i;
		memmove(cuts + least, cuts + least + 1,
			(n - least - 1) * sizeof(struct cut *));
		n--;
	}
	return n;
}

static uint32_t add_cut(struct cut **cuts, uint32_t n, struct cut *c,
			struct arena *tmp)
{
	cut_sign(c);
	for (uint32_t i = 0; i < n; i++) {
		if (cuts[i]->signature != c->signature)
			continue;
		cut_widen(cuts[i], c, tmp);
		return n;
	}
	cuts[n] = c;
	return n + 1;
}

static uint32_t make_cuts(struct exec *x, struct arena *tmp, struct cut **cuts)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->nends; i++)
		n = add_cut(cuts, n,
			    cut_make(tmp, x, x->ends[i], x->results[i]), tmp);
	for (uint32_t i = 0; i < x->nprefixes; i++)
		n = add_cut(cuts, n, cut_make(tmp, x, x->prefixes[i], NULL),
			    tmp);
	return n;
}

const struct summary *summary_make(struct exec *x)
{
	struct summary *sum = ARENA_NEW(x->arena, struct summary);
	struct arena *tmp = x->worker->tmp;
	struct summary_case *cases;
	struct cut **cuts;
	struct buf name;
	uint32_t made, n;

	arena_reset(tmp);
	cuts = ARENA_ARRAY(tmp, x->nends + x->nprefixes + 1, struct cut *);
	made = make_cuts(x, tmp, cuts);
	n = choose(cuts, made);
	sum->whole = n == made && !x->cut && !x->thinned;
	cases = ARENA_ARRAY(x->arena, n + 1, struct summary_case);
	for (uint32_t i = 0; i < n; i++) {
		write_case(x->arena, tmp, cuts[i], &cases[i]);
		sum->matters |= case_matters(&cases[i]);
	}
	buf_init(&name, 1 << 16);
	ir_function_print_name(x->fn, &name);
	sum->name = arena_strdup(x->arena, buf_text(&name));
	buf_finish(&name);
	sum->fn = x->fn;
	sum->cases = cases;
	sum->ncases = n;
	return sum;
}
