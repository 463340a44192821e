/* SPDX-License-Identifier: MIT */
/*
 * All functions of a package, callees first.
 *
 * The call graph's strongly connected components come out of Tarjan's
 * algorithm (Depth-first search and linear graph algorithms, 1972) in just
 * that order.  In a component nobody knows anything of the others at first;
 * it is gone through again until no row changes, a few times at most, since
 * each time only what one more level of recursion adds can be new.
 */
#include "cfront/effect_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ptrmap.h"
#include "cfront/effect_sum.h"
#include "cfront/unit.h"

/* How far a function that is given as an argument is followed. */
enum {
	MAX_FLOW = 4,
	MAX_FLOW_INSTRS = 2000,
	MAX_FLOW_WORK = 20000000, /* instructions in all */
	BODY_MAX_FUNCS_IN_ONE = 64,
};

enum { MAX_ROUNDS = 4, MAX_COMPONENT_ROUNDS = 2, LARGE_COMPONENT = 64 };

struct effects *effects_create(struct arena *a)
{
	struct effects *e = ARENA_NEW(a, struct effects);

	e->arena = a;
	e->set = body_set_create(a);
	return e;
}

void effects_add_unit(struct effects *e, const struct c_unit *u)
{
	body_add_unit(e->set, u);
}

void effects_add_export(struct effects *e, const char *name)
{
	*ptrmap_at_key(&e->exports, e->arena, (uint64_t)name_of(name) + 1) = e;
}

bool effects_exported(const struct effects *e, name_t name)
{
	return ptrmap_get_key(&e->exports, (uint64_t)name + 1) != NULL;
}

const struct summary *effects_summary(struct effects *e, uint32_t func)
{
	const struct summary *s = &e->sums[func];

	return s->effects.known ? s : NULL;
}

/* Tarjan, with a stack of its own. */

struct visit {
	uint32_t func, next;
};

struct graph {
	struct effects *e;
	struct arena *scratch; /* for one function at a time */
	uint32_t **callees;
	uint32_t *ncallees;
	uint32_t *index, *low;
	bool *on_stack;
	uint32_t *stack, depth, counter;
	struct visit *visits;
};

static void add_callee(struct graph *g, uint32_t *n, uint32_t *cap,
		       uint32_t func, uint32_t callee)
{
	const struct body_func *f = &g->e->set->funcs.at[callee];

	if (!f->body)
		return;
	if (*n == *cap)
		g->callees[func] = vec_grow(g->callees[func], *n, cap,
					    sizeof(uint32_t), g->e->arena);
	g->callees[func][(*n)++] = callee;
}

/* Whom an instruction may call, now or when what it loads is called. */
static void instr_callees(struct graph *g, const struct body_instr *in,
			  uint32_t func, uint32_t *n, uint32_t *cap)
{
	const struct body_set *set = g->e->set;
	const struct body_field *field;
	const struct body_global *global;

	if (in->op == BODY_CALL && operand_kind(in->a) == OPERAND_FUNC)
		add_callee(g, n, cap, func, operand_number(in->a));
	if (in->op != BODY_LOAD)
		return;
	field = &set->fields.at[in->field];
	for (uint32_t i = 0; in->field && i < field->nfuncs; i++)
		add_callee(g, n, cap, func, field->funcs[i]);
	if (in->field || operand_kind(in->a) != OPERAND_GLOBAL_ADDR)
		return;
	global = &set->globals.at[operand_number(in->a)];
	for (uint32_t i = 0; i < global->nfuncs; i++)
		add_callee(g, n, cap, func, global->funcs[i]);
}

static void find_callees(struct graph *g, uint32_t func)
{
	const struct body *b = g->e->set->funcs.at[func].body;
	uint32_t n = 0, cap = 0;

	for (uint32_t i = 0; b && i < b->nblocks; i++)
		for (uint32_t k = 0; k < b->blocks[i].len; k++)
			instr_callees(g, &b->blocks[i].at[k], func, &n, &cap);
	g->ncallees[func] = n;
}

static bool is_result(uint8_t kind)
{
	return kind == EFFECT_RETURNS_OWNED || kind == EFFECT_RETURNS_ALIAS ||
	       kind == EFFECT_RETURNS_STATIC;
}

/* Do two rows speak of the same thing? */
static bool same_topic(const struct c_effect *x, const struct c_effect *y)
{
	if (is_result(x->kind) && y->kind == EFFECT_REALLOCS)
		return y->path.nsteps == 0;
	if (is_result(x->kind) || is_result(y->kind))
		return is_result(x->kind) && is_result(y->kind);
	if (x->path.root != y->path.root || x->path.nsteps != y->path.nsteps ||
	    x->path.some != y->path.some)
		return false;
	return x->kind == y->kind ||
	       (x->kind == EFFECT_FREES && y->kind == EFFECT_REALLOCS) ||
	       (x->kind == EFFECT_FREES && y->kind == EFFECT_UNREFS);
}

/* Nobody outside can tell what is in a field. */
static bool is_vague(const struct c_effect *row)
{
	const struct effect_condition *c = &row->condition;

	return c->when == EFFECT_MAYBE ||
	       (c->when == EFFECT_IF && c->subject.root >= 0 &&
		c->subject.nsteps > 0);
}

/*
 * A manual would say that something has to live on, but for what is counted:
 * that does so by itself.
 */
static bool is_unsaid_keep(const struct summary *s, const struct c_effect *row)
{
	if (row->kind != EFFECT_KEEPS || row->path.root < 0 ||
	    row->condition.when != EFFECT_MAYBE)
		return false;
	for (uint32_t i = 0; i < s->effects.nrows; i++)
		if (s->effects.rows[i].kind == EFFECT_REFS &&
		    s->effects.rows[i].path.root == row->path.root)
			return false;
	return true;
}

/*
 * Where the body of a well-known function is too much for us, so that it
 * only may do something or does not say, the table speaks.
 */
static void fill_in(struct effects *e, struct summary *s,
		    const struct effect_rows *table)
{
	struct effect_rows rows = {0};
	uint32_t before;

	for (uint32_t i = 0; i < s->effects.nrows; i++) {
		const struct c_effect *row = &s->effects.rows[i];
		bool better = is_unsaid_keep(s, row);

		for (uint32_t k = 0; k < table->len; k++)
			better |=
				is_vague(row) && same_topic(row, &table->at[k]);
		if (!better)
			vec_push_in(e->arena, &rows, *row);
	}
	before = rows.len;
	for (uint32_t k = 0; k < table->len; k++) {
		bool said = table->at[k].kind == EFFECT_NONE ||
			    table->at[k].kind == EFFECT_NORETURN;

		for (uint32_t i = 0; i < before && !said; i++)
			said = same_topic(&rows.at[i], &table->at[k]);
		if (!said)
			vec_push_in(e->arena, &rows, table->at[k]);
	}
	sum_sort(&rows);
	s->effects.rows = rows.at;
	s->effects.nrows = rows.len;
}

/* The table says what a family is called; the body only where it comes from. */
static void name_families(struct summary *s, const struct effect_rows *table)
{
	struct c_effect *rows = (struct c_effect *)s->effects.rows;

	for (uint32_t i = 0; i < s->effects.nrows; i++)
		for (uint32_t k = 0; k < table->len; k++)
			if (rows[i].kind == table->at[k].kind &&
			    rows[i].path.root == table->at[k].path.root &&
			    rows[i].path.nsteps == table->at[k].path.nsteps &&
			    rows[i].path.some == table->at[k].path.some &&
			    table->at[k].family)
				rows[i].family = table->at[k].family;
}

static void table_rows(struct effects *e, const char *name,
		       struct effect_rows *rows)
{
	const struct effect_row *row = effect_table_find(name);
	const char *why;
	uint32_t from = rows->len;

	if (!row)
		return;
	effect_parse(e->arena, row->effects, strlen(row->effects), rows, &why);
	for (uint32_t i = from; i < rows->len; i++)
		rows->at[i].reason = (struct effect_reason){
			.source = EFFECT_FROM_TABLE, .text = row->source};
}

static void look_at(struct graph *g, uint32_t func)
{
	struct effects *e = g->e;
	struct run *r = ARENA_NEW(g->scratch, struct run);
	struct effect_rows table = {0};
	struct summary *s = &e->sums[func];

	r->e = e;
	r->func = &e->set->funcs.at[func];
	r->body = r->func->body;
	r->scratch = g->scratch;
	run_function(r);
	run_summary(r, s);
	if (!r->func->internal) {
		table_rows(e, name_text(r->func->name), &table);
		name_families(s, &table);
		if (table.len > 0)
			fill_in(e, s, &table);
	}
	arena_reset(g->scratch);
}

static bool same_rows(const struct c_effects *x, const struct c_effect *rows,
		      uint32_t n)
{
	struct buf a, b;
	bool same = x->nrows == n;

	buf_init(&a, 1 << 16);
	buf_init(&b, 1 << 16);
	for (uint32_t i = 0; same && i < n; i++) {
		effect_print(&x->rows[i], &a);
		effect_print(&rows[i], &b);
	}
	same = same && strcmp(buf_text(&a), buf_text(&b)) == 0;
	buf_finish(&a);
	buf_finish(&b);
	return same;
}

/*
 * What recursion frees goes deeper each time: from the second step on it is
 * all that is there.
 */
static void widen(struct summary *s)
{
	struct effect_rows rows = {.at = (struct c_effect *)s->effects.rows,
				   .len = s->effects.nrows};

	for (uint32_t i = 0; i < rows.len; i++) {
		struct effect_path *p = &rows.at[i].path;

		if (p->nsteps < 2 || rows.at[i].kind > EFFECT_REFS)
			continue;
		p->nsteps = 0;
		p->some = true;
	}
	sum_tidy(&rows);
	s->effects.nrows = rows.len;
}

static bool calls_itself(const struct graph *g, uint32_t func)
{
	for (uint32_t i = 0; i < g->ncallees[func]; i++)
		if (g->callees[func][i] == func)
			return true;
	return false;
}

static void solve_component(struct graph *g, const uint32_t *funcs, uint32_t n)
{
	uint32_t rounds =
		n > LARGE_COMPONENT ? MAX_COMPONENT_ROUNDS : MAX_ROUNDS;
	bool changed = true;

	if (n == 1 && !calls_itself(g, funcs[0]))
		rounds = 1;
	for (uint32_t i = 0; i < rounds && changed; i++) {
		changed = false;
		/* Found last, called by the others: looked at first. */
		for (uint32_t k = n; k-- > 0;) {
			struct c_effects old = g->e->sums[funcs[k]].effects;

			look_at(g, funcs[k]);
			if (rounds > 1)
				widen(&g->e->sums[funcs[k]]);
			changed |= rounds > 1 &&
				   !same_rows(&g->e->sums[funcs[k]].effects,
					      old.rows, old.nrows);
		}
	}
}

static void found(struct graph *g, uint32_t func)
{
	uint32_t from = g->depth;

	do
		g->on_stack[g->stack[--from]] = false;
	while (g->stack[from] != func);
	solve_component(g, g->stack + from, g->depth - from);
	g->depth = from;
}

static void enter(struct graph *g, uint32_t func, uint32_t *depth)
{
	find_callees(g, func);
	g->index[func] = g->low[func] = ++g->counter;
	g->stack[g->depth++] = func;
	g->on_stack[func] = true;
	g->visits[(*depth)++] = (struct visit){func, 0};
}

static void visit(struct graph *g, uint32_t root)
{
	uint32_t depth = 0;

	enter(g, root, &depth);
	while (depth > 0) {
		struct visit *v = &g->visits[depth - 1];
		uint32_t to, func = v->func;

		if (v->next < g->ncallees[func]) {
			to = g->callees[func][v->next++];
			if (!g->index[to])
				enter(g, to, &depth);
			else if (g->on_stack[to] && g->index[to] < g->low[func])
				g->low[func] = g->index[to];
			continue;
		}
		if (g->low[func] == g->index[func])
			found(g, func);
		if (--depth > 0) {
			to = g->visits[depth - 1].func;
			if (g->low[func] < g->low[to])
				g->low[to] = g->low[func];
		}
	}
}

static void solve_bodies(struct effects *e)
{
	struct graph g = {.e = e};
	uint32_t n = e->set->funcs.len;
	struct arena *a = arena_create(0);

	g.scratch = arena_create(0);
	g.callees = ARENA_ARRAY(a, n, uint32_t *);
	g.ncallees = ARENA_ARRAY(a, n, uint32_t);
	g.index = ARENA_ARRAY(a, n, uint32_t);
	g.low = ARENA_ARRAY(a, n, uint32_t);
	g.on_stack = ARENA_ARRAY(a, n, bool);
	g.stack = ARENA_ARRAY(a, n, uint32_t);
	g.visits = ARENA_ARRAY(a, n, struct visit);
	for (uint32_t i = 1; i < n; i++)
		if (e->set->funcs.at[i].body && !g.index[i])
			visit(&g, i);
	arena_destroy(g.scratch);
	arena_destroy(a);
}

/* What is said about functions without bodies */

/* Adds rows about what nobody has spoken of before. */
static void add_rows(struct effects *e, struct effect_rows *rows,
		     const struct effect_rows *more)
{
	uint32_t before = rows->len;

	for (uint32_t i = 0; i < more->len; i++) {
		const struct c_effect *row = &more->at[i];
		struct c_effect *old = NULL;

		for (uint32_t k = 0; k < before && !old; k++)
			if (same_topic(&rows->at[k], row))
				old = &rows->at[k];
		if (!old)
			vec_push_in(e->arena, rows, *row);
		else if (!old->family && old->kind == row->kind)
			old->family = row->family;
	}
}

static void claim_rows(struct effects *e, const struct body_func *f,
		       bool comments, struct effect_rows *rows)
{
	struct effect_rows more = {0};

	for (uint32_t i = 0; i < f->nclaims; i++) {
		const struct body_claim *c = &f->claims[i];
		uint32_t from = more.len;
		const char *why;

		if (c->comment != comments)
			continue;
		effect_parse(e->arena, c->rows, strlen(c->rows), &more, &why);
		for (uint32_t k = from; k < more.len; k++)
			more.at[k].reason = (struct effect_reason){
				.source = comments ? EFFECT_FROM_COMMENT
						   : EFFECT_FROM_ATTRIBUTE,
				.path = c->path,
				.line = c->line,
				.text = c->text};
	}
	add_rows(e, rows, &more);
}

static void drop_none(struct effect_rows *rows)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows->len; i++)
		if (rows->at[i].kind != EFFECT_NONE)
			rows->at[n++] = rows->at[i];
	rows->len = n;
}

/* All that is said of a function but by its body. */
static void said_rows(struct effects *e, const struct body_func *f,
		      struct c_effects *ret)
{
	struct effect_rows rows = {0}, more = {0};
	const struct effect_rows *file;

	claim_rows(e, f, false, &rows);
	if (!f->internal)
		table_rows(e, name_text(f->name), &more);
	add_rows(e, &rows, &more);
	file = ptrmap_get_key(&e->from_files, (uint64_t)f->name + 1);
	if (file)
		add_rows(e, &rows, file);
	claim_rows(e, f, true, &rows);
	ret->known = rows.len > 0;
	drop_none(&rows);
	sum_sort(&rows);
	ret->rows = rows.at;
	ret->nrows = rows.len;
}

static void say_all(struct effects *e)
{
	for (uint32_t i = 1; i < e->nsums; i++) {
		const struct body_func *f = &e->set->funcs.at[i];
		struct c_effects *s = &e->sums[i].effects;

		s->name = name_text(f->name);
		s->exported = effects_exported(e, f->name);
		if (!f->body)
			said_rows(e, f, s);
	}
}

static void name_fields(struct effects *e)
{
	for (uint32_t i = e->set->fields.len; i-- > 1;) {
		uint32_t *n = ARENA_NEW(e->arena, uint32_t);

		*n = i;
		*ptrmap_at_key(&e->fields_by_name, e->arena,
			       (uint64_t)e->set->fields.at[i].name + 1) = n;
	}
}

/*
 * Functions that are given as arguments and stored by who gets them.
 *
 * A parameter that is stored in a field or variable, or given on to another
 * function, is a link; the functions that a call gives go along the links,
 * from one parameter to the next, until nothing new is stored.
 */

static bool store_func(struct effects *e, uint32_t **funcs, uint32_t *n,
		       uint32_t *cap, uint32_t func)
{
	for (uint32_t i = 0; i < *n; i++)
		if ((*funcs)[i] == func)
			return false;
	if (*n == BODY_MAX_FUNCS_IN_ONE)
		return false;
	if (*n == *cap)
		*funcs = vec_grow(*funcs, *n, cap, sizeof(**funcs), e->arena);
	(*funcs)[(*n)++] = func;
	return true;
}

/* What function `from` does with its parameter, when it is func. */
static bool flow_into(struct effects *e, uint32_t from, uint32_t param,
		      uint32_t func, uint32_t depth);

static bool flow_instr(struct effects *e, const struct body_instr *in,
		       operand_t param, uint32_t func, uint32_t depth)
{
	struct body_set *s = e->set;
	bool changed = false;

	if (in->op == BODY_STORE && in->b == param) {
		struct body_field *f = &s->fields.at[in->field];
		struct body_global *g;

		if (in->field)
			return store_func(e, &f->funcs, &f->nfuncs,
					  &f->funcs_cap, func);
		if (operand_kind(in->a) != OPERAND_GLOBAL_ADDR)
			return false;
		g = &s->globals.at[operand_number(in->a)];
		return store_func(e, &g->funcs, &g->nfuncs, &g->funcs_cap,
				  func);
	}
	if (in->op != BODY_CALL || operand_kind(in->a) != OPERAND_FUNC)
		return false;
	for (uint32_t i = 0; i < in->nargs; i++)
		if (in->args[i] == param)
			changed |= flow_into(e, operand_number(in->a), i, func,
					     depth);
	return changed;
}

static bool flow_into(struct effects *e, uint32_t from, uint32_t param,
		      uint32_t func, uint32_t depth)
{
	const struct body *b = e->set->funcs.at[from].body;
	bool changed = false;

	if (!b || depth == MAX_FLOW || b->ninstrs > MAX_FLOW_INSTRS ||
	    e->flow_work > MAX_FLOW_WORK)
		return false;
	e->flow_work += b->ninstrs;
	for (uint32_t i = 0; i < b->nblocks; i++)
		for (uint32_t k = 0; k < b->blocks[i].len; k++)
			changed |= flow_instr(e, &b->blocks[i].at[k],
					      OPERAND(OPERAND_SLOT, param + 1),
					      func, depth + 1);
	return changed;
}

/* The functions among the arguments of a call. */
static void flow_call(struct effects *e, const struct body_instr *in)
{
	if (in->op != BODY_CALL || operand_kind(in->a) != OPERAND_FUNC)
		return;
	for (uint32_t i = 0; i < in->nargs; i++)
		if (operand_kind(in->args[i]) == OPERAND_FUNC)
			flow_into(e, operand_number(in->a), i,
				  operand_number(in->args[i]), 0);
}

static void flow_functions(struct effects *e)
{
	for (uint32_t f = 1; f < e->set->funcs.len; f++) {
		const struct body *b = e->set->funcs.at[f].body;

		for (uint32_t i = 0; b && i < b->nblocks; i++)
			for (uint32_t k = 0; k < b->blocks[i].len; k++)
				flow_call(e, &b->blocks[i].at[k]);
	}
}

void effects_solve(struct effects *e)
{
	e->nsums = e->set->funcs.len;
	e->sums = ARENA_ARRAY(e->arena, e->nsums, struct summary);
	name_fields(e);
	flow_functions(e);
	say_all(e);
	solve_bodies(e);
	e->all = ARENA_ARRAY(e->arena, e->nsums, const struct c_effects *);
	for (uint32_t i = 1; i < e->nsums; i++) {
		struct c_effects *s = &e->sums[i].effects;

		s->name = name_text(e->set->funcs.at[i].name);
		s->exported = effects_exported(e, e->set->funcs.at[i].name);
		s->internal = e->set->funcs.at[i].internal;
		s->path = e->set->files.at[e->set->funcs.at[i].file];
		s->line = e->set->funcs.at[i].line;
		s->params = e->set->funcs.at[i].nparams;
		e->all[e->nall++] = s;
	}
	effects_sort(e);
}
