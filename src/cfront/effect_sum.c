/* SPDX-License-Identifier: MIT */
/*
 * From the states in which a function is left to rows: what was freed, who
 * was called, what was read and written.  effect_memory.c has what memory
 * holds then, effect_decide.c the conditions.
 */
#include "cfront/effect_run.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/effect_sum.h"

/*
 * What may be done to variables and to something deep behind an argument is
 * of no use to anybody, and there is a lot of it.
 */
static bool is_noise(const struct c_effect *row)
{
	bool deep = row->path.some || row->other.some;

	if (row->kind == EFFECT_CALLS)
		return deep ||
		       (row->path.root == EFFECT_GLOBAL && row->reason.text);
	if (row->condition.when != EFFECT_MAYBE)
		return false;
	/* That an argument itself is kept matters wherever it is. */
	if (row->kind == EFFECT_KEEPS && row->path.nsteps == 0)
		return false;
	if (row->kind == EFFECT_OUT || row->kind == EFFECT_KEEPS ||
	    row->kind == EFFECT_CLEARS || row->kind == EFFECT_REALLOCS)
		deep |= row->path.nsteps > 1 || row->other.nsteps > 1;
	return row->path.root == EFFECT_GLOBAL ||
	       row->other.root == EFFECT_GLOBAL ||
	       (deep && row->kind != EFFECT_FREES &&
		row->kind != EFFECT_RETURNS_ALIAS);
}

/* Adds a row. */
struct c_effect *sum_add(struct sum *m, const struct c_effect *row)
{
	if (is_noise(row))
		return NULL;
	if (m->rows.len == EFFECT_MAX_ROWS) {
		m->r->cut = true;
		return NULL;
	}
	vec_push_in(m->r->e->arena, &m->rows, *row);
	return &m->rows.at[m->rows.len - 1];
}

struct c_effect sum_row(struct sum *m, enum effect_kind kind, uint32_t line,
			name_t by)
{
	const struct body_func *f = m->r->func;
	struct c_effect row = {.kind = (uint8_t)kind};

	row.path.root = row.other.root = EFFECT_NOWHERE;
	row.condition.subject.root = EFFECT_NOWHERE;
	row.reason.source = EFFECT_FROM_BODY;
	row.reason.path = m->r->e->set->files.at[f->file];
	row.reason.line = line;
	row.reason.text = by ? name_text(by) : NULL;
	return row;
}

/* v, or what it was reached through, is NULL at the exit. */
static bool is_null(struct sum *m, const struct run_exit *x, value_t v)
{
	const struct values *vs = &m->r->values;

	while (v != NO_VALUE) {
		if (way_knows(x->state, vs, v, RELATION_EQ, 0) == 1)
			return true;
		if (vs->at[v].kind != VALUE_LOADED &&
		    vs->at[v].kind != VALUE_SOME &&
		    vs->at[v].kind != VALUE_FIELD)
			return false;
		v = vs->at[v].a;
	}
	return false;
}

static enum answer of_when(const struct when *when, bool may, struct when *ret)
{
	*ret = *when;
	if (may)
		return PERHAPS;
	return when->v ? DEPENDS : YES;
}

/* Was subject freed (or what kind says) at the exit? */
static enum answer happened(struct sum *m, const struct run_exit *x,
			    uint8_t kind, value_t subject, struct when *ret,
			    const struct event **ret_event)
{
	enum answer best = NO;

	for (uint32_t i = 0; i < x->state->nevents; i++) {
		const struct event *e = &x->state->events[i];
		struct when when;
		enum answer a;

		if (e->kind != kind || e->subject != subject)
			continue;
		a = of_when(&e->when, e->may, &when);
		if (best == NO || a == YES || (a == DEPENDS && best != YES)) {
			best = a;
			*ret = when;
			*ret_event = e;
		}
	}
	if (best != YES && is_null(m, x, subject))
		return NULL_THERE;
	return best;
}

/* What is freed and the like */

static bool asked_before(const struct sum *m, uint8_t kind, value_t v,
			 name_t name)
{
	for (uint32_t i = 0; i < m->asked.len; i++)
		if (m->asked.at[i].kind == kind && m->asked.at[i].v == v &&
		    m->asked.at[i].name == name)
			return true;
	return false;
}

/* Itself one of several, or reached through one. */
static bool is_many(const struct sum *m, value_t v)
{
	const struct values *vs = &m->r->values;

	for (; v != NO_VALUE; v = vs->at[v].a) {
		if (vs->at[v].many || vs->at[v].kind == VALUE_SOME)
			return true;
		if (vs->at[v].kind != VALUE_LOADED &&
		    vs->at[v].kind != VALUE_FIELD)
			return false;
	}
	return false;
}

static void add_happening(struct sum *m, const struct event *e)
{
	const struct event *seen = NULL;
	struct effect_path path;
	struct c_effect row;
	enum verdict verdict;

	if (!value_path(&m->r->values, m->r->e->set, e->subject, &path))
		return;
	/* The address of a variable is nothing that can be freed. */
	if (m->r->values.at[e->subject].kind == VALUE_GLOBAL)
		return;
	for (uint32_t i = 0; i < m->r->nexits; i++)
		m->answers[i] = happened(m, &m->r->exits[i], e->kind,
					 e->subject, &m->whens[i], &seen);
	if (!seen)
		seen = e;
	row = sum_row(m, (enum effect_kind)e->kind, seen->line, seen->by);
	m->of_many = is_many(m, e->subject);
	verdict = sum_decide(m, false, &row.condition);
	m->of_many = false;
	if (verdict == NEVER)
		return;
	if (verdict == COUNTS && e->kind == EFFECT_FREES)
		row.kind = EFFECT_UNREFS;
	row.path = path;
	row.family = seen->family;
	/* A header before what the caller has. */
	row.interior = seen->inside && row.kind == EFFECT_FREES;
	sum_add(m, &row);
}

static void add_call(struct sum *m, const struct event *e)
{
	struct c_effect row =
		sum_row(m, (enum effect_kind)e->kind, e->line, e->by);

	row.name = e->name;
	if (e->kind == EFFECT_CALLS &&
	    !value_path(&m->r->values, m->r->e->set, e->subject, &row.path))
		return;
	sum_add(m, &row);
}

static void add_events(struct sum *m)
{
	for (uint32_t i = 0; i < m->r->nexits; i++) {
		const struct state *s = m->r->exits[i].state;

		for (uint32_t k = 0; k < s->nevents; k++) {
			const struct event *e = &s->events[k];

			if (asked_before(m, e->kind, e->subject, e->name))
				continue;
			vec_push_in(m->r->scratch, &m->asked,
				    (struct sum_asked){e->kind, e->subject, 0,
						       e->name});
			if (e->kind == EFFECT_CALLS ||
			    e->kind == EFFECT_CALLS_GO)
				add_call(m, e);
			else
				add_happening(m, e);
		}
	}
}

static void add_uses(struct sum *m)
{
	const struct body_func *f = m->r->func;

	for (uint32_t i = 0; i < f->nparams && i < RUN_PARAMS; i++) {
		const struct run_use *u = &m->r->uses[i];
		struct c_effect row;

		row = sum_row(m, EFFECT_READS, u->reads, NO_NAME);
		row.path.root = (int16_t)i;
		if (u->reads)
			sum_add(m, &row);
		row.kind = EFFECT_WRITES;
		row.reason.line = u->writes;
		if (u->writes)
			sum_add(m, &row);
	}
}

/* That a variable is cleared or filled says that it is written. */
static bool is_told(const struct sum *m, const struct effect_path *p)
{
	for (uint32_t i = 0; i < m->rows.len; i++) {
		const struct c_effect *row = &m->rows.at[i];

		if ((row->kind == EFFECT_CLEARS || row->kind == EFFECT_OUT) &&
		    row->path.root == EFFECT_GLOBAL &&
		    row->path.global == p->global)
			return true;
	}
	return false;
}

static void add_global_writes(struct sum *m)
{
	for (uint32_t i = 0; i < m->r->nglobals; i++) {
		value_t g = value_of(&m->r->values, VALUE_GLOBAL,
				     m->r->globals[i].number);
		struct c_effect row = sum_row(m, EFFECT_WRITES,
					      m->r->globals[i].line, NO_NAME);

		if (value_path(&m->r->values, m->r->e->set, g, &row.path) &&
		    !is_told(m, &row.path))
			sum_add(m, &row);
	}
}

bool sum_freed(struct sum *m, const struct run_exit *x, value_t v)
{
	struct when when;
	const struct event *e;
	enum answer a = happened(m, x, EFFECT_FREES, v, &when, &e);

	return a == YES || a == DEPENDS;
}

static bool under(const struct effect_path *root, const struct effect_path *p)
{
	if (root->root != p->root || root->global != p->global ||
	    root->nsteps >= p->nsteps + p->some)
		return false;
	return memcmp(root->steps, p->steps,
		      root->nsteps * sizeof(*root->steps)) == 0;
}

/*
 * What is below a counted object goes with it, and what is behind "..."
 * has it all.
 */
static bool is_implied(const struct effect_rows *rows, uint32_t at)
{
	const struct c_effect *row = &rows->at[at];

	if (row->kind != EFFECT_FREES && row->kind != EFFECT_UNREFS &&
	    row->kind != EFFECT_RETURNS_ALIAS)
		return false;
	for (uint32_t i = 0; i < rows->len; i++) {
		const struct c_effect *o = &rows->at[i];

		if (i == at)
			continue;
		if (o->kind == EFFECT_UNREFS && under(&o->path, &row->path))
			return true;
		if (o->kind == row->kind && o->path.some &&
		    row->path.nsteps > 0 && !row->path.some &&
		    row->path.steps[0] != NO_NAME &&
		    o->path.root == row->path.root &&
		    o->path.global == row->path.global)
			return true;
	}
	return false;
}

static void drop_implied(struct effect_rows *rows)
{
	bool drop[EFFECT_MAX_ROWS];
	uint32_t n = 0;

	for (uint32_t i = 0; i < rows->len; i++)
		drop[i] = is_implied(rows, i);
	for (uint32_t i = 0; i < rows->len; i++)
		if (!drop[i])
			rows->at[n++] = rows->at[i];
	rows->len = n;
}

static void add_noreturn(struct sum *m)
{
	struct c_effect row;

	if (m->r->nexits > 0 || m->r->cut)
		return;
	row = sum_row(m, EFFECT_NORETURN, m->r->func->line, NO_NAME);
	sum_add(m, &row);
}

/* The result as a formula, when it is the same one at all exits. */
static uint32_t formula_node(struct sum *m, struct formula *f, value_t v)
{
	struct value n = m->r->values.at[v];
	uint32_t a = 0;

	switch (n.kind) {
	case VALUE_LOADED:
	case VALUE_FIELD:
	case VALUE_ADD:
	case VALUE_MASK:
	case VALUE_CMP:
		a = formula_node(m, f, n.a);
		if (a == 0)
			return 0;
		break;
	case VALUE_CONST:
	case VALUE_PARAM:
	case VALUE_GLOBAL:
		break;
	default:
		return 0;
	}
	if (f->n == RUN_FORMULA)
		return 0;
	n.a = a;
	f->nodes[f->n++] = n;
	return f->n;
}

static void add_formula(struct sum *m, struct formula *ret)
{
	const struct run *r = m->r;

	ret->n = 0;
	if (r->nexits == 0 || r->cut || r->func->returns_pointer ||
	    r->func->returns_void)
		return;
	for (uint32_t i = 1; i < r->nexits; i++)
		if (r->exits[i].value != r->exits[0].value)
			return;
	if (formula_node(m, ret, r->exits[0].value) == 0)
		ret->n = 0;
}

/* The numbers between which the result is at all exits. */
static void add_range(struct sum *m, struct summary *ret)
{
	const struct run *r = m->r;

	ret->in_range = r->nexits > 0 && !r->cut && !r->func->returns_pointer &&
			!r->func->returns_void;
	for (uint32_t i = 0; i < r->nexits && ret->in_range; i++) {
		int64_t low, high;

		ret->in_range = way_range(r->exits[i].state, &r->values,
					  r->exits[i].value, &low, &high);
		if (!ret->in_range)
			return;
		if (i == 0 || low < ret->low)
			ret->low = low;
		if (i == 0 || high > ret->high)
			ret->high = high;
	}
}

static int compare_text(const struct c_effect *a, const struct c_effect *b)
{
	struct buf s, t;
	int d;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	buf_init(&s, 4096);
	buf_init(&t, 4096);
	effect_print(a, &s);
	effect_print(b, &t);
	d = strcmp(buf_text(&s), buf_text(&t));
	buf_finish(&s);
	buf_finish(&t);
	return d;
}

static int compare_rows(const void *x, const void *y)
{
	const struct c_effect *a = x, *b = y;
	int d = compare_text(a, b);

	if (d == 0)
		d = (a->reason.line > b->reason.line) -
		    (a->reason.line < b->reason.line);
	return d;
}

/* Sorts rows; of those that read the same the first is kept. */
void sum_sort(struct effect_rows *rows)
{
	uint32_t n = 0;

	if (rows->len > 1)
		qsort(rows->at, rows->len, sizeof(*rows->at), compare_rows);
	for (uint32_t i = 0; i < rows->len; i++)
		if (n == 0 || compare_text(&rows->at[n - 1], &rows->at[i]))
			rows->at[n++] = rows->at[i];
	rows->len = n;
}

void sum_tidy(struct effect_rows *rows)
{
	drop_implied(rows);
	sum_sort(rows);
}

void run_summary(struct run *r, struct summary *ret)
{
	struct sum m = {.r = r};

	add_events(&m);
	sum_memory(&m);
	sum_results(&m);
	add_uses(&m);
	add_global_writes(&m);
	add_noreturn(&m);
	sum_tidy(&m.rows);
	add_formula(&m, &ret->result);
	add_range(&m, ret);
	ret->effects.rows = m.rows.at;
	ret->effects.nrows = m.rows.len;
	ret->effects.has_body = true;
	ret->effects.known = true;
	ret->effects.cut = r->cut;
}
