/* SPDX-License-Identifier: MIT */
/*
 * States are copied at each branch and thrown away at each join, so they are
 * a handful of arrays without pointers into each other: a copy is some
 * memcpy()s, and arrays go from a state that is given back to the next one.
 *
 * What has one node per state (integers, constants, functions, globals) is
 * found by a hash table of node numbers, which is copied like the rest and
 * made anew by state_compact().
 */
#include "flow/state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/mix.h"
#include "flow/state_impl.h"
#include "ir/ir.h"
#include "types/constant.h"
#include "types/predicates.h"

/* Pools */

struct state_pool *state_pool_create(struct arena *a)
{
	struct state_pool *p = calloc(1, sizeof(*p));

	if (!p) {
		diag("out of memory: a pool of states");
		exit(DIAG_EXIT_BROKEN);
	}
	p->arena = a;
	return p;
}

static void state_destroy(struct state *s)
{
	free(s->cells);
	free(s->edges);
	free(s->pre);
	free(s->terms);
	free(s->defers);
	free(s->dropped);
	free(s->asks);
	free(s->regs);
	free(s->args);
	free(s->index);
	free(s);
}

void state_pool_destroy(struct state_pool *p)
{
	if (!p)
		return;
	for (uint32_t i = 0; i < p->spare.len; i++)
		state_destroy(p->spare.at[i]);
	for (uint32_t i = 0; i < p->scratch.len; i++)
		free(p->scratch.at[i].at);
	vec_finish(&p->spare);
	vec_finish(&p->scratch);
	free(p);
}

struct arena *state_arena(const struct state *s)
{
	return s->pool->arena;
}

static _Noreturn void give_up(size_t size)
{
	diag("out of memory: %zu bytes of a state", size);
	exit(DIAG_EXIT_BROKEN);
}

void *pool_take(struct state_pool *p, size_t size)
{
	struct scratch *c;

	if (p->depth == p->scratch.len)
		vec_push(&p->scratch, (struct scratch){0});
	c = &p->scratch.at[p->depth++];
	if (size > c->cap) {
		free(c->at);
		c->cap = size + size / 2;
		c->at = malloc(c->cap);
		if (!c->at)
			give_up(c->cap);
	}
	if (size)
		memset(c->at, 0, size);
	return c->at;
}

void pool_give(struct state_pool *p, uint32_t n)
{
	p->depth -= n;
}

void *state_reserve(void *at, uint32_t *cap, uint32_t n, size_t size)
{
	if (n <= *cap)
		return at;
	free(at);
	*cap = n + n / 2 + 16;
	at = reallocarray(NULL, *cap, size);
	if (!at)
		give_up(*cap * size);
	return at;
}

#define RESERVE(s, array, cap, n)                               \
	((s)->array = state_reserve((s)->array, &(s)->cap, (n), \
				    sizeof(*(s)->array)))

/* One more, at the end; the caller counts it. */
#define GROW(s, array, n, cap)                                               \
	do {                                                                 \
		if ((s)->n == (s)->cap)                                      \
			(s)->array = vec_grow((s)->array, (s)->n, &(s)->cap, \
					      sizeof(*(s)->array), NULL);    \
	} while (0)

void state_index_reset(struct state *s, uint32_t n)
{
	uint32_t cap = 32;

	while (cap < 2 * (n + 1))
		cap *= 2;
	RESERVE(s, index, index_room, cap);
	memset(s->index, 0, cap * sizeof(*s->index));
	s->index_cap = cap;
	s->nindex = 0;
}

struct state *state_take(struct state_pool *p, uint32_t nregs)
{
	struct state *s;

	if (p->spare.len) {
		s = vec_pop(&p->spare);
	} else {
		s = calloc(1, sizeof(*s));
		if (!s)
			give_up(sizeof(*s));
	}
	s->pool = p;
	RESERVE(s, cells, cells_cap, 1);
	memset(&s->cells[0], 0, sizeof(s->cells[0]));
	RESERVE(s, regs, regs_cap, nregs);
	if (nregs)
		memset(s->regs, 0, nregs * sizeof(*s->regs));
	s->nregs = nregs;
	s->ncells = s->nedges = s->npre = s->nterms = 0;
	s->ndefers = s->ndropped = s->nargs = s->nindex = s->nasks = 0;
	state_index_reset(s, 0);
	s->locks = 0;
	s->waited = s->full = s->counted = false;
	s->certain = true;
	return s;
}

struct state *state_create(struct state_pool *p, uint32_t nregs)
{
	return state_take(p, nregs);
}

#define COPY(to, from, array, cap, n)                         \
	do {                                                  \
		RESERVE(to, array, cap, n);                   \
		if (n)                                        \
			memcpy((to)->array, (from)->array,    \
			       (n) * sizeof(*(from)->array)); \
	} while (0)

struct state *state_fork(const struct state *s)
{
	struct state_pool *p = s->pool;
	struct state *t;
	struct state old;

	if (p->spare.len) {
		t = vec_pop(&p->spare);
	} else {
		t = calloc(1, sizeof(*t));
		if (!t)
			give_up(sizeof(*t));
	}
	old = *t;
	*t = *s;
	t->cells = old.cells, t->cells_cap = old.cells_cap;
	t->edges = old.edges, t->edges_cap = old.edges_cap;
	t->pre = old.pre, t->pre_cap = old.pre_cap;
	t->terms = old.terms, t->terms_cap = old.terms_cap;
	t->defers = old.defers, t->defers_cap = old.defers_cap;
	t->dropped = old.dropped, t->dropped_cap = old.dropped_cap;
	t->asks = old.asks, t->asks_cap = old.asks_cap;
	t->regs = old.regs, t->regs_cap = old.regs_cap;
	t->args = old.args, t->args_cap = old.args_cap;
	COPY(t, s, cells, cells_cap, s->ncells + 1);
	COPY(t, s, edges, edges_cap, s->nedges);
	COPY(t, s, pre, pre_cap, s->npre);
	COPY(t, s, terms, terms_cap, s->nterms);
	COPY(t, s, defers, defers_cap, s->ndefers);
	COPY(t, s, dropped, dropped_cap, s->ndropped);
	COPY(t, s, asks, asks_cap, s->nasks);
	COPY(t, s, regs, regs_cap, s->nregs);
	COPY(t, s, args, args_cap, s->nargs);
	/* A hash table must be as large as it was, whatever there is room for.
	 */
	t->index = old.index, t->index_room = old.index_room;
	RESERVE(t, index, index_room, s->index_cap);
	memcpy(t->index, s->index, s->index_cap * sizeof(val_t));
	return t;
}

void state_release(struct state *s)
{
	if (s)
		vec_push(&s->pool->spare, s);
}

void state_defer(struct state *s, const struct ir_instr *in, const val_t *args,
		 uint32_t n)
{
	if (s->ndefers >= STATE_MAX_DEFERS) {
		s->full = true;
		return;
	}
	GROW(s, defers, ndefers, defers_cap);
	s->defers[s->ndefers++] = (struct deferred){in, s->nargs, n};
	for (uint32_t i = 0; i < n; i++) {
		GROW(s, args, nargs, args_cap);
		s->args[s->nargs++] = args[i];
	}
}

void state_dropped_add(struct state *s, const struct dropped *d)
{
	if (s->ndropped >= STATE_MAX_DROPPED)
		return;
	GROW(s, dropped, ndropped, dropped_cap);
	s->dropped[s->ndropped++] = *d;
}

struct ask *state_ask_add(struct state *s, uint8_t kind, val_t v,
			  const struct trace *trace)
{
	for (uint32_t i = 0; i < s->nasks; i++)
		if (s->asks[i].kind == kind && s->asks[i].v == v)
			return NULL;
	if (s->nasks >= STATE_MAX_ASKS)
		return NULL;
	GROW(s, asks, nasks, asks_cap);
	s->asks[s->nasks] = (struct ask){.kind = kind, .v = v, .trace = trace};
	return &s->asks[s->nasks++];
}

/* Values */

/* A full state ends; until then its last node stands for all others. */
val_t state_new(struct state *s, enum origin origin)
{
	struct cell *c;

	if (s->ncells >= STATE_MAX_CELLS) {
		s->full = true;
		return s->ncells;
	}
	if (s->ncells + 1 >= s->cells_cap)
		s->cells = vec_grow(s->cells, s->ncells + 1, &s->cells_cap,
				    sizeof(*s->cells), NULL);
	c = &s->cells[++s->ncells];
	memset(c, 0, sizeof(*c));
	c->origin = origin;
	c->lo = INT64_MIN;
	c->hi = INT64_MAX;
	return s->ncells;
}

val_t state_new_memory(struct state *s)
{
	val_t v = state_new(s, ORIGIN_GO);

	/* Of a full state it is a node that is there already. */
	if (!s->full)
		state_cell(s, v)->flags |= CELL_FRESH | CELL_NONZERO;
	return v;
}

val_t state_new_slot(struct state *s, val_t of)
{
	val_t v = state_new_memory(s);

	if (!s->full) {
		state_cell(s, v)->link = LINK_INSIDE;
		state_cell(s, v)->base = of;
	}
	return v;
}

/* Things made once */

static uint64_t value_hash(const struct value *v)
{
	return v->kind == VALUE_STRING ? value_string_hash(v)
				       : (uint64_t)v->kind;
}

static uint64_t hash_cell(const struct cell *c)
{
	if (c->konst)
		return mix(0, value_hash(c->konst));
	if (c->flags & CELL_GLOBAL)
		return mix_pointer(0, c->root);
	if (c->fn)
		return mix_pointer(0, c->fn);
	return mix(0, (uint64_t)c->lo);
}

static bool same_value(const struct value *a, const struct value *b)
{
	return a == b ||
	       (a && b && a->kind == b->kind && value_compare(a, TOK_EQL, b));
}

/* Both are CELL_CONST. */
static bool alike(const struct cell *a, const struct cell *b)
{
	return a->root == b->root && a->fn == b->fn && a->lo == b->lo &&
	       same_value(a->konst, b->konst);
}

/* The place of a cell like c: it holds one, or NO_VAL. */
static val_t *slot_of(const struct state *s, const struct cell *c)
{
	uint32_t i = hash_cell(c) & (s->index_cap - 1);

	while (s->index[i] && !alike(&s->cells[s->index[i]], c))
		i = (i + 1) & (s->index_cap - 1);
	return &s->index[i];
}

static void grow_index(struct state *s)
{
	uint32_t old_cap = s->index_cap, n = s->nindex;
	val_t *old = s->index;

	s->index = NULL;
	s->index_room = 0;
	state_index_reset(s, 2 * n);
	s->nindex = n;
	for (uint32_t i = 0; i < old_cap; i++)
		if (old[i])
			*slot_of(s, &s->cells[old[i]]) = old[i];
	free(old);
}

void state_index_add(struct state *s, val_t v)
{
	if (2 * (s->nindex + 1) > s->index_cap)
		grow_index(s);
	*slot_of(s, &s->cells[v]) = v;
	s->nindex++;
}

val_t state_index_like(const struct state *s, const struct state *of, val_t v)
{
	return *slot_of(s, &of->cells[v]);
}

static val_t made_once(struct state *s, const struct cell *like)
{
	val_t v = *slot_of(s, like);

	if (v)
		return v;
	v = state_new(s, like->origin);
	if (s->full)
		return v;
	s->cells[v] = *like;
	state_index_add(s, v);
	return v;
}

static struct cell number_cell(int64_t n)
{
	return (struct cell){.origin = ORIGIN_NUMBER,
			     .flags = CELL_CONST | (n ? CELL_NONZERO : 0),
			     .lo = n,
			     .hi = n};
}

val_t state_int(struct state *s, int64_t n)
{
	struct cell c = number_cell(n);

	return made_once(s, &c);
}

val_t state_find_int(const struct state *s, int64_t n)
{
	struct cell c = number_cell(n);

	return *slot_of(s, &c);
}

val_t state_const(struct state *s, const struct value *v)
{
	struct cell c = {.origin = ORIGIN_STATIC,
			 .flags = CELL_CONST,
			 .lo = INT64_MIN,
			 .hi = INT64_MAX,
			 .konst = v};
	bool exact = false;
	int64_t n = 0;

	if (v->kind == VALUE_BOOL)
		return state_int(s, value_bool_val(v));
	if (v->kind == VALUE_UNKNOWN)
		return state_new(s, ORIGIN_UNKNOWN);
	if (v->kind == VALUE_INT)
		n = value_int64_val(v, &exact);
	if (exact)
		return state_int(s, n);
	if (v->kind != VALUE_STRING)
		c.origin = ORIGIN_NUMBER;
	return made_once(s, &c);
}

val_t state_func(struct state *s, struct ir_function *fn)
{
	struct cell c = {.origin = ORIGIN_STATIC,
			 .flags = CELL_CONST | CELL_NONZERO,
			 .lo = INT64_MIN,
			 .hi = INT64_MAX,
			 .fn = fn};

	return made_once(s, &c);
}

/* Cells of globals get edges, and are in the index all the same. */
static val_t global(struct state *s, enum origin origin, const void *root,
		    unsigned flags, struct type *type)
{
	struct cell c = {.origin = origin,
			 .flags = CELL_GLOBAL | CELL_PRE | CELL_NONZERO | flags,
			 .lo = INT64_MIN,
			 .hi = INT64_MAX,
			 .root = root,
			 .type = type};

	return made_once(s, &c);
}

val_t state_global(struct state *s, const struct ir_global *g)
{
	return global(s, ORIGIN_GO, g, 0, g->v.type);
}

val_t state_c_global(struct state *s, name_t name)
{
	return global(s, ORIGIN_STATIC, name_entry(name), CELL_C, NULL);
}

name_t state_c_name(const struct cell *c)
{
	return (name_t)(((const char *)c->root - name_base) / 8);
}

/* The rest of what a type says of a value */

static const struct {
	int64_t lo, hi;
} basic_range[NBASICS] = {
	[BASIC_BOOL] = {0, 1},
	[BASIC_UNTYPED_BOOL] = {0, 1},
	[BASIC_INT8] = {INT8_MIN, INT8_MAX},
	[BASIC_INT16] = {INT16_MIN, INT16_MAX},
	[BASIC_INT32] = {INT32_MIN, INT32_MAX},
	[BASIC_UINT] = {0, INT64_MAX},
	[BASIC_UINT8] = {0, UINT8_MAX},
	[BASIC_UINT16] = {0, UINT16_MAX},
	[BASIC_UINT32] = {0, UINT32_MAX},
	[BASIC_UINT64] = {0, INT64_MAX},
	[BASIC_UINTPTR] = {0, INT64_MAX},
};

static struct basic *basic_of(struct type *t)
{
	return t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;
}

bool type_is_number(struct type *t)
{
	struct basic *b = basic_of(t);

	return b && (b->info & (INFO_NUMERIC | INFO_BOOLEAN)) &&
	       b->basic_kind != BASIC_UINTPTR;
}

bool type_is_slice(struct type *t)
{
	return type_under(t)->kind == TYPE_SLICE;
}

bool type_is_memory(struct type *t)
{
	uint8_t kind = t ? type_under(t)->kind : TYPE_BASIC;

	return kind == TYPE_STRUCT || kind == TYPE_ARRAY;
}

void state_limit(struct cell *c, struct type *t)
{
	struct basic *b = basic_of(t);

	if (!b)
		return;
	if (basic_range[b->basic_kind].hi) {
		c->lo = basic_range[b->basic_kind].lo;
		c->hi = basic_range[b->basic_kind].hi;
	}
	if ((b->info & (INFO_NUMERIC | INFO_BOOLEAN)) &&
	    b->basic_kind != BASIC_UINTPTR)
		c->origin = ORIGIN_NUMBER;
}

val_t state_unknown(struct state *s, struct type *t)
{
	val_t v = state_new(s, ORIGIN_UNKNOWN);
	struct cell *c = state_cell(s, v);

	if (s->full)
		return v;
	c->type = t;
	state_limit(c, t);
	return v;
}

val_t state_zero(struct state *s, struct type *t)
{
	struct type *u = t ? type_under(t) : NULL;
	struct basic *b = TYPE_AS(BASIC, basic, u);
	val_t v;

	if (b && (b->info & INFO_STRING))
		return state_const(s, value_make_string(state_arena(s), "", 0));
	if (!u || (u->kind != TYPE_STRUCT && u->kind != TYPE_ARRAY))
		return state_int(s, 0);
	v = state_new_memory(s);
	if (!s->full)
		state_cell(s, v)->type = t;
	return v;
}

/* Links only lead to older nodes, but summaries and models make them too. */
#define MAX_LINKS 64

val_t state_block(const struct state *s, val_t v)
{
	for (int i = 0; i < MAX_LINKS; i++) {
		const struct cell *c = state_cell(s, v);

		if (c->link != LINK_INSIDE && c->link != LINK_START)
			break;
		v = c->base;
	}
	return v;
}

const struct freed *state_freed(const struct state *s, val_t v)
{
	for (int i = 0; i < MAX_LINKS && v; i++) {
		const struct cell *c = state_cell(s, v);

		if (c->freed)
			return c->freed;
		if (c->link == LINK_NONE)
			break;
		v = c->base;
	}
	return NULL;
}

const struct freed *state_surely_freed(const struct state *s, val_t v)
{
	const struct freed *f = state_freed(s, v);

	return f && !f->maybe && f->how != FREED_FINALIZER ? f : NULL;
}
