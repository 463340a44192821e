/* SPDX-License-Identifier: MIT */
/*
 * Where maps stay nil, and what cannot be a key
 *
 *	var m map[K]V, a nil that is returned, passed or stored
 *	&Cache{}, new(Cache), var c Cache	of each map in it
 *	make([]map[K]V, n), map[K]map[K]V{}	of their elements
 *	m, ok := x.(map[K]V)			where ok is looked at
 *	if m == nil				where nothing is done about it
 *	a field or global that nobody ever stores in (demand_class.c)
 *	any([]byte(nil)), any(T{}) with a slice in it
 *
 * What a literal sets itself it sets in the block where it is made: of a map
 * that is stored there nothing is said.
 *
 * Packages of the library are sources only when they are what is looked at.
 */
#include "flow/demand_impl.h"

#include <string.h>

#include "base/arena.h"
#include "flow/plan.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "syntax/token.h"
#include "types/types.h"

enum { WAYS_DEPTH = WAY_MAX };

/* Types */

static bool is_map(struct type *t)
{
	return t && type_under(t)->kind == TYPE_MAP;
}

static void find_ways(struct type *t, struct type *elem, struct way *way,
		      struct way_list *ret)
{
	struct type *u = type_under(t);
	const struct structure *st = TYPE_AS(STRUCT, structure, u);
	const struct array *a = TYPE_AS(ARRAY, array, u);

	if (u->kind == TYPE_MAP && ret->n < WAY_MOST) {
		ret->elem[ret->n] = elem;
		ret->at[ret->n++] = *way;
	}
	if (way->n == WAYS_DEPTH)
		return;
	way->n++;
	if (a) {
		way->at[way->n - 1] = WAY_ELEM;
		find_ways(a->elem, a->elem, way, ret);
	}
	for (uint32_t i = 0; st && i < st->nfields && ret->n < WAY_MOST; i++) {
		way->at[way->n - 1] = st->fields[i]->name;
		find_ways(st->fields[i]->type, elem, way, ret);
	}
	way->n--;
}

const struct way_list *demand_ways(struct demand_finder *d, struct type *t)
{
	void **at = ptrmap_at(&d->ways, d->tmp, t);
	struct way_list found = {0}, *kept;
	struct way way = {0};

	if (*at)
		return *at;
	find_ways(t, NULL, &way, &found);
	kept = ARENA_NEW(d->tmp, struct way_list);
	*kept = found;
	at = ptrmap_at(&d->ways, d->tmp, t);
	*at = kept;
	return kept;
}

static struct type *pointee(struct type *t)
{
	struct pointer *p = t ? TYPE_AS(POINTER, pointer, type_under(t)) : NULL;

	return p ? p->base : NULL;
}

/* New memory */

static bool is_nil(const struct ir_value *v)
{
	return v->op == OP_CONST && !((const struct ir_const *)v)->val;
}

/* The way of what an address is of, from the value `of` on. */
static bool way_from(const struct ir_value *addr, const struct ir_value *of,
		     struct way *ret)
{
	name_t back[WAY_MAX] = {NO_NAME};
	uint32_t n = 0;

	while (addr != of) {
		const struct ir_instr *in = (const struct ir_instr *)addr;

		if ((addr->op != OP_FIELD_ADDR && addr->op != OP_INDEX_ADDR) ||
		    n == WAY_MAX)
			return false;
		back[n++] = addr->op == OP_FIELD_ADDR ? ir_field_name(in)
						      : WAY_ELEM;
		addr = in->args[0];
	}
	*ret = (struct way){.n = n};
	for (uint32_t i = 0; i < n; i++)
		ret->at[i] = back[n - 1 - i];
	return true;
}

static bool starts_with(const struct way *w, const struct way *with)
{
	return with->n <= w->n &&
	       memcmp(w->at, with->at, with->n * sizeof(name_t)) == 0;
}

/* Ways that are stored to in the block of the allocation. */
static uint32_t stored_ways(const struct ir_instr *alloc, struct way *ret,
			    uint32_t cap)
{
	const struct ir_block *b = alloc->block;
	uint32_t n = 0, i = 0;

	while (i < b->ninstrs && b->instrs[i] != alloc)
		i++;
	for (; i < b->ninstrs && n < cap; i++)
		if (b->instrs[i]->v.op == OP_STORE &&
		    !is_nil(b->instrs[i]->args[1]) &&
		    way_from(b->instrs[i]->args[0], &alloc->v, &ret[n]))
			n++;
	return n;
}

/*
 * Loops fill elements, and whether they run is not known: elements of a type
 * that is set anywhere are none of ours.
 */
static void source(struct demand_finder *d, uint32_t node,
		   const struct ir_value *v, struct way way, struct type *elem)
{
	vec_push_in(d->tmp, &d->elements,
		    (struct demand_elements){v, node, way, elem});
}

/*
 * A map that is taken out of a field and more than read, asked for its length
 * or compared.  Fields whose maps are not have no sources: by their names,
 * since most of them are met in one type only.
 */
static void note_field(struct demand_finder *d, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++) {
		const struct ir_instr *v = (const struct ir_instr *)in->args[i];

		if (!v || v->v.op != OP_LOAD || !is_map(v->v.type))
			continue;
		v = (const struct ir_instr *)v->args[0];
		if (v->v.op == OP_FIELD_ADDR)
			*ptrmap_at_key(&d->named, d->tmp,
				       (uint64_t)ir_field_name(v) + 1) = d;
	}
}

static bool is_read(const struct ir_instr *in)
{
	return in->v.op == OP_LOOKUP || in->v.op == OP_RANGE ||
	       in->v.op == OP_BINOP ||
	       (in->v.op == OP_CALL && in->args[0]->op == OP_BUILTIN);
}

/* As the value of a struct, too. */
static void look_for_writes(struct demand_finder *d, const struct ir_instr *in)
{
	if (in->v.op == OP_FIELD && is_map(in->v.type))
		*ptrmap_at_key(&d->named, d->tmp,
			       (uint64_t)ir_field_name(in) + 1) = d;
	if (!is_read(in))
		note_field(d, in);
}

static bool is_wanted(const struct demand_finder *d,
		      const struct demand_elements *e)
{
	name_t last = e->way.n ? e->way.at[e->way.n - 1] : WAY_ELEM;

	if (e->elem && demand_is_filled(d, e->elem))
		return false;
	return last == WAY_ELEM ||
	       ptrmap_get_key(&d->named, (uint64_t)last + 1);
}

static void new_memory(struct demand_finder *d, uint32_t node,
		       const struct ir_instr *in, struct type *t)
{
	const struct way_list *ways = demand_ways(d, t);
	struct way stored[2 * WAY_MOST];
	uint32_t n = ways->n ? stored_ways(in, stored, 2 * WAY_MOST) : 0;

	for (uint32_t i = 0; i < ways->n; i++) {
		bool set = false;

		for (uint32_t k = 0; k < n; k++)
			set |= starts_with(&ways->at[i], &stored[k]);
		if (set)
			continue;
		demand_class_unset(d, t, &ways->at[i], in);
		source(d, node, &in->v, ways->at[i], ways->elem[i]);
	}
}

/* Elements that are zero until they are set. */
static void new_elements(struct demand_finder *d, uint32_t node,
			 const struct ir_instr *in, struct type *elem)
{
	const struct way_list *ways = demand_ways(d, elem);

	for (uint32_t i = 0; i < ways->n; i++) {
		struct way w = {.n = ways->at[i].n + 1, .at = {WAY_ELEM}};

		demand_class_unset(d, elem, &ways->at[i], in);
		if (w.n > WAY_MAX)
			continue;
		memcpy(w.at + 1, ways->at[i].at,
		       ways->at[i].n * sizeof(name_t));
		source(d, node, &in->v, w,
		       ways->elem[i] ? ways->elem[i] : elem);
	}
}

/* Constants */

static void constants(struct demand_finder *d, uint32_t node,
		      const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++) {
		const struct ir_value *v = in->args[i];
		const struct way_list *ways;

		if (!v || !is_nil(v) || !v->type)
			continue;
		if (type_under(v->type)->kind != TYPE_MAP &&
		    type_under(v->type)->kind != TYPE_STRUCT)
			continue;
		ways = demand_ways(d, v->type);
		for (uint32_t k = 0; k < ways->n; k++)
			demand_class_unset(d, v->type, &ways->at[k], in);
		for (uint32_t k = 0; k < ways->n; k++)
			demand_add_use(d, node, v, DEMAND_MAP, ways->at[k], in);
	}
}

/* Branches */

/* What is done where it is nil does something about it, or is the end. */
static bool is_mended(const struct ir_block *b)
{
	bool made = false, ends = false;

	for (uint32_t i = 0; i < b->ninstrs; i++) {
		const struct ir_instr *in = b->instrs[i];

		/* An entry is set all the same. */
		if (in->v.op == OP_MAP_UPDATE && !made)
			return false;
		made |= in->v.op == OP_MAKE_MAP ||
			(in->v.op == OP_STORE && is_map(in->args[1]->type));
		ends |= in->v.op == OP_RETURN || in->v.op == OP_PANIC;
	}
	return made || ends;
}

/* The block where the comparison has said that it is nil. */
static const struct ir_block *where_nil(const struct ir_instr *in)
{
	const struct ir_block *b = in->block;
	const struct ir_instr *last = b->instrs[b->ninstrs - 1];

	if (last->v.op != OP_IF || last->args[0] != &in->v)
		return NULL;
	return b->succs[in->v.tok == TOK_EQL ? 0 : 1];
}

/* Both are the same variable, as far as its reads tell. */
static bool is_same_place(const struct ir_value *a, const struct ir_value *b)
{
	for (int i = 0; i < 2 * WAY_MAX; i++) {
		const struct ir_instr *x = (const struct ir_instr *)a;
		const struct ir_instr *y = (const struct ir_instr *)b;

		if (a == b)
			return true;
		if (a->op != b->op ||
		    (a->op != OP_LOAD && a->op != OP_FIELD_ADDR) ||
		    (a->op == OP_FIELD_ADDR && x->index != y->index))
			return false;
		a = x->args[0];
		b = y->args[0];
	}
	return false;
}

/* One of the values that come together in a Phi is the one that is asked. */
static bool asks_for(const struct ir_value *asked, const struct ir_value *map)
{
	const struct ir_instr *phi = (const struct ir_instr *)map;

	if (is_same_place(asked, map))
		return true;
	for (uint32_t i = 0; map->op == OP_PHI && i < phi->nargs; i++)
		if (is_same_place(asked, phi->args[i]))
			return true;
	return false;
}

/* The branch at the end of b is on whether the map is nil. */
static const struct ir_instr *nil_branch(const struct ir_block *b,
					 const struct ir_value *map)
{
	const struct ir_instr *last = b->instrs[b->ninstrs - 1];
	const struct ir_instr *cond =
		last->v.op == OP_IF ? (const struct ir_instr *)last->args[0]
				    : NULL;

	if (!cond || cond->v.op != OP_BINOP ||
	    (cond->v.tok != TOK_EQL && cond->v.tok != TOK_NEQ))
		return NULL;
	if (is_nil(cond->args[1]) && asks_for(cond->args[0], map))
		return cond;
	return NULL;
}

bool demand_is_guarded(const struct ir_instr *in, const struct ir_value *map)
{
	for (const struct ir_block *b = in->block->idom; b; b = b->idom) {
		const struct ir_instr *cond = nil_branch(b, map);
		const struct ir_block *nil, *other;

		if (!cond)
			continue;
		nil = b->succs[cond->v.tok == TOK_EQL ? 0 : 1];
		other = b->succs[cond->v.tok == TOK_EQL ? 1 : 0];
		return is_mended(nil) ||
		       (other->npreds == 1 && ir_dominates(other, in->block));
	}
	return false;
}

/* m == nil, where the path goes on without a map. */
static void comparison(struct demand_finder *d, uint32_t node,
		       const struct ir_instr *in)
{
	const struct ir_value *x = in->args[0];
	const struct ir_block *nil;

	if (in->v.tok != TOK_EQL && in->v.tok != TOK_NEQ)
		return;
	if (is_nil(x))
		x = in->args[1];
	else if (!is_nil(in->args[1]))
		return;
	if (!is_map(x->type) || x->op == OP_CONST)
		return;
	nil = where_nil(in);
	if (!nil || is_mended(nil))
		return;
	demand_add(d, node, x, DEMAND_MAP, (struct way){0}, 0);
	/* The same field may be read again. */
	for (int i = 0; i < WAY_MAX && x->op == OP_LOAD; i++) {
		struct way way = {0}, *w = &way;

		x = ((const struct ir_instr *)x)->args[0];
		while (x->op == OP_FIELD_ADDR && w->n < WAY_MAX) {
			const struct ir_instr *f = (const struct ir_instr *)x;

			memmove(w->at + 1, w->at, w->n * sizeof(name_t));
			w->at[0] = ir_field_name(f);
			w->n++;
			x = f->args[0];
		}
		if (w->n)
			demand_add(d, node, x, DEMAND_MAP, way, 0);
	}
}

static bool is_used(struct demand_finder *d, uint32_t node,
		    const struct ir_instr *in)
{
	const struct ir_uses *u = demand_uses(d, node);
	int64_t at = ir_value_index(d->g->nodes[node].fn, &in->v);

	return at >= 0 && u->first[at + 1] > u->first[at];
}

/* v, ok := ...: v is nil where ok is false, for those who look at ok. */
static void comma_ok(struct demand_finder *d, uint32_t node,
		     const struct ir_instr *in)
{
	const struct ir_uses *u;
	const struct ir_instr *value = NULL;
	int64_t at;
	bool asked = false;

	if (!(in->v.flags & IR_COMMA_OK))
		return;
	u = demand_uses(d, node);
	at = ir_value_index(d->g->nodes[node].fn, &in->v);
	for (uint32_t k = at < 0 ? 0 : u->first[at];
	     at >= 0 && k < u->first[at + 1]; k++) {
		if (u->at[k]->v.op != OP_EXTRACT)
			continue;
		if (u->at[k]->index == 0)
			value = u->at[k];
		else
			asked |= is_used(d, node, u->at[k]);
	}
	if (value && asked && is_map(value->v.type))
		demand_add(d, node, &value->v, DEMAND_MAP, (struct way){0}, 0);
}

/* All */

static void look_at_instr(struct demand_finder *d, uint32_t node,
			  const struct ir_instr *in)
{
	struct map *m;
	struct slice *sl;

	constants(d, node, in);
	switch (in->v.op) {
	case OP_ALLOC:
		new_memory(d, node, in, pointee(in->v.type));
		break;
	case OP_MAKE_SLICE:
		sl = TYPE_AS(SLICE, slice, type_under(in->v.type));
		if (sl)
			new_elements(d, node, in, sl->elem);
		break;
	case OP_MAKE_MAP:
		m = TYPE_AS(MAP, map, type_under(in->v.type));
		if (m)
			new_elements(d, node, in, m->elem);
		break;
	case OP_BINOP:
		comparison(d, node, in);
		break;
	case OP_LOOKUP:
	case OP_TYPE_ASSERT:
	case OP_RECV:
		comma_ok(d, node, in);
		break;
	case OP_MAKE_INTERFACE:
		if (!type_comparable(in->args[0]->type))
			demand_add(d, node, &in->v, DEMAND_KEY, (struct way){0},
				   0);
		break;
	}
}

static bool is_source(const struct ir_function *fn)
{
	return fn->home &&
	       (fn->home->named || !fn->home->source->load->standard);
}

static void look_at_node(struct demand_finder *d, uint32_t node)
{
	const struct ir_function *fn = d->g->nodes[node].fn;
	bool source = is_source(fn);

	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			demand_class_look(d, node, in);
			look_for_writes(d, in);
			if (source)
				look_at_instr(d, node, in);
		}
}

void demand_sources(struct demand_finder *d)
{
	for (uint32_t i = 0; i < d->g->nnodes; i++)
		if (d->g->nodes[i].fn->nblocks)
			look_at_node(d, i);
	demand_class_decide(d);
	for (uint32_t i = 0; i < d->elements.len; i++) {
		const struct demand_elements *e = &d->elements.at[i];

		if (is_wanted(d, e))
			demand_add(d, e->node, e->v, DEMAND_MAP, e->way, 0);
	}
}
