/* SPDX-License-Identifier: MIT */
/*
 * Variable type analysis
 *
 * V. Sundaresan, L. Hendren, C. Razafimahefa, R. Vallee-Rai, P. Lam,
 * E. Gagnon, C. Godin, "Practical Virtual Method Call Resolution for Java",
 * OOPSLA 2000.
 *
 * Which types can the interface that is called hold, and which functions the
 * value?  A graph says what flows from where to where (vta_graph.c), without
 * regard to the order of things; types and functions are carried along it
 * until nothing changes (vta_solve.c).  A call runs those of the functions
 * that the graph so far gives it whose receiver's type, or which themselves,
 * reached the place that is called.
 *
 * Only types and functions that some call may run at all are carried.  They
 * are numbered by the groups of calls that may run them, so that those of
 * one interface lie close together, which the sets profit from (vta_sets.c).
 *
 * Calls of one group that the same set reaches have one list.
 *
 * Not seen is what flows by reflection or through unsafe.Pointer; x/tools'
 * graph does not see it either.
 *
 * x/tools: go/callgraph/vta.
 */
#include "ir/vta.h"

#include <stdlib.h>
#include <string.h>

static void number_elements(struct vta *v)
{
	struct calls *c = v->c;

	v->ntypes = c->types->at.len;
	v->element_of_type = ARENA_ARRAY(c->a, v->ntypes, uint32_t);
	v->element_of_function = ARENA_ARRAY(c->a, c->g->nnodes, uint32_t);
	for (uint32_t i = 0; i < c->groups.len; i++) {
		const struct call_group *g = &c->groups.at[i];
		struct call_list list = c->lists.at[g->list];

		for (uint32_t k = 0; k < list.n; k++) {
			uint32_t node = c->callees.at[list.first + k];
			uint32_t *e =
				g->iface ? &v->element_of_type[c->infos[node]
								       .recv]
					 : &v->element_of_function[node];

			if (!*e)
				*e = ++v->nelements;
		}
	}
}

/* Below so many members a group's list is gone through. */
enum { FEW_MEMBERS = 512 };

/* A member of a group, by its element: element << 32 | node. */
typedef uint64_t member;

/* Lists that were found: by set and group, and by what is in them. */
struct resolver {
	struct vta *v;
	member **members;     /* by group: its list by element, if it is long */
	struct ptrmap by_set; /* set, group -> list + 1 */
	struct ptrmap by_content; /* hash -> list + 1 */
	struct VEC(uint32_t) found;
};

static uint64_t hash_list(const uint32_t *nodes, uint32_t n)
{
	uint64_t h = n;

	for (uint32_t i = 0; i < n; i++)
		h = (h ^ nodes[i]) * 0x9e3779b97f4a7c15u ^ h >> 29;
	return h | 1;
}

/* The list of what was found; one that has the same already, if there is. */
static uint32_t keep_found(struct resolver *r)
{
	struct calls *c = r->v->c;
	const uint32_t *nodes = r->found.at;
	uint32_t n = r->found.len;
	struct call_list old;
	void **at;

	if (n < 2)
		return calls_add_list(c, nodes, n);
	at = ptrmap_at_key(&r->by_content, NULL, hash_list(nodes, n));
	if (*at) {
		uint32_t list = (uint32_t)(uintptr_t)*at - 1;

		old = c->lists.at[list];
		if (old.n == n && memcmp(c->callees.at + old.first, nodes,
					 n * sizeof(*nodes)) == 0)
			return list;
		return calls_add_list(c, nodes, n);
	}
	*at = (void *)(uintptr_t)(c->lists.len + 1);
	return calls_add_list(c, nodes, n);
}

static uint32_t element_of(const struct vta *v, const struct call_group *g,
			   uint32_t node)
{
	return g->iface ? v->element_of_type[v->c->infos[node].recv]
			: v->element_of_function[node];
}

static int by_member(const void *x, const void *y)
{
	member a = *(const member *)x, b = *(const member *)y;

	return a < b ? -1 : a > b;
}

static member *members_of(struct resolver *r, uint32_t group)
{
	struct calls *c = r->v->c;
	const struct call_group *g = &c->groups.at[group];
	struct call_list list = c->lists.at[g->list];
	member *at = r->members[group];

	if (at)
		return at;
	at = r->members[group] = ARENA_ARRAY(c->a, list.n, member);
	for (uint32_t i = 0; i < list.n; i++) {
		uint32_t node = c->callees.at[list.first + i];

		at[i] = (uint64_t)element_of(r->v, g, node) << 32 | node;
	}
	qsort(at, list.n, sizeof(*at), by_member);
	return at;
}

static uint32_t first_from(const member *at, uint32_t n, uint32_t element)
{
	uint32_t low = 0;

	while (low < n) {
		uint32_t mid = low + (n - low) / 2;

		if (at[mid] >> 32 < element)
			low = mid + 1;
		else
			n = mid;
	}
	return low;
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

/* Only members near what the set has: a small set costs little. */
static void find_in_long_list(struct resolver *r, uint32_t set, uint32_t group,
			      uint32_t n)
{
	const member *at = members_of(r, group);
	uint32_t first, end;

	for (uint32_t i = 0; sets_range(r->v->sets, set, i, &first, &end); i++)
		for (uint32_t k = first_from(at, n, first);
		     k < n && at[k] >> 32 < end; k++)
			if (sets_has(r->v->sets, set, (uint32_t)(at[k] >> 32)))
				vec_push(&r->found, (uint32_t)at[k]);
	if (r->found.len > 1)
		qsort(r->found.at, r->found.len, sizeof(uint32_t), by_number);
}

static uint32_t filter(struct resolver *r, uint32_t set, uint32_t group)
{
	struct calls *c = r->v->c;
	const struct call_group *g = &c->groups.at[group];
	struct call_list list = c->lists.at[g->list];

	if (c->callees.len > CALLS_MAX_MEMBERS)
		c->g->coarse = true;
	if (set == SET_ALL || c->callees.len > CALLS_MAX_MEMBERS)
		return g->list;
	r->found.len = 0;
	if (list.n > FEW_MEMBERS)
		find_in_long_list(r, set, group, list.n);
	for (uint32_t k = 0; list.n <= FEW_MEMBERS && k < list.n; k++) {
		uint32_t node = c->callees.at[list.first + k];

		if (sets_has(r->v->sets, set, element_of(r->v, g, node)))
			vec_push(&r->found, node);
	}
	return r->found.len == list.n ? g->list : keep_found(r);
}

/* The set of what reaches the value that is called. */
static uint32_t set_at(struct vta *v, const struct call_site *site)
{
	const struct ir_function *fn = v->c->g->nodes[site->caller].fn;
	const struct ir_value *x;
	int64_t index;
	uint32_t node;

	x = site->instr->args[ir_callee_at(site->instr)];
	index = ir_value_index(fn, x);
	if (index < 0)
		return SET_EMPTY;
	node = v->locals[v->local_base[site->caller] + (uint32_t)index];
	return node ? v->set_of[node] : SET_EMPTY;
}

static uint32_t list_of(struct resolver *r, const struct call_site *site,
			uint32_t group)
{
	uint32_t set = set_at(r->v, site);
	uint32_t list;
	void **at;

	r->v->c->g->coarse |= set == SET_ALL;
	if (set == SET_EMPTY)
		return r->v->c->nothing;
	at = ptrmap_at_key(&r->by_set, NULL, (uint64_t)set << 32 | group);
	if (*at)
		return (uint32_t)(uintptr_t)*at - 1;
	list = filter(r, set, group);
	*at = (void *)(uintptr_t)(list + 1);
	return list;
}

static void resolve(struct vta *v)
{
	struct resolver r = {.v = v};
	struct calls *c = v->c;

	r.members = ARENA_ARRAY(c->a, c->groups.len, member *);
	for (uint32_t i = 0; i < c->g->nsites; i++)
		if (c->site_groups[i])
			c->g->sites[i].list = list_of(&r, &c->g->sites[i],
						      c->site_groups[i] - 1);
	ptrmap_finish(&r.by_set);
	ptrmap_finish(&r.by_content);
	vec_finish(&r.found);
}

void calls_vta(struct calls *c)
{
	struct vta v = {.c = c};

	number_elements(&v);
	v.sets = sets_create(c->a, v.nelements);
	vta_places_init(&v);
	vta_make_graph(&v);
	vta_solve(&v);
	resolve(&v);
	sets_finish(v.sets);
	vec_finish(&v.initial);
	vec_finish(&v.edges);
	vec_finish(&v.types);
}
