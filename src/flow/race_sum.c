/* SPDX-License-Identifier: MIT */
/*
 * A function, looked at once: its events, and what is held and was waited for
 * at each.
 */
#include <string.h>

#include "flow/plan.h"
#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "syntax/ast.h"
#include "syntax/token.h"
#include "types/types.h"

/* Lists of items */

const struct race_items *race_join(struct race_run *r,
				   const struct race_items *a,
				   const struct race_items *b)
{
	struct race_items *ret;
	uint32_t n;

	if (!a->n || a == b)
		return b;
	if (!b->n)
		return a;
	ret = arena_alloc(r->arena,
			  sizeof(*ret) + (a->n + b->n) * sizeof(*ret->at));
	memcpy(ret->at, a->at, a->n * sizeof(*ret->at));
	n = a->n;
	for (uint32_t i = 0; i < b->n; i++) {
		uint32_t k = 0;

		while (k < a->n && (a->at[k].mark != b->at[i].mark ||
				    a->at[k].p != b->at[i].p))
			k++;
		if (k == a->n)
			ret->at[n++] = b->at[i];
	}
	ret->n = n;
	return ret;
}

/* Those among bits whose marks are from first to last. */
struct race_items *race_items_of(struct race_frame *f, uint64_t bits,
				 uint32_t first, uint32_t last)
{
	struct race_items *ret;
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->nitems; i++)
		n += bits >> i & 1 && f->items[i].mark >= first &&
		     f->items[i].mark <= last;
	if (!n)
		return f->run->no_items;
	ret = arena_alloc(f->run->arena, sizeof(*ret) + n * sizeof(*ret->at));
	for (uint32_t i = 0; i < f->nitems; i++)
		if (bits >> i & 1 && f->items[i].mark >= first &&
		    f->items[i].mark <= last)
			ret->at[ret->n++] = f->items[i];
	return ret;
}

uint32_t race_place(const struct ir_instr *in)
{
	uint32_t i = 0;

	while (in->block->instrs[i] != in)
		i++;
	return i;
}

/* Events of instructions */

static bool is_map(const struct ir_value *v)
{
	struct type *u = v->type ? type_under(v->type) : NULL;

	return u && u->kind == TYPE_MAP;
}

static void touch(struct race_frame *f, const struct ir_instr *in,
		  const struct ir_value *m, bool write, uint32_t b, uint32_t i)
{
	const struct race_path *p =
		is_map(m) && race_can(f->run, m) ? race_value(f, m) : NULL;

	if (p)
		race_touch(f, in, p, write, b, i);
}

static void builtin(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		    uint32_t i)
{
	uint32_t first = ir_callee_at(in) + 1;
	const char *name =
		((const struct ir_builtin *)in->args[first - 1])->name;

	if (in->nargs <= first)
		return;
	if (strcmp(name, "delete") == 0 || strcmp(name, "clear") == 0)
		touch(f, in, in->args[first], true, b, i);
	else if (strcmp(name, "close") == 0)
		race_signal(f, SIGNAL_CLOSE, race_value(f, in->args[first]), b,
			    i);
}

static void run_defers(struct race_frame *f, uint32_t b, uint32_t i)
{
	for (uint32_t k = f->defers.len; k > 0; k--) {
		const struct ir_instr *in = f->defers.at[k - 1];

		if (in->block->index != b &&
		    !race_reaches_avoiding(f, in->block->index, b, UINT32_MAX))
			continue;
		if (!(in->v.flags & IR_INVOKE) &&
		    in->args[ir_callee_at(in)]->op == OP_BUILTIN)
			builtin(f, in, b, i);
		else
			race_call(f, in, b, i);
	}
}

static void look_at(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		    uint32_t i)
{
	switch (in->v.op) {
	case OP_MAP_UPDATE:
		touch(f, in, in->args[0], true, b, i);
		break;
	case OP_LOOKUP:
	case OP_RANGE:
		touch(f, in, in->args[0], false, b, i);
		break;
	case OP_SEND:
		race_send(f, in->args[0], b, i);
		break;
	case OP_RECV:
		race_receive(f, in, b, i);
		break;
	case OP_SELECT:
		race_select(f, in, b, i);
		break;
	case OP_GO:
		race_go(f, in, b, i);
		break;
	case OP_RUN_DEFERS:
		run_defers(f, b, i);
		break;
	case OP_CALL:
		if (!(in->v.flags & IR_INVOKE) && in->args[0]->op == OP_BUILTIN)
			builtin(f, in, b, i);
		else
			race_call(f, in, b, i);
		break;
	}
}

/* Next is a step of a range: each reads the map again. */
static void find_events(struct race_frame *f)
{
	const struct ir_function *fn = f->fn;

	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++)
			if (fn->blocks[b]->instrs[i]->v.op == OP_DEFER)
				vec_push_in(f->arena, &f->defers,
					    fn->blocks[b]->instrs[i]);
	for (uint32_t b = 0; b < fn->nblocks; b++) {
		f->first[b] = f->events.len;
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs && !f->over;
		     i++)
			look_at(f, fn->blocks[b]->instrs[i], b, i);
	}
	f->first[fn->nblocks] = f->events.len;
}

/* Facts at events */

/* Closing a channel on which nobody here sends is all there is to wait for. */
static void settle_closes(struct race_frame *f)
{
	for (uint32_t i = 0; i < f->signals.len; i++) {
		struct race_signal *s = &f->signals.at[i];
		bool sends = false;

		if (s->item.mark != SIGNAL_CLOSE)
			continue;
		for (uint32_t k = 0; k < f->signals.len; k++)
			sends |= f->signals.at[k].item.mark == SIGNAL_SEND &&
				 f->signals.at[k].item.p == s->item.p;
		if (!sends)
			s->item.mark = SIGNAL_CLOSE_ONLY;
	}
}

/* Without the locks that the callee gave up in between. */
static const struct race_items *less(struct race_frame *f,
				     const struct race_items *locks,
				     const struct race_items *gone)
{
	struct race_items *ret;

	if (!locks->n || !gone->n)
		return locks;
	ret = arena_alloc(f->run->arena,
			  sizeof(*ret) + locks->n * sizeof(*ret->at));
	for (uint32_t i = 0; i < locks->n; i++) {
		uint32_t k = 0;

		while (k < gone->n && gone->at[k].p != locks->at[i].p)
			k++;
		if (k == gone->n)
			ret->at[ret->n++] = locks->at[i];
	}
	return ret;
}

struct here {
	const struct race_items *locks, *unlocked, *waited;
};

static struct here facts_at(struct race_frame *f, const struct race_event *e)
{
	struct here h;

	h.locks = race_items_of(f, e->must | e->may, MARK_LOCK, MARK_ONCE);
	h.unlocked = race_items_of(f, e->may, MARK_UNLOCKED, MARK_UNLOCKED);
	h.waited = race_items_of(f, e->must, WAIT_GROUP, WAIT_ALL);
	return h;
}

/*
 * After a signal an event may come again, without waiting for somebody.  Who
 * receives goes on whatever the sender does.
 */
static const uint8_t *comes_again(struct race_frame *f, struct race_signal *s)
{
	if (s->again)
		return s->again;
	s->again = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);
	race_flood(f, s->event,
		   s->item.mark == SIGNAL_RECV ? f->run->no_items : NULL);
	memcpy(s->again, f->reached, f->events.len);
	return s->again;
}

/*
 * Signals that say that an event is over: those that come after it, and
 * after which it cannot come again without waiting for somebody.
 */
static const struct race_items *signals_after(struct race_frame *f,
					      uint32_t event)
{
	struct race_items *ret = arena_alloc(
		f->run->arena, sizeof(*ret) + (f->signals.len + f->dyns.len) *
						      sizeof(*ret->at));
	uint8_t *later = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);

	race_flood(f, event, f->run->no_items);
	memcpy(later, f->reached, f->events.len);
	for (uint32_t i = 0; i < f->signals.len; i++) {
		struct race_signal *s = &f->signals.at[i];

		if (!s->by && later[s->event] && !comes_again(f, s)[event])
			ret->at[ret->n++] = s->item;
	}
	for (uint32_t i = 0; i < f->dyns.len; i++)
		if (!f->dyns.at[i].by && f->dyns.at[i].event != event &&
		    later[f->dyns.at[i].event])
			ret->at[ret->n++] = (struct race_item){SIGNAL_CALL,
							       f->dyns.at[i].p};
	return ret;
}

/* The same, made once for all that a call does. */
static const struct race_items *after_event(struct race_frame *f,
					    uint32_t event)
{
	const struct race_event *e = &f->events.at[event];
	const struct race_event *last = &f->events.at[f->last_event];

	if (!f->signals.len && !f->dyns.len)
		return f->run->no_items;
	if (!f->last_after || last->block != e->block || last->at != e->at ||
	    e->kind != EVENT_ACCESS || last->kind != EVENT_ACCESS) {
		f->last_event = event;
		f->last_after = signals_after(f, event);
	}
	return f->last_after;
}

/* With what holds in this function where the event is. */
static void settle_facts(struct race_frame *f, struct race_facts *facts,
			 uint32_t event)
{
	struct race_run *r = f->run;
	struct here h = facts_at(f, &f->events.at[event]);

	facts->locks =
		race_join(r, facts->locks, less(f, h.locks, facts->unlocked));
	facts->unlocked = race_join(r, facts->unlocked, h.unlocked);
	facts->waited = race_join(r, facts->waited, h.waited);
	facts->after = race_join(r, facts->after, after_event(f, event));
}

static void settle_accesses(struct race_frame *f)
{
	struct race_run *r = f->run;

	for (uint32_t i = 0; i < f->accesses.len; i++) {
		struct race_access *a = &f->accesses.at[i];

		if (a->by)
			continue;
		a->sent = race_sent(f, a->p, f->events.at[a->event].block,
				    f->events.at[a->event].at);
		a->inner = a->facts.waited;
		settle_facts(f, &a->facts, a->event);
	}
	for (uint32_t i = 0; i < f->dyns.len; i++) {
		struct race_dyn *d = &f->dyns.at[i];

		if (!d->by)
			settle_facts(f, &d->facts, d->event);
	}
	for (uint32_t i = 0; i < f->signals.len; i++) {
		struct race_signal *s = &f->signals.at[i];

		if (!s->by)
			s->waited = race_join(
				r, s->waited,
				facts_at(f, &f->events.at[s->event]).waited);
	}
}

static void open_frame(struct race_frame *f)
{
	const struct ir_function *fn = f->fn;
	uint32_t n = fn->nparams + fn->nfree_vars + fn->nregisters;

	while (f->run->scratches.len <= f->run->depth)
		vec_push_in(f->run->arena, &f->run->scratches, arena_create(0));
	f->arena = f->run->scratches.at[f->run->depth];
	f->values = ARENA_ARRAY(f->arena, n + 1, const struct race_path *);
	f->known = ARENA_ARRAY(f->arena, n + 1, uint8_t);
	f->first = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint32_t);
	f->in_must = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint64_t);
	f->in_may = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint64_t);
	f->out_must = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint64_t);
	f->out_may = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint64_t);
	f->todo = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint32_t);
	f->seen = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint8_t);
	f->live = ARENA_ARRAY(f->arena, fn->nblocks + 1, uint8_t);
}

bool race_look(struct race_frame *f)
{
	open_frame(f);
	race_name_results(f);
	race_note_stores(f);
	find_events(f);
	f->reached = ARENA_ARRAY(f->arena, f->events.len + 1, uint8_t);
	if (f->over)
		return false;
	settle_closes(f);
	race_solve(f);
	if (f->over)
		return false;
	memcpy(f->live, f->seen, f->fn->nblocks);
	settle_accesses(f);
	return true;
}

void race_close(struct race_frame *f)
{
	arena_reset(f->arena);
}

static struct race_sum *look(struct race_run *r, uint32_t node)
{
	struct race_frame f = {
		.run = r, .fn = r->g->nodes[node].fn, .node = node};
	struct race_sum *sum = NULL;

	if (race_look(&f)) {
		if (f.spawns.len)
			race_pairs(&f);
		sum = race_keep(&f);
	}
	race_close(&f);
	return sum;
}

struct race_sum *race_sum_of(struct race_run *r, uint32_t node)
{
	const struct ir_function *fn = r->g->nodes[node].fn;

	if (r->states[node] == RACE_DONE)
		return r->sums[node];
	if (r->states[node] == RACE_BUSY || r->depth >= RACE_MAX_DEPTH ||
	    arena_used(r->arena) > RACE_MAX_MEMORY)
		return NULL;
	if (!fn->nblocks || fn->broken || fn->nblocks > RACE_MAX_BLOCKS ||
	    !(r->flags[node] & RACE_LOOK) || !(r->flags[node] & RACE_USEFUL)) {
		r->states[node] = RACE_DONE;
		return NULL;
	}
	r->states[node] = RACE_BUSY;
	r->depth++;
	r->sums[node] = look(r, node);
	r->depth--;
	r->states[node] = RACE_DONE;
	return r->sums[node];
}
