/* SPDX-License-Identifier: MIT */
/*
 * What functions of Go's library do to goroutines and their order: race.def.
 */
#include <string.h>

#include "base/buf.h"
#include "flow/plan.h"
#include "flow/race_impl.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

/* Names */

static const struct {
	const char *package, *type, *name;
	uint8_t what;
} rows[] = {
#define KNOWN_KIND(what)
#define KNOWN(package, type, name, what) {package, type, name, KNOWN_##what},
#include "flow/race.def"
#undef KNOWN
#undef KNOWN_KIND
};

static const struct named *receiver_of(const struct object *o)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, o->type);
	struct type *t = sig && sig->recv ? sig->recv->type : NULL;
	struct type *base = t ? type_pointee(t) : NULL;

	return t ? type_as_named(base ? base : t) : NULL;
}

static enum race_known look_up(const struct object *o)
{
	const struct named *recv = receiver_of(o);
	const char *type = recv ? name_text(recv->obj->name) : "";
	const char *name = name_text(o->name);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].name, name) != 0 ||
		    strcmp(rows[i].package, o->pkg->path) != 0)
			continue;
		if (strcmp(rows[i].type, type) == 0 ||
		    (recv && strcmp(rows[i].type, "*") == 0))
			return (enum race_known)rows[i].what;
	}
	return KNOWN_NOT;
}

static bool has_rows(const char *package)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].package, package) == 0)
			return true;
	return false;
}

static enum race_known known_object(struct race_run *r, const struct object *o)
{
	void **at;

	if (!o || !o->pkg || o->kind != OBJECT_FUNC)
		return KNOWN_NOT;
	at = ptrmap_at(&r->known, r->arena, o);
	if (!*at) {
		enum race_known what =
			has_rows(o->pkg->path) ? look_up(o) : KNOWN_NOT;

		*at = (void *)(uintptr_t)(what + 1);
	}
	return (enum race_known)((uintptr_t)*at - 1);
}

enum race_known race_known_of(struct race_run *r, const struct ir_function *fn)
{
	if (fn->synthetic != IR_SOURCE && fn->synthetic != IR_INSTANCE &&
	    fn->synthetic != IR_FROM_TYPE)
		return KNOWN_NOT;
	return fn->parent ? KNOWN_NOT : known_object(r, fn->object);
}

/* Methods of interfaces of which only the name is needed. */
enum race_known race_known_method(const struct ir_instr *invoke)
{
	static const struct {
		const char *name;
		uint8_t what;
	} names[] = {
		{"Lock", KNOWN_LOCK},	      {"Unlock", KNOWN_UNLOCK},
		{"RLock", KNOWN_RLOCK},	      {"RUnlock", KNOWN_RUNLOCK},
		{"Parallel", KNOWN_PARALLEL},
	};
	const char *name = name_text(invoke->method->name);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].name, name) == 0)
			return (enum race_known)names[i].what;
	if (strcmp(name, "Done") == 0 && invoke->method->pkg &&
	    strcmp(invoke->method->pkg->path, "context") == 0)
		return KNOWN_EXTERNAL;
	return KNOWN_NOT;
}

/* Channels */

static bool is_outer_type(struct type *t)
{
	struct type *u = t ? type_under(t) : NULL;
	const struct chan *c = TYPE_AS(CHAN, chan, u);
	const struct named *n = c ? type_as_named(c->elem) : NULL;

	if (!n || !n->obj->pkg)
		return false;
	return (strcmp(n->obj->pkg->path, "os") == 0 &&
		strcmp(name_text(n->obj->name), "Signal") == 0) ||
	       (strcmp(n->obj->pkg->path, "time") == 0 &&
		strcmp(name_text(n->obj->name), "Time") == 0);
}

bool race_outer_channel(struct race_frame *f, const struct ir_value *ch)
{
	const struct ir_instr *call = IR_AS(CALL, ir_instr, ir_bare(ch));
	const struct ir_function *fn = call ? ir_static_callee(call) : NULL;

	if (is_outer_type(ch->type))
		return true;
	if (call && call->v.flags & IR_INVOKE)
		return race_known_method(call) == KNOWN_EXTERNAL;
	return fn && race_known_of(f->run, fn) == KNOWN_EXTERNAL;
}

/* Events */

struct known_call {
	struct race_frame *f;
	const struct ir_instr *in;
	uint32_t block, at;
	const struct race_path *recv;	/* the first argument */
	const struct ir_value *args[4]; /* after it */
	uint32_t nargs;
};

static void add(struct known_call *c, enum race_event_kind kind, uint8_t mark,
		const struct race_path *p)
{
	struct race_event *e = race_event(c->f, kind, c->block, c->at);

	if (e)
		e->item = (struct race_item){mark, p};
}

static void add_signal(struct known_call *c, uint8_t mark,
		       const struct race_path *p)
{
	struct race_frame *f = c->f;
	struct race_event *e;

	if (f->signals.len == RACE_MAX_SIGNALS) {
		f->over = true;
		return;
	}
	e = race_event(f, EVENT_SIGNAL, c->block, c->at);
	if (!e)
		return;
	e->index = f->signals.len;
	vec_push_in(f->arena, &f->signals,
		    (struct race_signal){
			    .item = {mark, p},
			    .waited = f->run->no_items,
			    .event = f->events.len - 1,
		    });
}

/* The branch that a result decides: what is so where it is true. */
static void on_true(struct known_call *c, uint8_t kind, struct race_item item,
		    bool either)
{
	struct race_frame *f = c->f;
	const struct ir_block *b = c->in->block;
	const struct ir_instr *last = b->instrs[b->ninstrs - 1];
	const struct ir_value *cond =
		last->v.op == OP_IF ? last->args[0] : NULL;
	uint32_t succ = 0;

	while (cond && cond->op == OP_UNOP && cond->tok) {
		succ ^= 1;
		cond = ((const struct ir_instr *)cond)->args[0];
	}
	if (cond && cond != &c->in->v && cond->op == OP_BINOP && either) {
		const struct ir_instr *cmp = (const struct ir_instr *)cond;

		cond = cmp->args[0] == &c->in->v || cmp->args[1] == &c->in->v
			       ? &c->in->v
			       : NULL;
	}
	if (cond != &c->in->v)
		return;
	for (uint32_t s = 0; s < 2; s++)
		if (s == succ || either)
			vec_push_in(
				f->arena, &f->edges,
				(struct race_edge){b->index, s, kind, item});
}

static void run_now(struct known_call *c, const struct ir_value *fn)
{
	struct race_frame *f = c->f;
	const struct race_path *p = fn ? race_value(f, fn) : NULL;

	if (p)
		race_run_function(f, p, c->in, c->block, c->at, NULL,
				  f->run->no_items);
}

static void run_once(struct known_call *c)
{
	struct race_frame *f = c->f;
	const struct race_path *p = c->nargs ? race_value(f, c->args[0]) : NULL;
	struct race_items *held = arena_alloc(
		f->run->arena, sizeof(*held) + sizeof(struct race_item));

	held->n = 1;
	held->at[0] = (struct race_item){MARK_ONCE, c->recv};
	if (p)
		race_run_function(f, p, c->in, c->block, c->at, NULL, held);
	add(c, EVENT_WAIT, WAIT_ONCE, c->recv);
}

/* A goroutine that calls its argument. */
static void start(struct known_call *c, const struct ir_value *fn,
		  uint8_t signal)
{
	struct race_frame *f = c->f;
	const struct race_path *p = fn ? race_value(f, fn) : NULL;
	struct race_spawn *by;

	if (!p)
		return;
	by = race_spawn(f, c->in, c->block, c->at);
	if (!by)
		return;
	race_run_function(f, p, c->in, c->block, c->at, by, f->run->no_items);
	if (signal)
		race_ends_with(f, by, (struct race_item){signal, c->recv});
}

static void serve_requests(struct known_call *c, const struct race_path *p,
			   bool now)
{
	struct race_frame *f = c->f;
	struct race_spawn *by;

	if (!p)
		return;
	by = race_spawn(f, c->in, c->block, c->at);
	if (!by)
		return;
	by->multi = by->latent = true;
	race_run_function(f, p, c->in, c->block, c->at, by, f->run->no_items);
	if (now)
		add(c, EVENT_SERVE, 0, NULL);
}

/* The method of a handler that was given as an interface. */
static void serve_handler(struct known_call *c, const struct ir_value *v,
			  bool now)
{
	const struct race_path *p = race_method_value(c->f, v, "ServeHTTP");

	if (!p)
		p = race_value(c->f, v);
	if (p && (p->root == ROOT_CLOSURE || p->root == ROOT_PARAM))
		serve_requests(c, p, now);
}

static void touch(struct known_call *c, const struct ir_value *v, bool write)
{
	const struct race_path *p;

	while (v->op == OP_MAKE_INTERFACE || v->op == OP_CHANGE_TYPE)
		v = ((const struct ir_instr *)v)->args[0];
	if (!v->type || type_under(v->type)->kind != TYPE_MAP ||
	    !race_can(c->f->run, v))
		return;
	p = race_value(c->f, v);
	if (p)
		race_touch(c->f, c->in, p, write, c->block, c->at);
}

/* What reflection reads: maps among arguments, also of `args ...any`. */
static void touch_printed(struct known_call *c)
{
	for (uint32_t i = ir_callee_at(c->in) + 1; i < c->in->nargs; i++) {
		const struct ir_value *v = c->in->args[i];
		const struct ir_instr *slice = IR_AS(SLICE, ir_instr, v);
		const struct ir_instr *array =
			slice ? IR_AS(ALLOC, ir_instr, slice->args[0]) : NULL;

		if (v->op == OP_MAKE_INTERFACE)
			touch(c, v, false);
		for (uint32_t k = 0; array && k < c->f->store_instrs.len; k++) {
			const struct ir_instr *st = c->f->store_instrs.at[k];
			const struct ir_instr *at =
				IR_AS(INDEX_ADDR, ir_instr, st->args[0]);

			if (at && at->args[0] == &array->v &&
			    st->args[1]->op == OP_MAKE_INTERFACE)
				touch(c, st->args[1], false);
		}
	}
}

static void touch_maps(struct known_call *c, enum race_known what)
{
	uint32_t first = ir_callee_at(c->in) + 1;

	for (uint32_t i = first; i < c->in->nargs; i++)
		touch(c, c->in->args[i], i == first && what != KNOWN_MAPS_READ);
	/* A function that chooses is called. */
	for (uint32_t i = 0; i < c->nargs; i++)
		if (type_under(c->args[i]->type)->kind == TYPE_SIGNATURE)
			run_now(c, c->args[i]);
}

static void add_atomic(struct known_call *c, enum race_known what)
{
	struct race_item item = {WAIT_ATOMIC, c->recv};

	if (what != KNOWN_ATOMIC_STORE)
		on_true(c, EVENT_WAIT, item, true);
	if (what != KNOWN_ATOMIC_LOAD)
		add_signal(c, SIGNAL_ATOMIC, c->recv);
}

static void add_lock(struct known_call *c, enum race_known what)
{
	bool read = what == KNOWN_RLOCK || what == KNOWN_TRY_RLOCK ||
		    what == KNOWN_RUNLOCK;
	struct race_item item = race_lock_item(
		c->f->run, read ? MARK_RLOCK : MARK_LOCK, c->recv);

	switch (what) {
	case KNOWN_TRY_LOCK:
	case KNOWN_TRY_RLOCK:
		on_true(c, EVENT_LOCK, item, false);
		break;
	case KNOWN_UNLOCK:
	case KNOWN_RUNLOCK:
		add(c, EVENT_UNLOCK, item.mark, item.p);
		break;
	default:
		add(c, EVENT_LOCK, item.mark, item.p);
	}
}

static void run_test(struct known_call *c)
{
	const struct race_path *p =
		c->nargs > 1 ? race_value(c->f, c->args[1]) : NULL;
	struct race_sum *sum;
	int64_t node;

	if (!p || p->root != ROOT_CLOSURE)
		return;
	node = callgraph_node(c->f->run->g,
			      ((const struct race_closure *)p->of)->fn);
	sum = node < 0 ? NULL : race_sum_of(c->f->run, (uint32_t)node);
	if (sum && sum->parallel)
		start(c, c->args[1], 0);
	else
		run_now(c, c->args[1]);
}

static bool is_negative(const struct ir_value *v)
{
	struct buf b;
	bool ret;

	if (v->op != OP_CONST)
		return false;
	buf_init(&b, 64);
	ir_value_print_name(v, &b);
	ret = buf_text(&b)[0] == '-';
	buf_finish(&b);
	return ret;
}

/* Kinds that order things; false: it is none. */
static bool order_call(struct known_call *c, enum race_known what)
{
	switch (what) {
	case KNOWN_LOCK:
	case KNOWN_RLOCK:
	case KNOWN_TRY_LOCK:
	case KNOWN_TRY_RLOCK:
	case KNOWN_UNLOCK:
	case KNOWN_RUNLOCK:
		add_lock(c, what);
		return true;
	case KNOWN_WAIT:
		add(c, EVENT_WAIT, c->recv ? WAIT_GROUP : WAIT_ALL, c->recv);
		return true;
	case KNOWN_WAIT_ANY:
		add(c, EVENT_WAIT, WAIT_ALL, NULL);
		return true;
	case KNOWN_DONE:
		add_signal(c, SIGNAL_DONE, c->recv);
		return true;
	case KNOWN_ADD:
		/* Add(-1) is a Done. */
		add_signal(c,
			   c->nargs && is_negative(c->args[0]) ? SIGNAL_DONE
							       : SIGNAL_ADD,
			   c->recv);
		return true;
	case KNOWN_ATOMIC_LOAD:
	case KNOWN_ATOMIC_STORE:
	case KNOWN_ATOMIC_BOTH:
		add_atomic(c, what);
		return true;
	default:
		return false;
	}
}

static bool start_call(struct known_call *c, enum race_known what)
{
	const struct ir_value *last =
		c->in->nargs ? c->in->args[c->in->nargs - 1] : NULL;

	switch (what) {
	case KNOWN_GROUP_GO:
		start(c, c->nargs ? c->args[0] : NULL, SIGNAL_DONE);
		return true;
	case KNOWN_GO:
		start(c, last, 0);
		return true;
	case KNOWN_FINALIZER:
		start(c, c->nargs ? ir_bare(c->args[0]) : NULL, 0);
		return true;
	case KNOWN_HANDLE:
		serve_requests(c, last ? race_value(c->f, last) : NULL, false);
		return true;
	case KNOWN_HANDLER:
		serve_handler(c, last, false);
		return true;
	case KNOWN_SERVE:
		if (last && last->type && type_is_interface(last->type))
			serve_handler(c, last, false);
		c->f->serves = true;
		return true;
	case KNOWN_TEST_SERVER:
		serve_handler(c, last, true);
		return true;
	case KNOWN_RUN_TEST:
		run_test(c);
		return true;
	default:
		return false;
	}
}

bool race_known_call(struct race_frame *f, const struct ir_instr *call,
		     enum race_known what, uint32_t block, uint32_t at)
{
	uint32_t first = ir_callee_at(call);
	struct known_call c = {.f = f, .in = call, .block = block, .at = at};

	if (!(call->v.flags & IR_INVOKE))
		first++;
	if (first < call->nargs)
		c.recv = race_value(f, call->args[first]);
	for (uint32_t i = first + 1; i < call->nargs && c.nargs < 4; i++)
		c.args[c.nargs++] = call->args[i];
	if (order_call(&c, what) || start_call(&c, what))
		return true;
	switch (what) {
	case KNOWN_ONCE:
		run_once(&c);
		break;
	case KNOWN_MAPS_READ:
	case KNOWN_MAPS_COPY:
	case KNOWN_MAPS_WRITE:
		touch_maps(&c, what);
		break;
	case KNOWN_PRINT:
		touch_printed(&c);
		break;
	case KNOWN_PARALLEL:
		f->parallel = true;
		break;
	default:
		break;
	}
	return true;
}
