/* SPDX-License-Identifier: MIT */
/*
 * A summary in place of a call.
 *
 * Each case that can be goes on in a state of its own.  First the callee's
 * memory is found in the caller's (summary_map.c), which tells whether the
 * case can be; only then does anything happen: uses, then frees, then what
 * is stored, last the results.  So a case that cannot be makes no issue.
 *
 * A callee that walks over a container whose elements it does not know has
 * walked over them once, with a key that stands for all (CELL_ALL).  What
 * hangs on that key is a group: it is gone through for each element that the
 * caller knows, and for the rest of them.
 */
#include "flow/summary.h"

#include <string.h>

#include "base/arena.h"
#include "flow/ask.h"
#include "flow/call.h"
#include "flow/exec_impl.h"
#include "flow/plan.h"
#include "flow/state_impl.h"
#include "flow/summary_impl.h"
#include "ir/ir.h"

enum {
	GROUP_DEPTH = 3, /* containers in containers */
};

/* Groups */

/* Pre edge i is the one that begins a group. */
static bool begins_group(const struct apply *a, uint32_t i)
{
	return a->group[a->c->pre[i].to] == i + 1;
}

/* Where the container of a group is: in which other one. */
static uint32_t group_around(const struct apply *a, uint32_t i)
{
	return a->group[a->c->pre[i].from];
}

static void find_groups(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->npre; i++) {
		const struct pre_edge *e = &a->c->pre[i];
		bool elem = e->access == ACCESS_ELEM;

		a->pre_of[e->to] = i + 1;
		if (elem && apply_is_all(a, e->key) && !a->group[e->key])
			a->group[e->key] = a->group[e->to] = i + 1;
		else if (elem && a->group[e->key])
			a->group[e->to] = a->group[e->key];
		else
			a->group[e->to] = a->group[e->from];
	}
}

static void pick(struct apply *a, val_t v)
{
	if (v && a->group[v])
		a->picked[a->group[v]] = true;
}

/*
 * A callee that gives or keeps an element that it came by in a walk has left
 * the walk there: what it did was done to that one.
 */
static void find_picked(struct apply *a)
{
	const struct summary_case *c = a->c;

	for (uint32_t i = 0; i < c->nresults; i++)
		pick(a, c->results[i]);
	for (val_t v = 1; v <= c->ncells; v++) {
		if (a->group[v])
			continue;
		for (uint32_t i = c->cells[v].first_edge; i;
		     i = c->edges[i - 1].next) {
			const struct edge *e = &c->edges[i - 1];

			if (e->access != ACCESS_ELEM ||
			    !apply_is_all(a, e->key))
				pick(a, e->to);
			if (e->access == ACCESS_ELEM && e->to &&
			    !apply_is_all(a, e->key))
				pick(a, e->key);
		}
	}
}

static bool map_group(struct apply *a, uint32_t group)
{
	for (uint32_t i = 0; i < a->c->npre; i++)
		if (a->group[a->c->pre[i].to] == group && !begins_group(a, i) &&
		    !map_pre(a, i))
			return false;
	return map_facts(a, group);
}

/* What was done to cells */

static bool use(struct apply *a, val_t v, const struct trace *used)
{
	if (a->run == SUMMARY_GO && !state_freed(a->s, v))
		return true;
	return event_use_at(a->x, a->s, v, map_use(a, used));
}

/* The goroutine may use it when this function has gone on; but not when it
 * frees it itself. */
static void use_later(struct apply *a, val_t v, const struct trace *used)
{
	struct state *s = a->s;
	struct cell *c = state_cell(s, state_block(s, v));

	if (!state_freed(s, v) && !c->pending && !(c->flags & CELL_CONST))
		c->pending = map_trace(a, used);
}

static void set_flags(struct apply *a, val_t v, const struct cell *c)
{
	struct state *s = a->s;
	struct cell *to = state_cell(s, v);

	if (c->flags & CELL_ESCAPED)
		event_unknown(a->x, s, v);
	if (c->flags & CELL_WRITTEN)
		event_written(a->x, s, v);
	to = state_cell(s, v);
	if (to->flags & CELL_CONST)
		return;
	to->flags |= c->flags & (CELL_GOROUTINE | CELL_WRITTEN);
	if (c->pending && !to->pending)
		to->pending = map_trace(a, c->pending);
	if (c->finalizer) {
		struct finalizer *f = ARENA_NEW(a->x->arena, struct finalizer);

		*f = *c->finalizer;
		f->trace = map_trace(a, f->trace);
		to->finalizer = f;
	}
}

/* A key that stands for all is one of the caller's, too. */
static bool was_before(const struct apply *a, val_t v)
{
	return CUT_IS_OLD(&a->c->cells[v]) ||
	       (apply_is_all(a, v) && a->group[v]);
}

/* Uses come before frees: a cell is used no more when it is freed. */
static bool touch(struct apply *a, uint32_t group)
{
	bool quiet = a->run == SUMMARY_GO && a->c->waits, alive = true;

	for (val_t v = 1; v <= a->c->ncells; v++) {
		const struct cell *c = &a->c->cells[v];

		if (!was_before(a, v) || !a->map[v] || a->group[v] != group)
			continue;
		if (c->used && !quiet && !use(a, a->map[v], c->used))
			alive = false;
		set_flags(a, a->map[v], c);
	}
	for (val_t v = 1; v <= a->c->ncells && !quiet; v++) {
		const struct cell *c = &a->c->cells[v];

		if (!was_before(a, v) || !a->map[v] || a->group[v] != group)
			continue;
		if (c->freed && !event_free_at(a->x, a->s, a->map[v],
					       map_freed(a, c->freed)))
			alive = false;
	}
	for (val_t v = 1; v <= a->c->ncells; v++)
		if (a->run == SUMMARY_GO && !quiet && a->c->cells[v].used &&
		    was_before(a, v) && a->map[v] && a->group[v] == group)
			use_later(a, a->map[v], a->c->cells[v].used);
	return alive;
}

/* What the callee asks of what it was given. */
static void answer(struct apply *a, uint32_t group)
{
	for (uint32_t i = 0; i < a->c->nasks; i++) {
		struct ask ask = a->c->asks[i];

		if (!a->map[ask.v] || a->group[ask.v] != group)
			continue;
		ask.v = a->map[ask.v];
		ask.trace = map_use(a, ask.trace);
		ask_answer(a->x, a->s, &ask);
	}
}

/* Elements of a group */

static bool go_through(struct apply *a, uint32_t i, uint32_t depth);

/* The groups whose containers are in this one. */
static bool groups_in(struct apply *a, uint32_t group, uint32_t depth)
{
	bool alive = true;

	for (uint32_t i = 0; i < a->c->npre; i++)
		if (begins_group(a, i) && group_around(a, i) == group &&
		    a->map[a->c->pre[i].from] && !go_through(a, i, depth))
			alive = false;
	return alive;
}

enum went { WENT_NOT, WENT_ON, WENT_WRONG };

static enum went go_through_one(struct apply *a, uint32_t i, val_t key,
				uint32_t depth)
{
	const struct pre_edge *e = &a->c->pre[i];
	bool alive;

	a->map[e->key] = key;
	a->map[e->to] = state_read(a->s, a->map[e->from], ACCESS_ELEM, key,
				   a->c->cells[e->to].type);
	/* An element that the callee did not do this with. */
	if (a->s->full || !map_group(a, i + 1))
		return WENT_NOT;
	vec_push_in(a->tmp, &a->gone,
		    (struct gone_through){i + 1, a->map[e->from], key});
	answer(a, i + 1);
	alive = touch(a, i + 1);
	if (!groups_in(a, i + 1, depth + 1))
		alive = false;
	apply_stores(a, i + 1);
	return alive ? WENT_ON : WENT_WRONG;
}

/* A key of the rest: one of them, or all. */
static val_t key_of_rest(struct apply *a, val_t of, bool one)
{
	return one ? state_new(a->s, ORIGIN_UNKNOWN) : state_all_key(a->s, of);
}

static bool go_through(struct apply *a, uint32_t i, uint32_t depth)
{
	const struct pre_edge *e = &a->c->pre[i];
	val_t of = a->map[e->from], keys[APPLY_ELEMENTS + 1];
	bool one = a->picked[i + 1], alive = true;
	uint32_t n = apply_known_keys(a->s, of, keys);
	size_t size = (a->c->ncells + 1) * sizeof(val_t);
	const struct edge *all = state_all_edge(a->s, of);
	val_t *before, *first = NULL;

	if (depth >= GROUP_DEPTH || state_is_zero(a->s, of) == TRI_YES)
		return true;
	if (all ? all->to != NO_VAL
		: !(state_cell(a->s, of)->flags & CELL_FRESH))
		keys[n++] = key_of_rest(a, of, one);
	before = arena_alloc(a->tmp, size);
	memcpy(before, a->map, size);
	for (uint32_t k = 0; k < n && !(first && one); k++) {
		enum went went;
		val_t *copy;

		if (apply_told_apart(a, e->from, keys[k]))
			continue;
		memcpy(a->map, before, size);
		went = go_through_one(a, i, keys[k], depth);
		alive &= went != WENT_WRONG;
		if (first || went == WENT_NOT)
			continue;
		copy = arena_alloc(a->tmp, size);
		first = memcpy(copy, a->map, size);
	}
	/* What the callee gives of one of them is the first. */
	memcpy(a->map, first ? first : before, size);
	return alive;
}

/* Cases */

static void drop(struct apply *a)
{
	for (uint32_t i = 0; i < a->c->ndropped; i++) {
		struct dropped d = a->c->dropped[i];

		if (!a->map[d.holder] || !a->map[d.lost])
			continue;
		d.holder = a->map[d.holder];
		d.lost = a->map[d.lost];
		if (d.access == ACCESS_ELEM)
			d.key = map_cell(a, d.key);
		d.trace = map_trace(a, d.trace);
		state_dropped_add(a->s, &d);
	}
}

static void give_result(struct apply *a)
{
	val_t *results;

	if (a->in->v.op != OP_CALL || !a->c->nresults)
		return;
	results = ARENA_ARRAY(a->tmp, a->c->nresults, val_t);
	for (uint32_t i = 0; i < a->c->nresults; i++)
		results[i] = map_cell(a, a->c->results[i]);
	while (a->nfresh)
		apply_edges(a, a->fresh[--a->nfresh]);
	exec_set(a->x, a->s, a->in,
		 a->c->nresults == 1
			 ? results[0]
			 : exec_tuple(a->s, results, a->c->nresults));
}

/* Finds out whether the case can be; nothing is done yet. */
static bool prepare(struct apply *a)
{
	uint32_t n = a->c->ncells + 1;

	a->map = ARENA_ARRAY(a->tmp, n, val_t);
	a->group = ARENA_ARRAY(a->tmp, n, uint32_t);
	a->pre_of = ARENA_ARRAY(a->tmp, n, uint32_t);
	a->detached = ARENA_ARRAY(a->tmp, n, uint8_t);
	a->picked = ARENA_ARRAY(a->tmp, a->c->npre + 1, uint8_t);
	/* Elements of a group are new for each: as often as there are. */
	a->fresh_cap = 2 * n;
	a->fresh = ARENA_ARRAY(a->tmp, a->fresh_cap, val_t);
	a->nfresh = 0;
	a->gone.at = NULL;
	a->gone.len = a->gone.cap = 0;
	a->view = (struct state){.cells = a->c->cells,
				 .terms = a->c->terms,
				 .ncells = a->c->ncells,
				 .nterms = a->c->nterms};
	find_groups(a);
	find_picked(a);
	return map_roots(a) && map_group(a, 0) && map_terms(a) &&
	       map_absent(a) && !a->s->full;
}

static bool commit(struct apply *a)
{
	bool alive;

	if (a->c->waits && a->run == SUMMARY_CALL)
		event_wait(a->x, a->s);
	answer(a, 0);
	alive = touch(a, 0);
	if (!groups_in(a, 0, 0))
		alive = false;
	apply_stores(a, 0);
	drop(a);
	if (a->run == SUMMARY_CALL && a->c->locks > 0)
		a->s->locks += (uint32_t)a->c->locks;
	give_result(a);
	return alive && !a->s->full;
}

/* A case that a goroutine goes: what it does to memory is wanted most. */
static uint32_t go_score(const struct summary_case *c)
{
	uint32_t score = 1;

	for (uint32_t v = 1; v <= c->ncells; v++) {
		if (!CUT_IS_OLD(&c->cells[v]))
			continue;
		score += c->cells[v].used != NULL;
		score += c->cells[v].freed ? 64 : 0;
	}
	return c->waits ? 1 : score;
}

static void swap_states(struct state *a, struct state *b)
{
	struct state t = *a;

	*a = *b;
	*b = t;
}

/* Prepares a->c in a copy: a state in which it cannot be stays as it is. */
static bool prepare_in_copy(struct apply *a)
{
	struct state *s = a->s, *trial = state_fork(s);
	bool can;

	a->s = trial;
	can = prepare(a);
	if (can)
		swap_states(s, trial);
	a->s = s;
	state_release(trial);
	return can;
}

/* One case is enough: nobody waits for what comes out. */
static bool apply_go(struct apply *a)
{
	const struct summary *sum = a->sum;
	uint64_t tried = 0;

	for (uint32_t k = 0; k < sum->ncases; k++) {
		uint32_t best = sum->ncases, most = 0;

		for (uint32_t i = 0; i < sum->ncases; i++)
			if (!(tried >> i & 1) &&
			    go_score(&sum->cases[i]) > most) {
				most = go_score(&sum->cases[i]);
				best = i;
			}
		tried |= (uint64_t)1 << best;
		a->c = &sum->cases[best];
		if (prepare_in_copy(a))
			return commit(a);
	}
	return true;
}

/* Tells at once that a case cannot be, by nil and not nil. */
static bool can_be(const struct apply *a, const struct summary_case *c)
{
	if (c->endless)
		return false;
	for (uint32_t i = 0; i < a->nargs && i < a->sum->fn->nparams; i++) {
		const struct cell *p = &c->cells[i + 1];
		enum tri zero;

		if (!a->args[i] ||
		    (!(p->flags & CELL_NONZERO) && (p->lo != 0 || p->hi != 0)))
			continue;
		if (map_may_be_nil(p))
			continue;
		zero = state_is_zero(a->s, a->args[i]);
		if (zero == (p->flags & CELL_NONZERO ? TRI_YES : TRI_NO))
			return false;
	}
	return true;
}

/* Cases are missing, and those that are there cannot be: who knows. */
static bool apply_none(struct apply *a)
{
	if (a->in->v.op == OP_CALL)
		exec_set(a->x, a->s, a->in, state_unknown(a->s, a->in->v.type));
	return true;
}

enum applied { APPLIED, APPLIED_ENDED, APPLIED_NOT };

static enum applied apply_case(struct apply *a, bool alone)
{
	if (!prepare(a))
		return APPLIED_NOT;
	if (!alone && !a->c->certain)
		a->s->certain = false;
	return commit(a) ? APPLIED : APPLIED_ENDED;
}

/* The last case, in the state itself; `any`: another one could be. */
static bool apply_last(struct apply *a, bool alone, bool any)
{
	if (any || a->sum->whole)
		return apply_case(a, alone) == APPLIED;
	if (!prepare_in_copy(a))
		return apply_none(a);
	if (!alone && !a->c->certain)
		a->s->certain = false;
	return commit(a);
}

bool summary_apply(struct exec *x, struct state *s, const struct ir_instr *in,
		   const struct summary *sum, enum summary_run run,
		   val_t closure, const val_t *args, uint32_t nargs)
{
	struct apply a = {.x = x,
			  .s = s,
			  .in = in,
			  .sum = sum,
			  .run = run,
			  .closure = closure,
			  .args = args,
			  .nargs = nargs,
			  .tmp = x->worker->tmp};
	uint32_t last = sum->ncases, n = 0;
	bool any = false;

	if (sum->ncases == 1 && sum->cases[0].nothing)
		return true;
	arena_reset(a.tmp);
	if (run == SUMMARY_GO)
		return apply_go(&a);
	for (uint32_t i = 0; i < sum->ncases; i++) {
		if (!can_be(&a, &sum->cases[i]))
			continue;
		last = i;
		n++;
	}
	for (uint32_t i = 0; i < last && n > 1; i++) {
		struct state *other;
		enum applied did;

		if (!can_be(&a, &sum->cases[i]))
			continue;
		other = exec_split(x, s);
		if (!other)
			break;
		a.s = other;
		a.c = &sum->cases[i];
		did = apply_case(&a, false);
		any |= did != APPLIED_NOT;
		if (did != APPLIED)
			call_unsplit(x, other);
		a.s = s;
	}
	if (last == sum->ncases)
		return !sum->whole && apply_none(&a);
	a.c = &sum->cases[last];
	return apply_last(&a, n == 1, any);
}
