/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * spec: Package initialization: the order in which package-level variables
 * are initialized, and cycles in it.
 *
 * A variable comes after those that its initializer refers to, directly or
 * through functions; of several that may come next, the one that is declared
 * first does.  Constants are in the graph because cycles of them are found
 * here as well; they come before all variables.
 *
 *	var a = f()		a -> f -> b
 *	func f() int { return b }
 *	var b = 1		order: b, a
 *
 * Functions are not initialized.  To take them out of the graph would join
 * each user of one with all that it uses, which grows out of bounds.  They
 * are kept instead: functions that call each other, in whatever cycles,
 * become one node (their strongly connected component), and such a node is
 * done by itself as soon as all it needs is.  A variable is ready when its
 * count of edges to what is not done is 0, and a heap of ready ones gives
 * the order.  All of it is linear but for the heap.
 *
 * Constants are done in any case, for their values are known.  One may all
 * the same depend on a variable: on its length.  Such edges do not count,
 * but are followed to see whether they lead back to the constant.
 *
 * When some nodes are never ready there is a cycle.  Which ones are told
 * then depends on how many nodes each one waits for.  That is counted in
 * another, slower way, which has to do with wrong programs only.  Its work
 * has a ceiling, past which cycles are no longer looked for.
 *
 * See go/types initorder.go.
 */

enum { MAX_WORK = 50000000 };

/*
 * A constant, a variable, or a component of functions, numbered in this
 * order, and constants and variables as they are declared: of ready nodes
 * the one with the lowest number is next.
 */
struct init_node {
	struct object *obj;   /* NULL: functions */
	uint32_t first, n;    /* in edges: what it depends on */
	uint32_t back, nback; /* in back_edges: what depends on it */
	uint32_t waits;	      /* for so many edges, or nodes */
	uint32_t mark;
	bool done;
};

struct heap_entry {
	uint64_t key;
	uint32_t node;
};

struct init_graph {
	struct checker *c;
	struct arena *scratch;
	struct init_node *nodes;
	uint32_t nnodes, nconsts;
	uint32_t *edges, *back_edges;
	uint32_t *component; /* of functions, by order, from 1 */
	uint32_t ncomponents;
	uint32_t *node_of; /* by order */
	struct VEC(struct heap_entry) heap;
	struct VEC(uint32_t) todo;
	struct VEC(struct initializer) order;
	uint32_t mark;
	uint32_t *seen; /* by order: mark of the path that came by */
	uint64_t work;
};

static struct object *obj_at(const struct init_graph *g, uint32_t order)
{
	return g->c->obj_list.at[order - 1];
}

static uint32_t *number_array(struct init_graph *g, size_t n)
{
	return ARENA_ARRAY(g->scratch, n + 1, uint32_t);
}

/* Components of functions: Tarjan's algorithm, with a stack of its own. */

struct scc {
	struct init_graph *g;
	uint32_t *index; /* by order, from 1; 0: not visited */
	uint32_t *low;
	uint32_t *next; /* dependency to go on with */
	struct VEC(uint32_t) path, stack;
	uint32_t nvisited;
};

static void visit(struct scc *s, uint32_t v)
{
	s->index[v] = s->low[v] = ++s->nvisited;
	vec_push(&s->path, v);
	vec_push(&s->stack, v);
}

static void close_component(struct scc *s, uint32_t v)
{
	uint32_t w;

	s->g->ncomponents++;
	do {
		w = vec_pop(&s->stack);
		s->g->component[w] = s->g->ncomponents;
	} while (w != v);
}

/* One step at the function on top of the path. */
static void scc_step(struct scc *s)
{
	uint32_t v = s->path.at[s->path.len - 1], parent;
	const struct decl_info *d = obj_at(s->g, v)->decl;

	while (s->next[v] < d->dep_list.len) {
		const struct object *to = d->dep_list.at[s->next[v]++];
		uint32_t w = to->order;

		if (to->kind != OBJECT_FUNC)
			continue;
		if (!s->index[w]) {
			visit(s, w);
			return;
		}
		if (!s->g->component[w] && s->index[w] < s->low[v])
			s->low[v] = s->index[w];
	}
	s->path.len--;
	if (s->low[v] == s->index[v])
		close_component(s, v);
	if (s->path.len == 0)
		return;
	parent = s->path.at[s->path.len - 1];
	if (s->low[v] < s->low[parent])
		s->low[parent] = s->low[v];
}

static void find_components(struct init_graph *g)
{
	uint32_t n = g->c->obj_list.len;
	struct scc s = {.g = g};

	g->component = number_array(g, n);
	s.index = number_array(g, n);
	s.low = number_array(g, n);
	s.next = number_array(g, n);
	for (uint32_t v = 1; v <= n; v++) {
		if (obj_at(g, v)->kind != OBJECT_FUNC || s.index[v])
			continue;
		visit(&s, v);
		while (s.path.len > 0)
			scc_step(&s);
	}
	vec_finish(&s.path);
	vec_finish(&s.stack);
}

/* The graph */

static void add_nodes(struct init_graph *g, enum object_kind kind)
{
	for (uint32_t v = 1; v <= g->c->obj_list.len; v++) {
		struct object *obj = obj_at(g, v);

		if (obj->kind != kind)
			continue;
		g->nodes[g->nnodes].obj = obj;
		g->node_of[v] = g->nnodes++;
	}
}

/* Calls f for each edge from one node to another, or to itself. */
static void each_edge(struct init_graph *g,
		      void (*f)(struct init_graph *g, uint32_t from,
				uint32_t to))
{
	for (uint32_t v = 1; v <= g->c->obj_list.len; v++) {
		struct object *obj = obj_at(g, v);
		const struct decl_info *d = obj->decl;
		uint32_t from = g->node_of[v];

		if (!object_is_dependency(obj))
			continue;
		for (uint32_t i = 0; i < d->dep_list.len; i++) {
			uint32_t to = g->node_of[d->dep_list.at[i]->order];

			if (from != to || obj->kind != OBJECT_FUNC)
				f(g, from, to);
		}
	}
}

static void count_edge(struct init_graph *g, uint32_t from, uint32_t to)
{
	g->nodes[from].n++;
	g->nodes[to].nback++;
}

static void put_edge(struct init_graph *g, uint32_t from, uint32_t to)
{
	struct init_node *a = &g->nodes[from], *b = &g->nodes[to];

	g->edges[a->first + a->n++] = to;
	g->back_edges[b->back + b->nback++] = from;
}

static void build_graph(struct init_graph *g)
{
	uint32_t n = g->c->obj_list.len, nedges = 0, nback = 0;

	find_components(g);
	g->nodes = ARENA_ARRAY(g->scratch, (size_t)n + 1, struct init_node);
	g->node_of = number_array(g, n);
	add_nodes(g, OBJECT_CONST);
	g->nconsts = g->nnodes;
	add_nodes(g, OBJECT_VAR);
	for (uint32_t v = 1; v <= n; v++)
		if (obj_at(g, v)->kind == OBJECT_FUNC)
			g->node_of[v] = g->nnodes + g->component[v] - 1;
	g->nnodes += g->ncomponents;
	each_edge(g, count_edge);
	for (uint32_t i = 0; i < g->nnodes; i++) {
		struct init_node *node = &g->nodes[i];

		node->first = nedges;
		node->back = nback;
		nedges += node->n;
		nback += node->nback;
		node->n = node->nback = 0;
	}
	g->edges = number_array(g, nedges);
	g->back_edges = number_array(g, nback);
	each_edge(g, put_edge);
}

/* A heap of nodes, lowest key first. */

static void push(struct init_graph *g, uint64_t key, uint32_t node)
{
	struct heap_entry e = {.key = key, .node = node};
	uint32_t i = g->heap.len;

	vec_push(&g->heap, e);
	while (i > 0 && e.key < g->heap.at[(i - 1) / 2].key) {
		g->heap.at[i] = g->heap.at[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	g->heap.at[i] = e;
}

static struct heap_entry pop(struct init_graph *g)
{
	struct heap_entry *at = g->heap.at, top = at[0];
	struct heap_entry e = vec_pop(&g->heap);
	uint32_t i = 0, n = g->heap.len, k;

	while ((k = 2 * i + 1) < n) {
		if (k + 1 < n && at[k + 1].key < at[k].key)
			k++;
		if (e.key <= at[k].key)
			break;
		at[i] = at[k];
		i = k;
	}
	if (n > 0)
		at[i] = e;
	return top;
}

/* A variable with an initializer gets its place; n:1 ones get it once. */
static void emit(struct init_graph *g, struct object *obj)
{
	struct decl_info *d = obj->decl;
	struct initializer init = {.rhs = d->init};

	if (obj->kind != OBJECT_VAR || !d->init || d->ordered)
		return;
	d->ordered = true;
	init.lhs = d->lhs;
	init.nlhs = d->nlhs;
	if (!d->lhs) {
		init.lhs = ARENA_NEW(g->c->pkg->arena, struct object *);
		init.lhs[0] = obj;
		init.nlhs = 1;
	}
	vec_push(&g->order, init);
}

/* Edges of constants to what is none do not count. */
static bool counts(const struct init_graph *g, uint32_t from, uint32_t to)
{
	return from >= g->nconsts || to < g->nconsts;
}

/* A node is done, and with it all functions that waited for nothing else. */
static void finish_node(struct init_graph *g, uint32_t i)
{
	vec_push(&g->todo, i);
	while (g->todo.len > 0) {
		uint32_t k = vec_pop(&g->todo);
		struct init_node *node = &g->nodes[k];

		node->done = true;
		for (uint32_t e = 0; e < node->nback; e++) {
			uint32_t p = g->back_edges[node->back + e];

			if (!counts(g, p, k) || --g->nodes[p].waits > 0)
				continue;
			if (g->nodes[p].obj)
				push(g, p, p);
			else
				vec_push(&g->todo, p);
		}
	}
}

/* False when there is a cycle. */
static bool order_ready(struct init_graph *g)
{
	uint32_t ndone = 0, nobjects = g->nnodes - g->ncomponents;

	for (uint32_t i = 0; i < g->nnodes; i++) {
		struct init_node *node = &g->nodes[i];

		for (uint32_t e = 0; e < node->n; e++)
			node->waits += counts(g, i, g->edges[node->first + e]);
	}
	for (uint32_t i = 0; i < nobjects; i++)
		if (g->nodes[i].waits == 0)
			push(g, i, i);
	for (uint32_t i = nobjects; i < g->nnodes; i++)
		if (g->nodes[i].waits == 0 && !g->nodes[i].done)
			finish_node(g, i);
	while (g->heap.len > 0) {
		uint32_t i = pop(g).node;

		emit(g, g->nodes[i].obj);
		finish_node(g, i);
		ndone++;
	}
	return ndone == nobjects;
}

/* Cycles */

static int by_order(const void *x, const void *y)
{
	const struct object *a = *(struct object *const *)x;
	const struct object *b = *(struct object *const *)y;

	return a->order < b->order ? -1 : a->order > b->order;
}

struct path_step {
	struct object *obj;
	uint32_t next;
};

struct path {
	struct VEC(struct path_step) steps;
};

static void enter_object(struct init_graph *g, struct path *p,
			 struct object *obj)
{
	struct decl_info *d = obj->decl;

	if (d->dep_list.len > 1)
		qsort(d->dep_list.at, d->dep_list.len, sizeof(*d->dep_list.at),
		      by_order);
	g->seen[obj->order] = g->mark;
	vec_push(&p->steps, (struct path_step){.obj = obj});
}

/* A path of dependencies from obj to itself; false when there is none. */
static bool find_cycle(struct init_graph *g, struct object *obj, struct path *p)
{
	if (!g->seen)
		g->seen = number_array(g, g->c->obj_list.len);
	g->mark++;
	p->steps.len = 0;
	enter_object(g, p, obj);
	while (p->steps.len > 0) {
		struct path_step *s = &p->steps.at[p->steps.len - 1];
		struct object *to;

		if (s->next == s->obj->decl->dep_list.len) {
			p->steps.len--;
			continue;
		}
		to = s->obj->decl->dep_list.at[s->next++];
		if (to == obj)
			return true;
		if (++g->work > MAX_WORK)
			return false;
		if (g->seen[to->order] != g->mark)
			enter_object(g, p, to);
	}
	return false;
}

static void report_cycle(struct checker *c, const struct path *p)
{
	struct object *obj = p->steps.at[0].obj;
	uint32_t n = p->steps.len;
	const char *text;

	if (n == 1) {
		check_error(c, obj->pos,
			    "initialization cycle: %s refers to itself",
			    name_text(obj->name));
		return;
	}
	text = check_sprintf(c, "initialization cycle for %s",
			     name_text(obj->name));
	/* A long cycle is shown by its beginning. */
	for (uint32_t i = 0; i < n && i < 20; i++) {
		struct object *from = p->steps.at[i].obj;
		struct object *to = p->steps.at[(i + 1) % n].obj;

		text = check_sprintf(c, "%s\n\t%s: %s refers to %s", text,
				     check_pos_text(c, from->pos),
				     name_text(from->name),
				     name_text(to->name));
	}
	check_error(c, obj->pos, "%s", text);
}

/* Constants that depend on a variable and so, maybe, on themselves. */
static bool has_const_cycle(struct init_graph *g)
{
	struct path p = {0};
	bool found = false;

	for (uint32_t i = 0; i < g->nconsts && !found; i++) {
		struct init_node *node = &g->nodes[i];
		bool leaves = false;

		for (uint32_t e = 0; e < node->n && !leaves; e++)
			leaves = !counts(g, i, g->edges[node->first + e]);
		found = leaves && find_cycle(g, node->obj, &p);
	}
	vec_finish(&p.steps);
	return found;
}

/*
 * Calls f for each constant and variable that can be reached from a node
 * with nothing but functions between; backwards: from which it can be.
 */
static void each_neighbour(struct init_graph *g, uint32_t i, bool back,
			   void (*f)(struct init_graph *g, uint32_t i,
				     uint32_t k))
{
	g->mark++;
	vec_push(&g->todo, i);
	while (g->todo.len > 0) {
		const struct init_node *node = &g->nodes[vec_pop(&g->todo)];
		const uint32_t *list = back ? g->back_edges + node->back
					    : g->edges + node->first;
		uint32_t n = back ? node->nback : node->n;

		if (g->work > MAX_WORK)
			continue;
		g->work += n;
		for (uint32_t e = 0; e < n; e++) {
			struct init_node *to = &g->nodes[list[e]];

			if (to->mark == g->mark)
				continue;
			to->mark = g->mark;
			if (to->obj)
				f(g, i, list[e]);
			else
				vec_push(&g->todo, list[e]);
		}
	}
}

static void count_neighbour(struct init_graph *g, uint32_t i, uint32_t k)
{
	(void)k;
	g->nodes[i].waits++;
}

/* Constants first, then those that wait for the fewest, then in order. */
static void push_waiting(struct init_graph *g, uint32_t i)
{
	uint64_t waits = g->nodes[i].waits;

	if (waits > 0x7fffffff)
		waits = 0x7fffffff;
	push(g, (uint64_t)(i >= g->nconsts) << 63 | waits << 32 | i, i);
}

static void release(struct init_graph *g, uint32_t i, uint32_t k)
{
	(void)i;
	if (g->nodes[k].done || g->nodes[k].waits == 0)
		return;
	g->nodes[k].waits--;
	push_waiting(g, k);
}

/* Goes over all nodes in spite of cycles, and reports these. */
static void order_cyclic(struct init_graph *g)
{
	uint32_t nobjects = g->nnodes - g->ncomponents;
	struct path p = {0};

	g->heap.len = 0;
	for (uint32_t i = 0; i < nobjects; i++) {
		g->nodes[i].waits = 0;
		g->nodes[i].done = false;
		each_neighbour(g, i, false, count_neighbour);
		push_waiting(g, i);
	}
	while (g->heap.len > 0) {
		uint32_t i = pop(g).node;
		struct init_node *node = &g->nodes[i];

		if (node->done)
			continue; /* it was there with a higher count, too */
		node->done = true;
		if (node->waits > 0 && find_cycle(g, node->obj, &p))
			report_cycle(g->c, &p);
		each_neighbour(g, i, true, release);
		emit(g, node->obj);
	}
	vec_finish(&p.steps);
}

static void forget_order(struct init_graph *g)
{
	for (uint32_t i = 0; i < g->nnodes; i++)
		if (g->nodes[i].obj)
			g->nodes[i].obj->decl->ordered = false;
	g->order.len = 0;
}

void check_init_order(struct checker *c)
{
	struct package *pkg = c->pkg;
	struct init_graph g = {.c = c};

	g.scratch = arena_create(0);
	build_graph(&g);
	if (has_const_cycle(&g) || !order_ready(&g)) {
		forget_order(&g);
		order_cyclic(&g);
	}
	pkg->ninit_order = g.order.len;
	pkg->init_order = vec_keep(pkg->arena, &g.order, 0);
	vec_finish(&g.heap);
	vec_finish(&g.todo);
	vec_finish(&g.order);
	arena_destroy(g.scratch);
}
