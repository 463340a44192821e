/* SPDX-License-Identifier: MIT */
/*
 * Channels.
 *
 * A channel holds what was sent and not received yet: ELEM edges, of which a
 * receive takes the oldest.  What others may have sent is not known.  Any
 * operation on a channel may wait for another goroutine.
 */
#include "flow/exec_impl.h"
#include "flow/model.h"

static struct type *chan_elem(const struct ir_value *chan)
{
	struct chan *c = TYPE_AS(CHAN, chan, type_under(chan->type));

	return c ? c->elem : NULL;
}

/* What comes out of the channel. */
static val_t take(struct state *s, val_t chan, struct type *t)
{
	val_t key = NO_VAL, slot = NO_VAL;

	for (const struct edge *e = state_first(s, chan); e;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL) {
			key = e->key;
			slot = e->to;
			break;
		}
	if (slot == NO_VAL)
		return t ? state_unknown(s, t) : state_nil(s);
	state_set(s, chan, ACCESS_ELEM, key, NO_VAL, NULL);
	return state_load(s, slot, t);
}

bool exec_recv(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t chan = exec_arg(x, s, in, 0), v;

	event_wait(x, s);
	v = take(s, chan, chan_elem(in->args[0]));
	if (in->v.flags & IR_COMMA_OK) {
		val_t pair[2] = {v, state_unknown(s, basic_types[BASIC_BOOL])};

		v = exec_tuple(s, pair, 2);
	}
	exec_set(x, s, in, v);
	return true;
}

bool exec_is_freelist(const struct ir_value *v)
{
	const struct ir_instr *load = IR_AS(LOAD, ir_instr, v);
	const struct ir_instr *at =
		load ? IR_AS(FIELD_ADDR, ir_instr, load->args[0]) : NULL;
	const struct ir_global *g =
		load ? IR_AS(GLOBAL, ir_global, load->args[0]) : NULL;

	if (g)
		return g->object && model_is_freelist(g->object->name);
	return at && model_is_freelist(ir_field_name(at));
}

static void put(struct exec *x, struct state *s, const struct ir_value *to,
		val_t chan, val_t v)
{
	event_escape(x, s, v, "sent");
	if (exec_is_freelist(to)) {
		event_free(x, s, v, FREED_RECYCLE, NO_NAME, "sent");
		return;
	}
	event_store(x, s, chan, ACCESS_ELEM, state_new(s, ORIGIN_NUMBER), v,
		    "sent");
}

bool exec_send(struct exec *x, struct state *s, const struct ir_instr *in)
{
	put(x, s, in->args[0], exec_arg(x, s, in, 0), exec_arg(x, s, in, 1));
	return true;
}

/* The result when case number i was taken; -1: none was ready. */
static void taken(struct exec *x, struct state *s, const struct ir_instr *in,
		  int64_t i)
{
	uint32_t n = in->nargs / 2, at = 2;
	val_t tuple = state_new(s, ORIGIN_NUMBER);

	state_set(s, tuple, ACCESS_RESULT, 0, state_int(s, i), NULL);
	state_set(s, tuple, ACCESS_RESULT, 1,
		  state_unknown(s, basic_types[BASIC_BOOL]), NULL);
	if (i >= 0 && in->args[2 * i + 1])
		put(x, s, in->args[2 * i], exec_arg(x, s, in, 2 * (uint32_t)i),
		    exec_arg(x, s, in, 2 * (uint32_t)i + 1));
	for (uint32_t j = 0; j < n; j++) {
		struct type *t = chan_elem(in->args[2 * j]);

		if (in->states[j].dir != CHAN_RECV)
			continue;
		state_set(s, tuple, ACCESS_RESULT, at++,
			  (int64_t)j == i
				  ? take(s, exec_arg(x, s, in, 2 * j), t)
				  : state_zero(s, t),
			  NULL);
	}
	exec_set(x, s, in, tuple);
}

bool exec_select(struct exec *x, struct state *s, const struct ir_instr *in)
{
	int64_t n = in->nargs / 2;

	if (!(in->v.flags & IR_NON_BLOCKING))
		event_wait(x, s);
	for (int64_t i = in->v.flags & IR_NON_BLOCKING ? -1 : 1; i < n; i++) {
		struct state *other = i ? exec_split(x, s) : NULL;

		if (other)
			taken(x, other, in, i);
	}
	if (n == 0 && !(in->v.flags & IR_NON_BLOCKING))
		return false;
	taken(x, s, in, n ? 0 : -1);
	return true;
}
