/* SPDX-License-Identifier: MIT */
/*
 * Memory: variables, fields, elements, maps.
 *
 * Reading through an address is a use of the block that it lies in.  What is
 * dereferenced is not nil: else the path would have ended in a panic.
 */
#include "flow/exec_impl.h"

#include <string.h>

#include "base/arena.h"
#include "flow/demand.h"

bool exec_not_nil(struct exec *x, struct state *s, val_t addr)
{
	if (state_assume_zero(s, addr, false))
		return true;
	x->died = true;
	return false;
}

bool exec_alloc(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t v = exec_go_memory(x, s, in->v.type,
				 in->comment ? in->comment : "a variable");

	exec_set(x, s, in, v);
	return true;
}

bool exec_load(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t addr = exec_arg(x, s, in, 0);

	if (!exec_not_nil(x, s, addr))
		return false;
	event_use(x, s, addr, TRACE_READ, "read");
	if (x->maps && demand_is_filled_later(s, addr, in->v.type))
		exec_set(x, s, in, state_unknown(s, in->v.type));
	else
		exec_set(x, s, in, state_load(s, addr, in->v.type));
	return true;
}

bool exec_store(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t addr = exec_arg(x, s, in, 0), v = exec_arg(x, s, in, 1);
	struct type *t = in->args[1]->type;

	if (!exec_not_nil(x, s, addr))
		return false;
	event_use(x, s, addr, TRACE_WRITE, "written");
	if (exec_is_struct(t))
		event_store_struct(x, s, addr, v, t, "stored");
	else
		event_store(x, s, addr, ACCESS_DEREF, 0, v, "stored");
	return true;
}

static struct structure *struct_of(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));

	return TYPE_AS(STRUCT, structure, type_under(p ? p->base : t));
}

/* hdr.Data of a reflect.SliceHeader or StringHeader laid over a slice. */
static bool is_header_data(struct type *t, name_t field)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, type_under(t));
	struct named *n = p ? TYPE_AS(NAMED, named, unalias(p->base)) : NULL;
	const char *name;

	if (!n || !n->obj->pkg || strcmp(n->obj->pkg->path, "reflect") != 0)
		return false;
	name = name_text(n->obj->name);
	return (!strcmp(name, "SliceHeader") ||
		!strcmp(name, "StringHeader")) &&
	       !strcmp(name_text(field), "Data");
}

static val_t field_addr(struct exec *x, struct state *s,
			const struct ir_instr *in)
{
	val_t base = exec_arg(x, s, in, 0);
	struct structure *st = struct_of(in->args[0]->type);

	if (!st || in->index >= st->nfields)
		return state_unknown(s, in->v.type);
	if (!exec_not_nil(x, s, base))
		return NO_VAL;
	/* What the slice variable holds is its array: the same node. */
	if (is_header_data(in->args[0]->type, st->fields[in->index]->name))
		return base;
	return state_read(s, base, ACCESS_FIELD, st->fields[in->index]->name,
			  in->v.op == OP_FIELD_ADDR ? in->v.type : NULL);
}

bool exec_field_addr(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t v = field_addr(x, s, in);

	exec_set(x, s, in, v);
	return v != NO_VAL;
}

bool exec_field(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t v = field_addr(x, s, in);

	if (v == NO_VAL)
		return false;
	exec_set(x, s, in, state_load(s, v, in->v.type));
	return true;
}

/* Elements */

static uint32_t known_elements(const struct state *s, val_t of, val_t *ret,
			       uint32_t cap)
{
	uint32_t n = 0;

	for (const struct edge *e = state_first(s, of); e && n < cap;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL &&
		    !state_is_all(s, e->key))
			ret[n++] = e->to;
	return n;
}

/* Nothing can be said any more of what all of them hold. */
static void elements_unknown(struct exec *x, struct state *s,
			     const val_t *slots, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct edge *e = state_edge(s, slots[i], ACCESS_DEREF, 0);

		if (e && e->to)
			event_unknown(x, s, e->to);
	}
}

val_t exec_element(struct exec *x, struct state *s, const struct ir_instr *in,
		   val_t of, val_t key, struct type *slot_type)
{
	val_t slots[EXEC_MAX_KNOWN], all;
	uint32_t n;
	bool fresh;

	if (state_cell(s, key)->flags & CELL_OTHER)
		return state_new(s, ORIGIN_UNKNOWN);
	if (!state_is_all(s, key))
		return state_read(s, of, ACCESS_ELEM, key, slot_type);
	n = known_elements(s, of, slots, EXEC_MAX_KNOWN);
	if (n > 1)
		elements_unknown(x, s, slots, n);
	fresh = state_cell(s, of)->flags & CELL_FRESH;
	all = fresh && n ? slots[--n]
			 : state_read(s, of, ACCESS_ELEM, key, slot_type);
	for (uint32_t i = 0; i < n; i++) {
		struct state *other = exec_split(x, s);

		if (other)
			exec_set(x, other, in, slots[i]);
	}
	return all;
}

bool exec_index_addr(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t of = exec_arg(x, s, in, 0), key = exec_arg(x, s, in, 1);

	if (!exec_not_nil(x, s, of))
		return false;
	exec_set(x, s, in, exec_element(x, s, in, of, key, in->v.type));
	return true;
}

bool exec_index(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t of = exec_arg(x, s, in, 0), key = exec_arg(x, s, in, 1);

	if (type_under(in->args[0]->type)->kind != TYPE_ARRAY) {
		event_use(x, s, of, TRACE_READ, "read");
		exec_set(x, s, in, state_unknown(s, in->v.type));
		return true;
	}
	exec_set(x, s, in,
		 state_load(s, state_read(s, of, ACCESS_ELEM, key, NULL),
			    in->v.type));
	return true;
}

/* Maps */

static void found(struct exec *x, struct state *s, const struct ir_instr *in,
		  val_t v, bool ok)
{
	val_t pair[2] = {v, state_int(s, ok)};

	exec_set(x, s, in,
		 in->v.flags & IR_COMMA_OK ? exec_tuple(s, pair, 2) : v);
}

static struct type *elem_type(const struct ir_instr *lookup)
{
	struct map *m = TYPE_AS(MAP, map, type_under(lookup->args[0]->type));

	return m ? m->elem : lookup->v.type;
}

bool exec_lookup(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t map = exec_arg(x, s, in, 0), key = exec_arg(x, s, in, 1), slot;
	struct type *t = elem_type(in);
	const struct edge *e;
	struct state *other;
	bool none;

	if (!demand_key(x, s, in->args[1], key))
		return false;
	e = state_edge(s, map, ACCESS_ELEM, key);
	none = e ? e->to == NO_VAL : state_cell(s, map)->flags & CELL_FRESH;
	if (none || state_is_zero(s, map) == TRI_YES) {
		found(x, s, in, state_zero(s, t), false);
		return true;
	}
	if (!e && in->v.flags & IR_COMMA_OK &&
	    (other = exec_split(x, s)) != NULL) {
		state_set(other, map, ACCESS_ELEM, key, NO_VAL, NULL);
		found(x, other, in, state_zero(other, t), false);
	}
	slot = state_read(s, map, ACCESS_ELEM, key, NULL);
	if (in->v.flags & IR_COMMA_OK && !s->full) {
		state_cell(s, slot)->flags |= CELL_PRESENT;
		state_assume_zero(s, map, false);
	}
	found(x, s, in, state_load(s, slot, t), true);
	return true;
}

bool exec_map_update(struct exec *x, struct state *s, const struct ir_instr *in)
{
	val_t map = exec_arg(x, s, in, 0), key = exec_arg(x, s, in, 1);
	val_t v = exec_arg(x, s, in, 2);
	struct type *t = in->args[2]->type;

	if (!demand_map(x, s, map) || !demand_key(x, s, in->args[1], key))
		return false;
	event_escape(x, s, key, "stored as a key");
	if (exec_is_struct(t))
		event_store_struct(x, s, event_slot(x, s, map, key, "stored"),
				   v, t, "stored");
	else
		event_store(x, s, map, ACCESS_ELEM, key, v, "stored");
	state_forget_len(s, map);
	return true;
}
