/* SPDX-License-Identifier: MIT */
/*
 * Paths of effects in a state: arguments, the result, variables of C, and
 * what is stored behind them.
 *
 * A step is a field, or what the pointer points to.  A field whose type is a
 * struct is no pointer: what is behind it lies in the same memory.  Types
 * are those that Go has for the C types, as far as they are known; where
 * they are not, a field that has fields is taken for a struct.  Fields have
 * Go's names: one that is a keyword of Go has an underscore before it.
 */
#include "flow/c_effects_impl.h"

#include "base/arena.h"
#include "ir/ir.h"
#include "types/types.h"

struct type *c_param_type(const struct ir_function *fn, uint32_t i)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	/* A Go function has its receiver first. */
	if (sig && sig->recv && i-- == 0)
		return sig->recv->type;
	return sig && sig->params && i < sig->params->n
		       ? sig->params->vars[i]->type
		       : NULL;
}

struct type *c_result_type(const struct ir_function *fn)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	return sig && sig->results && sig->results->n
		       ? sig->results->vars[0]->type
		       : NULL;
}

/* The struct that a pointer of this type, or the type itself, leads to. */
static struct structure *struct_of(struct type *t)
{
	struct type *base = type_pointee(t);

	return TYPE_AS(STRUCT, structure, type_under(base ? base : t));
}

static struct object *find_field(const struct structure *st, name_t name)
{
	for (uint32_t i = 0; i < st->nfields; i++)
		if (st->fields[i]->name == name)
			return st->fields[i];
	return NULL;
}

static struct object *field_of(const struct c_call *c, struct type *t,
			       name_t name)
{
	const struct structure *st = struct_of(t);
	struct object *f = st ? find_field(st, name) : NULL;
	const char *prefixed;

	if (st && !f) {
		prefixed = arena_printf(c->x->arena, "_%s", name_text(name));
		f = find_field(st, name_of(prefixed));
	}
	return f;
}

static bool is_memory(struct type *t)
{
	uint8_t kind = type_under(t)->kind;

	return kind == TYPE_STRUCT || kind == TYPE_ARRAY;
}

/* A slot whose type nobody knows: it is a struct when it has fields. */
static bool has_fields(const struct state *s, val_t slot)
{
	bool fields = false;

	for (const struct edge *e = state_first(s, slot); e;
	     e = state_next(s, e)) {
		if (e->access == ACCESS_DEREF)
			return false;
		fields |= e->access == ACCESS_FIELD;
	}
	return fields;
}

/* What a slot of type t (NULL: not known) holds. */
static val_t content(struct state *s, val_t slot, struct type *t)
{
	if (t ? is_memory(t) : has_fields(s, slot))
		return slot;
	return state_read(s, slot, ACCESS_DEREF, 0, t);
}

/* Elements of the array that v is, or whose first one it is the address of. */
static uint32_t elements(const struct state *s, val_t v, val_t *ret,
			 uint32_t cap)
{
	const struct cell *c = state_cell(s, v);
	uint32_t n = 0;

	if (c->link == LINK_INSIDE || c->link == LINK_START) {
		bool slot = false;

		for (const struct edge *e = state_first(s, c->base); e;
		     e = state_next(s, e))
			slot |= e->access == ACCESS_ELEM && e->to == v;
		if (slot)
			v = c->base;
	}
	for (const struct edge *e = state_first(s, v); e && n < cap;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to != NO_VAL)
			ret[n++] = e->to;
	return n;
}

static void add(struct c_target *p, val_t slot, val_t value)
{
	if (p->n == C_MAX_TARGETS)
		return;
	p->at[p->n].slot = slot;
	p->at[p->n++].value = value;
}

/* Where the path begins: the value there, and its type in Go. */
static val_t root_of(struct c_call *c, const struct effect_path *p,
		     struct type **t, val_t *slot)
{
	*t = NULL;
	*slot = NO_VAL;
	if (p->root == EFFECT_RESULT)
		return c->result;
	if (p->root == EFFECT_GLOBAL) {
		*slot = state_c_global(c->s, p->global);
		return content(c->s, *slot, NULL);
	}
	if (p->root < 0 || (uint32_t)p->root >= c->nargs)
		return NO_VAL;
	*t = c_param_type(c->c, (uint32_t)p->root);
	return c->args[p->root];
}

/* One step from v; the last one may lead to several. */
static void step(struct c_call *c, val_t v, name_t name, struct type **t,
		 struct c_target *ret)
{
	val_t slots[C_MAX_TARGETS], slot;
	uint32_t n;

	ret->n = 0;
	if (name != NO_NAME) {
		struct object *f = field_of(c, *t, name);

		slot = state_read(c->s, v, ACCESS_FIELD, f ? f->name : name,
				  NULL);
		*t = f ? f->type : NULL;
		add(ret, slot, content(c->s, slot, *t));
		return;
	}
	*t = type_pointee(*t);
	n = elements(c->s, v, slots, C_MAX_TARGETS);
	for (uint32_t i = 0; i < n; i++)
		add(ret, slots[i], content(c->s, slots[i], *t));
	if (n == 0)
		add(ret, v, content(c->s, v, *t));
}

void c_target(struct c_call *c, const struct effect_path *p,
	      struct c_target *ret)
{
	struct type *t;
	val_t slot, v = root_of(c, p, &t, &slot);

	ret->n = 0;
	if (v == NO_VAL)
		return;
	add(ret, slot, v);
	for (uint32_t i = 0; i < p->nsteps; i++) {
		if (state_is_zero(c->s, v) == TRI_YES) {
			ret->n = 0;
			return;
		}
		step(c, v, p->steps[i], &t, ret);
		if (ret->n == 0)
			return;
		v = ret->at[0].value;
	}
}

val_t c_value(struct c_call *c, const struct effect_path *p)
{
	struct c_target place;

	c_target(c, p, &place);
	return place.n ? place.at[0].value : NO_VAL;
}

/* The argument that says which element: the first one that is a number. */
static val_t index_of(const struct c_call *c)
{
	for (uint32_t i = 0; i < c->nargs; i++) {
		const struct basic *b = TYPE_AS(
			BASIC, basic, type_under(c_param_type(c->c, i)));

		if (b && b->info & INFO_INTEGER &&
		    b->basic_kind != BASIC_UINTPTR)
			return c->args[i];
	}
	return NO_VAL;
}

/* The array whose first element v is the address of, or v itself. */
static val_t array_of(const struct state *s, val_t v)
{
	const struct cell *c = state_cell(s, v);

	if (c->link != LINK_INSIDE)
		return v;
	for (const struct edge *e = state_first(s, c->base); e;
	     e = state_next(s, e))
		if (e->access == ACCESS_ELEM && e->to == v)
			return state_is_zero(s, e->key) == TRI_YES ? c->base
								   : v;
	return v;
}

val_t c_picked(struct c_call *c, const struct effect_path *p)
{
	struct effect_path array = *p;
	val_t key = index_of(c), v;
	struct type *t = NULL;

	if (!p->nsteps || p->steps[p->nsteps - 1] != NO_NAME || key == NO_VAL)
		return c_value(c, p);
	array.nsteps--;
	v = c_value(c, &array);
	if (v == NO_VAL || state_is_zero(c->s, v) == TRI_YES)
		return NO_VAL;
	/* One of a second round: nothing is known of it. */
	if (state_cell(c->s, key)->flags & CELL_OTHER)
		return state_new(c->s, ORIGIN_UNKNOWN);
	if (p->root >= 0 && p->nsteps == 1)
		t = type_pointee(c_param_type(c->c, (uint32_t)p->root));
	v = state_read(c->s, array_of(c->s, v), ACCESS_ELEM, key, NULL);
	return content(c->s, v, t);
}
