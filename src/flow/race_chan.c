/* SPDX-License-Identifier: MIT */
/*
 * Channels: what sending, receiving and closing tell of the order of things.
 *
 * Of a range, or a receive with ", ok", each branch knows whether something
 * came or the channel was closed; of a select, which case it was.  A function
 * that sends to a channel and receives from the same one again uses it as a
 * lock: room for one is a mutex.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "flow/race_impl.h"
#include "ir/ir.h"
#include "syntax/ast.h"
#include "types/types.h"

/* Numbers */

bool race_is_number(const struct ir_value *v, uint32_t n)
{
	struct buf b;
	char text[16];
	const char *end;
	bool same;

	if (v->op != OP_CONST)
		return false;
	buf_init(&b, 64);
	ir_value_print_name(v, &b);
	snprintf(text, sizeof(text), "%u", n);
	end = strchr(buf_text(&b), ':');
	same = end && (size_t)(end - buf_text(&b)) == strlen(text) &&
	       strncmp(buf_text(&b), text, strlen(text)) == 0;
	buf_finish(&b);
	return same;
}

/* Made with room for something, as far as that is known. */
bool race_buffered(const struct race_path *p)
{
	const struct ir_instr *mk = p && p->root == ROOT_VALUE && p->n == 0
					    ? IR_AS(MAKE_CHAN, ir_instr, p->of)
					    : NULL;

	return mk && !race_is_number(mk->args[0], 0);
}

bool race_wide_channel(const struct race_path *p)
{
	const struct ir_instr *mk = p && p->root == ROOT_VALUE && p->n == 0
					    ? IR_AS(MAKE_CHAN, ir_instr, p->of)
					    : NULL;

	return mk && mk->args[0]->op == OP_CONST &&
	       !race_is_number(mk->args[0], 1);
}

/* Events */

void race_mark(struct race_frame *f, enum race_event_kind kind, uint8_t mark,
	       const struct race_path *p, uint32_t b, uint32_t i)
{
	struct race_event *e = race_event(f, kind, b, i);

	if (e)
		e->item = (struct race_item){mark, p};
}

void race_signal(struct race_frame *f, uint8_t mark, const struct race_path *p,
		 uint32_t b, uint32_t i)
{
	struct race_event *e;

	if (f->signals.len >= RACE_MAX_SIGNALS) {
		f->over = true;
		return;
	}
	e = race_event(f, EVENT_SIGNAL, b, i);
	if (!e)
		return;
	e->index = f->signals.len;
	vec_push_in(f->arena, &f->signals,
		    (struct race_signal){.item = {mark, p},
					 .waited = f->run->no_items,
					 .event = f->events.len - 1});
}

/* Channels */

static bool uses(struct race_frame *f, const struct race_path *p, uint8_t op)
{
	for (uint32_t b = 0; b < f->fn->nblocks; b++)
		for (uint32_t i = 0; i < f->fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = f->fn->blocks[b]->instrs[i];

			if (in->v.op == op && race_value(f, in->args[0]) == p)
				return true;
		}
	return false;
}

/* Also in a function that is deferred. */
static bool uses_later(struct race_frame *f, const struct race_path *p,
		       uint8_t mark)
{
	for (uint32_t i = 0; i < f->defers.len; i++) {
		const struct ir_instr *in = f->defers.at[i];
		const struct race_sum *sum = race_deferred(f, in);
		struct race_binding bind;

		if (!sum)
			continue;
		race_bind(f, in, &bind);
		bind.closure = race_closure_of(f, in);
		for (uint32_t k = 0; k < sum->nsignals; k++)
			if (sum->signals[k].item.mark == mark &&
			    sum->signals[k].item.p &&
			    race_lift(f, &bind, sum->signals[k].item.p) == p)
				return true;
	}
	return false;
}

bool race_receives(struct race_frame *f, const struct ir_value *ch)
{
	const struct race_path *p = race_value(f, ch);

	return p && (uses(f, p, OP_RECV) || uses_later(f, p, SIGNAL_RECV));
}

bool race_sends(struct race_frame *f, const struct ir_value *ch)
{
	const struct race_path *p = race_value(f, ch);

	return p && (uses(f, p, OP_SEND) || uses_later(f, p, SIGNAL_SEND));
}

void race_send(struct race_frame *f, const struct ir_value *ch, uint32_t b,
	       uint32_t i)
{
	const struct race_path *p = race_value(f, ch);

	race_signal(f, SIGNAL_SEND, p, b, i);
	/* A channel with room for one is a lock. */
	if (p && race_receives(f, ch))
		race_mark(f, EVENT_LOCK, MARK_LOCK, p, b, i);
	race_mark(f, EVENT_WAIT, WAIT_SENT, p, b, i);
}

/* The extract of `index` of a tuple in its block, or NULL. */
static const struct ir_value *part(const struct ir_instr *tuple, uint32_t index)
{
	const struct ir_block *b = tuple->block;

	for (uint32_t i = 0; i < b->ninstrs; i++) {
		const struct ir_instr *x =
			IR_AS(EXTRACT, ir_instr, b->instrs[i]);

		if (x && x->args[0] == &tuple->v && x->index == index)
			return &x->v;
	}
	return NULL;
}

static void edge(struct race_frame *f, uint32_t block, uint32_t succ,
		 uint8_t mark, const struct race_path *p)
{
	vec_push_in(f->arena, &f->edges,
		    (struct race_edge){block, succ, EVENT_WAIT, {mark, p}});
}

void race_receive(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		  uint32_t i)
{
	const struct race_path *p = race_value(f, in->args[0]);
	const struct ir_block *block = in->block;
	const struct ir_instr *last = block->instrs[block->ninstrs - 1];

	if (race_outer_channel(f, in->args[0]))
		return;
	if (p && race_sends(f, in->args[0]))
		race_mark(f, EVENT_UNLOCK, MARK_LOCK, p, b, i);
	if (in->v.flags & IR_COMMA_OK && last->v.op == OP_IF &&
	    last->args[0] == part(in, 1)) {
		edge(f, b, 0, WAIT_VALUE, p);
		edge(f, b, 1, WAIT_CLOSED, p);
	} else {
		race_mark(f, EVENT_WAIT, p ? WAIT_RECV : WAIT_ALL, p, b, i);
	}
	if (p)
		race_signal(f, SIGNAL_RECV, p, b, i);
}

/* Where the index of a select is compared with a case. */
static void select_edges(struct race_frame *f, const struct ir_instr *in,
			 uint32_t k, uint8_t mark, const struct race_path *p)
{
	const struct ir_value *index = part(in, 0);

	if (!index)
		return;
	for (uint32_t b = 0; b < f->fn->nblocks; b++) {
		const struct ir_block *block = f->fn->blocks[b];
		const struct ir_instr *last = block->instrs[block->ninstrs - 1];
		const struct ir_instr *cmp =
			last->v.op == OP_IF
				? IR_AS(BINOP, ir_instr, last->args[0])
				: NULL;

		if (cmp && cmp->args[0] == index &&
		    race_is_number(cmp->args[1], k))
			edge(f, b, 0, mark, p);
	}
}

void race_select(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		 uint32_t i)
{
	uint32_t n = in->nargs / 2;

	for (uint32_t k = 0; k < n; k++) {
		const struct ir_value *ch = in->args[2 * k];
		const struct race_path *p = ch ? race_value(f, ch) : NULL;
		bool sends = in->states[k].dir == CHAN_SEND;
		bool alone = n == 1 && !(in->v.flags & IR_NON_BLOCKING);

		if (!ch || (!sends && race_outer_channel(f, ch)))
			continue;
		race_signal(f, sends ? SIGNAL_SEND : SIGNAL_RECV, p, b, i);
		if (alone)
			race_mark(f, EVENT_WAIT, sends ? WAIT_SENT : WAIT_RECV,
				  p, b, i);
		else
			select_edges(f, in, k,
				     sends ? WAIT_SENT
				     : p   ? WAIT_RECV
					   : WAIT_ALL,
				     p);
	}
}
