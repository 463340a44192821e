/* SPDX-License-Identifier: MIT */
/*
 * What values are: paths.
 *
 * A value that was made in the function is known by the instruction that
 * made it.  What is stored once into a variable of the function, a captured
 * one or a field of a new struct, is what a load from there gives; so one
 * thing has one name in a function, whatever it went through.  Outside it is
 * known by where it was put, or as a result.
 *
 * A map that is taken out of its place, which gets another one then
 * (`old := s.m; s.m = nil`), belongs to who took it, and has a name of its
 * own.
 */
#include <string.h>

#include "base/buf.h"
#include "flow/race_impl.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "syntax/token.h"
#include "types/types.h"

enum { MAX_DEPTH = 40, MAX_KEY = 64 };

/* Places */

static bool same_value(const struct ir_value *a, const struct ir_value *b,
		       int depth);

static bool same_operands(const struct ir_instr *a, const struct ir_instr *b,
			  int depth)
{
	if (a->nargs != b->nargs || a->index != b->index)
		return false;
	for (uint32_t i = 0; i < a->nargs; i++)
		if (!same_value(a->args[i], b->args[i], depth - 1))
			return false;
	return true;
}

static bool same_const(const struct ir_value *a, const struct ir_value *b)
{
	struct buf x, y;
	bool same;

	buf_init(&x, MAX_KEY);
	buf_init(&y, MAX_KEY);
	ir_value_print_name(a, &x);
	ir_value_print_name(b, &y);
	same = !buf_failed(&x) && !buf_failed(&y) &&
	       strcmp(buf_text(&x), buf_text(&y)) == 0;
	buf_finish(&x);
	buf_finish(&y);
	return same;
}

/* Written the same way: what was loaded may have changed in between. */
static bool same_value(const struct ir_value *a, const struct ir_value *b,
		       int depth)
{
	if (a == b)
		return true;
	if (!a || !b || a->op != b->op || depth == 0)
		return false;
	switch (a->op) {
	case OP_CONST:
		return same_const(a, b);
	case OP_LOAD:
	case OP_FIELD_ADDR:
	case OP_INDEX_ADDR:
		return same_operands((const struct ir_instr *)a,
				     (const struct ir_instr *)b, depth);
	}
	return false;
}

/* a comes before b whenever b is executed. */
static bool comes_first(const struct ir_instr *a, const struct ir_instr *b)
{
	return a->block == b->block ? a->id < b->id
				    : ir_dominates(a->block, b->block);
}

static bool is_taken(struct race_frame *f, const struct ir_instr *load)
{
	for (uint32_t i = 0; i < f->store_instrs.len; i++) {
		const struct ir_instr *st = f->store_instrs.at[i];

		if (comes_first(load, st) &&
		    same_value(load->args[0], st->args[0], 5))
			return true;
	}
	return false;
}

static bool is_deleted(struct race_frame *f, const struct ir_instr *lookup)
{
	for (uint32_t i = 0; i < f->deletes.len; i++) {
		const struct ir_instr *del = f->deletes.at[i];

		if (comes_first(lookup, del) &&
		    same_value(lookup->args[0], del->args[1], 5) &&
		    same_value(lookup->args[1], del->args[2], 3))
			return true;
	}
	return false;
}

/* Keys */

static name_t text_of(const struct ir_value *v)
{
	struct buf b;
	name_t name;

	buf_init(&b, MAX_KEY);
	ir_value_print_name(v, &b);
	name = name_of(buf_text(&b));
	buf_finish(&b);
	return name;
}

static bool is_computed(const struct ir_value *v)
{
	const struct ir_instr *in = (const struct ir_instr *)v;

	switch (v->op) {
	case OP_BINOP:
		return v->tok == TOK_REM || v->tok == TOK_AND;
	case OP_CALL:
	case OP_PHI:
		return true;
	case OP_EXTRACT:
		return in->args[0]->op == OP_NEXT || in->args[0]->op == OP_CALL;
	case OP_CONVERT:
	case OP_CHANGE_TYPE:
		return is_computed(in->args[0]);
	}
	return false;
}

static bool is_captured(const struct ir_value *v)
{
	const struct ir_instr *in = IR_AS(LOAD, ir_instr, v);

	return v->op == OP_FREE_VAR || (in && in->args[0]->op == OP_FREE_VAR);
}

struct race_at race_key_of(struct race_frame *f, enum race_step step,
			   const struct ir_value *key)
{
	struct race_at at = {.step = (uint8_t)step, .key = KEY_OWN, .of = key};

	(void)f;
	while (key->op == OP_CONVERT || key->op == OP_CHANGE_TYPE ||
	       key->op == OP_MAKE_INTERFACE)
		key = ((const struct ir_instr *)key)->args[0];
	if (key->op == OP_CONST) {
		at.key = KEY_CONST;
		at.index = text_of(key);
		at.of = NULL;
	} else if (key->op == OP_PARAM) {
		at.key = KEY_PARAM;
		at.index = key->num;
		at.of = NULL;
	} else if (is_computed(key) ||
		   (step == STEP_ENTRY && !is_captured(key))) {
		at.key = KEY_ANY;
	}
	return at;
}

/* Paths with what was stored there */

static const struct race_alias *alias_at(struct race_frame *f,
					 const struct race_path *addr)
{
	const struct race_alias *a = ptrmap_get(&f->aliases, addr);

	return a && !a->many ? a : NULL;
}

static const struct race_path *with_fields(struct race_frame *f,
					   const struct race_path *value,
					   const struct race_path *of,
					   uint32_t from)
{
	for (uint32_t i = from; value && i < of->n; i++) {
		struct race_at at = of->at[i];

		at.step = STEP_VFIELD;
		value = race_append(f, value, at);
	}
	return value;
}

/* What is at an address. */
static const struct race_path *read_at(struct race_frame *f,
				       const struct race_path *addr)
{
	uint32_t n = addr->n;

	for (;; n--) {
		const struct race_path *p =
			n == addr->n ? addr : race_prefix(f->run, addr, n);
		const struct race_alias *a = alias_at(f, p);

		if (a)
			return with_fields(f, a->value, addr, n);
		if (n == 0 || addr->at[n - 1].step != STEP_FIELD)
			break;
	}
	return race_step(f->run, addr, (struct race_at){.step = STEP_DEREF});
}

const struct race_path *
race_append(struct race_frame *f, const struct race_path *p, struct race_at at)
{
	const struct race_path *q;

	if (!p || f->depth > MAX_DEPTH)
		return NULL;
	if (at.step == STEP_DEREF) {
		f->depth++;
		q = read_at(f, p);
		f->depth--;
		return q;
	}
	q = race_step(f->run, p, at);
	/* A field of what is there may be known. */
	if (q && at.step == STEP_VFIELD && q->at[q->n - 1].step == STEP_DEREF) {
		f->depth++;
		q = read_at(f, race_prefix(f->run, q, q->n - 1));
		f->depth--;
	}
	return q;
}

void race_note_alias(struct race_frame *f, const struct race_path *addr,
		     const struct race_path *value)
{
	struct race_alias *a;
	void **at;

	if (addr->root != ROOT_VALUE)
		return;
	/* An element that may be any of them. */
	for (uint32_t i = 0; i < addr->n; i++)
		if (addr->at[i].key != KEY_NONE && addr->at[i].key != KEY_CONST)
			return;
	at = ptrmap_at(&f->aliases, f->arena, addr);
	a = *at;
	if (!a) {
		a = *at = ARENA_NEW(f->arena, struct race_alias);
		a->value = value;
		a->many = !value;
	} else if (a->value != value) {
		a->many = true;
	}
}

/* Values */

static const struct race_path *value_of(struct race_frame *f,
					const struct ir_instr *in, uint32_t k)
{
	return race_root(f->run, ROOT_VALUE, in, k);
}

static const struct race_path *of_load(struct race_frame *f,
				       const struct ir_instr *in)
{
	const struct race_path *addr = race_value(f, in->args[0]);

	if (!addr)
		return value_of(f, in, 0);
	if (addr->root != ROOT_VALUE && is_taken(f, in))
		return value_of(f, in, 0);
	return race_append(f, addr, (struct race_at){.step = STEP_DEREF});
}

static const struct race_path *of_lookup(struct race_frame *f,
					 const struct ir_instr *in)
{
	const struct race_path *m = race_value(f, in->args[0]);
	struct race_at at = race_key_of(f, STEP_ENTRY, in->args[1]);
	const struct race_path *p;
	const struct race_alias *a;

	if (!m || is_deleted(f, in))
		return value_of(f, in, 0);
	p = race_step(f->run, m, at);
	a = p ? alias_at(f, p) : NULL;
	return a ? a->value : p;
}

static const struct race_path *of_call(struct race_frame *f,
				       const struct ir_instr *in, uint32_t k)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;
	struct race_binding b;
	enum race_known what;
	const struct race_path *p = value_of(f, in, k);
	uint32_t n = race_callees(f, in, callees, &dyn);
	struct race_sum *sum;
	int64_t node;

	if (n != 1)
		return p;
	what = race_known_of(f->run, callees[0].fn);
	race_bind(f, in, &b);
	switch (what) {
	case KNOWN_ATOMIC_LOAD:
		return b.args[0] ? race_step(f->run, b.args[0],
					     (struct race_at){
						     .step = STEP_ATOMIC})
				 : p;
	case KNOWN_SYNC_LOAD:
		return b.args[0] && k == 0 && in->nargs > 2
			       ? race_step(f->run, b.args[0],
					   race_key_of(f, STEP_ENTRY,
						       in->args[2]))
			       : p;
	case KNOWN_RLOCKER:
		return b.args[0]
			       ? race_step(f->run, b.args[0],
					   (struct race_at){.step = STEP_RLOCK})
			       : p;
	case KNOWN_NOT:
		break;
	default:
		return p;
	}
	node = callgraph_node(f->run->g, callees[0].fn);
	sum = node < 0 ? NULL : race_sum_of(f->run, (uint32_t)node);
	if (!sum || k >= sum->nresults || !sum->results[k])
		return p;
	b.closure = callees[0].closure;
	return race_lift(f, &b, sum->results[k]);
}

static const struct race_path *of_phi(struct race_frame *f,
				      const struct ir_instr *in)
{
	const struct race_path *all = NULL;

	for (uint32_t i = 0; i < in->nargs; i++) {
		const struct race_path *p;
		int64_t at = ir_value_index(f->fn, in->args[i]);

		if (in->args[i]->op == OP_CONST)
			continue;
		if (at >= 0 && f->known[at] == 1)
			continue;
		p = race_value(f, in->args[i]);
		if (!p)
			return NULL;
		/* One that was made here and put there. */
		if (p->root == ROOT_VALUE && p->n == 0 && all != p) {
			const struct race_path *out = ptrmap_get(&f->names, p);

			if (out)
				p = out;
		}
		if (all && all != p)
			return value_of(f, in, 0);
		all = p;
	}
	return all;
}

/* What comes out of a channel. */
static const struct race_path *of_channel(struct race_frame *f,
					  const struct ir_instr *in,
					  const struct ir_value *ch)
{
	const struct race_path *p = race_value(f, ch);

	p = p && race_definite(p)
		    ? race_step(f->run, p, (struct race_at){.step = STEP_GOT})
		    : NULL;
	return p ? p : value_of(f, in, 0);
}

static const struct race_path *of_extract(struct race_frame *f,
					  const struct ir_instr *in)
{
	const struct ir_instr *tuple = (const struct ir_instr *)in->args[0];
	const struct ir_instr *range;

	switch (tuple->v.op) {
	case OP_CALL:
		return of_call(f, tuple, in->index);
	case OP_LOOKUP:
		return in->index == 0 ? of_lookup(f, tuple) : NULL;
	case OP_TYPE_ASSERT:
		return in->index == 0 ? race_value(f, tuple->args[0]) : NULL;
	case OP_RECV:
		return in->index == 0 ? of_channel(f, in, tuple->args[0])
				      : NULL;
	case OP_NEXT:
		range = IR_AS(RANGE, ir_instr, tuple->args[0]);
		if (in->index != 2 || !range)
			return value_of(f, in, 0);
		return race_append(f, race_value(f, range->args[0]),
				   (struct race_at){.step = STEP_ENTRY,
						    .key = KEY_ANY,
						    .of = tuple});
	}
	return value_of(f, in, 0);
}

static const struct race_path *of_closure(struct race_frame *f,
					  const struct ir_instr *in)
{
	const struct race_path *free[64];
	uint32_t n = in->nargs - 1;

	if (n > 64 || in->args[0]->op != OP_FUNC)
		return NULL;
	for (uint32_t i = 0; i < n; i++)
		free[i] = race_value(f, in->args[i + 1]);
	return race_closure(f->run, (struct ir_function *)in->args[0], free, n);
}

static const struct race_path *of_instr(struct race_frame *f,
					const struct ir_instr *in)
{
	struct race_at at = {.index = in->index};

	switch (in->v.op) {
	case OP_LOAD:
		return of_load(f, in);
	case OP_FIELD_ADDR:
		at.step = STEP_FIELD;
		return race_append(f, race_value(f, in->args[0]), at);
	case OP_FIELD:
		at.step = STEP_VFIELD;
		return race_append(f, race_value(f, in->args[0]), at);
	case OP_INDEX_ADDR:
		return race_append(f, race_value(f, in->args[0]),
				   race_key_of(f, STEP_INDEX, in->args[1]));
	case OP_LOOKUP:
		return of_lookup(f, in);
	case OP_EXTRACT:
		return of_extract(f, in);
	case OP_CALL:
		return of_call(f, in, 0);
	case OP_RECV:
		return of_channel(f, in, in->args[0]);
	case OP_PHI:
		return of_phi(f, in);
	case OP_MAKE_CLOSURE:
		return of_closure(f, in);
	case OP_CHANGE_TYPE:
	case OP_CHANGE_INTERFACE:
	case OP_MAKE_INTERFACE:
	case OP_CONVERT:
	case OP_SLICE:
	case OP_SLICE_TO_ARRAY_POINTER:
	case OP_TYPE_ASSERT:
		return race_value(f, in->args[0]);
	}
	return value_of(f, in, 0);
}

const struct race_path *race_value(struct race_frame *f,
				   const struct ir_value *v)
{
	int64_t i;

	switch (v->op) {
	case OP_PARAM:
		return race_root(f->run, ROOT_PARAM, NULL, v->num);
	case OP_FREE_VAR:
		return race_root(f->run, ROOT_FREE, NULL, v->num);
	case OP_GLOBAL:
		return race_root(f->run, ROOT_GLOBAL, v, 0);
	case OP_FUNC:
		return race_closure(f->run, (struct ir_function *)v, NULL, 0);
	}
	i = ir_value_index(f->fn, v);
	if (i < 0 || v->op < OP_ALLOC)
		return NULL;
	if (f->known[i] == 2)
		return f->values[i];
	if (f->known[i] == 1 || f->depth > MAX_DEPTH)
		return NULL;
	f->known[i] = 1;
	f->depth++;
	f->values[i] = of_instr(f, (const struct ir_instr *)v);
	f->depth--;
	f->known[i] = 2;
	return f->values[i];
}

/* Stores */

static bool is_reference(const struct type *t, int depth)
{
	const struct type *u = t ? type_under((struct type *)t) : NULL;
	const struct structure *st;

	if (!u || depth == 0)
		return false;
	switch (u->kind) {
	case TYPE_POINTER:
	case TYPE_MAP:
	case TYPE_CHAN:
	case TYPE_SIGNATURE:
	case TYPE_INTERFACE:
	case TYPE_SLICE:
		return true;
	case TYPE_STRUCT:
		st = (const struct structure *)u;
		for (uint32_t i = 0; i < st->nfields; i++)
			if (is_reference(st->fields[i]->type, depth - 1))
				return true;
	}
	return false;
}

static void name_outside(struct race_frame *f, const struct race_path *addr,
			 const struct race_path *value,
			 const struct ir_instr *in)
{
	const struct race_path *out = race_outside(f, addr);
	void **at;

	if (!value || value->root != ROOT_VALUE || value->n || !out)
		return;
	at = ptrmap_at(&f->names, f->arena, value);
	if (*at)
		return;
	*at = (void *)race_step(f->run, out,
				(struct race_at){.step = STEP_DEREF});
	*ptrmap_at(&f->stored, f->arena, value) = (void *)in;
}

static void note_store(struct race_frame *f, const struct ir_instr *in,
		       const struct race_path *addr,
		       const struct race_path *value)
{
	if (!addr)
		return;
	race_note_alias(f, addr, value);
	name_outside(f, addr, value, in);
	if (f->stores.len < RACE_MAX_STORES)
		vec_push_in(f->arena, &f->stores,
			    (struct race_store){addr, value});
}

/* What a callee stores in what it was given, or in what it has made. */
static void note_call(struct race_frame *f, const struct ir_instr *in)
{
	struct race_callee callees[RACE_MAX_CALLEES];
	const struct race_path *dyn;
	uint32_t n = race_callees(f, in, callees, &dyn);
	struct race_binding b;

	for (uint32_t i = 0; i < n; i++) {
		int64_t node = callgraph_node(f->run->g, callees[i].fn);
		struct race_sum *sum =
			node < 0 || race_known_of(f->run, callees[i].fn)
				? NULL
				: race_sum_of(f->run, (uint32_t)node);

		if (!sum || !sum->nstores)
			continue;
		race_bind(f, in, &b);
		b.closure = callees[i].closure;
		for (uint32_t k = 0; k < sum->nstores; k++) {
			const struct race_store *st = &sum->stores[k];
			const struct race_path *value =
				st->value ? race_lift(f, &b, st->value) : NULL;

			note_store(f, in, race_lift(f, &b, st->addr), value);
		}
	}
}

static void note_send(struct race_frame *f, const struct ir_instr *in)
{
	const struct race_path *ch = race_value(f, in->args[0]);
	const struct race_path *v = is_reference(in->args[1]->type, 2)
					    ? race_value(f, in->args[1])
					    : NULL;
	struct race_sent *s;
	void **at;

	if (!ch || !v || v->n || v->root != ROOT_VALUE || !race_definite(ch))
		return;
	at = ptrmap_at(&f->sent, f->arena, v);
	s = ARENA_NEW(f->arena, struct race_sent);
	s->next = *at;
	*at = s;
	s->p = race_step(f->run, ch, (struct race_at){.step = STEP_SENT});
	s->in = in;
}

const struct race_path *race_sent(struct race_frame *f,
				  const struct race_path *p, uint32_t block,
				  uint32_t at)
{
	const struct race_sent *s =
		p->root == ROOT_VALUE
			? ptrmap_get(&f->sent, race_prefix(f->run, p, 0))
			: NULL;
	const struct race_path *q;

	while (s && !race_follows(f, s->in, block, at, p))
		s = s->next;
	if (!s)
		return NULL;
	q = s->p;
	for (uint32_t i = 0; q && i < p->n; i++)
		q = race_step(f->run, q, p->at[i]);
	return q;
}

static void note_instr(struct race_frame *f, const struct ir_instr *in)
{
	const struct race_path *m;

	switch (in->v.op) {
	case OP_STORE:
		if (is_reference(in->args[1]->type, 4))
			note_store(f, in, race_value(f, in->args[0]),
				   race_value(f, in->args[1]));
		break;
	case OP_MAP_UPDATE:
		m = is_reference(in->args[2]->type, 2)
			    ? race_value(f, in->args[0])
			    : NULL;
		m = m ? race_step(f->run, m,
				  race_key_of(f, STEP_ENTRY, in->args[1]))
		      : NULL;
		if (m && race_outside(f, m)) {
			const struct race_path *v = race_value(f, in->args[2]);

			if (v && v->root == ROOT_VALUE && v->n == 0) {
				*ptrmap_at(&f->names, f->arena, v) =
					(void *)race_outside(f, m);
				*ptrmap_at(&f->stored, f->arena, v) =
					(void *)in;
			}
		}
		break;
	case OP_SEND:
		note_send(f, in);
		break;
	case OP_CALL:
	case OP_GO:
	case OP_DEFER:
		note_call(f, in);
		break;
	}
}

static bool is_delete(const struct ir_instr *in)
{
	return in->v.op == OP_CALL && in->args[0]->op == OP_BUILTIN &&
	       in->nargs == 3 &&
	       strcmp(((const struct ir_builtin *)in->args[0])->name,
		      "delete") == 0;
}

void race_note_stores(struct race_frame *f)
{
	for (uint32_t b = 0; b < f->fn->nblocks; b++)
		for (uint32_t i = 0; i < f->fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = f->fn->blocks[b]->instrs[i];

			if (in->v.op == OP_STORE &&
			    is_reference(in->args[1]->type, 4))
				vec_push_in(f->arena, &f->store_instrs, in);
			else if (is_delete(in))
				vec_push_in(f->arena, &f->deletes, in);
		}
	for (uint32_t b = 0; b < f->fn->nblocks; b++)
		for (uint32_t i = 0; i < f->fn->blocks[b]->ninstrs; i++)
			note_instr(f, f->fn->blocks[b]->instrs[i]);
}

const struct race_path *race_outside(struct race_frame *f,
				     const struct race_path *p)
{
	const struct race_path *q;
	const struct race_closure *c;
	const struct race_path *free[64];

	switch (p->root) {
	case ROOT_PARAM:
	case ROOT_FREE:
	case ROOT_GLOBAL:
	case ROOT_RESULT:
		return p;
	case ROOT_CLOSURE:
		c = p->of;
		for (uint32_t i = 0; i < c->n && i < 64; i++)
			free[i] =
				c->free[i] ? race_outside(f, c->free[i]) : NULL;
		return c->n > 64 ? NULL
				 : race_closure(f->run, c->fn, free, c->n);
	}
	q = ptrmap_get(&f->names, race_prefix(f->run, p, 0));
	for (uint32_t i = 0; q && i < p->n; i++)
		q = race_step(f->run, q, p->at[i]);
	return q;
}
