/* SPDX-License-Identifier: MIT */
/*
 * What reaches each node of the graph
 *
 * Nodes that reach each other have the same set.  So the graph's components
 * are found (Tarjan 1972, on the edges backwards, with a stack of its own),
 * and each is complete before those that it flows to: its set is the union
 * of what is there from the start and of the sets that come in, each once.
 * A component that only one set comes into has that very set.
 */
#include "ir/vta.h"

#include <string.h>

#define UNKNOWN UINT32_MAX

struct solver {
	struct vta *v;
	uint32_t n;
	uint32_t *first, *from; /* predecessors of i: from[first[i]] ... */
	uint32_t *number, *low, *at;
	struct VEC(uint32_t) path, stack;
	uint32_t next;
	struct VEC(uint32_t) met; /* by set: the component that has it */
	uint32_t component;
};

static void sort_edges(struct solver *s)
{
	struct vta *v = s->v;
	uint32_t total = 0;

	s->first = ARENA_ARRAY(v->c->a, s->n + 1, uint32_t);
	s->from = ARENA_ARRAY(v->c->a, v->edges.len, uint32_t);
	for (uint32_t i = 0; i < v->edges.len; i++)
		s->first[v->edges.at[i].to + 1]++;
	for (uint32_t i = 1; i <= s->n; i++)
		total = s->first[i] += total;
	for (uint32_t i = 0; i < v->edges.len; i++)
		s->from[s->first[v->edges.at[i].to]++] = v->edges.at[i].from;
	for (uint32_t i = s->n; i > 0; i--)
		s->first[i] = s->first[i - 1];
	s->first[0] = 0;
}

/* Says whether the set is new to the component that is made. */
static bool is_new(struct solver *s, uint32_t set)
{
	while (s->met.len <= set)
		vec_push(&s->met, 0);
	if (s->met.at[set] == s->component)
		return false;
	s->met.at[set] = s->component;
	return true;
}

/*
 * The union for the nodes stack[begin] and up.  It is not made while there
 * is only one set, which many components have.
 */
static uint32_t unite(struct solver *s, uint32_t begin)
{
	struct vta *v = s->v;
	uint32_t only = SET_EMPTY;
	bool many = false;

	s->component++;
	is_new(s, SET_EMPTY);
	sets_begin(v->sets);
	for (uint32_t i = begin; i < s->stack.len; i++) {
		uint32_t node = s->stack.at[i];

		if (v->initial.at[node]) {
			sets_add_element(v->sets, v->initial.at[node]);
			many = true;
		}
		for (uint32_t k = s->first[node]; k < s->first[node + 1]; k++) {
			uint32_t set = v->set_of[s->from[k]];

			if (set == UNKNOWN || !is_new(s, set))
				continue;
			many |= only != SET_EMPTY;
			if (only == SET_EMPTY)
				only = set;
			else
				sets_add(v->sets, set);
		}
	}
	if (!many)
		return only;
	sets_add(v->sets, only);
	return sets_end(v->sets);
}

static void close_component(struct solver *s, uint32_t root)
{
	uint32_t begin = s->stack.len, set;

	while (s->stack.at[--begin] != root)
		;
	set = unite(s, begin);
	while (s->stack.len > begin)
		s->v->set_of[vec_pop(&s->stack)] = set;
}

static void enter(struct solver *s, uint32_t node)
{
	s->number[node] = s->low[node] = ++s->next;
	s->at[node] = s->first[node];
	vec_push(&s->path, node);
	vec_push(&s->stack, node);
}

static void leave(struct solver *s, uint32_t node)
{
	uint32_t up;

	s->path.len--;
	if (s->low[node] == s->number[node])
		close_component(s, node);
	if (s->path.len == 0)
		return;
	up = s->path.at[s->path.len - 1];
	if (s->low[node] < s->low[up])
		s->low[up] = s->low[node];
}

static void search(struct solver *s, uint32_t start)
{
	enter(s, start);
	while (s->path.len > 0) {
		uint32_t node = s->path.at[s->path.len - 1], from;

		if (s->at[node] == s->first[node + 1]) {
			leave(s, node);
			continue;
		}
		from = s->from[s->at[node]++];
		if (!s->number[from])
			enter(s, from);
		else if (s->v->set_of[from] == UNKNOWN &&
			 s->number[from] < s->low[node])
			s->low[node] = s->number[from];
	}
}

void vta_solve(struct vta *v)
{
	struct solver s = {.v = v, .n = v->initial.len};
	struct arena *a = v->c->a;

	sort_edges(&s);
	s.number = ARENA_ARRAY(a, s.n, uint32_t);
	s.low = ARENA_ARRAY(a, s.n, uint32_t);
	s.at = ARENA_ARRAY(a, s.n, uint32_t);
	v->set_of = ARENA_ARRAY(a, s.n, uint32_t);
	memset(v->set_of, 0xff, s.n * sizeof(*v->set_of));
	for (uint32_t i = 0; i < s.n; i++)
		if (!s.number[i])
			search(&s, i);
	vec_finish(&s.path);
	vec_finish(&s.stack);
	vec_finish(&s.met);
}
