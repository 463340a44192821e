/* SPDX-License-Identifier: MIT */
/*
 * What calls do: the summary of the callee, as its caller sees it.
 *
 * Accesses of the callee become accesses of the caller at the call, with the
 * locks that the callee has held besides; of a goroutine, accesses of that
 * goroutine, with the locks that it takes itself.  Locks and waits that the
 * callee leaves behind follow, so wrappers of locks need no names.  Calls of
 * functions that were given to the callee are made when they are known.
 */
#include <string.h>

#include "flow/plan.h"
#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

/* Events */

struct race_event *race_event(struct race_frame *f, enum race_event_kind kind,
			      uint32_t block, uint32_t at)
{
	if (f->events.len >= RACE_MAX_EVENTS) {
		f->over = true;
		return NULL;
	}
	vec_push_in(f->arena, &f->events,
		    (struct race_event){
			    .kind = (uint8_t)kind, .block = block, .at = at});
	return &f->events.at[f->events.len - 1];
}

static void add_access(struct race_frame *f, struct race_access a,
		       uint32_t block, uint32_t at)
{
	struct race_event *e;

	if (f->accesses.len >= RACE_MAX_EVENTS ||
	    arena_used(f->run->arena) > RACE_MAX_MEMORY) {
		f->over = true;
		return;
	}
	a.event = a.by ? a.by->event : f->events.len;
	if (!a.by) {
		e = race_event(f, EVENT_ACCESS, block, at);
		if (!e)
			return;
		e->index = f->accesses.len;
	}
	vec_push_in(f->arena, &f->accesses, a);
}

static struct race_facts no_facts(const struct race_run *r)
{
	return (struct race_facts){r->no_items, r->no_items, r->no_items,
				   r->no_items};
}

void race_touch(struct race_frame *f, const struct ir_instr *in,
		const struct race_path *p, bool write, uint32_t block,
		uint32_t at)
{
	struct race_access a = {
		.p = p,
		.facts = no_facts(f->run),
		.fn = f->fn,
		.write = write,
	};

	a.trace = trace_step(f->run->arena, NULL,
			     write ? TRACE_WRITE : TRACE_READ, f->fn, in->pos,
			     NULL);
	add_access(f, a, block, at);
}

struct race_spawn *race_spawn(struct race_frame *f, const struct ir_instr *in,
			      uint32_t block, uint32_t at)
{
	struct race_event *e;
	struct race_spawn *s;

	if (f->spawns.len >= RACE_MAX_SPAWNS) {
		f->over = true;
		return NULL;
	}
	e = race_event(f, EVENT_SPAWN, block, at);
	if (!e)
		return NULL;
	s = ARENA_NEW(f->run->arena, struct race_spawn);
	s->go = trace_step(f->run->arena, NULL, TRACE_GO, f->fn, in->pos, NULL);
	s->event = f->events.len - 1;
	e->index = f->spawns.len;
	vec_push_in(f->arena, &f->spawns, s);
	return s;
}

/* Lifting */

struct lift {
	struct race_frame *f;
	const struct race_sum *sum;
	const struct race_binding *bind;
	const struct ir_instr *in;
	uint32_t block, at;
	struct race_spawn *by;	 /* it runs there, or NULL */
	struct race_facts facts; /* what holds there besides */
	const struct trace *via; /* calls of what called it; or NULL */
	bool resolved;
	/* The goroutine itself adds to the WaitGroup that it tells: who waits
	 * may have done so before it began. */
	bool adds;
};

/* The function that an item of a call stands for, where it is known now. */
static const struct race_closure *called_now(struct lift *l,
					     const struct race_item *item,
					     const struct race_sum **ret_sum)
{
	const struct race_path *p;
	const struct race_closure *c;
	int64_t node;

	if (item->mark != SIGNAL_CALL || !item->p)
		return NULL;
	p = race_lift(l->f, l->bind, item->p);
	if (!p || p->root != ROOT_CLOSURE || p->n)
		return NULL;
	c = p->of;
	node = callgraph_node(l->f->run->g, c->fn);
	*ret_sum = node < 0 ? NULL : race_sum_of(l->f->run, (uint32_t)node);
	return c;
}

static uint32_t put_signals(struct lift *l, const struct race_closure *c,
			    const struct race_sum *sum, struct race_item *ret)
{
	struct race_binding bind = {.closure = c};
	uint32_t n = 0;

	for (uint32_t i = 0; sum && i < sum->nsignals; i++) {
		const struct race_signal *s = &sum->signals[i];

		if (s->by)
			continue;
		if (ret)
			ret[n] = (struct race_item){
				s->item.mark,
				s->item.p ? race_lift(l->f, &bind, s->item.p)
					  : NULL};
		n++;
	}
	return n;
}

static uint32_t put_item(struct lift *l, const struct race_item *item,
			 struct race_item *ret)
{
	const struct race_sum *sum = NULL;
	const struct race_closure *c = called_now(l, item, &sum);

	if (c)
		return put_signals(l, c, sum, ret);
	if (item->mark == SIGNAL_DONE && l->adds)
		return 0;
	if (ret)
		*ret = race_lock_item(
			l->f->run, item->mark,
			item->p ? race_lift(l->f, l->bind, item->p) : NULL);
	return 1;
}

static const struct race_items *lift_items(struct lift *l,
					   const struct race_items *items,
					   const struct race_items *more)
{
	struct race_run *r = l->f->run;
	struct race_items *ret;
	uint32_t n = more->n;

	if (!items->n)
		return more;
	for (uint32_t i = 0; i < items->n; i++)
		n += put_item(l, &items->at[i], NULL);
	ret = arena_alloc(r->arena, sizeof(*ret) + n * sizeof(*ret->at));
	for (uint32_t i = 0; i < items->n; i++)
		ret->n += put_item(l, &items->at[i], &ret->at[ret->n]);
	for (uint32_t i = 0; i < more->n; i++)
		ret->at[ret->n++] = more->at[i];
	return ret;
}

/* Facts of the callee, as the caller's; own: of what the call itself does,
 * and no goroutine of the callee. */
static struct race_facts lift_facts(struct lift *l, const struct race_facts *of,
				    bool own)
{
	const struct race_facts none = no_facts(l->f->run);
	const struct race_facts *more = own ? &l->facts : &none;
	struct race_facts ret;

	ret.locks = lift_items(l, of->locks, more->locks);
	ret.unlocked = lift_items(l, of->unlocked, more->unlocked);
	ret.waited = lift_items(l, of->waited, l->facts.waited);
	ret.after = lift_items(l, of->after, more->after);
	return ret;
}

/* The steps of `via`, with t inside of the innermost one. */
static const struct trace *graft(struct arena *a, const struct trace *via,
				 const struct trace *t)
{
	if (via->inside)
		t = graft(a, via->inside, t);
	return trace_call(a, t, via->fn, via->pos, NULL);
}

static const struct trace *as_call(struct lift *l, const struct trace *t)
{
	struct arena *a = l->f->run->arena;

	if (l->via)
		return graft(a, l->via, t);
	return l->in->v.op == OP_GO
		       ? t
		       : trace_call(a, t, l->f->fn, l->in->pos, NULL);
}

/* What a goroutine does is told from its start. */
static const struct trace *lift_trace(struct lift *l, const struct trace *t,
				      bool own)
{
	if (!own)
		return t;
	if (l->by && !l->via)
		return t;
	return as_call(l, t);
}

/* A goroutine of the callee, as one of the caller; made once for a call. */
static struct race_spawn *lift_spawn(struct lift *l, struct race_spawn *s)
{
	struct race_frame *f = l->f;
	struct race_spawn *ret;

	if (!s)
		return l->by;
	if (s->lifted)
		return s->lifted;
	ret = race_spawn(f, l->in, l->block, l->at);
	if (!ret)
		return NULL;
	ret->go = as_call(l, s->go);
	if (l->by) {
		/* A goroutine that a goroutine starts. */
		struct trace *go = ARENA_NEW(f->run->arena, struct trace);

		*go = *s->go;
		go->before = l->by->go;
		go->len = l->by->go->len + 1;
		ret->go = go;
		ret->event = l->by->event;
	}
	ret->multi = s->multi || (l->by && l->by->multi);
	ret->latent = s->latent || (l->by && l->by->latent);
	ret->joined = s->joined;
	ret->inner = true;
	s->lifted = ret;
	return ret;
}

static void lift_accesses(struct lift *l)
{
	for (uint32_t i = 0; i < l->sum->naccesses; i++) {
		struct race_access a = l->sum->accesses[i];
		bool own = !a.by;

		a.p = race_lift(l->f, l->bind, a.p);
		if (!a.p)
			continue;
		a.by = lift_spawn(l, a.by);
		if (!own && !a.by)
			continue;
		a.facts = lift_facts(l, &a.facts, own);
		a.trace = lift_trace(l, a.trace, own);
		a.resolved = l->resolved;
		add_access(l->f, a, l->block, l->at);
	}
}

static void lift_signals(struct lift *l)
{
	struct race_frame *f = l->f;

	for (uint32_t i = 0; i < l->sum->nsignals; i++) {
		struct race_signal s = l->sum->signals[i];
		bool own = !s.by;
		struct race_event *e;

		s.by = lift_spawn(l, s.by);
		if ((!own && !s.by) || f->signals.len >= RACE_MAX_SIGNALS ||
		    (s.item.mark == SIGNAL_DONE && l->adds))
			continue;
		s.item.p = s.item.p ? race_lift(f, l->bind, s.item.p) : NULL;
		s.waited = lift_items(l, s.waited, l->facts.waited);
		s.again = s.later = NULL;
		s.event = s.by ? s.by->event : f->events.len;
		if (!s.by) {
			e = race_event(f, EVENT_SIGNAL, l->block, l->at);
			if (!e)
				return;
			e->index = f->signals.len;
		}
		vec_push_in(f->arena, &f->signals, s);
	}
}

static void lift_end(struct lift *l, const struct race_items *items,
		     enum race_event_kind kind)
{
	for (uint32_t i = 0; i < items->n; i++) {
		const struct race_path *p = items->at[i].p;
		struct race_event *e = race_event(l->f, kind, l->block, l->at);

		if (!e)
			return;
		e->item =
			race_lock_item(l->f->run, items->at[i].mark,
				       p ? race_lift(l->f, l->bind, p) : NULL);
	}
}

static void apply(struct lift *l);

static void run_closure(struct lift *outer, const struct race_dyn *d,
			const struct race_path *p)
{
	const struct race_closure *c = p->of;
	struct race_frame *f = outer->f;
	int64_t node = callgraph_node(f->run->g, c->fn);
	struct race_binding bind = {.closure = c, .spawned = false};
	struct lift l = *outer;

	if (f->nested >= RACE_MAX_NESTED || f->nresolved >= RACE_MAX_RESOLVED)
		return;
	l.sum = node < 0 ? NULL : race_sum_of(f->run, (uint32_t)node);
	if (!l.sum)
		return;
	if (c->n > c->fn->nfree_vars)
		bind.args[bind.nargs++] = c->free[c->n - 1];
	for (uint32_t i = 0; i < d->nargs && bind.nargs < RACE_MAX_ARGS; i++)
		bind.args[bind.nargs++] =
			d->args[i] ? race_lift(f, outer->bind, d->args[i])
				   : NULL;
	bind.spawned = d->by || outer->by;
	l.bind = &bind;
	l.by = lift_spawn(outer, d->by);
	if (d->by && !l.by)
		return;
	l.facts = lift_facts(outer, &d->facts, !d->by);
	l.via = d->by ? d->trace : lift_trace(outer, d->trace, true);
	l.resolved = true;
	f->nresolved++;
	f->nested++;
	apply(&l);
	f->nested--;
}

static void keep_dyn(struct lift *l, const struct race_dyn *from,
		     const struct race_path *p)
{
	struct race_frame *f = l->f;
	struct race_dyn d = *from;
	struct race_event *e;
	bool own = !d.by;

	if (f->dyns.len >= RACE_MAX_DYNS)
		return;
	d.p = p;
	d.by = lift_spawn(l, d.by);
	if (!own && !d.by)
		return;
	for (uint32_t i = 0; i < d.nargs; i++)
		d.args[i] = d.args[i] ? race_lift(f, l->bind, d.args[i]) : NULL;
	d.facts = lift_facts(l, &d.facts, own);
	d.trace = lift_trace(l, d.trace, own);
	d.event = d.by ? d.by->event : f->events.len;
	if (!d.by) {
		e = race_event(f, EVENT_DYN, l->block, l->at);
		if (!e)
			return;
		e->index = f->dyns.len;
	}
	vec_push_in(f->arena, &f->dyns, d);
}

/* Functions that were stored in elements of a new array, one or all. */
static void run_elements(struct lift *l, const struct race_dyn *d,
			 const struct race_path *p)
{
	struct race_frame *f = l->f;
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->stores.len && n < RACE_MAX_SPAWNS; i++) {
		const struct race_store *st = &f->stores.at[i];
		struct race_spawn *lifted = d->by ? d->by->lifted : NULL;

		if (!st->value || st->value->root != ROOT_CLOSURE ||
		    st->addr->n + 1u != p->n || st->addr->root != p->root ||
		    st->addr->of != p->of ||
		    st->addr->at[st->addr->n - 1].step != STEP_INDEX)
			continue;
		/* Each in a goroutine of its own. */
		if (d->by && d->by->multi) {
			d->by->lifted = NULL;
			run_closure(l, d, st->value);
			if (d->by->lifted)
				d->by->lifted->multi = false;
			d->by->lifted = lifted;
		} else {
			run_closure(l, d, st->value);
		}
		n++;
	}
}

static void lift_dyns(struct lift *l)
{
	for (uint32_t i = 0; i < l->sum->ndyns; i++) {
		const struct race_dyn *d = &l->sum->dyns[i];
		const struct race_path *p = race_lift(l->f, l->bind, d->p);

		if (!p)
			continue;
		if (p->root == ROOT_CLOSURE && p->n == 0)
			run_closure(l, d, p);
		else if (p->root == ROOT_VALUE && p->n >= 2 &&
			 p->at[p->n - 2].step == STEP_INDEX)
			run_elements(l, d, p);
		else
			keep_dyn(l, d, p);
	}
}

static void apply(struct lift *l)
{
	const struct race_sum *sum = l->sum;

	for (uint32_t i = 0; i < sum->nspawns; i++)
		sum->spawns[i]->lifted = NULL;
	lift_accesses(l);
	lift_dyns(l);
	lift_signals(l);
	if (sum->parallel && !l->by)
		l->f->parallel = true;
	if (l->by)
		return;
	if (sum->serves)
		l->f->serves = true;
	lift_end(l, sum->given, EVENT_UNLOCK);
	lift_end(l, sum->held, EVENT_LOCK);
	lift_end(l, sum->waited, EVENT_WAIT);
}

/* Callees */

static bool is_looked_at(struct race_run *r, uint32_t node)
{
	return r->flags[node] & RACE_LOOK;
}

static uint32_t from_graph(struct race_frame *f, const struct ir_instr *call,
			   struct race_callee *ret)
{
	const struct callgraph *g = f->run->g;
	const struct call_node *node = &g->nodes[f->node];
	uint32_t n = 0;

	for (uint32_t i = 0; i < node->nsites; i++) {
		const struct call_site *site = &g->sites[node->first_site + i];
		const uint32_t *at;
		uint32_t many;

		if (site->instr != call)
			continue;
		at = callgraph_callees(g, site, &many);
		for (uint32_t k = 0; k < many && many <= RACE_MAX_CALLEES; k++)
			if (is_looked_at(f->run, at[k]))
				ret[n++].fn = g->nodes[at[k]].fn;
		break;
	}
	return n;
}

/*
 * The functions that a call may run; *ret_dyn: it is one that the caller
 * knows.
 */
uint32_t race_callees(struct race_frame *f, const struct ir_instr *call,
		      struct race_callee *ret, const struct race_path **ret_dyn)
{
	const struct ir_value *fun = call->args[ir_callee_at(call)];
	const struct race_path *p;

	memset(ret, 0, RACE_MAX_CALLEES * sizeof(*ret));
	*ret_dyn = NULL;
	if (call->v.flags & IR_INVOKE)
		return from_graph(f, call, ret);
	if (fun->op == OP_BUILTIN)
		return 0;
	if (fun->op == OP_FUNC) {
		ret[0].fn = (struct ir_function *)fun;
		return 1;
	}
	p = race_value(f, fun);
	if (p && p->root == ROOT_CLOSURE && p->n == 0) {
		ret[0].closure = p->of;
		ret[0].fn = ret[0].closure->fn;
		return 1;
	}
	if (p && race_outside(f, p)) {
		*ret_dyn = race_outside(f, p);
		return 0;
	}
	return from_graph(f, call, ret);
}

/* Effects */

static void add_dyn(struct race_frame *f, const struct ir_instr *call,
		    const struct race_path *p, struct race_spawn *by,
		    uint32_t block, uint32_t at)
{
	struct race_dyn d = {.p = p, .by = by, .facts = no_facts(f->run)};
	struct race_binding bind;
	struct race_event *e;

	if (f->dyns.len >= RACE_MAX_DYNS)
		return;
	race_bind(f, call, &bind);
	for (uint32_t i = 0; i < bind.nargs; i++)
		d.args[d.nargs++] = bind.args[i];
	d.trace = trace_call(f->run->arena, NULL, f->fn, call->pos, NULL);
	d.event = by ? by->event : f->events.len;
	if (!by) {
		e = race_event(f, EVENT_DYN, block, at);
		if (!e)
			return;
		e->index = f->dyns.len;
	}
	vec_push_in(f->arena, &f->dyns, d);
}

static bool adds_itself(const struct race_sum *sum)
{
	bool adds = false;

	for (uint32_t i = 0; i < sum->nsignals; i++)
		adds |= sum->signals[i].item.mark == SIGNAL_ADD &&
			!sum->signals[i].by;
	return adds && sum->nspawns == 0;
}

static void run_callee(struct race_frame *f, const struct race_callee *callee,
		       struct race_binding *bind, const struct ir_instr *in,
		       uint32_t block, uint32_t at, struct race_spawn *by,
		       const struct race_items *held)
{
	int64_t node = callgraph_node(f->run->g, callee->fn);
	struct lift l = {
		.f = f,
		.bind = bind,
		.in = in,
		.block = block,
		.at = at,
		.by = by,
		.facts = no_facts(f->run),
	};

	l.facts.locks = held;
	l.sum = node < 0 ? NULL : race_sum_of(f->run, (uint32_t)node);
	if (!l.sum)
		return;
	bind->closure = callee->closure;
	bind->spawned = by != NULL;
	l.adds = by && adds_itself(l.sum);
	apply(&l);
}

void race_run_function(struct race_frame *f, const struct race_path *p,
		       const struct ir_instr *in, uint32_t block, uint32_t at,
		       struct race_spawn *by, const struct race_items *held)
{
	struct race_binding bind = {0};
	struct race_callee callee = {0};

	if (p->root == ROOT_CLOSURE && p->n == 0) {
		callee.closure = p->of;
		callee.fn = callee.closure->fn;
		if (callee.closure->n > callee.fn->nfree_vars)
			bind.args[bind.nargs++] =
				callee.closure->free[callee.closure->n - 1];
		run_callee(f, &callee, &bind, in, block, at, by, held);
		return;
	}
	p = race_outside(f, p);
	if (p && f->dyns.len < RACE_MAX_DYNS) {
		add_dyn(f, in, p, by, block, at);
		f->dyns.at[f->dyns.len - 1].nargs = 0;
		f->dyns.at[f->dyns.len - 1].facts.locks = held;
	}
}

static void add_after(struct race_frame *f, struct race_facts *facts,
		      const struct race_items *more)
{
	facts->after = race_join(f->run, facts->after, more);
}

void race_ends_with(struct race_frame *f, struct race_spawn *by,
		    struct race_item item)
{
	struct race_items *one =
		arena_alloc(f->run->arena, sizeof(*one) + sizeof(item));

	one->n = 1;
	one->at[0] = item;
	for (uint32_t i = 0; i < f->accesses.len; i++)
		if (f->accesses.at[i].by == by)
			add_after(f, &f->accesses.at[i].facts, one);
	for (uint32_t i = 0; i < f->dyns.len; i++)
		if (f->dyns.at[i].by == by)
			add_after(f, &f->dyns.at[i].facts, one);
}

/* What a function of std does with functions that it is given: calls them. */
static void call_back(struct race_frame *f, const struct ir_instr *call,
		      uint32_t block, uint32_t at)
{
	for (uint32_t i = ir_callee_at(call) + 1; i < call->nargs; i++) {
		const struct ir_value *v = call->args[i];
		const struct race_path *p;

		if (!v->type || type_under(v->type)->kind != TYPE_SIGNATURE)
			continue;
		p = race_value(f, v);
		if (p && p->root == ROOT_CLOSURE)
			race_run_function(f, p, call, block, at, NULL,
					  f->run->no_items);
	}
}

static enum race_known known_callee(struct race_frame *f,
				    const struct ir_instr *call,
				    const struct race_callee *callees,
				    uint32_t n)
{
	if (call->v.flags & IR_INVOKE)
		return race_known_method(call);
	return n == 1 ? race_known_of(f->run, callees[0].fn) : KNOWN_NOT;
}

void race_call(struct race_frame *f, const struct ir_instr *call,
	       uint32_t block, uint32_t at)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;
	uint32_t n = race_callees(f, call, callees, &dyn);
	enum race_known what = known_callee(f, call, callees, n);
	struct race_binding bind;

	if (what != KNOWN_NOT) {
		race_known_call(f, call, what, block, at);
		return;
	}
	if (dyn)
		add_dyn(f, call, dyn, NULL, block, at);
	for (uint32_t i = 0; i < n; i++) {
		int64_t node = callgraph_node(f->run->g, callees[i].fn);

		if (callees[i].fn == f->asked)
			race_event(f, EVENT_ASKED, block, at);
		if (node >= 0 && !is_looked_at(f->run, (uint32_t)node)) {
			call_back(f, call, block, at);
			continue;
		}
		race_bind(f, call, &bind);
		run_callee(f, &callees[i], &bind, call, block, at, NULL,
			   f->run->no_items);
	}
}

void race_go(struct race_frame *f, const struct ir_instr *call, uint32_t block,
	     uint32_t at)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;
	uint32_t n = race_callees(f, call, callees, &dyn);
	enum race_known what = known_callee(f, call, callees, n);
	struct race_spawn *by = race_spawn(f, call, block, at);
	struct race_binding bind;

	if (!by)
		return;
	if (dyn)
		add_dyn(f, call, dyn, by, block, at);
	for (uint32_t i = 0; i < n; i++) {
		int64_t node = callgraph_node(f->run->g, callees[i].fn);
		const struct race_sum *sum;

		if (what == KNOWN_SERVE) {
			race_event(f, EVENT_SERVE, block, at);
			continue;
		}
		if (node < 0 || what)
			continue;
		race_bind(f, call, &bind);
		run_callee(f, &callees[i], &bind, call, block, at, by,
			   f->run->no_items);
		sum = race_sum_of(f->run, (uint32_t)node);
		if (sum && sum->serves)
			race_event(f, EVENT_SERVE, block, at);
	}
}

const struct race_closure *race_closure_of(struct race_frame *f,
					   const struct ir_instr *call)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;

	race_callees(f, call, callees, &dyn);
	return callees[0].closure;
}

const struct race_sum *race_deferred(struct race_frame *f,
				     const struct ir_instr *call)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;
	int64_t node;

	if (race_callees(f, call, callees, &dyn) != 1)
		return NULL;
	node = callgraph_node(f->run->g, callees[0].fn);
	return node < 0 ? NULL : race_sum_of(f->run, (uint32_t)node);
}

const struct race_path *race_method_value(struct race_frame *f,
					  const struct ir_value *v,
					  const char *name)
{
	const struct ir_value *bare = ir_bare(v);
	struct type *base = bare->type ? type_pointee(bare->type) : NULL;
	struct named *n =
		bare->type ? type_as_named(base ? base : bare->type) : NULL;
	const struct race_path *recv = n ? race_value(f, bare) : NULL;

	for (uint32_t i = 0; recv && i < named_nmethods(n); i++) {
		struct object *m = named_method(n, i);
		struct ir_function *fn;

		if (!m || strcmp(name_text(m->name), name) != 0)
			continue;
		if (recv->root == ROOT_CLOSURE)
			return NULL;
		fn = ir_function_of(f->run->flow->prog, m);
		return fn ? race_closure(f->run, fn, &recv, 1) : NULL;
	}
	return NULL;
}
