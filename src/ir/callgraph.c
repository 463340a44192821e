/* SPDX-License-Identifier: MIT */
/*
 * The call graph: what all algorithms have in common
 *
 * Backwards edges and components are found without a pair of a call and a
 * callee ever standing anywhere: a list that many calls share is gone
 * through once.  For components it counts as a node of its own, between its
 * calls and their callees, which changes nothing about who reaches whom.
 *
 * Components: R. Tarjan, "Depth-first search and linear graph algorithms",
 * 1972, with a stack of its own instead of recursion.  They are found in the
 * order in which they are numbered.
 */
#include "ir/callgraph.h"

#include "base/buf.h"
#include "ir/calls.h"
#include "ir/create.h"
#include "program/program.h"

const char *const callgraph_algorithms[NCALLGRAPH_ALGORITHMS] = {
	"static", "cha", "rta", "vta", "rta-vta"};

const char *const call_kinds[NCALL_KINDS] = {"call", "go", "defer", "callback",
					     "reflect"};

int64_t callgraph_node(const struct callgraph *g, const struct ir_function *fn)
{
	if (fn->id < g->nnumbered && g->prog->functions[fn->id] == fn)
		return (int64_t)g->by_id[fn->id] - 1;
	return (int64_t)(uintptr_t)ptrmap_get(g->by_fn, fn) - 1;
}

uint32_t calls_add_list(struct calls *c, const uint32_t *nodes, uint32_t n)
{
	struct call_list list = {.first = c->callees.len, .n = n};

	if (n == 1)
		return nodes[0];
	if (n == 0 && c->lists.len > c->g->nnodes)
		return c->nothing;
	for (uint32_t i = 0; i < n; i++)
		vec_push(&c->callees, nodes[i]);
	vec_push(&c->lists, list);
	return c->lists.len - 1;
}

/* The lists that all graphs begin with: one a node, and the empty one. */
static void add_first_lists(struct calls *c)
{
	for (uint32_t i = 0; i < c->g->nnodes; i++) {
		vec_push(&c->callees, i);
		vec_push(&c->lists, (struct call_list){.first = i, .n = 1});
	}
	c->nothing = calls_add_list(c, NULL, 0);
}

/* Calls of a group have its list. */
static void take_lists_of_groups(struct calls *c)
{
	struct callgraph *g = c->g;

	for (uint32_t i = 0; i < g->nsites; i++)
		if (c->site_groups[i])
			g->sites[i].list =
				c->groups.at[c->site_groups[i] - 1].list;
}

/* Lists that no call has any more are not kept. */
static void keep_lists(struct calls *c)
{
	struct callgraph *g = c->g;
	uint32_t *number = ARENA_ARRAY(c->a, c->lists.len, uint32_t);
	uint32_t n = g->nnodes, ncallees = n;

	for (uint32_t i = 0; i < g->nsites; i++)
		if (g->sites[i].list >= g->nnodes)
			number[g->sites[i].list] = 1;
	for (uint32_t i = g->nnodes; i < c->lists.len; i++)
		if (number[i]) {
			number[i] = n++;
			ncallees += c->lists.at[i].n;
		}
	g->lists = ARENA_ARRAY(g->arena, n, struct call_list);
	g->callees = ARENA_ARRAY(g->arena, ncallees, uint32_t);
	for (uint32_t i = 0; i < c->lists.len; i++) {
		struct call_list list = c->lists.at[i];

		if (i >= g->nnodes && !number[i])
			continue;
		memcpy(g->callees + g->ncallees, c->callees.at + list.first,
		       list.n * sizeof(uint32_t));
		list.first = g->ncallees;
		g->ncallees += list.n;
		g->lists[g->nlists++] = list;
	}
	for (uint32_t i = 0; i < g->nsites; i++)
		if (g->sites[i].list >= g->nnodes)
			g->sites[i].list = number[g->sites[i].list];
}

/* Counts have to stand in first[x + 1]; they become the end of x's part. */
static uint32_t add_up(uint32_t *first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		first[i + 1] += first[i];
	return first[n];
}

/* After the parts were filled through first[]: back to their beginnings. */
static void shift_back(uint32_t *first, uint32_t n)
{
	for (uint32_t i = n; i > 0; i--)
		first[i] = first[i - 1];
	first[0] = 0;
}

static void find_callers(struct callgraph *g)
{
	uint32_t n;

	g->in_first = ARENA_ARRAY(g->arena, g->nnodes + 1, uint32_t);
	g->list_first = ARENA_ARRAY(g->arena, g->nlists + 1, uint32_t);
	for (uint32_t i = g->nnodes; i < g->ncallees; i++)
		g->in_first[g->callees[i] + 1]++;
	n = add_up(g->in_first, g->nnodes);
	g->in_lists = ARENA_ARRAY(g->arena, n, uint32_t);
	for (uint32_t i = g->nnodes; i < g->nlists; i++)
		for (uint32_t k = 0; k < g->lists[i].n; k++) {
			uint32_t to = g->callees[g->lists[i].first + k];

			g->in_lists[g->in_first[to]++] = i;
		}
	shift_back(g->in_first, g->nnodes);
	for (uint32_t i = 0; i < g->nsites; i++)
		g->list_first[g->sites[i].list + 1]++;
	n = add_up(g->list_first, g->nlists);
	g->list_sites = ARENA_ARRAY(g->arena, n, uint32_t);
	for (uint32_t i = 0; i < g->nsites; i++)
		g->list_sites[g->list_first[g->sites[i].list]++] = i;
	shift_back(g->list_first, g->nlists);
}

/* Components; vertices are nodes, then lists. */
struct tarjan {
	struct callgraph *g;
	uint32_t *number, *low; /* 0: not met */
	uint32_t *at;		/* the next successor, of those on the way */
	bool *open;		/* its component is not complete */
	struct VEC(uint32_t) path, stack;
	uint32_t next;
};

/* The i-th successor of a vertex, or UINT32_MAX. */
static uint32_t successor(const struct callgraph *g, uint32_t v, uint32_t i)
{
	uint32_t list;

	if (v >= g->nnodes) {
		const struct call_list *l = &g->lists[v];

		return i < l->n ? g->callees[l->first + i] : UINT32_MAX;
	}
	if (i >= g->nodes[v].nsites)
		return UINT32_MAX;
	list = g->sites[g->nodes[v].first_site + i].list;
	return list; /* of one node: the number of the node itself */
}

static void enter(struct tarjan *t, uint32_t v)
{
	t->number[v] = t->low[v] = ++t->next;
	t->at[v] = 0;
	t->open[v] = true;
	vec_push(&t->path, v);
	vec_push(&t->stack, v);
}

static void close_component(struct tarjan *t, uint32_t root)
{
	struct callgraph *g = t->g;
	uint32_t before = g->norder, v;

	do {
		v = vec_pop(&t->stack);
		t->open[v] = false;
		if (v < g->nnodes) {
			g->nodes[v].scc = g->nsccs;
			g->order[g->norder++] = v;
		}
	} while (v != root);
	if (g->norder > before)
		g->scc_first[++g->nsccs] = g->norder;
}

static void leave(struct tarjan *t, uint32_t v)
{
	uint32_t up;

	t->path.len--;
	if (t->low[v] == t->number[v])
		close_component(t, v);
	if (t->path.len == 0)
		return;
	up = t->path.at[t->path.len - 1];
	if (t->low[v] < t->low[up])
		t->low[up] = t->low[v];
}

static void search(struct tarjan *t, uint32_t from)
{
	enter(t, from);
	while (t->path.len > 0) {
		uint32_t v = t->path.at[t->path.len - 1];
		uint32_t to = successor(t->g, v, t->at[v]++);

		if (to == UINT32_MAX)
			leave(t, v);
		else if (!t->number[to])
			enter(t, to);
		else if (t->open[to] && t->number[to] < t->low[v])
			t->low[v] = t->number[to];
	}
}

static void find_components(struct callgraph *g, struct arena *a)
{
	struct tarjan t = {.g = g};

	t.number = ARENA_ARRAY(a, g->nlists, uint32_t);
	t.low = ARENA_ARRAY(a, g->nlists, uint32_t);
	t.at = ARENA_ARRAY(a, g->nlists, uint32_t);
	t.open = ARENA_ARRAY(a, g->nlists, bool);
	g->order = ARENA_ARRAY(g->arena, g->nnodes, uint32_t);
	g->scc_first = ARENA_ARRAY(g->arena, g->nnodes + 1, uint32_t);
	for (uint32_t i = 0; i < g->nnodes; i++)
		if (!t.number[i])
			search(&t, i);
	vec_finish(&t.path);
	vec_finish(&t.stack);
}

static void run(struct calls *c, enum callgraph_algorithm algorithm)
{
	if (algorithm != CALLGRAPH_STATIC)
		calls_cha(c);
	if (algorithm == CALLGRAPH_RTA || algorithm == CALLGRAPH_RTA_VTA)
		calls_rta(c);
	take_lists_of_groups(c);
	if (algorithm == CALLGRAPH_VTA || algorithm == CALLGRAPH_RTA_VTA)
		calls_vta(c);
}

struct callgraph *callgraph_build(struct ir_program *p,
				  enum callgraph_algorithm algorithm)
{
	struct arena *a = arena_create(0), *keep = arena_create(0);
	struct callgraph *g = ARENA_NEW(keep, struct callgraph);
	struct calls c = {.g = g, .prog = p, .a = a};

	g->arena = keep;
	g->prog = p;
	g->algorithm = (uint8_t)algorithm;
	c.types = typenums_create(a);
	c.methods.types = c.types;
	calls_find_functions(&c);
	for (uint32_t i = 0; i < g->nnodes; i++)
		g->nodes[i].reached = true;
	add_first_lists(&c);
	calls_find_sites(&c);
	run(&c, algorithm);
	keep_lists(&c);
	find_callers(g);
	find_components(g, a);
	vec_finish(&c.groups);
	vec_finish(&c.callees);
	vec_finish(&c.lists);
	methods_finish(&c.methods);
	typenums_finish(c.types);
	arena_destroy(a);
	return g;
}

void callgraph_destroy(struct callgraph *g)
{
	if (g)
		arena_destroy(g->arena);
}

struct callgraph_in callgraph_in(const struct callgraph *g, uint32_t node)
{
	return (struct callgraph_in){
		.g = g,
		.list = node,
		.at = g->list_first[node],
		.next = g->in_first[node],
		.until = g->in_first[node + 1],
	};
}

const struct call_site *callgraph_next_in(struct callgraph_in *in)
{
	const struct callgraph *g = in->g;

	while (in->at == g->list_first[in->list + 1]) {
		if (in->next == in->until)
			return NULL;
		in->list = g->in_lists[in->next++];
		in->at = g->list_first[in->list];
	}
	return &g->sites[g->list_sites[in->at++]];
}

uint64_t callgraph_nedges(const struct callgraph *g)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < g->nsites; i++)
		n += g->lists[g->sites[i].list].n;
	return n;
}
