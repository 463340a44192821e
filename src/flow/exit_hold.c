/* SPDX-License-Identifier: MIT */
/*
 * Who holds memory
 *
 * The graph of a state is walked backwards, from the memory to the roots:
 * what was freed is little, what is reachable from the roots is much.  The
 * walk is breadth first, so the way that is found from a root is a shortest
 * one, which is how a person would name the holder.
 */
#include "flow/exit.h"

#include "base/arena.h"
#include "flow/plan.h"
#include "ir/ir.h"

static bool is_holder(const struct edge *e)
{
	switch (e->access) {
	case ACCESS_DEREF:
	case ACCESS_FIELD:
	case ACCESS_ELEM:
	case ACCESS_CAPTURE:
		return true;
	}
	return false;
}

static void add_in(struct exit_end *e, uint32_t *n, val_t from,
		   const struct edge *edge, val_t to, bool key)
{
	e->ins[*n] = (struct exit_in){from, edge, key, e->first_in[to]};
	e->first_in[to] = ++*n;
}

static bool is_key_of_its_own(const struct state *s, const struct edge *edge)
{
	return edge->access == ACCESS_ELEM && edge->key != NO_VAL &&
	       !(state_cell(s, edge->key)->flags & (CELL_CONST | CELL_ALL));
}

static uint8_t root_of(const struct cell *c)
{
	const struct ir_value *v = c->root;

	if (c->flags & CELL_GLOBAL)
		return c->flags & CELL_C ? ROOT_C_GLOBAL : ROOT_GLOBAL;
	if (c->flags & CELL_PRE && v && v->op == OP_PARAM)
		return ROOT_PARAM;
	if (c->flags & CELL_PRE && v && v->op == OP_FREE_VAR)
		return ROOT_FREE_VAR;
	return c->flags & CELL_GOROUTINE ? ROOT_GOROUTINE : ROOT_NONE;
}

static void find_roots(struct exit_end *e)
{
	const struct state *s = e->s;

	for (val_t v = 1; v <= s->ncells; v++)
		e->roots[v] = root_of(state_cell(s, v));
	for (uint32_t i = 0; i < e->nresults; i++)
		if (e->results[i] && !e->roots[e->results[i]])
			e->roots[e->results[i]] = ROOT_RESULT;
	for (uint32_t i = 0; i < s->nregs; i++)
		if (s->regs[i] && !e->roots[s->regs[i]])
			e->roots[s->regs[i]] = ROOT_LOCAL;
}

void exit_index(struct exit_end *e)
{
	struct arena *a = e->x->worker->scratch;
	const struct state *s = e->s;
	uint32_t n = 0;

	e->roots = ARENA_ARRAY(a, s->ncells + 1, uint8_t);
	e->first_in = ARENA_ARRAY(a, s->ncells + 1, uint32_t);
	/* Each edge is in the list of a node; twice with its key. */
	e->ins = ARENA_ARRAY(a, 2 * s->nedges + 1, struct exit_in);
	find_roots(e);
	for (val_t v = 1; v <= s->ncells; v++)
		for (const struct edge *d = state_first(s, v); d;
		     d = state_next(s, d)) {
			if (d->to == NO_VAL || !is_holder(d))
				continue;
			add_in(e, &n, v, d, d->to, false);
			if (is_key_of_its_own(s, d))
				add_in(e, &n, v, d, d->key, true);
		}
}

/* The search */

struct search {
	const struct exit_end *e;
	const struct exit_in **via; /* by node: the edge on the way back */
	val_t *queue;
	uint32_t n;
};

static void trace_way(const struct search *q, val_t root, const uint8_t *marks,
		      struct exit_hold *h)
{
	val_t v = root;

	h->n = 0;
	while (!marks[v] || h->n == 0) {
		const struct exit_in *in = q->via[v];

		h->steps[h->n++] = (struct reach_step){v, in->edge};
		h->is_key = in->key;
		v = in->key ? in->edge->key : in->edge->to;
		if (marks[v])
			break;
	}
}

static void back(struct search *q, val_t v, const uint8_t *marks, val_t avoid)
{
	const struct exit_end *e = q->e;

	for (uint32_t i = e->first_in[v]; i; i = e->ins[i - 1].next) {
		const struct exit_in *in = &e->ins[i - 1];

		/* Who holds the inside of freed memory is told of that. */
		if (q->via[in->from] || marks[in->from] || in->from == avoid ||
		    state_surely_freed(e->s, in->from))
			continue;
		q->via[in->from] = in;
		q->queue[q->n++] = in->from;
	}
}

void exit_holders(const struct exit_end *e, const uint8_t *marks, val_t avoid,
		  exit_hold_fn *visit, void *ctx)
{
	struct arena *a = e->x->worker->scratch;
	uint32_t ncells = e->s->ncells;
	struct search q = {
		.e = e,
		.via = ARENA_ARRAY(a, ncells + 1, const struct exit_in *),
		.queue = ARENA_ARRAY(a, ncells + 1, val_t),
	};
	struct exit_hold h;
	uint32_t layer;

	for (val_t v = 1; v <= ncells; v++)
		if (marks[v])
			q.queue[q.n++] = v;
	for (uint32_t at = 0, depth = 0; at < q.n && depth < EXIT_MAX_STEPS;
	     depth++) {
		for (layer = q.n; at < layer; at++) {
			val_t v = q.queue[at];

			if (!marks[v] && e->roots[v]) {
				h.root = v;
				h.kind = e->roots[v];
				trace_way(&q, v, marks, &h);
				if (!visit(ctx, &h))
					return;
			}
			back(&q, v, marks, avoid);
		}
	}
}

int exit_container(const struct exit_hold *h)
{
	for (uint32_t i = h->n; i > 0; i--)
		if (h->steps[i - 1].edge->access == ACCESS_ELEM)
			return (int)i - 1;
	return -1;
}
