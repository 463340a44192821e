/* SPDX-License-Identifier: MIT */
/*
 * Class hierarchy analysis
 *
 * J. Dean, D. Grove, C. Chambers, "Optimization of Object-Oriented Programs
 * Using Static Class Hierarchy Analysis", ECOOP '95.
 *
 * A call of a method of an interface may run that method of every type that
 * implements the interface; a call through a function value, every function
 * of its type.  Nothing is said about whether such a value is ever made, so
 * the answer is good for a library that nobody calls.
 *
 * A type that implements an interface has all keys of the interface
 * (methods_of.h).  So it is among the types that have the rarest of them,
 * and only those are looked at; the method is then found in the list of the
 * type's own.  That is linear in what is found, when the rarest key is
 * telling, as it nearly always is.
 *
 * x/tools: go/callgraph/cha, internal/chautil.
 */
#include "ir/calls.h"

#include <stdlib.h>
#include <string.h>

/* Nodes or types by what one looks for: those of x are at[first[x]] ... */
struct index {
	uint32_t *first, *at;
	uint32_t n;
};

struct cha {
	struct calls *c;
	struct index by_sig;  /* functions, by their type */
	struct index by_recv; /* methods, by receiver, then by key */
	struct index by_key;  /* types with methods, by their keys */
	uint32_t *types;      /* that implement the interface */
	uint32_t ntypes;
	struct VEC(uint32_t) found;
};

/* What the node is found by, or 0. */
static uint32_t found_by(const struct call_info *info, bool methods)
{
	if (!info->takes_part)
		return 0;
	if (methods)
		return info->recv;
	return info->recv ? 0 : info->key;
}

/* A counting sort: nodes of one x keep their order. */
static struct index make_index(struct calls *c, bool methods, uint32_t n)
{
	struct index x = {.n = n};
	uint32_t total = 0;

	x.first = ARENA_ARRAY(c->a, (size_t)n + 2, uint32_t);
	for (uint32_t i = 0; i < c->g->nnodes; i++)
		x.first[found_by(&c->infos[i], methods) + 1]++;
	x.first[1] = 0;
	for (uint32_t i = 1; i <= n + 1; i++)
		total = x.first[i] += total;
	x.at = ARENA_ARRAY(c->a, total, uint32_t);
	for (uint32_t i = 0; i < c->g->nnodes; i++) {
		uint32_t what = found_by(&c->infos[i], methods);

		if (what)
			x.at[x.first[what]++] = i;
	}
	for (uint32_t i = n + 1; i > 0; i--)
		x.first[i] = x.first[i - 1];
	return x;
}

static uint32_t count(const struct index *x, uint32_t what)
{
	return what <= x->n ? x->first[what + 1] - x->first[what] : 0;
}

/* The types that have a key; their tables are all made. */
static struct index make_type_index(struct cha *h)
{
	struct methods *m = &h->c->methods;
	struct index x = {.n = m->nkeys};
	uint32_t total = 0;

	x.first = ARENA_ARRAY(h->c->a, (size_t)x.n + 2, uint32_t);
	for (uint32_t t = 1; t <= h->by_recv.n; t++) {
		struct method_table table = {.n = 0};

		if (count(&h->by_recv, t) > 0)
			table = methods_of(m, t);
		for (uint32_t i = 0; i < table.n; i++)
			x.first[table.at[i].key + 1]++;
	}
	for (uint32_t i = 1; i <= x.n + 1; i++)
		total = x.first[i] += total;
	x.at = ARENA_ARRAY(h->c->a, total, uint32_t);
	for (uint32_t t = 1; t <= h->by_recv.n; t++) {
		struct method_table table = {.n = 0};

		if (count(&h->by_recv, t) > 0)
			table = methods_of(m, t);
		for (uint32_t i = 0; i < table.n; i++)
			x.at[x.first[table.at[i].key]++] = t;
	}
	for (uint32_t i = x.n + 1; i > 0; i--)
		x.first[i] = x.first[i - 1];
	return x;
}

/* The key of the interface that fewest types have. */
static uint32_t rarest_key(const struct cha *h, uint32_t iface)
{
	struct method_table t = methods_of(&h->c->methods, iface);
	uint32_t best = 0;

	for (uint32_t i = 0; i < t.n; i++)
		if (!best ||
		    count(&h->by_key, t.at[i].key) < count(&h->by_key, best))
			best = t.at[i].key;
	return best;
}

static void find_types(struct cha *h, uint32_t iface)
{
	uint32_t key = rarest_key(h, iface), n = count(&h->by_key, key);

	h->ntypes = 0;
	for (uint32_t i = 0; key && i < n; i++) {
		uint32_t type = h->by_key.at[h->by_key.first[key] + i];

		if (methods_implement(&h->c->methods, type, iface))
			h->types[h->ntypes++] = type;
	}
}

/* All types that have a method, whatever else an interface wants. */
static void take_all_types(struct cha *h, uint32_t key)
{
	h->ntypes = count(&h->by_key, key);
	memcpy(h->types, h->by_key.at + h->by_key.first[key],
	       h->ntypes * sizeof(*h->types));
}

static int by_number(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	return a < b ? -1 : a > b;
}

static uint32_t keep_found(struct cha *h)
{
	uint32_t n = 0, *at = h->found.at;

	if (h->found.len > 1)
		qsort(at, h->found.len, sizeof(*at), by_number);
	for (uint32_t i = 0; i < h->found.len; i++)
		if (n == 0 || at[n - 1] != at[i])
			at[n++] = at[i];
	return calls_add_list(h->c, at, n);
}

/* Where in the list of a receiver's methods the key begins. */
static uint32_t first_of_key(const struct cha *h, uint32_t type, uint32_t key)
{
	uint32_t low = h->by_recv.first[type];
	uint32_t high = h->by_recv.first[type + 1];

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (h->c->infos[h->by_recv.at[mid]].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The methods of the types that were found. */
static uint32_t methods_list(struct cha *h, uint32_t key)
{
	h->found.len = 0;
	for (uint32_t i = 0; i < h->ntypes; i++) {
		uint32_t end = h->by_recv.first[h->types[i] + 1];
		uint32_t at = first_of_key(h, h->types[i], key);

		for (; at < end; at++) {
			uint32_t node = h->by_recv.at[at];

			if (h->c->infos[node].key != key)
				break;
			vec_push(&h->found, node);
		}
	}
	return keep_found(h);
}

static uint32_t functions_list(struct cha *h, uint32_t sig)
{
	uint32_t n = count(&h->by_sig, sig);

	return n ? calls_add_list(h->c, h->by_sig.at + h->by_sig.first[sig], n)
		 : h->c->nothing;
}

static int by_node_key(const void *x, const void *y, void *ctx)
{
	const struct calls *c = ctx;
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

	if (c->infos[a].key != c->infos[b].key)
		return c->infos[a].key < c->infos[b].key ? -1 : 1;
	return by_number(x, y);
}

/* For first_of_key(). */
static void sort_methods_by_key(struct cha *h)
{
	const struct index *x = &h->by_recv;

	for (uint32_t i = 1; i <= x->n; i++)
		if (count(x, i) > 1)
			qsort_r(x->at + x->first[i], count(x, i),
				sizeof(*x->at), by_node_key, h->c);
}

/* Groups of one interface come together. */
static int by_iface(const void *x, const void *y)
{
	const struct call_group *a = *(struct call_group *const *)x;
	const struct call_group *b = *(struct call_group *const *)y;

	if (a->iface != b->iface)
		return a->iface < b->iface ? -1 : 1;
	return a->key < b->key ? -1 : a->key > b->key;
}

static void find_lists(struct cha *h, struct call_group **groups, uint32_t n)
{
	/* When there is no more room: of a key, for all interfaces; +1. */
	uint32_t *whole = ARENA_ARRAY(h->c->a, h->by_key.n + 1, uint32_t);
	uint32_t iface = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct call_group *g = groups[i];
		bool coarse = h->c->callees.len > CALLS_MAX_MEMBERS;

		if (!g->iface) {
			g->list = functions_list(h, g->key);
			continue;
		}
		if (coarse && whole[g->key]) {
			g->list = whole[g->key] - 1;
			continue;
		}
		if (coarse)
			take_all_types(h, g->key);
		else if (g->iface != iface)
			find_types(h, g->iface);
		iface = g->iface;
		g->list = methods_list(h, g->key);
		if (coarse)
			whole[g->key] = g->list + 1;
		h->c->g->coarse |= coarse;
	}
}

void calls_cha(struct calls *c)
{
	struct cha h = {.c = c};
	uint32_t n = c->groups.len, ntypes;
	struct call_group **groups = ARENA_ARRAY(c->a, n, struct call_group *);

	for (uint32_t i = 0; i < n; i++) {
		groups[i] = &c->groups.at[i];
		if (groups[i]->iface)
			methods_of(&c->methods, groups[i]->iface);
	}
	for (uint32_t i = 0; i < c->g->nnodes; i++)
		if (c->infos[i].recv)
			methods_of(&c->methods, c->infos[i].recv);
	if (n > 1)
		qsort(groups, n, sizeof(struct call_group *), by_iface);
	ntypes = c->types->at.len;
	h.by_sig = make_index(c, false, ntypes);
	h.by_recv = make_index(c, true, ntypes);
	sort_methods_by_key(&h);
	h.by_key = make_type_index(&h);
	h.types = ARENA_ARRAY(c->a, ntypes, uint32_t);
	find_lists(&h, groups, n);
	vec_finish(&h.found);
}
