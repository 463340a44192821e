/* SPDX-License-Identifier: MIT */
/*
 * container/list.
 *
 * An element is a node with a field Value.  A list has an ELEM edge for each
 * element that is known to be in it, whose key is the element itself and
 * whose slot holds it: so it is a container as others are.  The order is in
 * links beside: FRONT and BACK of the list, NEXT and PREV of an element.
 * Links of what was there before are found when they are asked for; links
 * that are not known are not made up, so that what is taken out of the
 * middle leaves what is known of the rest.
 */
#include "flow/model_impl.h"

static val_t link_of(const struct state *s, val_t of, enum model_part part)
{
	const struct edge *e = state_edge(s, of, ACCESS_MODEL, part);

	return e ? e->to : NO_VAL;
}

static void set_link(struct state *s, val_t of, enum model_part part, val_t to)
{
	state_set(s, of, ACCESS_MODEL, part, to, NULL);
}

static bool is_nil(const struct state *s, val_t v)
{
	return v != NO_VAL && state_is_zero(s, v) == TRI_YES;
}

/* An element of the list that was there already. */
static void note_element(struct state *s, val_t list, val_t e)
{
	val_t slot;

	if (state_is_zero(s, e) == TRI_YES || model_has(s, list, e) == TRI_YES)
		return;
	slot = state_read(s, list, ACCESS_ELEM, e, NULL);
	state_set(s, slot, ACCESS_DEREF, 0, e, NULL);
	set_link(s, e, MODEL_LIST, list);
}

/* The element at one end, or beside another: found or made. */
static val_t follow(struct state *s, val_t of, enum model_part part,
		    enum model_part back, val_t list)
{
	bool known = link_of(s, of, part) != NO_VAL;
	val_t v = state_read(s, of, ACCESS_MODEL, part, NULL);

	if (known || state_is_zero(s, v) == TRI_YES)
		return v;
	if (list != NO_VAL)
		note_element(s, list, v);
	if (back != MODEL_LIST)
		set_link(s, v, back, of);
	return v;
}

static val_t front(struct state *s, val_t list)
{
	return follow(s, list, MODEL_FRONT, MODEL_LIST, list);
}

static val_t back(struct state *s, val_t list)
{
	return follow(s, list, MODEL_BACK, MODEL_LIST, list);
}

static val_t list_of(const struct state *s, val_t e)
{
	return link_of(s, e, MODEL_LIST);
}

static val_t next(struct state *s, val_t e)
{
	return follow(s, e, MODEL_NEXT, MODEL_PREV, list_of(s, e));
}

static val_t prev(struct state *s, val_t e)
{
	return follow(s, e, MODEL_PREV, MODEL_NEXT, list_of(s, e));
}

/* Puts e between two, of which one may be not known (NO_VAL) or nil. */
static void put_between(struct state *s, val_t list, val_t e, val_t before,
			val_t after)
{
	set_link(s, e, MODEL_LIST, list);
	if (before != NO_VAL)
		set_link(s, e, MODEL_PREV, before);
	if (after != NO_VAL)
		set_link(s, e, MODEL_NEXT, after);
	if (is_nil(s, before))
		set_link(s, list, MODEL_FRONT, e);
	else if (before != NO_VAL && state_is_zero(s, before) == TRI_NO)
		set_link(s, before, MODEL_NEXT, e);
	if (is_nil(s, after))
		set_link(s, list, MODEL_BACK, e);
	else if (after != NO_VAL && state_is_zero(s, after) == TRI_NO)
		set_link(s, after, MODEL_PREV, e);
}

/*
 * An end of the list that was not looked at here may be e, when nothing is
 * known to stand beyond it: then the caller, who may know the end, must
 * forget it.
 */
static void forget_end(struct state *s, val_t list, enum model_part end,
		       val_t beyond)
{
	bool inner = beyond != NO_VAL && state_is_zero(s, beyond) == TRI_NO;

	if (link_of(s, list, end) == NO_VAL && !inner &&
	    !(state_cell(s, list)->flags & CELL_FRESH))
		set_link(s, list, end, state_new(s, ORIGIN_UNKNOWN));
}

/* The links around e close over it. */
static void take_out(struct state *s, val_t list, val_t e)
{
	val_t before = link_of(s, e, MODEL_PREV);
	val_t after = link_of(s, e, MODEL_NEXT);
	bool first = link_of(s, list, MODEL_FRONT) == e;
	bool last = link_of(s, list, MODEL_BACK) == e;

	forget_end(s, list, MODEL_FRONT, before);
	forget_end(s, list, MODEL_BACK, after);
	/* What is not known yet is found out now: it is a neighbour. */
	if (after == NO_VAL)
		after = last ? state_nil(s) : next(s, e);
	if (before == NO_VAL)
		before = first ? state_nil(s) : prev(s, e);
	if (first || is_nil(s, before))
		set_link(s, list, MODEL_FRONT, after);
	if (last || is_nil(s, after))
		set_link(s, list, MODEL_BACK, before);
	if (!is_nil(s, before))
		set_link(s, before, MODEL_NEXT, after);
	if (!is_nil(s, after))
		set_link(s, after, MODEL_PREV, before);
	set_link(s, e, MODEL_NEXT, state_nil(s));
	set_link(s, e, MODEL_PREV, state_nil(s));
}

static val_t new_element(struct exec *x, struct state *s, val_t list, val_t v,
			 const char *what)
{
	val_t e = exec_go_memory(x, s, NULL, "list element");

	event_store(x, s, model_field(s, e, "Value"), ACCESS_DEREF, 0, v, what);
	event_store(x, s, list, ACCESS_ELEM, e, e, what);
	state_forget_len(s, list);
	return e;
}

bool model_list_new(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)args;
	(void)nargs;
	return model_give(x, s, in, exec_go_memory(x, s, NULL, "list.New"));
}

static void remove_all(struct exec *x, struct state *s, val_t list)
{
	struct model_entries es;

	model_entries(s, list, false, &es);
	for (uint32_t i = 0; i < es.n; i++)
		event_delete(x, s, list, ACCESS_ELEM, es.at[i].key,
			     "list.Init");
	state_clear(s, list, ACCESS_ELEM);
	set_link(s, list, MODEL_FRONT, state_nil(s));
	set_link(s, list, MODEL_BACK, state_nil(s));
}

bool model_list_init(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	remove_all(x, s, args[0]);
	return model_give(x, s, in, args[0]);
}

/* Its length is not counted, but whether there is one element. */
bool model_list_len(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	val_t first = front(s, args[0]), n;

	(void)nargs;
	switch (state_is_zero(s, first)) {
	case TRI_YES:
		n = state_int(s, 0);
		break;
	case TRI_NO:
		n = state_unknown(s, in->v.type);
		state_cell(s, n)->lo = 1;
		break;
	default:
		n = state_unknown(s, in->v.type);
		state_cell(s, n)->lo = 0;
	}
	return model_give(x, s, in, n);
}

bool model_list_front(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, front(s, args[0]));
}

bool model_list_back(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, back(s, args[0]));
}

bool model_list_next(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, next(s, args[0]));
}

bool model_list_prev(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, prev(s, args[0]));
}

static val_t push_front(struct exec *x, struct state *s, val_t list, val_t v)
{
	val_t first = front(s, list);
	val_t e = new_element(x, s, list, v, "list.PushFront");

	put_between(s, list, e, state_nil(s), first);
	return e;
}

static val_t push_back(struct exec *x, struct state *s, val_t list, val_t v)
{
	val_t last = back(s, list);
	val_t e = new_element(x, s, list, v, "list.PushBack");

	put_between(s, list, e, last, state_nil(s));
	return e;
}

bool model_list_push_front(struct exec *x, struct state *s,
			   const struct ir_instr *in, const val_t *args,
			   uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, push_front(x, s, args[0], args[1]));
}

bool model_list_push_back(struct exec *x, struct state *s,
			  const struct ir_instr *in, const val_t *args,
			  uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, push_back(x, s, args[0], args[1]));
}

bool model_list_insert_before(struct exec *x, struct state *s,
			      const struct ir_instr *in, const val_t *args,
			      uint32_t nargs)
{
	val_t before = prev(s, args[2]), e;

	(void)nargs;
	e = new_element(x, s, args[0], args[1], "list.InsertBefore");
	put_between(s, args[0], e, before, args[2]);
	return model_give(x, s, in, e);
}

bool model_list_insert_after(struct exec *x, struct state *s,
			     const struct ir_instr *in, const val_t *args,
			     uint32_t nargs)
{
	val_t after = next(s, args[2]), e;

	(void)nargs;
	e = new_element(x, s, args[0], args[1], "list.InsertAfter");
	put_between(s, args[0], e, args[2], after);
	return model_give(x, s, in, e);
}

/* The element keeps its value, and gives it. */
bool model_list_remove(struct exec *x, struct state *s,
		       const struct ir_instr *in, const val_t *args,
		       uint32_t nargs)
{
	val_t v;

	(void)nargs;
	if (!state_assume_zero(s, args[1], false))
		return false;
	v = model_load(s, model_field(s, args[1], "Value"));
	take_out(s, args[0], args[1]);
	event_delete(x, s, args[0], ACCESS_ELEM, args[1], "list.Remove");
	set_link(s, args[1], MODEL_LIST, state_nil(s));
	state_forget_len(s, args[0]);
	return model_give(x, s, in, v);
}

bool model_list_move_to_front(struct exec *x, struct state *s,
			      const struct ir_instr *in, const val_t *args,
			      uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)nargs;
	if (link_of(s, args[0], MODEL_FRONT) == args[1])
		return true;
	note_element(s, args[0], args[1]);
	take_out(s, args[0], args[1]);
	put_between(s, args[0], args[1], state_nil(s), front(s, args[0]));
	return true;
}

bool model_list_move_to_back(struct exec *x, struct state *s,
			     const struct ir_instr *in, const val_t *args,
			     uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)nargs;
	if (link_of(s, args[0], MODEL_BACK) == args[1])
		return true;
	note_element(s, args[0], args[1]);
	take_out(s, args[0], args[1]);
	put_between(s, args[0], args[1], back(s, args[0]), state_nil(s));
	return true;
}

bool model_list_move_before(struct exec *x, struct state *s,
			    const struct ir_instr *in, const val_t *args,
			    uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)nargs;
	if (args[1] == args[2])
		return true;
	take_out(s, args[0], args[1]);
	put_between(s, args[0], args[1], prev(s, args[2]), args[2]);
	return true;
}

bool model_list_move_after(struct exec *x, struct state *s,
			   const struct ir_instr *in, const val_t *args,
			   uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)nargs;
	if (args[1] == args[2])
		return true;
	take_out(s, args[0], args[1]);
	put_between(s, args[0], args[1], args[2], next(s, args[2]));
	return true;
}

/* The values of the known elements of another list, copied. */
static bool push_list(struct exec *x, struct state *s, const val_t *args,
		      val_t (*push)(struct exec *x, struct state *s, val_t list,
				    val_t v))
{
	struct model_entries es;

	model_entries(s, args[1], false, &es);
	for (uint32_t i = 0; i < es.n; i++) {
		val_t e = model_load(s, es.at[i].slot);

		push(x, s, args[0], model_load(s, model_field(s, e, "Value")));
	}
	return true;
}

bool model_list_push_back_list(struct exec *x, struct state *s,
			       const struct ir_instr *in, const val_t *args,
			       uint32_t nargs)
{
	(void)in;
	(void)nargs;
	return push_list(x, s, args, push_back);
}

bool model_list_push_front_list(struct exec *x, struct state *s,
				const struct ir_instr *in, const val_t *args,
				uint32_t nargs)
{
	(void)in;
	(void)nargs;
	return push_list(x, s, args, push_front);
}
