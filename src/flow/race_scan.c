/* SPDX-License-Identifier: MIT */
/*
 * What is worth a look.
 *
 * Most maps are nobody's business: no goroutine comes near them, or nobody
 * writes to them.  Before any function is looked at, one pass over all
 * instructions sorts accesses by class, which is the field or the global
 * that the map comes from; a class can race when one of its accesses is a
 * write and one is in code that goroutines may run.  Maps of which no such
 * thing can be said (arguments, captured variables) always can.
 *
 * Then, callees first, each function gets to know whether such an access is
 * in it or behind it, and whether it does something about order: whoever is
 * neither has no summary.  Functions that start goroutines with such an
 * access are where it begins.
 */
#include <string.h>

#include "flow/plan.h"
#include "flow/race_impl.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

enum {
	MOST_CALLEES = 64, /* of a call of a function value */
	SMALL = 60,	   /* instructions of a function that gives something */
	MAX_BEHIND = 10,   /* loads and lookups from a map to its class */
};

/* A class, and what is known of its accesses. */
struct class
{
	bool write, gone; /* gone: in code that a goroutine may run */
};

struct seen {
	uint32_t node;
	const void *key;
};

struct scan {
	struct race_run *r;
	struct arena *arena;
	struct VEC(struct seen) seen;
	struct VEC(uint32_t) todo;
};

/* Classes */

/*
 * Keys of maps that have no class: of which nothing is known, those that were
 * given to the function (whoever gives them has a class for them), and those
 * that it has made.
 */
static const char any_class, given_class, own_class;

static const struct object *field_of(const struct ir_instr *at)
{
	struct type *base = type_pointee(at->args[0]->type);
	struct type *t = base ? base : at->args[0]->type;
	struct structure *st = TYPE_AS(STRUCT, structure, type_under(t));
	const struct object *o =
		st && at->index < st->nfields ? st->fields[at->index] : NULL;

	return o && o->origin ? o->origin : o;
}

const void *race_class(const struct ir_value *v)
{
	for (int i = 0; i < MAX_BEHIND; i++) {
		const struct ir_instr *in = (const struct ir_instr *)v;

		switch (v->op) {
		case OP_GLOBAL:
			return v;
		case OP_FIELD_ADDR:
		case OP_FIELD:
			return field_of(in);
		case OP_LOAD:
		case OP_CHANGE_TYPE:
		case OP_CONVERT:
		case OP_MAKE_INTERFACE:
		case OP_CHANGE_INTERFACE:
		case OP_TYPE_ASSERT:
		case OP_LOOKUP:
		case OP_EXTRACT:
		case OP_NEXT:
		case OP_RANGE:
		case OP_INDEX_ADDR:
		case OP_SLICE:
			v = in->args[0];
			break;
		case OP_PARAM:
		case OP_FREE_VAR:
			return &given_class;
		case OP_MAKE_MAP:
		case OP_ALLOC:
			return &own_class;
		default:
			return &any_class;
		}
	}
	return &any_class;
}

bool race_can(struct race_run *r, const struct ir_value *map)
{
	const void *key = race_class(map);
	const struct class *c;

	if (key == &any_class || key == &own_class || key == &given_class)
		return true;
	c = ptrmap_get(&r->classes, key);
	return c && c->write && c->gone;
}

static void see(struct scan *s, uint32_t node, const struct ir_value *map,
		bool write)
{
	struct race_run *r = s->r;
	const void *key = race_class(map);
	struct class *c;
	void **at;

	if (key == &given_class)
		r->flags[node] |= RACE_GIVEN;
	if (key == &own_class || key == &given_class)
		return;
	vec_push_in(s->arena, &s->seen, (struct seen){node, key});
	if (key == &any_class)
		return;
	at = ptrmap_at(&r->classes, r->arena, key);
	if (!*at)
		*at = ARENA_NEW(r->arena, struct class);
	c = *at;
	c->write |= write;
	c->gone |= (r->flags[node] & RACE_GONE) != 0;
}

/* Instructions */

static bool is_map(const struct ir_value *v)
{
	struct type *u = v && v->type ? type_under(v->type) : NULL;

	return u && u->kind == TYPE_MAP;
}

/* A map that is given away may be written to. */
static void see_arguments(struct scan *s, uint32_t node,
			  const struct ir_instr *in, uint32_t from)
{
	for (uint32_t i = from; i < in->nargs; i++)
		if (in->args[i] && in->args[i]->op != OP_CONST &&
		    is_map(in->args[i]))
			see(s, node, in->args[i], true);
}

static uint8_t see_call(struct scan *s, uint32_t node,
			const struct ir_instr *in)
{
	uint32_t first = ir_callee_at(in);
	const struct ir_value *fun = in->args[first];
	const char *name;

	if (in->v.flags & IR_INVOKE || fun->op != OP_BUILTIN) {
		see_arguments(s, node, in, first);
		if (in->v.flags & IR_INVOKE)
			return race_known_method(in) ? RACE_SYNC : 0;
		return fun->op == OP_FUNC ? 0 : RACE_CALLS;
	}
	name = ((const struct ir_builtin *)fun)->name;
	if (strcmp(name, "close") == 0)
		return RACE_SYNC;
	if (strcmp(name, "delete") == 0 || strcmp(name, "clear") == 0)
		see_arguments(s, node, in, first + 1);
	return 0;
}

static uint8_t see_instr(struct scan *s, uint32_t node,
			 const struct ir_instr *in)
{
	switch (in->v.op) {
	case OP_MAP_UPDATE:
		see(s, node, in->args[0], true);
		return 0;
	case OP_LOOKUP:
	case OP_RANGE:
	case OP_MAKE_INTERFACE:
		if (is_map(in->args[0]))
			see(s, node, in->args[0], false);
		return 0;
	case OP_SEND:
	case OP_RECV:
	case OP_SELECT:
		return RACE_SYNC;
	case OP_CALL:
	case OP_DEFER:
	case OP_GO:
		return see_call(s, node, in);
	}
	return 0;
}

/* Gives somebody else's pointer, map, channel or function. */
static bool gives_reference(const struct ir_function *fn)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	for (uint32_t i = 0; sig && sig->results && i < sig->results->n; i++)
		switch (type_under(sig->results->vars[i]->type)->kind) {
		case TYPE_POINTER:
		case TYPE_MAP:
		case TYPE_CHAN:
		case TYPE_SIGNATURE:
		case TYPE_INTERFACE:
			return true;
		}
	return false;
}

static void see_function(struct scan *s, uint32_t node)
{
	const struct ir_function *fn = s->r->g->nodes[node].fn;
	uint8_t *flags = &s->r->flags[node];

	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++)
			*flags |= see_instr(s, node, fn->blocks[b]->instrs[i]);
	if (fn->ninstrs <= SMALL && gives_reference(fn))
		*flags |= RACE_GIVES;
}

/* Goroutines */

static void add_gone(struct scan *s, const struct ir_function *fn)
{
	int64_t node = callgraph_node(s->r->g, fn);
	uint8_t *flags = node < 0 ? NULL : &s->r->flags[node];

	if (!flags || *flags & RACE_GONE || !(*flags & RACE_LOOK))
		return;
	*flags |= RACE_GONE;
	vec_push_in(s->arena, &s->todo, (uint32_t)node);
}

static bool is_starter(enum race_known what)
{
	switch (what) {
	case KNOWN_GO:
	case KNOWN_FINALIZER:
	case KNOWN_GROUP_GO:
	case KNOWN_HANDLE:
	case KNOWN_HANDLER:
	case KNOWN_SERVE:
	case KNOWN_TEST_SERVER:
	case KNOWN_RUN_TEST:
		return true;
	default:
		return false;
	}
}

/* The functions that may be an argument of a starter: closures by name. */
static void add_argument(struct scan *s, const struct ir_value *v)
{
	const struct ir_value *bare = ir_bare(v);
	const struct ir_function *fn = ir_as_function(bare);
	struct type *base = bare->type ? type_pointee(bare->type) : NULL;
	struct named *n =
		bare->type ? type_as_named(base ? base : bare->type) : NULL;

	if (fn)
		add_gone(s, fn);
	for (uint32_t i = 0; n && i < named_nmethods(n); i++) {
		struct object *m = named_method(n, i);

		if (m && strcmp(name_text(m->name), "ServeHTTP") == 0 &&
		    ir_function_of(s->r->flow->prog, m))
			add_gone(s, ir_function_of(s->r->flow->prog, m));
	}
}

static bool is_start(struct race_run *r, const struct call_site *site)
{
	const struct ir_function *fn;

	if (site->kind == CALL_GO)
		return true;
	fn = site->instr ? ir_static_callee(site->instr) : NULL;
	return fn && is_starter(race_known_of(r, fn));
}

static void add_start(struct scan *s, const struct call_site *site)
{
	const struct callgraph *g = s->r->g;
	uint32_t n;
	const uint32_t *at = callgraph_callees(g, site, &n);

	for (uint32_t i = 0; site->kind == CALL_GO && i < n; i++)
		add_gone(s, g->nodes[at[i]].fn);
	for (uint32_t i = 0; site->kind != CALL_GO && i < site->instr->nargs;
	     i++)
		if (site->instr->args[i])
			add_argument(s, site->instr->args[i]);
}

/* Calls that are followed. */
static const uint32_t *callees_of(const struct callgraph *g,
				  const struct call_site *site, uint32_t *ret_n)
{
	const uint32_t *at = callgraph_callees(g, site, ret_n);
	bool invoke = site->instr && site->instr->v.flags & IR_INVOKE;

	if (*ret_n > (invoke ? RACE_MAX_CALLEES : MOST_CALLEES))
		*ret_n = 0;
	return at;
}

static void spread_gone(struct scan *s)
{
	const struct callgraph *g = s->r->g;

	while (s->todo.len > 0) {
		const struct call_node *node = &g->nodes[vec_pop(&s->todo)];

		for (uint32_t i = 0; i < node->nsites; i++) {
			uint32_t n;
			const uint32_t *at = callees_of(
				g, &g->sites[node->first_site + i], &n);

			for (uint32_t k = 0; k < n; k++)
				add_gone(s, g->nodes[at[k]].fn);
		}
	}
}

/* From callees to callers */

static uint8_t of_callee(struct race_run *r, uint32_t node)
{
	enum race_known what = race_known_of(r, r->g->nodes[node].fn);

	if (what != KNOWN_NOT)
		return RACE_SYNC;
	return r->flags[node] & (RACE_REACHES | RACE_SYNC);
}

static void spread_node(struct scan *s, uint32_t node)
{
	struct race_run *r = s->r;
	const struct call_node *n = &r->g->nodes[node];
	uint8_t got = 0;

	for (uint32_t i = 0; i < n->nsites; i++) {
		uint32_t many;
		const uint32_t *at = callees_of(
			r->g, &r->g->sites[n->first_site + i], &many);

		for (uint32_t k = 0; k < many; k++) {
			got |= of_callee(r, at[k]);
			/* What it captured somebody else has, too. */
			if (r->g->nodes[at[k]].fn->parent &&
			    r->flags[at[k]] & RACE_GIVEN)
				got |= RACE_REACHES;
		}
	}
	r->flags[node] |= got;
}

static bool reaches(struct scan *s, const struct call_site *site)
{
	struct race_run *r = s->r;
	uint32_t n;
	const uint32_t *at = callgraph_callees(r->g, site, &n);

	for (uint32_t i = 0; site->kind == CALL_GO && i < n; i++)
		if (r->flags[at[i]] & (RACE_REACHES | RACE_GIVEN))
			return true;
	for (uint32_t i = 0; site->kind != CALL_GO && i < site->instr->nargs;
	     i++) {
		const struct ir_value *v = site->instr->args[i];
		const struct ir_function *fn =
			v ? ir_as_function(ir_bare(v)) : NULL;
		int64_t node = fn ? callgraph_node(r->g, fn) : -1;

		/* A method of a handler, or a function that is not known. */
		if (v && !fn && v->op != OP_CONST)
			return true;
		if (node >= 0 && r->flags[node] & (RACE_REACHES | RACE_GIVEN))
			return true;
	}
	return false;
}

static void want_starts(struct scan *s)
{
	struct race_run *r = s->r;

	for (uint32_t i = 0; i < r->g->nsites; i++) {
		const struct call_site *site = &r->g->sites[i];

		if (r->flags[site->caller] & RACE_LOOK && is_start(r, site) &&
		    reaches(s, site))
			r->flags[site->caller] |= RACE_WANTED;
	}
}

/*
 * Functions that are not of std, which is run under Go's race detector by its
 * own authors at each change; and what has no source of its own.
 */
static bool is_ours(const struct ir_function *fn)
{
	if (!fn->nblocks)
		return false;
	if (fn->synthetic == IR_WRAPPER || fn->synthetic == IR_THUNK ||
	    fn->synthetic == IR_BOUND)
		return true;
	return fn->home && !fn->home->source->load->standard;
}

static bool find_starts(struct scan *s)
{
	struct race_run *r = s->r;
	bool any = false;

	for (uint32_t i = 0; i < r->g->nsites; i++) {
		const struct call_site *site = &r->g->sites[i];

		if (!(r->flags[site->caller] & RACE_LOOK))
			continue;
		if (is_start(r, site)) {
			add_start(s, site);
			any = true;
		}
	}
	return any;
}

static void mark_reaching(struct scan *s)
{
	struct race_run *r = s->r;

	for (uint32_t i = 0; i < s->seen.len; i++) {
		const struct seen *x = &s->seen.at[i];
		const struct class *c =
			x->key == &any_class ? NULL
					     : ptrmap_get(&r->classes, x->key);

		if (x->key == &any_class || (c->write && c->gone))
			r->flags[x->node] |= RACE_REACHES;
	}
}

bool race_scan(struct race_run *r)
{
	const struct callgraph *g = r->g;
	struct scan s = {.r = r, .arena = arena_create(0)};
	bool any;

	for (uint32_t i = 0; i < g->nnodes; i++)
		if (is_ours(g->nodes[i].fn))
			r->flags[i] |= RACE_LOOK;
	any = find_starts(&s);
	if (any) {
		spread_gone(&s);
		for (uint32_t i = 0; i < g->nnodes; i++)
			if (r->flags[i] & RACE_LOOK)
				see_function(&s, i);
		mark_reaching(&s);
		for (uint32_t i = 0; i < g->norder; i++)
			if (r->flags[g->order[i]] & RACE_LOOK)
				spread_node(&s, g->order[i]);
		want_starts(&s);
	}
	arena_destroy(s.arena);
	return any;
}
