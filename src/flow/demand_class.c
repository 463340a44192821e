/* SPDX-License-Identifier: MIT */
/*
 * What nobody stores
 *
 * A constructor that forgets `make` is seen best by what is not there: in the
 * whole program no store into a field (a global) is anything but nil.  Then
 * each entry that is set in it is set in a nil map, on whatever path.
 *
 * A field counts as stored when its address is used for anything but a load
 * or a store, when its type is laid over other memory (unsafe) or converted
 * from another one, and, of exported fields, when reflection may come by (a
 * pointer to such a struct becomes an interface: json.Unmarshal) or packages
 * that we do not see.
 */
#include "flow/demand_impl.h"

#include <string.h>

#include "base/arena.h"
#include "base/mix.h"
#include "flow/class.h"
#include "flow/plan.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/predicates.h"
#include "types/types.h"

enum { OPEN_DEPTH = 6 };

uint64_t demand_class_key(const void *of, name_t field)
{
	return mix_pointer(mix(29, field), of) | 1;
}

static struct demand_class *class_at(struct demand_finder *d, const void *of,
				     name_t field)
{
	void **at =
		ptrmap_at_key(&d->classes, d->tmp, demand_class_key(of, field));

	if (!*at)
		*at = ARENA_NEW(d->tmp, struct demand_class);
	return *at;
}

static bool is_map_address(const struct ir_value *v)
{
	struct type *t = v->type ? type_pointee(v->type) : NULL;

	return t && type_under(t)->kind == TYPE_MAP;
}

/* The name of the struct type that a field is of; NULL: it has none. */
static const struct object *owner_of(const struct ir_instr *field)
{
	struct type *t = field->args[0]->type, *p = type_pointee(t);
	struct named *n = type_as_named(p ? p : t);

	return n ? named_origin(n)->obj : NULL;
}

static struct demand_class *class_of_address(struct demand_finder *d,
					     const struct ir_value *v)
{
	const struct object *owner;

	if (v->op == OP_GLOBAL)
		return class_at(d, v, NO_NAME);
	if (v->op != OP_FIELD_ADDR)
		return NULL;
	owner = owner_of((const struct ir_instr *)v);
	return owner ? class_at(d, owner,
				ir_field_name((const struct ir_instr *)v))
		     : NULL;
}

static bool is_nil(const struct ir_value *v)
{
	return v->op == OP_CONST && !((const struct ir_const *)v)->val;
}

/* What an instruction does with the address that is its argument i. */
static void look_at_address(struct demand_finder *d, const struct ir_instr *in,
			    uint32_t i)
{
	const struct ir_value *v = in->args[i];
	struct demand_class *c;

	if ((v->op != OP_GLOBAL && v->op != OP_FIELD_ADDR) ||
	    !is_map_address(v) || in->v.op == OP_LOAD)
		return;
	c = class_of_address(d, v);
	if (!c)
		return;
	if (in->v.op == OP_STORE && i == 0 && is_nil(in->args[1]))
		c->unset = true;
	else
		c->stored = true;
}

/* x.f == nil */
static void look_at_comparison(struct demand_finder *d,
			       const struct ir_instr *in)
{
	const struct ir_instr *load = (const struct ir_instr *)in->args[0];
	struct demand_class *c;

	if (load->v.op != OP_LOAD || !is_nil(in->args[1]) ||
	    !is_map_address(load->args[0]))
		return;
	c = class_of_address(d, load->args[0]);
	if (c)
		c->compared = true;
}

/* The type of the struct that the last field of a way is in. */
static struct type *owner_on(struct type *t, const struct way *way)
{
	for (uint32_t i = 0; i + 1 < way->n; i++) {
		struct structure *st =
			TYPE_AS(STRUCT, structure, type_under(t));
		struct array *a = TYPE_AS(ARRAY, array, type_under(t));
		struct type *next = a ? a->elem : NULL;

		for (uint32_t k = 0; st && k < st->nfields; k++)
			if (st->fields[k]->name == way->at[i])
				next = st->fields[k]->type;
		if (!next)
			return NULL;
		t = next;
	}
	return t;
}

void demand_class_unset(struct demand_finder *d, struct type *t,
			const struct way *way, const struct ir_instr *in)
{
	struct type *owner = owner_on(t, way);
	struct named *n = owner ? type_as_named(owner) : NULL;
	struct demand_class *c;

	if (!n || !way->n)
		return;
	c = class_at(d, named_origin(n)->obj, way->at[way->n - 1]);
	c->unset = true;
	if (!c->made && in->pos != NO_POS)
		c->made = in;
}

/* Structs */

static struct type *struct_behind(struct type *t)
{
	struct type *p = type_pointee(t);

	if (p)
		t = p;
	return type_under(t)->kind == TYPE_STRUCT ? t : NULL;
}

/* All of its fields may hold what was stored under another name. */
static void open_fields(struct demand_finder *d, struct type *t)
{
	struct type *st = t ? struct_behind(t) : NULL;
	struct named *n = st ? type_as_named(st) : NULL;

	if (n)
		class_at(d, named_origin(n)->obj, NO_NAME)->open = true;
}

/* Reflection may set what is exported in a struct that a pointer leads to. */
static void reflect_on(struct demand_finder *d, struct type *t, int depth)
{
	struct type *u;
	struct structure *st;
	void **at;

	if (!depth)
		return;
	at = ptrmap_at(&d->opened, d->tmp, t);
	if (*at)
		return;
	*at = t;
	u = type_under(t);
	st = TYPE_AS(STRUCT, structure, u);
	switch (u->kind) {
	case TYPE_POINTER:
		reflect_on(d, ((struct pointer *)u)->base, depth - 1);
		break;
	case TYPE_SLICE:
		reflect_on(d, ((struct slice *)u)->elem, depth - 1);
		break;
	case TYPE_ARRAY:
		reflect_on(d, ((struct array *)u)->elem, depth - 1);
		break;
	case TYPE_MAP:
		reflect_on(d, ((struct map *)u)->elem, depth - 1);
		break;
	}
	for (uint32_t i = 0; st && i < st->nfields; i++)
		if (object_exported(st->fields[i]))
			reflect_on(d, st->fields[i]->type, depth - 1);
	if (st && type_as_named(t))
		class_at(d, named_origin(type_as_named(t))->obj, name_blank)
			->open = true;
}

static bool is_pointer(struct type *t)
{
	return type_under(t)->kind == TYPE_POINTER;
}

static void look_at_conversion(struct demand_finder *d,
			       const struct ir_instr *in)
{
	switch (in->v.op) {
	case OP_CHANGE_TYPE:
		open_fields(d, in->v.type);
		break;
	case OP_CONVERT:
		if (is_unsafe_pointer(in->args[0]->type))
			open_fields(d, in->v.type);
		break;
	case OP_MAKE_INTERFACE:
		if (is_pointer(in->args[0]->type))
			reflect_on(d, in->args[0]->type, OPEN_DEPTH);
		break;
	}
}

/* Elements */

static uint64_t elem_key(struct type *t)
{
	return mix(31, type_hash(t)) | 1;
}

static void fill(struct demand_finder *d, struct type *t)
{
	if (t)
		*ptrmap_at_key(&d->filled, d->tmp, elem_key(t)) = d;
}

bool demand_is_filled(const struct demand_finder *d, struct type *elem)
{
	return ptrmap_get_key(&d->filled, elem_key(elem)) != NULL;
}

/* A store of a map, or of what has one, into an element of anything. */
static void look_at_elements(struct demand_finder *d, const struct ir_instr *in)
{
	const struct ir_value *v;

	if (in->v.op == OP_MAP_UPDATE && !is_nil(in->args[2]))
		fill(d, in->args[2]->type);
	if (in->v.op != OP_STORE || is_nil(in->args[1]))
		return;
	switch (type_under(in->args[1]->type)->kind) {
	case TYPE_MAP:
	case TYPE_STRUCT:
	case TYPE_ARRAY:
		break;
	default:
		return;
	}
	v = in->args[0];
	while (v->op == OP_FIELD_ADDR || v->op == OP_INDEX_ADDR) {
		if (v->op == OP_INDEX_ADDR)
			fill(d, type_pointee(v->type));
		v = ((const struct ir_instr *)v)->args[0];
	}
}

void demand_class_look(struct demand_finder *d, uint32_t node,
		       const struct ir_instr *in)
{
	look_at_conversion(d, in);
	look_at_elements(d, in);
	if (in->v.op == OP_BINOP)
		look_at_comparison(d, in);
	for (uint32_t i = 0; i < in->nargs; i++) {
		const struct ir_value *v = in->args[i];

		if (!v)
			continue;
		look_at_address(d, in, i);
		if (in->v.op == OP_LOAD && v->op == OP_GLOBAL &&
		    is_map_address(v))
			vec_push_in(d->tmp, &d->places,
				    (struct demand_use){in, node});
	}
	if ((in->v.op == OP_FIELD_ADDR && is_map_address(&in->v)) ||
	    (in->v.op == OP_FIELD && type_under(in->v.type)->kind == TYPE_MAP))
		vec_push_in(d->tmp, &d->places, (struct demand_use){in, node});
}

/* Decisions */

/* Packages that nobody sees may set it. */
static bool is_public(const struct object *o)
{
	const struct package *p = o->pkg;

	return !p ||
	       (object_exported(o) && strcmp(name_text(p->name), "main") != 0 &&
		!strstr(p->path, "internal"));
}

static const struct object *field_of(const struct ir_instr *in)
{
	struct structure *st;
	struct type *t = in->args[0]->type;

	if (in->v.op == OP_FIELD_ADDR)
		t = type_pointee(t);
	st = t ? TYPE_AS(STRUCT, structure, type_under(t)) : NULL;
	return st && in->index < st->nfields ? st->fields[in->index] : NULL;
}

static bool is_open(const struct demand_finder *d, const void *of, name_t field)
{
	const struct demand_class *c =
		ptrmap_get_key(&d->classes, demand_class_key(of, field));

	return c && (c->open || c->stored || c->compared);
}

static bool is_never_set(const struct demand_finder *d,
			 const struct ir_instr *in, uint64_t *ret_key)
{
	const struct object *owner, *field;

	if (in->v.op == OP_LOAD) {
		const struct ir_global *g =
			(const struct ir_global *)in->args[0];

		*ret_key = demand_class_key(g, NO_NAME);
		return g->object && !is_public(g->object) &&
		       !is_open(d, g, NO_NAME);
	}
	owner = owner_of(in);
	field = field_of(in);
	if (!owner || !field || is_public(field))
		return false;
	*ret_key = demand_class_key(owner, field->name);
	return !is_open(d, owner, field->name) && !is_open(d, owner, NO_NAME) &&
	       !(object_exported(field) && is_open(d, owner, name_blank));
}

/* Each struct of its type is made with a map in it, and keeps it. */
static void note_always(struct demand_finder *d, const struct ir_instr *in)
{
	const struct object *owner = in->v.op == OP_LOAD ? NULL : owner_of(in);
	const struct object *field = owner ? field_of(in) : NULL;
	const struct demand_class *c, *whole;
	uint64_t key;

	if (!field || is_public(field))
		return;
	key = demand_class_key(owner, field->name);
	c = ptrmap_get_key(&d->classes, key);
	whole = ptrmap_get_key(&d->classes, demand_class_key(owner, NO_NAME));
	if (c && c->stored && !c->unset && !(whole && whole->open))
		*ptrmap_at_key(&d->f->always, d->f->arena, key) = d->f;
}

/* The place where one is made without the map, for those who read of it. */
static struct demand_never *never_of(const struct demand_finder *d,
				     uint64_t key)
{
	const struct demand_class *c = ptrmap_get_key(&d->classes, key);
	struct demand_never *n = ARENA_NEW(d->f->arena, struct demand_never);
	const struct ir_instr *in = c ? c->made : NULL;

	if (in)
		n->made = trace_step(d->f->arena, NULL, TRACE_ALLOC,
				     in->block->fn, in->pos, "a struct");
	return n;
}

void demand_class_decide(struct demand_finder *d)
{
	struct flow *f = d->f;
	uint64_t key;

	for (uint32_t i = 0; i < d->places.len; i++) {
		const struct demand_use *u = &d->places.at[i];

		note_always(d, u->in);
		if (!is_never_set(d, u->in, &key))
			continue;
		*ptrmap_at_key(&f->never, f->arena, key) = never_of(d, key);
		demand_add(d, u->node, &u->in->v, DEMAND_MAP, (struct way){0},
			   0);
	}
}

const struct demand_never *demand_never_set(const struct flow *f,
					    struct holder_class c)
{
	if (!c.of || c.content)
		return NULL;
	return ptrmap_get_key(&f->never, demand_class_key(c.of, c.field));
}

bool demand_is_always_set(const struct flow *f, struct holder_class c)
{
	return c.of && !c.content &&
	       ptrmap_get_key(&f->always, demand_class_key(c.of, c.field));
}
