/* SPDX-License-Identifier: MIT */
/*
 * The table of models, and what its functions are made of.
 *
 * Functions are found by name once: the table maps the ir_function itself,
 * instances by the generic function they come from, so that a lookup while
 * the program is executed is one of a pointer.
 */
#include "flow/model.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ptrmap.h"
#include "flow/go_effects.h"
#include "flow/model_impl.h"
#include "types/construct.h"

static const struct model models[] = {
#define MODEL(name, fn, matters) {name, fn, matters},
#include "flow/models.def"
#undef MODEL
};

enum { NMODELS = sizeof(models) / sizeof(*models) };

struct model_table {
	struct arena *arena;
	struct ptrmap by_fn;	/* struct ir_function * -> struct model * */
	struct ptrmap by_name;	/* name_t + 1 -> struct model * */
	struct ptrmap packages; /* path as name_t + 1: some model is of it */
	struct go_effects_table go;
};

const struct model *model_rows(uint32_t *ret_n)
{
	*ret_n = NMODELS;
	return models;
}

/* "sync" of "(*sync.Map).Load", "slices" of "slices.Delete". */
static name_t package_of_row(const char *name)
{
	const char *from = name + (*name == '(');
	const char *end, *slash;

	from += *from == '*';
	slash = strrchr(from, '/');
	end = strchr(slash ? slash : from, '.');
	return name_of_len(from, end ? (size_t)(end - from) : strlen(from));
}

static void add_rows(struct model_table *t)
{
	for (uint32_t i = 0; i < NMODELS; i++) {
		const char *name = models[i].name;

		*ptrmap_at_key(&t->by_name, t->arena,
			       (uint64_t)name_of(name) + 1) =
			(void *)&models[i];
		*ptrmap_at_key(&t->packages, t->arena,
			       (uint64_t)package_of_row(name) + 1) = t;
	}
}

static bool may_have(const struct model_table *t, const struct ir_function *fn)
{
	const struct package *pkg = fn->object ? fn->object->pkg : NULL;

	if (!pkg || fn->parent ||
	    (fn->synthetic != IR_SOURCE && fn->synthetic != IR_FROM_TYPE))
		return false;
	return ptrmap_get_key(&t->packages, (uint64_t)name_of(pkg->path) + 1) !=
	       NULL;
}

static void add_function(struct model_table *t, struct ir_function *fn,
			 struct buf *b)
{
	const struct ir_function *declared = fn->origin ? fn->origin : fn;
	void *model;

	if (!may_have(t, declared))
		return;
	buf_clear(b);
	ir_function_print_name(declared, b);
	model = ptrmap_get_key(&t->by_name,
			       (uint64_t)name_of_len(b->data, b->len) + 1);
	if (model)
		*ptrmap_at(&t->by_fn, t->arena, fn) = model;
}

struct model_table *model_table_create(struct ir_program *p)
{
	struct arena *a = arena_create(0);
	struct model_table *t = ARENA_NEW(a, struct model_table);
	struct buf b;

	t->arena = a;
	add_rows(t);
	buf_init(&b, 1 << 16);
	for (uint32_t i = 0; i < p->nfunctions; i++)
		add_function(t, p->functions[i], &b);
	buf_finish(&b);
	t->go.arena = a;
	go_effects_read(&t->go, p);
	return t;
}

const struct go_effects_table *model_go_effects(const struct model_table *t)
{
	return &t->go;
}

void model_table_destroy(struct model_table *t)
{
	if (t)
		arena_destroy(t->arena);
}

const struct model *model_of(const struct model_table *t,
			     const struct ir_function *fn)
{
	return ptrmap_get(&t->by_fn, fn);
}

/* Containers */

enum tri model_has(const struct state *s, val_t container, val_t key)
{
	const struct edge *e = state_edge(s, container, ACCESS_ELEM, key);

	if (e)
		return e->to == NO_VAL ? TRI_NO : TRI_YES;
	return state_cell(s, container)->flags & CELL_FRESH ? TRI_NO
							    : TRI_MAYBE;
}

val_t model_entry(struct state *s, val_t container, val_t key)
{
	return model_load(s, state_read(s, container, ACCESS_ELEM, key, NULL));
}

static void add_entry(struct model_entries *es, val_t key, val_t slot,
		      const struct trace *stored)
{
	if (es->n == MODEL_MAX_ENTRIES)
		return;
	es->at[es->n].key = key;
	es->at[es->n].slot = slot;
	es->at[es->n++].stored = stored;
}

void model_entries(struct state *s, val_t container, bool all,
		   struct model_entries *ret)
{
	const struct edge *e, *rest = NULL;
	val_t key;

	ret->n = 0;
	for (e = state_first(s, container); e; e = state_next(s, e)) {
		if (e->access != ACCESS_ELEM || e->to == NO_VAL)
			continue;
		if (state_is_all(s, e->key))
			rest = e;
		else
			add_entry(ret, e->key, e->to, e->stored);
	}
	if (!all || ret->n == MODEL_MAX_ENTRIES)
		return;
	if (rest) {
		add_entry(ret, rest->key, rest->to, rest->stored);
	} else if (!(state_cell(s, container)->flags & CELL_FRESH)) {
		key = state_all_key(s, container);
		add_entry(ret, key,
			  state_read(s, container, ACCESS_ELEM, key, NULL),
			  NULL);
	}
}

val_t model_element(struct state *s, val_t slot, struct type *elem)
{
	return elem ? state_load(s, slot, elem) : model_load(s, slot);
}

void model_put(struct exec *x, struct state *s, val_t container, val_t key,
	       val_t v, struct type *elem, const char *what)
{
	event_store(x, s, container, ACCESS_ELEM, key, v, what);
	/* A struct is a copy: the one that v is may change yet. */
	if (elem && exec_is_struct(elem))
		state_store(s, state_read(s, container, ACCESS_ELEM, key, NULL),
			    v, elem, exec_step(x, NULL, TRACE_STORE, what));
}

void model_copy_entries(struct exec *x, struct state *s, val_t from, val_t to,
			struct type *elem, const char *what)
{
	struct model_entries es;

	if (elem && !model_holds(elem))
		return;
	model_entries(s, from, true, &es);
	for (uint32_t i = 0; i < es.n; i++)
		model_put(x, s, to, es.at[i].key,
			  model_element(s, es.at[i].slot, elem), elem, what);
}

bool model_holds(struct type *t)
{
	const struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return !b || b->info & INFO_STRING ||
	       b->basic_kind == BASIC_UNSAFE_POINTER ||
	       b->basic_kind == BASIC_UINTPTR;
}

/* Variables */

val_t model_load(struct state *s, val_t addr)
{
	return state_read(s, addr, ACCESS_DEREF, 0, NULL);
}

void model_store(struct exec *x, struct state *s, val_t addr, val_t v,
		 const char *what)
{
	event_store(x, s, addr, ACCESS_DEREF, 0, v, what);
}

val_t model_field(struct state *s, val_t addr, const char *name)
{
	return state_read(s, addr, ACCESS_FIELD, name_of(name), NULL);
}

/* Results */

bool model_give(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t v)
{
	exec_set(x, s, in, v);
	return true;
}

bool model_give2(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t v, val_t w)
{
	val_t pair[2] = {v, w};

	exec_set(x, s, in, exec_tuple(s, pair, 2));
	return true;
}

bool model_give_unknown(struct exec *x, struct state *s,
			const struct ir_instr *in)
{
	/* A tuple's parts are made when they are asked for. */
	exec_set(x, s, in, state_unknown(s, in->v.type));
	return true;
}

val_t model_error(struct state *s)
{
	val_t v = state_new(s, ORIGIN_UNKNOWN);

	state_assume_zero(s, v, false);
	return v;
}

val_t model_bool(struct state *s)
{
	return state_unknown(s, basic_types[BASIC_BOOL]);
}

bool model_give_false(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused)
{
	(void)ctx;
	(void)unused;
	return model_give(x, s, in, state_int(s, 0));
}

/* Splits */

void model_split(struct exec *x, struct state *s, const struct ir_instr *in,
		 val_t cond, bool truth, model_then *then, void *ctx)
{
	struct state *other = exec_split(x, s);

	if (!other)
		return;
	if ((cond != NO_VAL && !state_assume(other, cond, truth)) ||
	    !then(ctx, x, other, in, NO_VAL))
		call_unsplit(x, other);
}

/* Calls of function values */

/* What the call that was just made has given; its register is ours. */
static val_t result_of(struct exec *x, struct state *s,
		       const struct ir_instr *in)
{
	int64_t reg = ir_value_index(x->fn, &in->v);
	val_t v = reg >= 0 ? s->regs[reg] : NO_VAL;

	return v != NO_VAL ? v : state_new(s, ORIGIN_UNKNOWN);
}

static bool then_all(struct exec *x, struct state *s, const struct ir_instr *in,
		     uint32_t first, bool alive, model_then *then, void *ctx)
{
	struct state *others[EXEC_MAX_STATES];
	uint32_t n = 0;

	/* `then` may split again: those are its own. */
	for (uint32_t i = first; i < x->nextra && n < EXEC_MAX_STATES; i++)
		others[n++] = x->extra[i];
	if (alive)
		alive = then(ctx, x, s, in, result_of(x, s, in));
	for (uint32_t i = 0; i < n; i++)
		if (!then(ctx, x, others[i], in, result_of(x, others[i], in)))
			call_unsplit(x, others[i]);
	return alive;
}

bool model_call_fn(struct exec *x, struct state *s, const struct ir_instr *in,
		   struct ir_function *fn, val_t closure, const val_t *args,
		   uint32_t nargs, model_then *then, void *ctx)
{
	uint32_t first = x->nextra;
	bool alive;

	exec_set(x, s, in, NO_VAL);
	alive = exec_call(x, s, in, fn, closure, args, nargs);
	return then_all(x, s, in, first, alive, then, ctx);
}

bool model_call(struct exec *x, struct state *s, const struct ir_instr *in,
		val_t fn, const val_t *args, uint32_t nargs, model_then *then,
		void *ctx)
{
	uint32_t first = x->nextra;
	bool alive;

	/* The call graph has nothing to say of it: it is not called there. */
	if (!state_cell(s, fn)->fn) {
		for (uint32_t i = 0; i < nargs; i++)
			event_unknown(x, s, args[i]);
		return then(ctx, x, s, in, state_new(s, ORIGIN_UNKNOWN));
	}
	exec_set(x, s, in, NO_VAL);
	alive = call_value(x, s, in, fn, args, nargs);
	return then_all(x, s, in, first, alive, then, ctx);
}

bool model_run_go(struct exec *x, struct state *s, const struct ir_instr *in,
		  val_t fn)
{
	return state_cell(s, fn)->fn ? call_go(x, s, in, fn, NULL, 0) : true;
}

/* What a free list is called: one of the words of the name says so. */
bool model_is_freelist(name_t name)
{
	static const char *const words[] = {
		"free",	    "freelist", "idle",	 "spare",    "spares",
		"recycled", "recycle",	"reuse", "reusable", "pool",
	};
	const char *text = name_text(name), *at = text;
	char word[16];

	while (*at) {
		size_t n = 0;

		/* One word of camelCase or snake_case. */
		do {
			if (n < sizeof(word) - 1)
				word[n++] = (char)(*at | 0x20);
			at++;
		} while (*at && *at != '_' && !(*at >= 'A' && *at <= 'Z'));
		word[n] = '\0';
		at += *at == '_';
		for (uint32_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (strcmp(word, words[i]) == 0)
				return true;
	}
	return false;
}
