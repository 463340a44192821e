/* SPDX-License-Identifier: MIT */
/*
 * Pairs of accesses that nothing keeps apart.
 *
 * In the function that starts a goroutine, or calls what starts it, both
 * sides have names for the map.  Two accesses, one a write, are a race when
 * the names are equal, no lock is held by both that excludes them, and the
 * goroutine may be there, and past what it waits for, at the other one:
 *
 *	go one()	one's accesses with all that can come after the `go`
 *	f()		without a wait for a signal that one gives after its
 *	go two()	access; and with two's, when two starts before that
 *
 * and of a goroutine that is started in a loop with its own.  What is made
 * anew in each round is not shared by the rounds.
 */
#include <string.h>

#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/ir.h"
#include "types/types.h"

/* Locks */

static bool is_unknown(const struct race_path *p)
{
	const struct ir_value *v = p && p->root == ROOT_VALUE ? p->of : NULL;

	if (!p)
		return true;
	if (v && v->op != OP_ALLOC && v->op != OP_MAKE_CHAN &&
	    (v->op != OP_CALL || p->n == 0))
		return true;
	for (uint32_t i = 0; i < p->n; i++)
		if (p->at[i].step == STEP_ENTRY || p->at[i].step == STEP_ATOMIC)
			return true;
	return false;
}

static bool keeps_apart(const struct race_item *a, const struct race_item *b,
			const struct race_access *x,
			const struct race_access *y)
{
	if (a->mark == MARK_RLOCK && b->mark == MARK_RLOCK)
		return false;
	if ((a->mark == MARK_ONCE) != (b->mark == MARK_ONCE))
		return false;
	if (is_unknown(a->p) || is_unknown(b->p))
		return true;
	if (race_wide_channel(a->p) || race_wide_channel(b->p))
		return false;
	return race_same_lock(a->p, x->p, b->p, y->p);
}

/* What runs once is over for who has waited for that. */
static bool once_before(const struct race_access *x,
			const struct race_access *y)
{
	for (uint32_t i = 0; i < x->facts.locks->n; i++)
		for (uint32_t k = 0; k < y->facts.waited->n; k++)
			if (x->facts.locks->at[i].mark == MARK_ONCE &&
			    y->facts.waited->at[k].mark == WAIT_ONCE &&
			    x->facts.locks->at[i].p == y->facts.waited->at[k].p)
				return true;
	return false;
}

bool race_excluded(const struct race_access *x, const struct race_access *y)
{
	for (uint32_t i = 0; i < x->facts.locks->n; i++) {
		const struct race_item *a = &x->facts.locks->at[i];

		/* One that nobody can name may be the same as any. */
		if (a->mark != MARK_ONCE && is_unknown(a->p))
			return true;
		for (uint32_t k = 0; k < y->facts.locks->n; k++)
			if (keeps_apart(a, &y->facts.locks->at[k], x, y))
				return true;
	}
	for (uint32_t k = 0; k < y->facts.locks->n; k++)
		if (y->facts.locks->at[k].mark != MARK_ONCE &&
		    is_unknown(y->facts.locks->at[k].p))
			return true;
	return once_before(x, y) || once_before(y, x);
}

/* Order */

const struct race_items *race_ends_of(struct race_frame *f,
				      const struct race_items *after,
				      const struct race_spawn *by)
{
	enum { ROUNDS = 3 };
	uint8_t *used;

	if (!after->n || !f->signals.len)
		return after;
	used = ARENA_ARRAY(f->arena, f->signals.len, uint8_t);
	for (int round = 0; round < ROUNDS; round++)
		for (uint32_t i = 0; i < f->signals.len; i++) {
			const struct race_signal *s = &f->signals.at[i];
			struct race_items *one;

			if (used[i] || (by && s->by == by) ||
			    !race_any_matches(s->waited, after))
				continue;
			used[i] = 1;
			one = arena_alloc(f->run->arena,
					  sizeof(*one) + sizeof(one->at[0]));
			one->n = 1;
			one->at[0] = s->item;
			after = race_join(f->run, after, one);
		}
	return after;
}

void race_settle_spawn(struct race_frame *f, struct race_spawn *by)
{
	bool joined = true, again = false;

	for (uint32_t i = 0; i < f->accesses.len; i++) {
		const struct race_access *a = &f->accesses.at[i];

		if (a->by != by)
			continue;
		race_flood(f, by->event, race_ends_of(f, a->facts.after, by));
		joined &= !f->returns;
		again |= f->reached[by->event];
	}
	for (uint32_t i = 0; i < f->dyns.len; i++) {
		const struct race_dyn *d = &f->dyns.at[i];

		if (d->by != by)
			continue;
		race_flood(f, by->event, race_ends_of(f, d->facts.after, by));
		joined &= !f->returns;
		again |= f->reached[by->event];
	}
	by->joined |= joined;
	by->multi |= again;
}

static const uint8_t *comes_later(struct race_frame *f, struct race_signal *s)
{
	if (s->later)
		return s->later;
	s->later = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);
	race_flood(f, s->event, f->run->no_items);
	memcpy(s->later, f->reached, f->events.len);
	return s->later;
}

/*
 * x waits before for something that is signalled only after y: that none of
 * the signals that it may be can come before y.
 */
static bool waits_until_after(struct race_frame *f, const struct race_access *x,
			      const struct race_access *y)
{
	for (uint32_t i = 0; i < x->facts.waited->n; i++) {
		const struct race_item *w = &x->facts.waited->at[i];
		bool before = false;

		if (w->mark == WAIT_ONCE)
			continue;
		if (w->mark == WAIT_ALL)
			return true;
		for (uint32_t k = 0; k < f->signals.len && !before; k++) {
			const struct race_signal *s = &f->signals.at[k];

			if (s->by == x->by || !race_wait_matches(w, &s->item))
				continue;
			before = comes_later(f, &f->signals.at[k])[y->event];
		}
		if (!before)
			return true;
	}
	return false;
}

/* Sharing */

static const struct ir_block *made_in(const struct race_path *p)
{
	return p->root == ROOT_VALUE ? ((const struct ir_instr *)p->of)->block
				     : NULL;
}

/* From event a the same thing is still there at event b. */
static bool same_round(struct race_frame *f, const struct race_path *p,
		       uint32_t a, uint32_t b)
{
	const struct ir_block *made = made_in(p);
	uint32_t from = f->events.at[a].block, to = f->events.at[b].block;

	if (!made || (from == to && a < b))
		return true;
	return race_reaches_avoiding(f, from, to, made->index);
}

/* Pairs */

struct pairing {
	struct race_frame *f;
	const struct race_items **ends; /* by access, of goroutines */
	uint8_t **alive;		/* the same: by event */
};

static uint8_t *alive_from(struct race_frame *f, uint32_t event,
			   const struct race_items *ends)
{
	uint8_t *ret = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);

	race_flood(f, event, ends);
	memcpy(ret, f->reached, f->events.len);
	return ret;
}

/* When requests come: after somebody serves. */
static uint8_t *alive_served(struct race_frame *f,
			     const struct race_items *ends)
{
	uint8_t *ret = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);

	for (uint32_t i = 0; i < f->events.len; i++) {
		if (f->events.at[i].kind != EVENT_SERVE)
			continue;
		race_flood(f, i, ends);
		for (uint32_t k = 0; k < f->events.len; k++)
			ret[k] |= f->reached[k];
	}
	return ret;
}

static const uint8_t *alive_of(struct pairing *g, uint32_t i)
{
	struct race_frame *f = g->f;
	const struct race_access *x = &f->accesses.at[i];

	if (g->alive[i])
		return g->alive[i];
	g->ends[i] = race_ends_of(f, x->facts.after, x->by);
	if (x->by->joined)
		g->alive[i] = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);
	else
		g->alive[i] = x->by->latent
				      ? alive_served(f, g->ends[i])
				      : alive_from(f, x->by->event, g->ends[i]);
	return g->alive[i];
}

/* Who has got it has waited for that, and needs to wait for no more. */
static bool was_sent(const struct race_access *y)
{
	if (y->sent)
		return true;
	for (uint32_t i = 0; i < y->p->n; i++)
		if (y->p->at[i].step == STEP_SENT)
			return true;
	return false;
}

static bool same_map(const struct race_access *x, const struct race_access *y)
{
	return race_maybe_same(x->p, y->p) ||
	       (y->sent && race_maybe_same(x->p, y->sent)) ||
	       (x->sent && race_maybe_same(x->sent, y->p));
}

static bool with_own(struct pairing *g, uint32_t i, uint32_t k)
{
	struct race_frame *f = g->f;
	const struct race_access *x = &f->accesses.at[i];
	const struct race_access *y = &f->accesses.at[k];

	if (!alive_of(g, i)[y->event] ||
	    race_any_matches(y->inner, g->ends[i]) ||
	    (!was_sent(y) && waits_until_after(f, x, y)))
		return false;
	return same_round(f, x->p, x->by->event, y->event);
}

/* Both may be there at the same time, the one not before the other. */
static bool with_other(struct pairing *g, uint32_t i, uint32_t k)
{
	struct race_frame *f = g->f;
	const struct race_access *x = &f->accesses.at[i];
	const struct race_access *y = &f->accesses.at[k];
	uint32_t a = x->by->event, b = y->by->event;
	const uint8_t *from_x = alive_of(g, i), *from_y = alive_of(g, k);

	if (race_any_matches(y->facts.waited, g->ends[i]) ||
	    race_any_matches(x->facts.waited, g->ends[k]))
		return false;
	if (a == b)
		return x->resolved || y->resolved;
	if (x->by->latent || y->by->latent)
		return !x->by->joined && !y->by->joined;
	return (from_x[b] && same_round(f, x->p, a, b)) ||
	       (from_y[a] && same_round(f, x->p, b, a));
}

static bool with_itself(struct pairing *g, uint32_t i, uint32_t k)
{
	struct race_frame *f = g->f;
	const struct race_access *x = &f->accesses.at[i];
	const struct race_access *y = &f->accesses.at[k];
	const struct race_spawn *by = x->by;

	alive_of(g, i);
	if (race_any_matches(y->facts.waited, g->ends[i]))
		return false;
	if (by->multi && (!by->inner || x->resolved))
		return true;
	return alive_of(g, i)[by->event] &&
	       same_round(f, x->p, by->event, by->event);
}

static bool is_race(struct pairing *g, uint32_t i, uint32_t k)
{
	const struct race_access *x = &g->f->accesses.at[i];
	const struct race_access *y = &g->f->accesses.at[k];

	if (!y->by)
		return with_own(g, i, k);
	if (x->by != y->by)
		return with_other(g, i, k);
	return with_itself(g, i, k);
}

static void look_at(struct pairing *g, uint32_t i, uint32_t k)
{
	struct race_frame *f = g->f;
	const struct race_access *x = &f->accesses.at[i];
	const struct race_access *y = &f->accesses.at[k];
	struct race form = {.self = x->by == y->by};

	if ((!x->write && !y->write) || !same_map(x, y) ||
	    race_excluded(x, y) || !is_race(g, i, k))
		return;
	if (!y->by && race_callers_lock(f->run, f->node, x, y))
		return;
	form.handler = x->by->latent || (y->by && y->by->latent);
	race_report(f->run, f->fn, x, y, &form);
}

void race_pairs(struct race_frame *f)
{
	uint32_t n = f->accesses.len;
	struct pairing g = {.f = f};

	g.ends = ARENA_ARRAY(f->arena, n + 1, const struct race_items *);
	g.alive = ARENA_ARRAY(f->arena, n + 1, uint8_t *);
	for (uint32_t i = 0; i < n; i++) {
		if (!f->accesses.at[i].by)
			continue;
		for (uint32_t k = 0; k < n; k++)
			if (!f->accesses.at[k].by || k >= i)
				look_at(&g, i, k);
	}
}
