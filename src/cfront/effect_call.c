/* SPDX-License-Identifier: MIT */
/*
 * What a call does to the state: the rows of whoever is called, with
 * arguments in place of their numbers.
 *
 * Who is called is known when the callee is a function, or when it comes
 * from a field or variable in which only known functions are stored anywhere
 * in the package (field-based, as Heintze and Tardieu do for C: two objects
 * of one struct are not told apart).  With several, what all of them do is
 * certain and the rest may be.  Where something unknown is stored as well, a
 * hook that users may set, it is taken to do what the known ones all do: it
 * has to keep the same contract.
 *
 * Atomic operations on counts are done here, since whether a count became 0
 * decides over frees.
 */
#include "cfront/effect_run.h"

#include <string.h>

#include "base/arena.h"

enum { MAX_TARGETS = 12 };

/* Parts of what one call gives: its result, its outs, what it overwrote. */
enum { PART_RESULT, PART_OUT, PART_WRITTEN = 1000 };

struct calling {
	struct run *r;
	struct state *s;
	const struct body_instr *in;
	uint32_t site;
	uint32_t nargs;
	value_t args[BODY_MAX_ARGS_OF_CALL];
	value_t result;
	bool has_result; /* result was given by a row */
	bool may;	 /* only one of several callees does it */
	name_t by;
};

/* Counting in one step: the result is the old value, the new one, or whether
 * that is 0. */
enum counted { COUNTED_OLD, COUNTED_NEW, COUNTED_ZERO };

static const struct counter {
	const char *name;
	enum counted result;
	int amount; /* -1, +1; else the argument with it, * 16 and signed */
} counters[] = {
	{"__sync_sub_and_fetch", COUNTED_NEW, -16},
	{"__sync_add_and_fetch", COUNTED_NEW, 16},
	{"__sync_fetch_and_sub", COUNTED_OLD, -16},
	{"__sync_fetch_and_add", COUNTED_OLD, 16},
	{"__atomic_sub_fetch", COUNTED_NEW, -32},
	{"__atomic_add_fetch", COUNTED_NEW, 32},
	{"__atomic_fetch_sub", COUNTED_OLD, -32},
	{"__atomic_fetch_add", COUNTED_OLD, 32},
	{"__c11_atomic_fetch_sub", COUNTED_OLD, -32},
	{"__c11_atomic_fetch_add", COUNTED_OLD, 32},
	{"g_atomic_int_dec_and_test", COUNTED_ZERO, -1},
	{"g_atomic_int_inc", COUNTED_OLD, 1},
	{"InterlockedDecrement", COUNTED_NEW, -1},
	{"InterlockedIncrement", COUNTED_NEW, 1},
};

static bool call_counter(struct calling *c, const char *name)
{
	struct values *vs = &c->r->values;
	const struct counter *k = NULL;
	struct cell cell = {.line = c->in->line};
	value_t old, now;
	int64_t amount;

	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++) {
		size_t n = strlen(counters[i].name);

		/* clang adds the size: __sync_sub_and_fetch_4. */
		if (strncmp(counters[i].name, name, n) == 0 &&
		    (!name[n] ||
		     (name[n] == '_' &&
		      strspn(name + n, "_124568") == strlen(name + n))))
			k = &counters[i];
	}
	if (!k || c->nargs == 0)
		return false;
	amount = k->amount;
	if (amount > 1 || amount < -1) {
		uint32_t n = (uint32_t)(amount < 0 ? -amount : amount) / 16;
		const struct value *v;

		if (n >= c->nargs)
			return false;
		v = &vs->at[c->args[n]];
		if (v->kind != VALUE_CONST || v->c > 1000 || v->c < -1000)
			return false;
		amount = amount < 0 ? -v->c : v->c;
	}
	old = run_load(c->r, c->s, c->args[0], 0);
	now = value_with(vs, VALUE_ADD, old, 0, amount);
	cell.base = c->args[0];
	cell.value = now;
	cell.by = c->by;
	run_writes(c->r, cell.base, c->in->line);
	way_store(c->s, vs, &cell, false);
	c->result = k->result == COUNTED_OLD ? old : now;
	if (k->result == COUNTED_ZERO)
		c->result = value_with(vs, VALUE_CMP, now, RELATION_EQ, 0);
	c->has_result = true;
	return true;
}

/* A new value that this call gives; nothing is known of it. */
static value_t fresh(struct calling *c, enum value_kind kind, int64_t part,
		     name_t family)
{
	value_t v =
		value_make(&c->r->values, (struct value){.kind = (uint8_t)kind,
							 .n = c->site,
							 .c = part,
							 .family = family});

	return v;
}

static uint32_t step_field(struct calling *c, const struct effect_path *p,
			   uint32_t i)
{
	const uint32_t *n;

	if (p->fields[i] || p->steps[i] == NO_NAME)
		return p->fields[i];
	n = ptrmap_get_key(&c->r->e->fields_by_name, (uint64_t)p->steps[i] + 1);
	return n ? *n : 0;
}

/* One step of a path; a struct in a struct is not loaded but looked into. */
static value_t one_step(struct calling *c, value_t v, uint32_t field)
{
	if (c->r->e->set->fields.at[field].embedded)
		return value_field(&c->r->values, v, field);
	return run_load(c->r, c->s, v, field);
}

/* What is at the path before the call, without its last `less` steps. */
static value_t at_path(struct calling *c, const struct effect_path *p,
		       uint32_t less)
{
	struct values *vs = &c->r->values;
	uint32_t steps = p->nsteps - less;
	value_t v = NO_VALUE;

	if (p->root >= 0 && (uint32_t)p->root < c->nargs)
		v = c->args[p->root];
	else if (p->root == EFFECT_RESULT)
		v = c->result;
	else if (p->root == EFFECT_GLOBAL && p->number) {
		v = value_of(vs, VALUE_GLOBAL, p->number);
		if (p->nsteps == 0 && less == 0)
			v = run_load(c->r, c->s, v, 0);
	}
	for (uint32_t i = 0; i < steps && v != NO_VALUE; i++)
		v = one_step(c, v, step_field(c, p, i));
	if (p->some && v != NO_VALUE && less == 0)
		v = value_make(vs, (struct value){.kind = VALUE_SOME,
						  .a = value_root(vs, v)});
	return v;
}

/*
 * The condition of a row here.  -1: it does not hold; 1: it does; 0: ret
 * says when.
 */
static int condition(struct calling *c, const struct effect_condition *cond,
		     bool *may, struct when *ret)
{
	struct values *vs = &c->r->values;
	uint8_t relation = cond->relation;
	int64_t value = cond->value;
	value_t v;
	int known;

	*ret = (struct when){0};
	*may = c->may || cond->when == EFFECT_MAYBE;
	if (cond->when == EFFECT_ALWAYS || cond->subject.root == EFFECT_NOWHERE)
		return 1;
	v = at_path(c, &cond->subject, 0);
	if (relation >= RELATION_ANY_BIT) {
		v = value_with(vs, VALUE_MASK, v, 0, value);
		relation = relation == RELATION_ANY_BIT ? RELATION_NE
							: RELATION_EQ;
		value = 0;
	}
	if (v == NO_VALUE) {
		*may = true;
		return 1;
	}
	known = way_knows(c->s, vs, v, relation, value);
	if (known >= 0)
		return known ? 1 : -1;
	if (*may)
		return 1;
	*ret = (struct when){v, relation, value};
	return 0;
}

static void add_event(struct calling *c, const struct c_effect *row,
		      value_t subject, bool inside)
{
	struct event e = {.kind = row->kind,
			  .subject = subject,
			  .family = row->family,
			  .inside = inside || row->interior,
			  .name = row->name,
			  .by = c->by,
			  .line = c->in->line};

	if (condition(c, &row->condition, &e.may, &e.when) < 0)
		return;
	if (row->kind == EFFECT_REALLOCS) {
		e.kind = EFFECT_FREES;
		e.exchanged = row->path.nsteps == 0;
	}
	way_add(c->s, &e);
}

/* For each thing that a value may be. */
static void add_events(struct calling *c, const struct c_effect *row)
{
	struct values *vs = &c->r->values;
	value_t all[4], v = at_path(c, &row->path, 0);
	uint32_t n = value_alternatives(vs, v, all);
	bool may = c->may;

	for (uint32_t i = 0; i < n; i++) {
		value_t one = value_block(vs, all[i]);
		bool inside = one != all[i];

		if (one == NO_VALUE || vs->at[one].kind == VALUE_CONST)
			continue;
		if (vs->at[one].kind == VALUE_FIELD)
			one = vs->at[one].a;
		c->may = may || n > 1;
		add_event(c, row, one, inside);
	}
	c->may = may;
}

/* Stores what a row puts at a path. */
static void put(struct calling *c, const struct c_effect *row,
		const struct effect_path *p, value_t v)
{
	struct cell cell = {
		.value = v, .pointer = true, .by = c->by, .line = c->in->line};
	uint32_t last = p->nsteps;

	if (condition(c, &row->condition, &cell.may, &cell.when) < 0)
		return;
	if (p->some) {
		cell.base = at_path(c, p, 0);
	} else {
		cell.base = at_path(c, p, last > 0);
		cell.field = last ? step_field(c, p, last - 1) : 0;
		if (p->root == EFFECT_GLOBAL && last == 0 && p->number)
			cell.base = value_of(&c->r->values, VALUE_GLOBAL,
					     p->number);
	}
	run_writes(c->r, cell.base, c->in->line);
	way_store(c->s, &c->r->values, &cell,
		  p->some || cell.may ||
			  cell.base != value_block(&c->r->values, cell.base));
}

static void give_result(struct calling *c, const struct c_effect *row,
			value_t v)
{
	struct values *vs = &c->r->values;

	if (row->condition.when == EFFECT_MAYBE || c->may)
		v = value_either(vs, v,
				 fresh(c, VALUE_RESULT, PART_RESULT, NO_NAME));
	c->result = c->has_result ? value_either(vs, c->result, v) : v;
	c->has_result = true;
}

/* Rows that say what the result is come first: others speak of it. */
static void result_row(struct calling *c, const struct c_effect *row)
{
	value_t v;

	switch (row->kind) {
	case EFFECT_REALLOCS:
		if (row->path.nsteps > 0)
			return;
		/* fallthrough */
	case EFFECT_RETURNS_OWNED:
		v = fresh(c, VALUE_OWNED, PART_RESULT, row->family);
		give_result(c, row, v);
		break;
	case EFFECT_RETURNS_ALIAS:
		v = at_path(c, &row->path, 0);
		if (row->interior)
			v = value_inside(&c->r->values, v);
		give_result(c, row, v);
		break;
	case EFFECT_RETURNS_STATIC:
		give_result(c, row, value_of(&c->r->values, VALUE_STATIC, 0));
		break;
	default:
		break;
	}
}

/* What happens to what is there before the call. */
static void event_row(struct calling *c, const struct c_effect *row)
{
	struct c_effect freed = *row;
	value_t v;

	switch (row->kind) {
	case EFFECT_FREES:
	case EFFECT_UNREFS:
	case EFFECT_REFS:
	case EFFECT_CALLS:
		add_events(c, row);
		break;
	case EFFECT_CALLS_GO:
		add_event(c, row, NO_VALUE, false);
		break;
	case EFFECT_KEEPS:
		if (row->other.root == EFFECT_NOWHERE)
			add_events(c, row);
		break;
	case EFFECT_REALLOCS:
		freed.condition = effect_condition_of(row);
		add_events(c, &freed);
		break;
	case EFFECT_READS:
		run_reads(c->r, at_path(c, &row->path, 0), c->in->line);
		break;
	case EFFECT_WRITES:
		v = at_path(c, &row->path, 0);
		run_writes(c->r, v, c->in->line);
		if (row->path.root == EFFECT_GLOBAL)
			run_writes_global(c->r, v, c->in->line);
		break;
	default:
		break;
	}
}

/* What is there after it. */
static void memory_row(struct calling *c, const struct c_effect *row,
		       uint32_t part)
{
	switch (row->kind) {
	case EFFECT_REALLOCS:
		if (row->path.nsteps == 0)
			break;
		/* fallthrough */
	case EFFECT_OUT:
		put(c, row, &row->path,
		    fresh(c, VALUE_OWNED, PART_OUT + part, row->family));
		break;
	case EFFECT_CLEARS:
		put(c, row, &row->path, value_const(&c->r->values, 0));
		break;
	case EFFECT_KEEPS:
		if (row->other.root != EFFECT_NOWHERE)
			put(c, row, &row->other, at_path(c, &row->path, 0));
		break;
	default:
		break;
	}
}

/* What the callee may write through an argument is not known after it. */
static void overwritten(struct calling *c, uint32_t i)
{
	struct values *vs = &c->r->values;
	value_t root = value_root(vs, c->args[i]);

	if (vs->at[root].kind != VALUE_SLOT)
		return;
	way_clobber(c->s, vs, root);
	c->s->slots[vs->at[root].n] =
		fresh(c, VALUE_RESULT, PART_WRITTEN + i, NO_NAME);
}

static bool may_write(const struct c_effects *known, uint32_t arg)
{
	if (!known || !known->has_body)
		return true;
	if (known->cut || arg >= RUN_PARAMS)
		return true;
	for (uint32_t i = 0; i < known->nrows; i++)
		if (known->rows[i].kind == EFFECT_WRITES &&
		    known->rows[i].path.root == (int)arg)
			return true;
	return false;
}

/* The value of a formula here; NO_VALUE when a part of it is not known. */
static value_t formula_value(struct calling *c, const struct formula *f)
{
	struct values *vs = &c->r->values;
	value_t at[RUN_FORMULA] = {NO_VALUE}, a;

	for (uint32_t i = 0; i < f->n; i++) {
		const struct value *n = &f->nodes[i];

		a = n->a ? at[n->a - 1] : NO_VALUE;
		switch (n->kind) {
		case VALUE_CONST:
			at[i] = value_const(vs, n->c);
			break;
		case VALUE_PARAM:
			at[i] = n->n < c->nargs ? c->args[n->n] : NO_VALUE;
			break;
		case VALUE_GLOBAL:
			at[i] = value_of(vs, VALUE_GLOBAL, n->n);
			break;
		case VALUE_LOADED:
			at[i] = way_load(c->s, vs, a, n->n);
			break;
		case VALUE_FIELD:
			at[i] = value_field(vs, a, n->n);
			break;
		default:
			at[i] = value_with(vs, (enum value_kind)n->kind, a,
					   n->relation, n->c);
			break;
		}
		if (at[i] == NO_VALUE)
			return NO_VALUE;
	}
	return f->n ? at[f->n - 1] : NO_VALUE;
}

static void assume_result(struct calling *c, uint8_t relation, int64_t value)
{
	way_assume(c->s, &c->r->values, c->r->body->nslots, c->result, relation,
		   value);
}

/* False when it never comes back. */
static bool apply(struct calling *c, const struct summary *known)
{
	const struct c_effects *e = known ? &known->effects : NULL;
	bool back = true;

	if (known && !c->has_result) {
		c->result = formula_value(c, &known->result);
		c->has_result = c->result != NO_VALUE;
	}
	for (uint32_t i = 0; e && i < e->nrows; i++)
		result_row(c, &e->rows[i]);
	if (!c->has_result) {
		c->result = fresh(c, VALUE_RESULT, PART_RESULT, NO_NAME);
		c->has_result = true;
	}
	if (known && known->in_range) {
		assume_result(c, RELATION_GE, known->low);
		assume_result(c, RELATION_LE, known->high);
	}
	for (uint32_t i = 0; e && i < e->nrows; i++) {
		const struct c_effect *row = &e->rows[i];

		event_row(c, row);
		if (row->kind == EFFECT_RETURNS_NONNULL)
			assume_result(c, RELATION_NE, 0);
		back &= row->kind != EFFECT_NORETURN ||
			row->condition.when != EFFECT_ALWAYS;
	}
	for (uint32_t i = 0; i < c->nargs; i++)
		if (may_write(e, i))
			overwritten(c, i);
	for (uint32_t i = 0; e && i < e->nrows; i++)
		memory_row(c, &e->rows[i], i);
	return back;
}

/* Values of the last time this call was made are others from here on. */
static void forget_last_time(struct calling *c, const struct c_effects *e)
{
	way_forget(c->s, fresh(c, VALUE_RESULT, PART_RESULT, NO_NAME));
	for (uint32_t i = 0; e && i < e->nrows; i++) {
		const struct c_effect *row = &e->rows[i];

		if (row->kind == EFFECT_RETURNS_OWNED ||
		    (row->kind == EFFECT_REALLOCS && row->path.nsteps == 0))
			way_forget(c->s, fresh(c, VALUE_OWNED, PART_RESULT,
					       row->family));
		else if (row->kind == EFFECT_OUT ||
			 row->kind == EFFECT_REALLOCS)
			way_forget(c->s, fresh(c, VALUE_OWNED, PART_OUT + i,
					       row->family));
	}
}

static void go_function(struct calling *c, name_t name)
{
	struct event e = {
		.kind = EFFECT_CALLS_GO, .name = name, .line = c->in->line};

	way_add(c->s, &e);
}

/* Who starts a thread, and who waits for its end. */
static const struct {
	const char *create, *join;
} threads[] = {
	{"pthread_create", "pthread_join"},
	{"thrd_create", "thrd_join"},
};

/* A thread that has ended keeps nothing: which one it was does not matter, of
 * several all are waited for as a rule. */
static void thread_ended(struct calling *c, const char *create)
{
	struct state *s = c->s;
	uint8_t n = 0;

	for (uint8_t i = 0; i < s->nevents; i++)
		if (s->events[i].kind != EFFECT_KEEPS ||
		    strcmp(name_text(s->events[i].by), create) != 0)
			s->events[n++] = s->events[i];
	s->nevents = n;
}

static bool call_known(struct calling *c, uint32_t func)
{
	const struct body_func *f = &c->r->e->set->funcs.at[func];
	const struct summary *known = effects_summary(c->r->e, func);
	const struct c_effects *e = known ? &known->effects : NULL;

	c->by = f->name;
	for (size_t i = 0; i < sizeof(threads) / sizeof(*threads); i++)
		if (strcmp(name_text(f->name), threads[i].join) == 0)
			thread_ended(c, threads[i].create);
	if (effects_exported(c->r->e, f->name))
		go_function(c, f->name);
	forget_last_time(c, e);
	if (call_counter(c, name_text(f->name)))
		return true;
	return apply(c, known);
}

/* The functions that a value may be; false: others are possible too. */
static bool targets_of(struct run *r, value_t callee, uint32_t *targets,
		       uint32_t *n)
{
	const struct body_set *set = r->e->set;
	const struct value *v = &r->values.at[callee];
	const uint32_t *funcs = NULL;
	uint32_t nfuncs = 0;
	bool open = true;

	*n = 0;
	if (v->kind == VALUE_EITHER) {
		value_t all[4];
		uint32_t k = value_alternatives(&r->values, callee, all);

		for (uint32_t i = 0; i < k; i++)
			if (r->values.at[all[i]].kind == VALUE_FUNC)
				targets[(*n)++] = r->values.at[all[i]].n;
		return *n == k;
	}
	if (v->kind != VALUE_LOADED)
		return false;
	if (v->n != 0) {
		funcs = set->fields.at[v->n].funcs;
		nfuncs = set->fields.at[v->n].nfuncs;
		open = set->fields.at[v->n].open;
	} else if (r->values.at[v->a].kind == VALUE_GLOBAL) {
		const struct body_global *g =
			&set->globals.at[r->values.at[v->a].n];

		funcs = g->funcs;
		nfuncs = g->nfuncs;
		open = g->open;
	}
	if (nfuncs > MAX_TARGETS)
		return false;
	memcpy(targets, funcs ? funcs : targets, nfuncs * sizeof(*targets));
	*n = nfuncs;
	return !open && nfuncs > 0;
}

static bool same_path(const struct effect_path *x, const struct effect_path *y)
{
	if (x->root != y->root || x->nsteps != y->nsteps ||
	    x->some != y->some || x->global != y->global)
		return false;
	return memcmp(x->steps, y->steps, x->nsteps * sizeof(*x->steps)) == 0;
}

static bool in_all(struct run *r, const struct c_effect *row,
		   const uint32_t *targets, uint32_t n)
{
	for (uint32_t t = 0; t < n; t++) {
		const struct summary *known = effects_summary(r->e, targets[t]);
		bool found = false;

		for (uint32_t i = 0; known && i < known->effects.nrows; i++) {
			const struct c_effect *o = &known->effects.rows[i];

			found |= o->kind == row->kind &&
				 same_path(&o->path, &row->path) &&
				 o->condition.when == row->condition.when;
		}
		if (!found)
			return false;
	}
	return true;
}

/* In three passes: results, what happens, and what memory holds then. */
static void one_target(struct calling *c, const uint32_t *targets, uint32_t n,
		       uint32_t t, int pass)
{
	const struct summary *known = effects_summary(c->r->e, targets[t]);

	c->by = c->r->e->set->funcs.at[targets[t]].name;
	if (pass == 0 && effects_exported(c->r->e, c->by))
		go_function(c, c->by);
	if (pass == 0)
		forget_last_time(c, known ? &known->effects : NULL);
	for (uint32_t i = 0; known && i < known->effects.nrows; i++) {
		const struct c_effect *row = &known->effects.rows[i];

		c->may = !in_all(c->r, row, targets, n);
		if (pass == 0)
			result_row(c, row);
		else if (pass == 1)
			event_row(c, row);
		else
			memory_row(c, row, i + t * EFFECT_MAX_ROWS);
	}
}

/* One of several: what all do is certain, and what one does may be. */
static void call_one_of(struct calling *c, const uint32_t *targets, uint32_t n)
{
	for (int pass = 0; pass < 3; pass++) {
		for (uint32_t i = 0; pass == 2 && i < c->nargs; i++)
			overwritten(c, i);
		for (uint32_t t = 0; t < n; t++)
			one_target(c, targets, n, t, pass);
	}
}

static void call_unknown(struct calling *c, value_t callee)
{
	struct event e = {
		.kind = EFFECT_CALLS, .subject = callee, .line = c->in->line};

	for (uint32_t i = 0; i < c->nargs; i++)
		overwritten(c, i);
	if (callee != NO_VALUE && c->r->values.at[callee].kind != VALUE_FUNC)
		way_add(c->s, &e);
}

bool run_call(struct run *r, struct state *s, const struct body_instr *in,
	      uint32_t site)
{
	struct calling c = {.r = r, .s = s, .in = in, .site = site};
	value_t callee = run_value(r, s, in->a);
	uint32_t targets[MAX_TARGETS], n;
	bool back = true, whole;

	c.nargs = in->nargs < BODY_MAX_ARGS_OF_CALL ? in->nargs
						    : BODY_MAX_ARGS_OF_CALL;
	for (uint32_t i = 0; i < c.nargs; i++)
		c.args[i] = run_value(r, s, in->args[i]);
	if (r->values.at[callee].kind == VALUE_FUNC) {
		back = call_known(&c, r->values.at[callee].n);
	} else {
		whole = targets_of(r, callee, targets, &n);
		if (whole && n == 1)
			back = call_known(&c, targets[0]);
		else if (n > 0)
			call_one_of(&c, targets, n);
		if (!whole)
			call_unknown(&c, callee);
	}
	if (!c.has_result)
		c.result = fresh(&c, VALUE_RESULT, PART_RESULT, NO_NAME);
	if (in->dst)
		s->slots[in->dst] = c.result;
	return back;
}
