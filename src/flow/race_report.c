/* SPDX-License-Identifier: MIT */
/*
 * A race becomes an issue, unless the callers of its function hold the lock.
 *
 * A function that is called with a lock held (`addLocked`) takes none, and
 * its callers are looked at: when all of them hold, at the call, what keeps
 * the two accesses apart, there is no race.
 */
#include <string.h>

#include "flow/issue.h"
#include "flow/plan.h"
#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

/* Locks of callers */

enum { MAX_CALLERS = 12, MAX_ASKED = 8 };

/* The path of the caller as the callee knows it, or NULL. */
static const struct race_path *lower(struct race_frame *f,
				     const struct race_binding *b,
				     const struct race_path *p)
{
	if (!p || p->root == ROOT_GLOBAL)
		return p;
	for (uint32_t i = 0; i < b->nargs; i++) {
		const struct race_path *arg = b->args[i];
		const struct race_path *q;

		if (!arg || arg->n > p->n ||
		    race_prefix(f->run, p, arg->n) != arg)
			continue;
		q = race_root(f->run, ROOT_PARAM, NULL, i);
		for (uint32_t k = arg->n; q && k < p->n; k++)
			q = race_step(f->run, q, p->at[k]);
		return q;
	}
	return NULL;
}

static bool call_excludes(struct race_frame *f, const struct race_event *e,
			  const struct race_access *x, struct race_access y)
{
	const struct ir_instr *in = f->fn->blocks[e->block]->instrs[e->at];
	const struct race_items *held =
		race_items_of(f, e->must | e->may, MARK_LOCK, MARK_ONCE);
	struct race_items *locks = arena_alloc(
		f->run->arena, sizeof(*locks) + held->n * sizeof(*held->at));
	struct race_binding bind;

	if (!ir_is_call(in))
		return false;
	race_bind(f, in, &bind);
	for (uint32_t i = 0; i < held->n; i++) {
		const struct race_path *p = lower(f, &bind, held->at[i].p);

		if (p)
			locks->at[locks->n++] =
				(struct race_item){held->at[i].mark, p};
	}
	y.facts.locks = race_join(f->run, y.facts.locks, locks);
	return race_excluded(x, &y);
}

/* Every call of fn in the caller is made with such a lock. */
static bool caller_excludes(struct race_run *r, uint32_t caller,
			    const struct ir_function *fn,
			    const struct race_access *x,
			    const struct race_access *y)
{
	struct race_frame f = {.run = r,
			       .fn = r->g->nodes[caller].fn,
			       .node = caller,
			       .asked = fn};
	uint32_t n = 0;
	bool all;

	if (!f.fn->nblocks || f.fn->nblocks > RACE_MAX_BLOCKS)
		return false;
	all = race_look(&f);
	for (uint32_t i = 0; all && i < f.events.len; i++) {
		if (f.events.at[i].kind != EVENT_ASKED)
			continue;
		n++;
		all = call_excludes(&f, &f.events.at[i], x, *y);
	}
	race_close(&f);
	return all && n > 0;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

bool race_callers_lock(struct race_run *r, uint32_t node,
		       const struct race_access *x, const struct race_access *y)
{
	struct callgraph_in in = callgraph_in(r->g, node);
	const struct ir_function *fn = r->g->nodes[node].fn;
	const struct call_site *site;
	uint32_t n = 0, last = UINT32_MAX;

	if (ends_in(fn->name, "Locked") || ends_in(y->fn->name, "Locked"))
		return true;
	if (!x->facts.locks->n || y->p->root == ROOT_VALUE ||
	    r->depth > MAX_ASKED)
		return false;
	while ((site = callgraph_next_in(&in)) != NULL) {
		if (site->caller == last)
			continue;
		last = site->caller;
		if (site->kind == CALL_GO || ++n > MAX_CALLERS)
			return false;
		r->depth++;
		if (!caller_excludes(r, site->caller, fn, x, y)) {
			r->depth--;
			return false;
		}
		r->depth--;
	}
	return n > 0;
}

/* Issues */

/* Without a lock at all, then reading less than writing. */
static int blame(const struct race_access *a)
{
	int n = 0;

	for (uint32_t i = 0; i < a->facts.locks->n; i++) {
		const struct race_item *l = &a->facts.locks->at[i];
		int k = l->mark == MARK_RLOCK && a->write ? 1 : 2;

		/* Another shard's. */
		if (l->p && !race_same_lock(l->p, a->p, l->p, a->p))
			k = 1;
		n = k > n ? k : n;
	}
	return n;
}

/*
 * One step after the other: what is done shows where it is written, and the
 * calls that lead there come before.
 */
static const struct trace *flatten(struct arena *a, const struct trace *before,
				   const struct trace *t)
{
	uint32_t len = before ? before->len : 0;

	for (; t && len < TRACE_MAX_LEN; t = t->inside) {
		struct trace *step = ARENA_NEW(a, struct trace);

		*step = *t;
		step->inside = NULL;
		step->depth = 0;
		step->before = t->before && !before
				       ? flatten(a, NULL, t->before)
				       : before;
		step->len = step->before ? step->before->len + 1 : 1;
		len = step->len;
		before = step;
	}
	return before;
}

static void fill_side(struct race_run *r, const struct ir_function *fn,
		      const struct race_access *a, struct race_side *side)
{
	struct arena *mem = r->flow->arena;

	side->write = a->write;
	side->go = a->by ? flatten(mem, NULL, a->by->go) : NULL;
	side->access = flatten(mem, NULL, a->trace);
	for (uint32_t i = 0; i < a->facts.locks->n && !side->lock; i++) {
		const struct race_item *l = &a->facts.locks->at[i];

		if (l->mark > MARK_RLOCK || !l->p)
			continue;
		side->lock = race_name(mem, fn, l->p);
		side->lock_read = l->mark == MARK_RLOCK;
	}
}

/* The go statement, then what is done. */
static const struct trace *whole(struct arena *a, const struct race_side *side)
{
	const struct trace *chain[TRACE_MAX_LEN];
	const struct trace *t, *before = side->go;
	uint32_t n = 0;

	/* Calls in the goroutine come after its start. */
	for (t = side->access; t && n < TRACE_MAX_LEN; t = t->before)
		chain[n++] = t;
	while (n > 0)
		before = flatten(a, before, chain[--n]);
	return before;
}

static pos_t innermost(const struct race_access *a)
{
	return trace_innermost(a->trace)->pos;
}

static bool is_told(struct race_run *r, const struct race_access *x,
		    const struct race_access *y)
{
	pos_t a = innermost(x), b = innermost(y);
	uint64_t key = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
	void **at = ptrmap_at_key(&r->told, r->arena, key + 1);

	if (*at)
		return true;
	*at = r;
	return false;
}

void race_report(struct race_run *r, const struct ir_function *fn,
		 const struct race_access *x, const struct race_access *y,
		 const struct race *form)
{
	struct arena *a = r->flow->arena;
	struct issue *i;
	struct race *race;

	if (!innermost(x) || !innermost(y) || is_told(r, x, y))
		return;
	/* The first side is the one to change. */
	if (blame(y) < blame(x) ||
	    (blame(x) == blame(y) && y->write && !x->write)) {
		const struct race_access *t = x;

		x = y;
		y = t;
	}
	race = ARENA_NEW(a, struct race);
	*race = *form;
	fill_side(r, fn, x, &race->sides[0]);
	fill_side(r, fn, y, &race->sides[1]);
	i = ARENA_NEW(a, struct issue);
	i->kind = ISSUE_RACE;
	i->certain = true;
	i->primary = whole(a, &race->sides[0]);
	i->stored = whole(a, &race->sides[1]);
	i->fn = trace_innermost(i->primary)->fn;
	i->holder.path = race_name(a, fn, x->p);
	i->race = race;
	i->weight = i->primary->len + i->stored->len;
	vec_push(&r->flow->workers[0].issues, i);
}
