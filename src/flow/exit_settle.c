/* SPDX-License-Identifier: MIT */
/*
 * What callers make of what a function leaves
 *
 * A function that frees what the map of its receiver holds is wrong, unless
 * those who call it take the entry out.  It has a latent issue; at the end of
 * each caller it was seen whether the memory was still in such a holder:
 *
 *	no caller was looked at, or none has put it right: it is wrong where
 *	it frees, and not a second time in its callers
 *	all have put it right: it is fine
 *	some have: it is a helper, and the callers that have not are wrong
 *
 * What is lost is judged by the function's other paths as well: where the same
 * statement drops what was freed before, the free hangs on something that we
 * do not see.
 *
 * A caller may have a latent issue of its own for what it has seen, which is
 * settled first: chains of calls get shorter from a caller to its callee, so
 * that ends.
 */
#include "flow/exit.h"

#include "base/ptrmap.h"

#include <stdlib.h>

#include "flow/model_impl.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"

/* Issues and observations of one free. */
struct settling {
	const struct flow *flow;
	struct issue **at;
	uint32_t n;
	/* It is used after this free: who cleans up comes too late. */
	bool used;
};

/* Of a kind that callers may put right. */
static bool hangs_on_callers(const struct issue *i)
{
	return i->kind == ISSUE_HELD || i->kind == ISSUE_ADDRESS ||
	       i->kind == ISSUE_LEAK;
}

/* What happens inside: the free, or the loss of an entry. */
static const struct trace *event_of(const struct issue *i)
{
	return i->kind == ISSUE_LEAK ? i->primary : i->freed;
}

/* Leaks and frees never speak of each other. */
static bool same_kind(const struct issue *a, const struct issue *b)
{
	return (a->kind == ISSUE_LEAK) == (b->kind == ISSUE_LEAK);
}

static bool same_class(struct holder_class a, struct holder_class b)
{
	return a.of == b.of && a.field == b.field && a.content == b.content;
}

static bool same_step(const struct trace *a, const struct trace *b)
{
	return a == b || (a->pos == b->pos && a->fn == b->fn);
}

/* A direct caller's view of the free that i is about. */
static bool is_view_of(const struct issue *view, const struct issue *i)
{
	return view != i && hangs_on_callers(view) && same_kind(view, i) &&
	       event_of(view)->inside &&
	       same_step(event_of(view)->inside, event_of(i));
}

/* The same view from any number of calls further out. */
static bool is_outer_view(const struct issue *view, const struct issue *i)
{
	const struct trace *t = event_of(view)->inside;

	for (; t; t = t->inside)
		if (same_step(t, event_of(i)))
			return view != i && same_kind(view, i);
	return false;
}

static bool is_observation(const struct issue *i)
{
	return i->stand == STAND_HELD || i->stand == STAND_CLEAN;
}

static void settle(struct settling *s, struct issue *i);

/* The caller's own issue for what it has seen. */
static struct issue *own_issue(struct settling *s, const struct issue *seen,
			       const struct issue *i)
{
	for (uint32_t k = 0; k < s->n; k++) {
		struct issue *own = s->at[k];

		if (!is_observation(own) && is_view_of(own, i) &&
		    own->fn == seen->fn && same_class(own->at, i->at))
			return own;
	}
	return NULL;
}

/* Whether what was seen is held in the end, its callers asked too. */
static bool is_held(struct settling *s, const struct issue *seen,
		    const struct issue *i)
{
	struct issue *own;

	if (seen->stand == STAND_CLEAN)
		return false;
	/* In a caller's own variables a container need not have a class. */
	if (seen->at.of && !same_class(seen->at, i->at))
		return false;
	own = own_issue(s, seen, i);
	if (own && (own->stand == STAND_LATENT || own->stand == STAND_ASKS))
		settle(s, own);
	return !own || own->stand != STAND_GONE;
}

/* On another way through the caller it is held. */
static bool is_held_elsewhere(struct settling *s, const struct issue *seen,
			      const struct issue *i)
{
	for (uint32_t k = 0; k < s->n; k++) {
		const struct issue *other = s->at[k];

		if (other->stand == STAND_HELD && is_view_of(other, i) &&
		    same_step(event_of(other), event_of(seen)) &&
		    is_held(s, other, i))
			return true;
	}
	return false;
}

/* It calls a function that ends the process: os.Exit, log.Fatal. */
static bool ends_process(const struct flow *f, const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_function *callee =
				in->v.op == OP_CALL ? ir_static_callee(in)
						    : NULL;
			const struct model *m =
				callee ? model_of(f->models, callee) : NULL;

			if (m && m->run == model_end)
				return true;
		}
	return false;
}

/* The process ends behind each call. */
static bool never_returns(const struct settling *s, const struct issue *i)
{
	const struct callgraph *g = s->flow->graph;
	int64_t node = callgraph_node(g, i->fn);
	struct callgraph_in in;
	const struct call_site *site;
	bool any = false;

	if (node < 0)
		return false;
	in = callgraph_in(g, (uint32_t)node);
	while ((site = callgraph_next_in(&in)) != NULL) {
		const struct summary *sum = s->flow->summaries[site->caller];

		if (!sum || sum->ncases > 0 ||
		    !ends_process(s->flow, g->nodes[site->caller].fn))
			return false;
		any = true;
	}
	return any;
}

/* What a literal has captured dies with the function around it. */
static bool is_own_variable(const struct issue *seen, const struct issue *i)
{
	const struct ir_function *fn = i->fn->parent;

	for (; seen->local && fn; fn = fn->parent)
		if (fn == seen->fn)
			return true;
	return false;
}

/* The same statement has lost nothing on another path. */
static bool is_clean_elsewhere(const struct settling *s, const struct issue *i)
{
	for (uint32_t k = 0; k < s->n; k++) {
		const struct issue *other = s->at[k];
		const struct trace *t = i->primary;

		if (other->stand != STAND_CLEAN || other->kind != ISSUE_LEAK)
			continue;
		/* In the function itself, or in the callee that drops it. */
		for (; t; t = t->inside)
			if (other->fn == t->fn && same_step(other->primary, t))
				return true;
	}
	return false;
}

/* The caller knows where the memory is from. */
static void learn(struct issue *i, const struct issue *seen)
{
	if (!i->alloc)
		i->alloc = seen->alloc;
	if (!i->stored)
		i->stored = seen->stored;
	if (i->origin == ORIGIN_UNKNOWN)
		i->origin = seen->origin;
	if (!i->family)
		i->family = seen->family;
}

static void settle(struct settling *s, struct issue *i)
{
	bool asks = i->stand == STAND_ASKS;
	bool seen_held = false, seen_any = false;

	i->stand = STAND_FIRM; /* while callers are asked */
	for (uint32_t k = 0; k < s->n; k++) {
		const struct issue *seen = s->at[k];

		if (!is_observation(seen) || !is_view_of(seen, i))
			continue;
		seen_any = true;
		if (asks && is_own_variable(seen, i))
			continue;
		if (is_held(s, seen, i)) {
			seen_held = true;
			learn(i, seen);
		} else if (!s->used && !is_held_elsewhere(s, seen, i)) {
			i->stand = STAND_GONE;
			return;
		}
	}
	if ((asks && !seen_held) || (!seen_any && never_returns(s, i)))
		i->stand = STAND_GONE;
}

/* It is told where it is freed: not again further out. */
static bool is_told_inside(const struct settling *s, const struct issue *i)
{
	for (uint32_t k = 0; k < s->n; k++) {
		const struct issue *in = s->at[k];

		if (in->stand == STAND_FIRM && is_outer_view(i, in) &&
		    same_class(in->at, i->at))
			return true;
	}
	return false;
}

/*
 * What a callee drops without a look is told where it does so: the call of it
 * is a step on the way.
 */
static void place_leak(const struct flow *f, struct issue *i)
{
	if (i->kind != ISSUE_LEAK || i->stand != STAND_FIRM ||
	    !i->primary->inside)
		return;
	if (exit_looks_first(f, i->primary)) {
		i->stand = STAND_GONE;
		return;
	}
	i->freed = i->primary;
	i->primary = trace_innermost(i->primary);
	i->fn = i->primary->fn;
}

/* Asking everybody about everybody else is for a few: of more nothing that
 * hangs on callers is told. */
enum { MOST_SETTLED = 64 };

static void give_up(struct settling s)
{
	for (uint32_t i = 0; i < s.n; i++)
		if (s.at[i]->stand == STAND_LATENT ||
		    s.at[i]->stand == STAND_ASKS)
			s.at[i]->stand = STAND_GONE;
}

static void settle_group(struct settling s)
{
	if (s.n > MOST_SETTLED) {
		give_up(s);
		return;
	}
	for (uint32_t i = 0; i < s.n; i++)
		if (s.at[i]->kind == ISSUE_LEAK && !is_observation(s.at[i]) &&
		    is_clean_elsewhere(&s, s.at[i]))
			s.at[i]->stand = STAND_GONE;
	for (uint32_t i = 0; i < s.n; i++)
		if (s.at[i]->stand == STAND_LATENT ||
		    s.at[i]->stand == STAND_ASKS)
			settle(&s, s.at[i]);
	for (uint32_t i = 0; i < s.n; i++)
		if (s.at[i]->stand == STAND_FIRM && is_told_inside(&s, s.at[i]))
			s.at[i]->stand = STAND_TWICE;
	for (uint32_t i = 0; i < s.n; i++)
		place_leak(s.flow, s.at[i]);
}

/* The event itself, wherever it is seen from; others: none. */
static pos_t free_of(const struct issue *i)
{
	return hangs_on_callers(i) ? trace_innermost(event_of(i))->pos : NO_POS;
}

static int compare(const void *a, const void *b)
{
	pos_t x = free_of(*(struct issue *const *)a);
	pos_t y = free_of(*(struct issue *const *)b);

	return (x > y) - (x < y);
}

/* The frees after which a use was found. */
static void find_used(struct issue *const *issues, uint32_t n,
		      struct ptrmap *ret)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct trace *t = issues[i]->freed;

		if (issues[i]->kind == ISSUE_USE && t &&
		    trace_innermost(t)->pos != NO_POS)
			*ptrmap_at_key(ret, NULL, trace_innermost(t)->pos) =
				issues[i];
	}
}

void exit_settle(struct flow *f, struct issue **issues, uint32_t *n)
{
	struct ptrmap used = {0};
	uint32_t kept = 0, end;

	if (*n == 0)
		return;
	find_used(issues, *n, &used);
	qsort(issues, *n, sizeof(*issues), compare);
	for (uint32_t i = 0; i < *n; i = end) {
		pos_t pos = free_of(issues[i]);

		for (end = i; end < *n && free_of(issues[end]) == pos; end++)
			;
		if (pos != NO_POS)
			settle_group((struct settling){
				f, issues + i, end - i,
				ptrmap_get_key(&used, pos) != NULL});
	}
	ptrmap_finish(&used);
	for (uint32_t i = 0; i < *n; i++)
		if (issues[i]->stand == STAND_FIRM)
			issues[kept++] = issues[i];
	*n = kept;
}
