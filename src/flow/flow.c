/* SPDX-License-Identifier: MIT */
/*
 * Workers execute functions, callees first.
 *
 * A component of the call graph is run by whoever needs it first, and is run
 * once: who comes while it is being run waits.  Since a function asks only
 * for components with lower numbers than its own, nobody ever waits for
 * himself, and the one with the lowest number goes on in any case.  What a
 * summary says depends on the plan alone (plan.c), not on who made it.
 *
 * Components with recursion are executed twice, in order: first with nothing
 * known of those members that come later, then with what the first round
 * found out (one step of the fixpoint; more would find longer ways only).
 * What the first round has found is thrown away.  Summaries of many functions
 * that call each other grow with each other: in large components only small
 * ones are known, and the first round is the last.
 */
#include "flow/flow.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/deep.h"
#include "base/pool.h"
#include "base/vec.h"
#include "flow/class.h"
#include "flow/exec.h"
#include "flow/flow_merge.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "flow/race.h"
#include "flow/summary.h"
#include "flow/unkept.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "program/program.h"

/* Of larger components only summaries of so many cells are known inside, and
 * there is one round. */
enum { MOST_RECURSIVE = 32, MOST_CELLS = 200 };

struct flow_wait {
	pthread_mutex_t lock; /* guards changes of progress to DONE */
	pthread_cond_t done;
};

/* One function */

static struct arena *enter_scratch(struct flow_worker *w)
{
	struct arena *outer = w->scratch;

	if (w->depth == w->scratches.len)
		vec_push(&w->scratches, arena_create(0));
	w->scratch = w->scratches.at[w->depth++];
	return outer;
}

static void leave_scratch(struct flow_worker *w, struct arena *outer)
{
	arena_reset(w->scratch);
	w->scratch = outer;
	w->depth--;
}

static const struct summary *execute(struct flow_worker *w, uint32_t node)
{
	struct exec x = {.flow = w->flow,
			 .worker = w,
			 .fn = w->flow->graph->nodes[node].fn,
			 .node = node,
			 .pool = w->pool,
			 .arena = w->arena};
	struct arena *outer = enter_scratch(w);
	const struct summary *sum = NULL;

	exec_run(&x);
	exit_check(&x);
	/* No way out that was found: nobody knows, when not all was seen. */
	if (x.nends || x.nprefixes || !(x.cut || x.died))
		sum = summary_make(&x);
	for (uint32_t i = 0; i < x.nends; i++)
		state_release(x.ends[i]);
	for (uint32_t i = 0; i < x.nprefixes; i++)
		state_release(x.prefixes[i]);
	free(x.prefixes);
	free(x.ends);
	free(x.results);
	free(x.returns);
	free(x.extra);
	w->steps += x.steps;
	w->executed++;
	leave_scratch(w, outer);
	return sum;
}

/* Components */

static bool runs(struct flow_worker *w, uint32_t scc);

/* A callee outside of the component does something that matters. */
static bool callee_matters(struct flow_worker *w, uint32_t scc, uint32_t node)
{
	const struct flow *f = w->flow;
	uint32_t to = f->graph->nodes[node].scc;

	if (to != scc && !runs(w, to))
		return false;
	return f->summaries[node] && f->summaries[node]->matters;
}

/* Whether a function has to be executed, by what is known of its callees. */
static bool qualifies(struct flow_worker *w, uint32_t node)
{
	const struct flow *f = w->flow;
	const struct call_node *n = &f->graph->nodes[node];

	if (f->plan.nodes[node] & PLAN_DIRECT)
		return true;
	if (!(f->plan.nodes[node] & PLAN_BODY))
		return false;
	for (uint32_t i = 0; i < n->nsites; i++) {
		uint32_t many;
		const uint32_t *at = plan_callees(
			f->graph, &f->graph->sites[n->first_site + i], &many);

		for (uint32_t k = 0; k < many; k++)
			if (callee_matters(w, n->scc, at[k]))
				return true;
	}
	return false;
}

static bool is_wanted(struct flow_worker *w, uint32_t node)
{
	uint8_t flags = w->flow->plan.nodes[node];

	if (!(flags & PLAN_BODY))
		return false;
	return !(flags & PLAN_HEAVY) || qualifies(w, node);
}

/* Issues in members of the component, from `from` on. */
static void forget_issues(struct flow_worker *w, uint32_t scc, uint32_t from)
{
	const struct callgraph *g = w->flow->graph;
	uint32_t n = from;

	for (uint32_t i = from; i < w->issues.len; i++) {
		int64_t node = callgraph_node(g, w->issues.at[i]->fn);

		if (node < 0 || g->nodes[node].scc != scc)
			w->issues.at[n++] = w->issues.at[i];
	}
	w->issues.len = n;
}

static uint32_t members_of(const struct flow *f, uint32_t scc)
{
	return f->graph->scc_first[scc + 1] - f->graph->scc_first[scc];
}

/* A round in which members know of those before them. */
static void first_round(struct flow_worker *w, uint32_t scc)
{
	struct flow *f = w->flow;
	const uint32_t *order = f->graph->order;

	for (uint32_t i = f->graph->scc_first[scc];
	     i < f->graph->scc_first[scc + 1]; i++)
		if (is_wanted(w, order[i]))
			f->summaries[order[i]] = execute(w, order[i]);
}

static void run_recursive(struct flow_worker *w, uint32_t scc)
{
	struct flow *f = w->flow;
	const uint32_t *order = f->graph->order + f->graph->scc_first[scc];
	uint32_t n = members_of(f, scc), issues = w->issues.len;
	const struct summary **next;

	first_round(w, scc);
	if (n > MOST_RECURSIVE)
		return;
	forget_issues(w, scc, issues);
	next = calloc(n, sizeof(*next));
	if (!next)
		abort();
	for (uint32_t i = 0; i < n; i++)
		if (is_wanted(w, order[i]))
			next[i] = execute(w, order[i]);
	for (uint32_t i = 0; i < n; i++)
		f->summaries[order[i]] = next[i];
	free(next);
}

static void run_scc(struct flow_worker *w, uint32_t scc)
{
	struct flow *f = w->flow;
	uint32_t node = f->graph->order[f->graph->scc_first[scc]];

	if (f->plan.sccs[scc] & PLAN_RECURSIVE)
		run_recursive(w, scc);
	else if (f->plan.nodes[node] & PLAN_BODY)
		f->summaries[node] = execute(w, node);
	pthread_mutex_lock(&f->wait->lock);
	atomic_store(&f->progress[scc], PLAN_DONE);
	pthread_cond_broadcast(&f->wait->done);
	pthread_mutex_unlock(&f->wait->lock);
}

/* Has it run, by this thread or another one. */
static void ensure(struct flow_worker *w, uint32_t scc)
{
	struct flow *f = w->flow;
	uint8_t todo = PLAN_TODO;

	if (atomic_load(&f->progress[scc]) == PLAN_DONE)
		return;
	if (atomic_compare_exchange_strong(&f->progress[scc], &todo,
					   PLAN_RUNNING)) {
		run_scc(w, scc);
		return;
	}
	pthread_mutex_lock(&f->wait->lock);
	while (atomic_load(&f->progress[scc]) != PLAN_DONE)
		pthread_cond_wait(&f->wait->done, &f->wait->lock);
	pthread_mutex_unlock(&f->wait->lock);
}

/* Runs a component if one of its functions has to be executed. */
static bool runs(struct flow_worker *w, uint32_t scc)
{
	struct flow *f = w->flow;
	const struct callgraph *g = f->graph;
	uint8_t answer = atomic_load(&f->matters[scc]);

	if (!(f->plan.sccs[scc] & PLAN_MAY))
		return false;
	if (answer == PLAN_UNKNOWN) {
		answer = PLAN_NO;
		for (uint32_t i = g->scc_first[scc];
		     i < g->scc_first[scc + 1] && answer == PLAN_NO; i++)
			if (qualifies(w, g->order[i]))
				answer = PLAN_YES;
		atomic_store(&f->matters[scc], answer);
	}
	if (answer == PLAN_YES)
		ensure(w, scc);
	return answer == PLAN_YES;
}

/* Of a function that calls the one under way; see MOST_RECURSIVE. */
static const struct summary *of_member(const struct flow *f, uint32_t scc,
				       const struct summary *sum)
{
	uint32_t cells = 0;

	for (uint32_t i = 0; sum && i < sum->ncases; i++)
		cells += sum->cases[i].ncells;
	return members_of(f, scc) > MOST_RECURSIVE && cells > MOST_CELLS ? NULL
									 : sum;
}

const struct summary *flow_summary_of(struct exec *x, struct ir_function *fn)
{
	struct flow *f = x->flow;
	int64_t node = callgraph_node(f->graph, fn);
	uint32_t scc, mine = f->graph->nodes[x->node].scc;

	if (node < 0 || !(f->plan.nodes[node] & PLAN_BODY))
		return NULL;
	scc = f->graph->nodes[node].scc;
	if (scc == mine)
		return of_member(f, scc, f->summaries[node]);
	/* A finalizer is not called, and may have any number. */
	if (scc > mine && !(f->plan.sccs[scc] & PLAN_MAY))
		return NULL;
	if (f->plan.sccs[scc] & PLAN_MAY) {
		/* Not one of those that were put in order before it. */
		if (f->plan.level[scc] >= f->plan.level[mine])
			return NULL;
		if (runs(x->worker, scc))
			return f->summaries[node];
	}
	if (f->plan.nodes[node] & PLAN_HEAVY)
		return NULL;
	ensure(x->worker, scc);
	return f->summaries[node];
}

void flow_note(struct exec *x, const char *message)
{
	struct flow_note note = {
		.fn = x->fn, .pos = x->fn->pos, .message = message};

	vec_push(&x->worker->notes, note);
}

/* Workers */

static void work(void *arg, unsigned worker)
{
	struct flow *f = arg;
	struct flow_worker *w = &f->workers[worker];
	const struct flow_config *config = f->config;
	double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
	uint32_t i;

	while ((i = atomic_fetch_add(&f->next, 1)) < f->plan.norder) {
		runs(w, f->plan.order[i]);
		if (worker == 0 && config->progress)
			config->progress(config->ctx, i + 1, f->plan.norder);
	}
	w->cpu += clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
}

static void open_worker(struct flow *f, unsigned i)
{
	struct flow_worker *w = &f->workers[i];

	w->flow = f;
	w->number = i;
	w->arena = arena_create(0);
	w->tmp = arena_create(0);
	w->pool = state_pool_create(w->arena);
	w->classes = class_table_create();
}

static void close_worker(struct flow_worker *w)
{
	for (uint32_t i = 0; i < w->scratches.len; i++)
		arena_destroy(w->scratches.at[i]);
	vec_finish(&w->scratches);
	vec_finish(&w->issues);
	vec_finish(&w->notes);
	state_pool_destroy(w->pool);
	class_table_destroy(w->classes);
	arena_destroy(w->tmp);
	arena_destroy(w->arena);
}

static void run_workers(struct flow *f, unsigned jobs)
{
	struct pool *pool = pool_create(jobs);

	f->nworkers = pool_size(pool);
	f->workers = ARENA_ARRAY(f->arena, f->nworkers, struct flow_worker);
	for (unsigned i = 0; i < f->nworkers; i++)
		open_worker(f, i);
	for (unsigned i = 0; i < f->nworkers; i++)
		pool_submit(pool, work, f);
	pool_wait(pool);
	pool_destroy(pool);
}

/* The whole */

struct run {
	struct ir_program *prog;
	const struct callgraph *graph;
	const struct flow_config *config;
	struct flow_result *result;
};

static struct flow *open_flow(const struct run *r)
{
	struct arena *a = arena_create(0);
	struct flow *f = ARENA_NEW(a, struct flow);
	uint32_t nsccs = r->graph->nsccs + 1;

	f->arena = a;
	f->prog = r->prog;
	f->graph = r->graph;
	f->config = r->config;
	f->summaries =
		ARENA_ARRAY(a, r->graph->nnodes + 1, const struct summary *);
	f->frees = ARENA_ARRAY(a, r->graph->nnodes + 1, uint8_t);
	f->progress = ARENA_ARRAY(a, nsccs, _Atomic uint8_t);
	f->matters = ARENA_ARRAY(a, nsccs, _Atomic uint8_t);
	f->wait = ARENA_NEW(a, struct flow_wait);
	pthread_mutex_init(&f->wait->lock, NULL);
	pthread_cond_init(&f->wait->done, NULL);
	return f;
}

static void run(void *arg)
{
	struct run *r = arg;
	double start = clock_seconds(CLOCK_THREAD_CPUTIME_ID);
	struct flow *f = open_flow(r);
	unsigned jobs = r->config->jobs;

	f->models = model_table_create(f->prog);
	f->c = c_table_create(f, f->prog);
	plan_make(f);
	r->result = ARENA_NEW(f->arena, struct flow_result);
	r->result->flow = f;
	r->result->stats.cpu = clock_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
	run_workers(f, jobs ? jobs : f->prog->source->jobs);
	unkept_find(f);
	race_find(f);
	flow_merge(f, r->result);
}

struct flow_result *flow_run(struct ir_program *p, const struct callgraph *g,
			     const struct flow_config *config)
{
	struct run r = {.prog = p, .graph = g, .config = config};

	deep_call(run, &r);
	/* The config is the caller's, and need not live as long. */
	r.result->flow->config = NULL;
	return r.result;
}

void flow_destroy(struct flow_result *r)
{
	struct flow *f;

	if (!r)
		return;
	f = r->flow;
	for (unsigned i = 0; i < f->nworkers; i++)
		close_worker(&f->workers[i]);
	c_table_destroy(f->c);
	model_table_destroy(f->models);
	pthread_mutex_destroy(&f->wait->lock);
	pthread_cond_destroy(&f->wait->done);
	arena_destroy(f->arena);
}
