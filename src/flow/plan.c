/* SPDX-License-Identifier: MIT */
/*
 * Which functions are executed.
 *
 * Most of a program does nothing with memory that could go wrong.  A function
 * is executed when it calls something that frees or gives memory: a model
 * that matters, a function of C, one with a comment that says so; or a
 * function whose summary says so.  The first is seen from its calls alone, in
 * one pass over the call graph; the second turns out while functions are
 * executed, callees first, so here only those are put in order that may come
 * to it.
 *
 * They are run in the order of their levels (what calls nothing of them has
 * level 0), and within a level bottom-up, so that threads that take one after
 * the other seldom wait for each other.
 *
 * The summary of any other function is made when somebody asks for it.  That
 * must not end in executing half of the library for a line that is logged,
 * and must not depend on who asks first.  So it is decided here, by the size
 * of all that is behind a function: over a ceiling it is left alone.
 */
#include "flow/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "flow/c_type.h"
#include "flow/gopointer.h"
#include "flow/demand.h"
#include "flow/model.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

enum {
	MOST_BEHIND = 500, /* instructions, of a function and its callees */
	MOST_BELOW = 60,   /* calls in each other */
	MOST_LISTED = 64,  /* callees that have to come before a call */
};

struct planner {
	struct flow *f;
	const struct callgraph *g;
	struct plan *p;
	uint32_t *behind; /* by component: instructions; saturates */
	uint8_t *below;	  /* by component: calls in each other */
};

/* Functions */

static bool is_event(struct flow *f, struct ir_function *fn)
{
	const struct model *m = model_of(f->models, fn);

	if (m)
		return m->matters;
	/* Of C it depends on the package that calls. */
	return !ir_is_c(fn) && go_effects_of(f, fn);
}

static void look_at_node(struct planner *p, uint32_t i)
{
	struct ir_function *fn = p->g->nodes[i].fn;
	uint8_t *flags = &p->p->nodes[i];

	if (fn->nblocks) {
		*flags |= PLAN_BODY;
		p->p->nbodies++;
	}
	if (is_event(p->f, fn))
		*flags |= PLAN_EVENT;
}

const uint32_t *plan_callees(const struct callgraph *g,
			     const struct call_site *site, uint32_t *ret_n)
{
	const uint32_t *at = callgraph_callees(g, site, ret_n);

	if (*ret_n > PLAN_MAX_CALLEES)
		*ret_n = 0;
	return at;
}

static bool is_direct(struct planner *p, const struct call_site *site)
{
	uint32_t n;
	const uint32_t *at = plan_callees(p->g, site, &n);

	for (uint32_t i = 0; i < n; i++) {
		const struct ir_function *fn = p->g->nodes[at[i]].fn;

		if (p->p->nodes[at[i]] & PLAN_EVENT)
			return true;
		if (ir_is_c(fn) && c_matters(p->f->c, fn))
			return true;
	}
	return false;
}

/* What an instruction takes out of a holder, or puts in its place. */
static struct type *taken_out(const struct ir_instr *in)
{
	const struct ir_value *fun;
	struct map *m;

	switch (in->v.op) {
	case OP_STORE:
		return in->args[1]->type;
	case OP_MAP_UPDATE:
		return in->args[2]->type;
	case OP_CALL:
		fun = in->args[0];
		if (fun->op != OP_BUILTIN || in->nargs < 2 ||
		    (strcmp(((const struct ir_builtin *)fun)->name, "delete") !=
			     0 &&
		     strcmp(((const struct ir_builtin *)fun)->name, "clear") !=
			     0))
			return NULL;
		m = TYPE_AS(MAP, map, type_under(in->args[1]->type));
		return m ? m->elem : NULL;
	}
	return NULL;
}

/* A holder loses memory of C, or may: no call tells of that. */
static bool loses_c(const struct ir_function *fn)
{
	enum c_type least = fn->home && fn->home->source->load->cgo
				    ? C_TYPE_PERHAPS
				    : C_TYPE_YES;

	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			struct type *t = taken_out(fn->blocks[b]->instrs[i]);

			if (t && c_type_of(t) >= least)
				return true;
		}
	return false;
}

static bool is_of_std(const struct ir_function *fn)
{
	return fn->home && fn->home->source->load->standard;
}

static bool is_of_cgo(const struct ir_function *fn)
{
	return fn->home && fn->home->source->load->cgo;
}

/* Those that a goroutine runs: see struct exec, prefixes. */
static void look_at_go(struct planner *p, const struct call_site *site)
{
	uint32_t n;
	const uint32_t *at = plan_callees(p->g, site, &n);

	if (site->kind == CALL_GO && !is_of_std(p->g->nodes[site->caller].fn))
		p->p->goes = true;
	for (uint32_t i = 0; i < n; i++)
		p->p->nodes[at[i]] |=
			PLAN_CALLED | (site->kind == CALL_GO ? PLAN_GO : 0);
}

static void look_at_calls(struct planner *p, uint32_t i)
{
	const struct call_node *node = &p->g->nodes[i];

	if (!(p->p->nodes[i] & PLAN_BODY))
		return;
	if (!is_of_std(node->fn) &&
	    (loses_c(node->fn) ||
	     (is_of_cgo(node->fn) && gopointer_matters(node->fn)))) {
		p->p->nodes[i] |= PLAN_DIRECT;
		return;
	}
	for (uint32_t k = 0; k < node->nsites; k++) {
		if (!is_direct(p, &p->g->sites[node->first_site + k]))
			continue;
		p->p->nodes[i] |= PLAN_DIRECT;
		return;
	}
}

/* Components, bottom-up */

struct scc_sum {
	uint32_t behind, level;
	uint8_t below;
	bool may, recursive;
};

static void add_callee(struct planner *p, uint32_t scc, uint32_t node,
		       bool weighs, struct scc_sum *sum)
{
	uint32_t to = p->g->nodes[node].scc;

	if (to == scc) {
		sum->recursive = true;
		return;
	}
	if (p->p->sccs[to] & PLAN_MAY) {
		sum->may = true;
		if (p->p->level[to] > sum->level)
			sum->level = p->p->level[to];
	}
	/* What is left alone has nothing behind it. */
	if (!weighs || p->p->nodes[node] & PLAN_HEAVY ||
	    !(p->p->nodes[node] & PLAN_BODY))
		return;
	sum->behind += p->behind[to];
	if (sum->behind > MOST_BEHIND)
		sum->behind = MOST_BEHIND + 1;
	if (p->below[to] > sum->below)
		sum->below = p->below[to];
}

static void add_node(struct planner *p, uint32_t scc, uint32_t i,
		     struct scc_sum *sum)
{
	const struct call_node *node = &p->g->nodes[i];

	sum->may |= (p->p->nodes[i] & PLAN_DIRECT) != 0;
	sum->behind += node->fn->ninstrs;
	if (sum->behind > MOST_BEHIND)
		sum->behind = MOST_BEHIND + 1;
	for (uint32_t k = 0; k < node->nsites; k++) {
		uint32_t n;
		const uint32_t *at = callgraph_callees(
			p->g, &p->g->sites[node->first_site + k], &n);

		for (uint32_t j = 0; j < n && n <= MOST_LISTED; j++)
			add_callee(p, scc, at[j], n <= PLAN_MAX_CALLEES, sum);
	}
}

/* Its level is over `least`. */
static void look_at_scc(struct planner *p, uint32_t scc, uint32_t least)
{
	uint32_t first = p->g->scc_first[scc], end = p->g->scc_first[scc + 1];
	struct scc_sum sum = {.level = least};

	for (uint32_t k = first; k < end; k++)
		add_node(p, scc, p->g->order[k], &sum);
	if (sum.recursive || end - first > 1)
		p->p->sccs[scc] |= PLAN_RECURSIVE;
	if (sum.may) {
		p->p->sccs[scc] |= PLAN_MAY;
		p->p->level[scc] = sum.level + 1;
	}
	p->behind[scc] = sum.behind;
	p->below[scc] = sum.below + 1;
	for (uint32_t k = first; k < end; k++) {
		uint32_t i = p->g->order[k];

		if (sum.below >= MOST_BELOW || sum.behind > MOST_BEHIND)
			p->p->nodes[i] |= PLAN_HEAVY;
	}
}

/*
 * Finalizers
 *
 * Nobody calls them, but who sets one asks what it frees (model_finalizer.c):
 * it has to come before.
 */

/* The function that an instruction makes one, or NULL. */
static const struct ir_function *finalizer_of(const struct flow *f,
					      const struct ir_instr *in)
{
	const struct model *m;
	const struct ir_function *callee;

	if (in->v.op != OP_CALL || in->nargs < 3)
		return NULL;
	callee = ir_static_callee(in);
	m = callee ? model_of(f->models, callee) : NULL;
	if (!m || (strcmp(m->name, "runtime.SetFinalizer") != 0 &&
		   strcmp(m->name, "runtime.AddCleanup") != 0))
		return NULL;
	return ir_as_function(in->args[2]);
}

/* Raises the level of node i when it sets a finalizer; false: it is right. */
static bool raise(struct planner *p, uint32_t i, uint32_t *least)
{
	const struct call_node *n = &p->g->nodes[i];
	bool raised = false;

	for (uint32_t k = 0; k < n->nsites; k++) {
		const struct ir_instr *in =
			p->g->sites[n->first_site + k].instr;
		const struct ir_function *fn =
			in ? finalizer_of(p->f, in) : NULL;
		int64_t to = fn ? callgraph_node(p->g, fn) : -1;
		uint32_t level;

		if (to < 0 || p->g->nodes[to].scc == n->scc)
			continue;
		level = p->p->level[p->g->nodes[to].scc];
		if (level < p->p->level[n->scc])
			continue;
		least[n->scc] = level;
		raised = true;
	}
	return raised;
}

static bool raise_all(struct planner *p, uint32_t *least)
{
	bool raised = false;

	for (uint32_t i = 0; i < p->g->nnodes; i++)
		if (p->p->nodes[i] & PLAN_DIRECT && raise(p, i, least))
			raised = true;
	return raised;
}

/* One that sets itself again rises each time: not for ever. */
enum { MOST_RAISES = 4 };

static void order_finalizers(struct planner *p, uint32_t *least)
{
	for (int round = 0; round < MOST_RAISES && raise_all(p, least); round++)
		for (uint32_t i = 0; i < p->g->nsccs; i++)
			look_at_scc(p, i, least[i]);
}

/* The order */

static void make_order(struct planner *p, struct arena *a)
{
	uint32_t nsccs = p->g->nsccs, most = 0, n = 0;
	uint32_t *first;

	for (uint32_t i = 0; i < nsccs; i++)
		if (p->p->level[i] > most)
			most = p->p->level[i];
	/* A counting sort by level; level 0 is of those left out. */
	first = calloc(most + 2, sizeof(*first));
	if (!first)
		abort();
	for (uint32_t i = 0; i < nsccs; i++)
		if (p->p->level[i])
			first[p->p->level[i] + 1]++;
	for (uint32_t l = 1; l <= most + 1; l++)
		n = first[l] += n;
	p->p->norder = n;
	p->p->order = ARENA_ARRAY(a, n + 1, uint32_t);
	for (uint32_t i = 0; i < nsccs; i++)
		if (p->p->level[i])
			p->p->order[first[p->p->level[i]]++] = i;
	free(first);
}

void plan_make(struct flow *f)
{
	const struct callgraph *g = f->graph;
	struct planner p = {.f = f, .g = g, .p = &f->plan};
	struct arena *tmp = arena_create(0);

	f->plan.nodes = ARENA_ARRAY(f->arena, g->nnodes + 1, uint8_t);
	f->plan.sccs = ARENA_ARRAY(f->arena, g->nsccs + 1, uint8_t);
	f->plan.level = ARENA_ARRAY(f->arena, g->nsccs + 1, uint32_t);
	p.behind = ARENA_ARRAY(tmp, g->nsccs + 1, uint32_t);
	p.below = ARENA_ARRAY(tmp, g->nsccs + 1, uint8_t);
	for (uint32_t i = 0; i < g->nnodes; i++)
		look_at_node(&p, i);
	for (uint32_t i = 0; i < g->nnodes; i++)
		look_at_calls(&p, i);
	for (uint32_t i = 0; i < g->nsites; i++)
		look_at_go(&p, &g->sites[i]);
	demand_plan(f);
	for (uint32_t i = 0; i < g->nsccs; i++)
		look_at_scc(&p, i, 0);
	order_finalizers(&p, ARENA_ARRAY(tmp, g->nsccs + 1, uint32_t));
	make_order(&p, f->arena);
	arena_destroy(tmp);
}
