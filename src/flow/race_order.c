/* SPDX-License-Identifier: MIT */
/*
 * What comes before what in a function.
 *
 * Its events stand in the order of its blocks.  What is held and was waited
 * for at each is found by going round until nothing changes: what must be
 * so is what all ways agree in, what may be so is what one of them says.  A
 * lock that only some ways have is taken to be held (`if s.shared {
 * s.mu.Lock() }`): why, nobody here can tell.
 *
 * Whether a goroutine is still there at an event is asked by a walk from
 * where it was started: ways end where something was waited for that tells
 * of its end.
 */
#include <string.h>

#include "flow/race_impl.h"
#include "ir/ir.h"

enum { MAX_ROUNDS = 12 };

/* Items */

static uint64_t item_bit(struct race_frame *f, const struct race_item *item)
{
	for (uint32_t i = 0; i < f->nitems; i++)
		if (f->items[i].mark == item->mark && f->items[i].p == item->p)
			return (uint64_t)1 << i;
	if (f->nitems == RACE_MAX_ITEMS) {
		f->over = true;
		return 0;
	}
	f->items[f->nitems] = *item;
	return (uint64_t)1 << f->nitems++;
}

struct bits {
	uint64_t must, may;
};

static void take(struct race_frame *f, struct bits *s,
		 const struct race_item *item)
{
	uint64_t bit = item_bit(f, item);
	struct race_item gone = {MARK_UNLOCKED, item->p};

	s->must |= bit;
	s->may |= bit;
	s->may &= ~item_bit(f, &gone);
}

static void give(struct race_frame *f, struct bits *s,
		 const struct race_item *item)
{
	struct race_item gone = {MARK_UNLOCKED, item->p};
	struct race_item lock = {MARK_LOCK, item->p};
	struct race_item rlock = {MARK_RLOCK, item->p};
	uint64_t bit = item_bit(f, item);

	/* A callee has given up what there was. */
	if (item->mark == MARK_UNLOCKED)
		bit = item_bit(f, &lock) | item_bit(f, &rlock);
	/* What was not taken here is the caller's. */
	if (!(s->may & bit))
		s->may |= item_bit(f, &gone);
	s->must &= ~bit;
	s->may &= ~bit;
}

static void step(struct race_frame *f, struct bits *s, uint8_t kind,
		 const struct race_item *item)
{
	if (kind == EVENT_LOCK)
		take(f, s, item);
	else if (kind == EVENT_UNLOCK)
		give(f, s, item);
	else if (kind == EVENT_WAIT)
		s->must |= item_bit(f, item);
}

static void through_edge(struct race_frame *f, struct bits *s, uint32_t block,
			 uint32_t succ)
{
	for (uint32_t i = 0; i < f->edges.len; i++) {
		struct race_edge *e = &f->edges.at[i];

		if (e->block == block && e->succ == succ)
			step(f, s, e->kind, &e->item);
	}
}

static bool flow_into(struct race_frame *f, uint32_t to, struct bits s)
{
	uint64_t must = f->in_must[to] & s.must, may = f->in_may[to] | s.may;
	bool changed = must != f->in_must[to] || may != f->in_may[to];

	f->in_must[to] = must;
	f->in_may[to] = may;
	return changed || !f->seen[to];
}

static bool through_block(struct race_frame *f, uint32_t b)
{
	const struct ir_block *block = f->fn->blocks[b];
	struct bits s = {f->in_must[b], f->in_may[b]};
	bool changed = false;

	for (uint32_t i = f->first[b]; i < f->first[b + 1]; i++) {
		struct race_event *e = &f->events.at[i];

		e->must = s.must;
		e->may = s.may;
		step(f, &s, e->kind, &e->item);
	}
	f->out_must[b] = s.must;
	f->out_may[b] = s.may;
	for (uint32_t i = 0; i < block->nsuccs; i++) {
		struct bits out = s;
		uint32_t to = block->succs[i]->index;

		through_edge(f, &out, b, i);
		changed |= flow_into(f, to, out);
		f->seen[to] = 1;
	}
	return changed;
}

/*
 * Loops that wait
 *
 * `for range started { <-done }` waits for each of them: that there was none
 * is a way on which nothing was started.  So ways out of a loop that waits in
 * every round have waited.
 */

static bool in_loop(struct race_frame *f, uint32_t head, uint32_t tail,
		    uint32_t b)
{
	return b == head || b == tail ||
	       race_reaches_avoiding(f, b, tail, head);
}

static void add_loop(struct race_frame *f, const struct ir_block *head,
		     const struct ir_block *tail, const struct race_item *item)
{
	for (uint32_t i = 0; i < head->nsuccs; i++)
		if (!in_loop(f, head->index, tail->index,
			     head->succs[i]->index))
			vec_push_in(f->arena, &f->edges,
				    (struct race_edge){head->index, i,
						       EVENT_WAIT, *item});
}

static void add_loops_of(struct race_frame *f, const struct ir_block *b,
			 const struct race_item *item)
{
	uint32_t depth = 0;

	for (const struct ir_block *head = b; head && depth < 64;
	     head = head->idom, depth++)
		for (uint32_t i = 0; i < head->npreds; i++)
			if (ir_dominates(b, head->preds[i]))
				add_loop(f, head, head->preds[i], item);
}

static void add_loops(struct race_frame *f)
{
	uint32_t nedges = f->edges.len;

	for (uint32_t i = 0; i < f->events.len; i++)
		if (f->events.at[i].kind == EVENT_WAIT)
			add_loops_of(f, f->fn->blocks[f->events.at[i].block],
				     &f->events.at[i].item);
	for (uint32_t i = 0; i < nedges; i++) {
		struct race_edge e = f->edges.at[i];
		const struct ir_block *to =
			f->fn->blocks[e.block]->succs[e.succ];

		if (e.kind == EVENT_WAIT && to->npreds == 1)
			add_loops_of(f, to, &e.item);
	}
}

void race_solve(struct race_frame *f)
{
	uint32_t n = f->fn->nblocks;
	bool changed = true;

	add_loops(f);
	memset(f->seen, 0, n);
	for (uint32_t b = 0; b < n; b++) {
		f->in_must[b] = f->fn->blocks[b]->npreds ? ~(uint64_t)0 : 0;
		f->in_may[b] = 0;
	}
	f->seen[0] = 1;
	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		for (uint32_t b = 0; b < n; b++)
			if (f->seen[b])
				changed |= through_block(f, b);
	}
	if (changed)
		f->over = true;
}

/* Waits and signals */

static bool kinds_match(uint8_t wait, uint8_t signal)
{
	switch (wait) {
	case WAIT_GROUP:
		return signal == SIGNAL_DONE;
	case WAIT_RECV:
		return signal == SIGNAL_SEND || signal == SIGNAL_CLOSE_ONLY;
	case WAIT_VALUE:
		return signal == SIGNAL_SEND;
	case WAIT_CLOSED:
		return signal == SIGNAL_SEND || signal == SIGNAL_CLOSE ||
		       signal == SIGNAL_CLOSE_ONLY;
	case WAIT_SENT:
		return signal == SIGNAL_RECV;
	case WAIT_ATOMIC:
		return signal == SIGNAL_ATOMIC;
	}
	return false;
}

bool race_wait_matches(const struct race_item *wait,
		       const struct race_item *signal)
{
	if (wait->mark == WAIT_ALL || signal->mark == SIGNAL_CALL)
		return true;
	if (!kinds_match(wait->mark, signal->mark) ||
	    (wait->mark == WAIT_SENT && race_buffered(wait->p)))
		return false;
	if (!wait->p || !signal->p || wait->p == signal->p)
		return true;
	return !race_definite(wait->p) || !race_definite(signal->p);
}

static bool is_wait(uint8_t mark)
{
	return mark >= WAIT_GROUP && mark <= WAIT_ALL;
}

/* Signals NULL: any wait does. */
static bool ends(const struct race_item *wait, const struct race_items *signals)
{
	if (!is_wait(wait->mark))
		return false;
	if (!signals)
		return wait->mark != WAIT_SENT;
	if (wait->mark == WAIT_ALL)
		return true;
	for (uint32_t i = 0; i < signals->n; i++)
		if (race_wait_matches(wait, &signals->at[i]))
			return true;
	return false;
}

bool race_any_matches(const struct race_items *waits,
		      const struct race_items *signals)
{
	for (uint32_t i = 0; i < waits->n; i++)
		if (ends(&waits->at[i], signals))
			return true;
	return false;
}

/* Walks */

/* From event `from` to the end of block b; false: the way ends before. */
static bool walk_block(struct race_frame *f, uint32_t from, uint32_t b,
		       const struct race_items *signals)
{
	for (uint32_t i = from; i < f->first[b + 1]; i++) {
		const struct race_event *e = &f->events.at[i];

		if (e->kind == EVENT_WAIT && ends(&e->item, signals))
			return false;
		f->reached[i] = 1;
	}
	return true;
}

static bool edge_ends(const struct race_frame *f, uint32_t block, uint32_t succ,
		      const struct race_items *signals)
{
	for (uint32_t i = 0; i < f->edges.len; i++) {
		const struct race_edge *e = &f->edges.at[i];

		if (e->block == block && e->succ == succ &&
		    e->kind == EVENT_WAIT && ends(&e->item, signals))
			return true;
	}
	return false;
}

void race_flood(struct race_frame *f, uint32_t from,
		const struct race_items *signals)
{
	uint32_t *todo = f->todo;
	uint32_t n = 0, b = f->events.at[from].block, at = from + 1;

	memset(f->seen, 0, f->fn->nblocks);
	memset(f->reached, 0, f->events.len);
	f->returns = false;
	for (;;) {
		const struct ir_block *block = f->fn->blocks[b];
		bool through = walk_block(f, at, b, signals);

		if (through &&
		    block->instrs[block->ninstrs - 1]->v.op == OP_RETURN)
			f->returns = true;
		if (through)
			for (uint32_t i = 0; i < block->nsuccs; i++) {
				uint32_t to = block->succs[i]->index;

				if (f->seen[to] || edge_ends(f, b, i, signals))
					continue;
				f->seen[to] = 1;
				todo[n++] = to;
			}
		if (n == 0)
			return;
		b = todo[--n];
		at = f->first[b];
	}
}

/* A way from the end of block `from` to block `to`; not through `avoid`. */
bool race_reaches_avoiding(struct race_frame *f, uint32_t from, uint32_t to,
			   uint32_t avoid)
{
	uint32_t *todo = f->todo;
	uint32_t n = 0;

	memset(f->seen, 0, f->fn->nblocks);
	todo[n++] = from;
	while (n > 0) {
		const struct ir_block *block = f->fn->blocks[todo[--n]];

		for (uint32_t i = 0; i < block->nsuccs; i++) {
			uint32_t b = block->succs[i]->index;

			if (b == avoid || f->seen[b])
				continue;
			if (b == to)
				return true;
			f->seen[b] = 1;
			todo[n++] = b;
		}
	}
	return false;
}

bool race_follows(struct race_frame *f, const struct ir_instr *from,
		  uint32_t block, uint32_t at, const struct race_path *p)
{
	const struct ir_instr *made = p->root == ROOT_VALUE ? p->of : NULL;

	if (from->block->index == block && race_place(from) < at)
		return true;
	return race_reaches_avoiding(f, from->block->index, block,
				     made ? made->block->index : UINT32_MAX);
}
