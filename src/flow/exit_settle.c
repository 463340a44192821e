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
 *
 * A helper may be called from everywhere, and each call be seen at several
 * ends.  So nobody looks through all there is: issues are found by the step
 * that they are about, by the step inside of it, and by the caller.
 */
#include "flow/exit.h"

#include "base/arena.h"
#include "base/mix.h"
#include "base/ptrmap.h"
#include "flow/class.h"
#include "flow/model_impl.h"
#include "flow/plan.h"
#include "flow/summary.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"

struct about_link {
	struct issue *issue;
	struct about_link *next; /* later in the list of issues */
};

struct settling {
	const struct flow *flow;
	struct arena *arena;
	/* Innermost frees after which a use was found. */
	struct ptrmap used;
	/* By hashes, for is_view_of() and the like to look at. */
	struct ptrmap about; /* a step: what is told of it itself */
	struct ptrmap views; /* a step: what direct callers say of it */
	struct ptrmap own;   /* a step and a caller */
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

static bool is_observation(const struct issue *i)
{
	return i->stand == STAND_HELD || i->stand == STAND_CLEAN;
}

/* Tables */

static uint64_t step_key(const struct trace *t)
{
	return mix_pointer((uint64_t)t->pos + 1, t->fn) | 1;
}

static uint64_t own_key(const struct trace *t, const struct ir_function *fn)
{
	return mix_pointer(step_key(t), fn) | 1;
}

static void add(struct settling *s, struct ptrmap *to, uint64_t key,
		struct issue *i)
{
	void **at = ptrmap_at_key(to, s->arena, key);
	struct about_link *l = ARENA_NEW(s->arena, struct about_link);

	*l = (struct about_link){i, *at};
	*at = l;
}

static void note(struct settling *s, struct issue *i)
{
	const struct trace *t;

	if (i->kind == ISSUE_USE && i->freed)
		*ptrmap_at_key(&s->used, s->arena,
			       (uint64_t)trace_innermost(i->freed)->pos + 1) =
			i;
	if (!hangs_on_callers(i))
		return;
	t = event_of(i);
	add(s, &s->about, step_key(t), i);
	if (!t->inside)
		return;
	add(s, &s->views, step_key(t->inside), i);
	add(s, &s->own, own_key(t->inside, i->fn), i);
}

static const struct about_link *views_of(const struct settling *s,
					 const struct issue *i)
{
	return ptrmap_get_key(&s->views, step_key(event_of(i)));
}

/* Those of the caller that `seen` is of. */
static const struct about_link *views_by(const struct settling *s,
					 const struct issue *seen,
					 const struct issue *i)
{
	return ptrmap_get_key(&s->own, own_key(event_of(i), seen->fn));
}

/* Somebody uses the memory after it: who cleans up comes too late. */
static bool is_used_after(const struct settling *s, const struct issue *i)
{
	pos_t pos = trace_innermost(event_of(i))->pos;

	return pos != NO_POS &&
	       ptrmap_get_key(&s->used, (uint64_t)pos + 1) != NULL;
}

/* Decisions */

static void settle(struct settling *s, struct issue *i);

/* The caller's own issue for what it has seen. */
static struct issue *own_issue(struct settling *s, const struct issue *seen,
			       const struct issue *i)
{
	for (const struct about_link *l = views_by(s, seen, i); l;
	     l = l->next) {
		struct issue *own = l->issue;

		if (!is_observation(own) && is_view_of(own, i) &&
		    own->fn == seen->fn && class_same(own->at, i->at))
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
	if (seen->at.of && !class_same(seen->at, i->at))
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
	for (const struct about_link *l = views_by(s, seen, i); l;
	     l = l->next) {
		const struct issue *other = l->issue;

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

/* The same statement has lost nothing on another path: of the function
 * itself, or of the callee that drops it. */
static bool is_clean_elsewhere(const struct settling *s, const struct issue *i)
{
	for (const struct trace *t = i->primary; t; t = t->inside) {
		const struct about_link *l =
			ptrmap_get_key(&s->about, step_key(t));

		for (; l; l = l->next)
			if (l->issue->stand == STAND_CLEAN &&
			    l->issue->kind == ISSUE_LEAK &&
			    l->issue->fn == t->fn &&
			    same_step(l->issue->primary, t))
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
	for (const struct about_link *l = views_of(s, i); l; l = l->next) {
		const struct issue *seen = l->issue;

		if (!is_observation(seen) || !is_view_of(seen, i))
			continue;
		seen_any = true;
		if (asks && is_own_variable(seen, i))
			continue;
		if (is_held(s, seen, i)) {
			seen_held = true;
			learn(i, seen);
		} else if (!is_used_after(s, i) &&
			   !is_held_elsewhere(s, seen, i)) {
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
	for (const struct trace *t = event_of(i)->inside; t; t = t->inside) {
		const struct about_link *l =
			ptrmap_get_key(&s->about, step_key(t));

		for (; l; l = l->next)
			if (l->issue->stand == STAND_FIRM && l->issue != i &&
			    same_kind(l->issue, i) &&
			    same_step(event_of(l->issue), t) &&
			    class_same(l->issue->at, i->at))
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

static bool is_open_question(const struct issue *i)
{
	return i->stand == STAND_LATENT || i->stand == STAND_ASKS;
}

static void settle_all(struct settling *s, struct issue **issues, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (issues[i]->kind == ISSUE_LEAK &&
		    !is_observation(issues[i]) &&
		    is_clean_elsewhere(s, issues[i]))
			issues[i]->stand = STAND_GONE;
	for (uint32_t i = 0; i < n; i++)
		if (is_open_question(issues[i]))
			settle(s, issues[i]);
	for (uint32_t i = 0; i < n; i++)
		if (hangs_on_callers(issues[i]) &&
		    issues[i]->stand == STAND_FIRM &&
		    is_told_inside(s, issues[i]))
			issues[i]->stand = STAND_TWICE;
	for (uint32_t i = 0; i < n; i++)
		place_leak(s->flow, issues[i]);
}

void exit_settle(struct flow *f, struct issue **issues, uint32_t *n)
{
	struct settling s = {.flow = f, .arena = arena_create(0)};
	uint32_t kept = 0;

	/* Backwards: lists are then in the order of the issues. */
	for (uint32_t i = *n; i > 0; i--)
		note(&s, issues[i - 1]);
	settle_all(&s, issues, *n);
	arena_destroy(s.arena);
	for (uint32_t i = 0; i < *n; i++)
		if (issues[i]->stand == STAND_FIRM)
			issues[kept++] = issues[i];
	*n = kept;
}
