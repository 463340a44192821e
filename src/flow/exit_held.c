/* SPDX-License-Identifier: MIT */
/*
 * Freed, and still held
 *
 * For each block that is freed at the end of a function the holders are
 * looked for that outlive it.  Which of them is wrong depends on whose it is:
 *
 * - A global variable, and what is reached from it, is everybody's: wrong,
 *   but at the end of main, where the process ends.
 * - A container in an object that was given (the receiver's map) is wrong.
 * - When all callers are known they may put either right: `c.drop(k);
 *   delete(c.m, k)`.  Such an issue is latent, and what callers leave behind
 *   decides (exit_settle.c).  A variable that a literal has captured is the
 *   function's around it: that must be seen to be held after the call.
 * - A plain field of such an object (o.p) goes with the object: Close()
 *   frees it, and nobody uses o any more.  It becomes wrong in a caller
 *   whose map still has o.  The same holds for a slice or an array when the
 *   function is named as one that ends an object, and for all when it marks
 *   the object as closed.
 * - A map or slice that was given itself is the caller's matter.
 *
 * What is held by local variables only dies with the function; but it tells
 * whether the caller has put right what a callee left.
 */
#include "flow/exit.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "flow/plan.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

enum verdict { FINE, LATENT, WRONG };

struct search {
	struct exit_end *e;
	val_t block;
	const struct freed *freed;
	struct exit_hold best;
	enum verdict verdict;
	bool seen;		    /* in a container, whoever has that */
	bool local;		    /* that is the function\'s own */
	struct holder_class at;	    /* that container's */
	const struct trace *stored; /* there */
};

/* Functions that end an object, by their names. */
static bool ends_object(const struct ir_function *fn)
{
	static const char *const names[] = {
		"close",   "free",     "destroy",  "release",  "dispose",
		"unref",   "delete",   "stop",	   "shutdown", "finalize",
		"cleanup", "teardown", "finish",   "term",     "fini",
		"deinit",  "commit",   "rollback", "abort",
	};
	const char *name = fn->object ? name_text(fn->object->name) : "";

	/* Close(i) ends a part of it. */
	if (fn->nparams > 1)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t n = strlen(names[i]);

		/* closeAll, but not closest. */
		if (strncasecmp(name, names[i], n) == 0 &&
		    !islower((unsigned char)name[n]))
			return true;
	}
	return false;
}

/* Who may call it is not only who calls it here. */
static bool is_open(const struct exec *x)
{
	const struct ir_function *fn = x->fn;
	const struct callgraph *g = x->flow->graph;
	struct callgraph_in in = callgraph_in(g, x->node);
	const struct call_site *site;
	const struct package *pkg = fn->home ? fn->home->types : NULL;

	if (fn->object && name_exported(fn->object->name) && pkg &&
	    strcmp(name_text(pkg->name), "main") != 0 &&
	    !strstr(pkg->path, "internal"))
		return true;
	while ((site = callgraph_next_in(&in)) != NULL)
		if (site->caller != x->node)
			return false;
	return true;
}

/* A store that marks the object closed on this path: o.closed = true, or a
 * field that is set to nil. */
static bool is_marked_closed(const struct state *s, val_t object)
{
	for (const struct edge *e = state_first(s, object); e;
	     e = state_next(s, e)) {
		const struct edge *d;
		const struct cell *c;

		if (e->access != ACCESS_FIELD || e->to == NO_VAL)
			continue;
		d = state_edge(s, e->to, ACCESS_DEREF, 0);
		if (!d || !d->stored || d->to == NO_VAL)
			continue;
		c = state_cell(s, d->to);
		if (c->origin == ORIGIN_NUMBER && c->lo == c->hi &&
		    (c->lo == 0 || c->lo == 1))
			return true;
	}
	return false;
}

static bool passes_closed(const struct state *s, const struct exit_hold *h)
{
	for (uint32_t i = 0; i < h->n; i++)
		if (h->steps[i].edge->access == ACCESS_FIELD &&
		    is_marked_closed(s, h->steps[i].from))
			return true;
	return false;
}

static bool has_field_before(const struct exit_hold *h, int container)
{
	for (int i = 0; i < container; i++)
		if (h->steps[i].edge->access == ACCESS_FIELD)
			return true;
	return false;
}

static bool is_receiver(const struct exit_end *e, const struct exit_hold *h)
{
	const struct signature *sig =
		TYPE_AS(SIGNATURE, signature, e->x->fn->v.type);
	const struct ir_param *p = state_cell(e->s, h->root)->root;

	return h->kind == ROOT_PARAM && sig && sig->recv && p->v.num == 0;
}

/* The function that frees was given as well: it is for the giver to know. */
static bool frees_by_callback(const struct exec *x, const struct freed *f)
{
	const struct ir_function *fn = x->fn;

	for (uint32_t b = 0; f->trace->inside && b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_value *v;

			if (in->pos != f->trace->pos || !ir_is_call(in) ||
			    in->v.flags & IR_INVOKE)
				continue;
			v = in->args[ir_callee_at(in)];
			if (v->op == OP_LOAD)
				v = ((const struct ir_instr *)v)->args[0];
			return v->op == OP_PARAM || v->op == OP_FREE_VAR;
		}
	return false;
}

static bool is_map(const struct exit_end *e, const struct exit_hold *h)
{
	struct issue_holder d;

	exit_describe(e, h, &d);
	return d.type && type_under(d.type)->kind == TYPE_MAP;
}

/* C called this function, and finds there what it has stored itself. */
static bool is_given_to_c(const struct exec *x, const struct exit_hold *h)
{
	const struct object *o = x->fn->object;

	return o && o->flags & OBJECT_EXPORTED_C && h->kind == ROOT_PARAM &&
	       h->n > 0 && h->steps[h->n - 1].edge->stored;
}

/* Of what a caller gave: an object with the container, or a container. */
static enum verdict judge_given(const struct exit_end *e,
				const struct exit_hold *h,
				const struct freed *f)
{
	const struct exec *x = e->x;
	int container = exit_container(h);

	if (is_given_to_c(x, h))
		return WRONG;
	if (container < 0 || passes_closed(e->s, h))
		return FINE;
	if (!has_field_before(h, container) && h->kind == ROOT_PARAM &&
	    !is_receiver(e, h))
		return FINE;
	if (frees_by_callback(x, f))
		return FINE;
	if (ends_object(x->fn) && !is_map(e, h))
		return FINE;
	return is_open(x) ? WRONG : LATENT;
}

static bool returns_error(const struct exit_end *e)
{
	for (uint32_t i = 0; i < e->nresults; i++) {
		const struct ir_value *v = e->x->returns[0]->args[i];

		if (type_under(v->type)->kind == TYPE_INTERFACE &&
		    state_is_zero(e->s, e->results[i]) != TRI_YES)
			return true;
	}
	return false;
}

static enum verdict judge(const struct exit_end *e, const struct exit_hold *h,
			  const struct freed *f)
{
	switch (h->kind) {
	case ROOT_GLOBAL:
	case ROOT_C_GLOBAL:
		if (exit_is_main(e->x->fn))
			return FINE;
		if (exit_container(h) < 0 && h->n > 2 &&
		    (ends_object(e->x->fn) || passes_closed(e->s, h)))
			return FINE;
		return is_open(e->x) ? WRONG : LATENT;
	case ROOT_PARAM:
	case ROOT_FREE_VAR:
		return judge_given(e, h, f);
	case ROOT_RESULT:
		return returns_error(e) ? FINE : WRONG;
	case ROOT_GOROUTINE:
		return exit_container(h) >= 0 && !e->s->waited ? WRONG : FINE;
	}
	return FINE;
}

/* What a callee that freed it may have been wrong about. */
static bool is_seen_by_callers(const struct exit_hold *h)
{
	return exit_container(h) >= 0 || h->kind == ROOT_GLOBAL ||
	       h->kind == ROOT_C_GLOBAL;
}

/* It is held by the literal that has freed it, and that by a list of them. */
static bool is_held_by_freer(const struct state *s, const struct exit_hold *h,
			     const struct freed *f)
{
	for (uint32_t i = 0; i < h->n; i++) {
		const struct ir_function *fn =
			state_cell(s, h->steps[i].from)->fn;

		if (h->steps[i].edge->access != ACCESS_CAPTURE || !fn)
			continue;
		for (const struct trace *t = f->trace; t; t = t->inside)
			if (t->fn == fn)
				return true;
	}
	return false;
}

static bool visit(void *ctx, const struct exit_hold *h)
{
	struct search *q = ctx;
	enum verdict v = judge(q->e, h, q->freed);

	if (is_held_by_freer(q->e->s, h, q->freed))
		return true;
	if (!q->seen && is_seen_by_callers(h)) {
		q->seen = true;
		q->local = h->kind == ROOT_LOCAL;
		q->at = exit_class(q->e, h);
		q->stored = h->steps[h->n - 1].edge->stored;
	}
	if (v <= q->verdict)
		return true;
	q->verdict = v;
	q->best = *h;
	return v != WRONG || !q->seen;
}

static bool is_address(const struct search *q)
{
	struct type *t = exit_held_type(q->e, &q->best);
	const struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	return b && b->info & INFO_INTEGER && q->freed->how != FREED_DELETE &&
	       state_cell(q->e->s, q->block)->origin != ORIGIN_HANDLE;
}

static struct issue about(const struct search *q)
{
	const struct cell *c = state_cell(q->e->s, q->block);
	const struct freed *f = q->freed;

	return (struct issue){
		.kind = ISSUE_HELD,
		.origin = c->origin,
		.how = f->how,
		.certain = q->e->s->certain,
		.later = f->later,
		.family = c->family,
		.freed_as = f->family,
		.fn = q->e->x->fn,
		.primary = f->trace,
		.alloc = c->made,
		.freed = f->trace,
	};
}

/*
 * A literal that is called or deferred where it stands, and goes nowhere
 * else: what it has captured is not seen by others.
 */
static bool runs_inside(const struct ir_function *fn)
{
	const struct ir_function *parent = fn->parent;
	const struct ir_value *closure = NULL;

	for (uint32_t b = 0; parent && b < parent->nblocks; b++)
		for (uint32_t i = 0; i < parent->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in =
				parent->blocks[b]->instrs[i];

			if (in->v.op == OP_MAKE_CLOSURE &&
			    in->args[0] == &fn->v)
				closure = &in->v;
			for (uint32_t k = 0; closure && k < in->nargs; k++)
				if (in->args[k] == closure &&
				    (!ir_is_call(in) || k != ir_callee_at(in)))
					return false;
		}
	return closure != NULL;
}

static void tell(const struct search *q)
{
	struct issue i = about(q);

	exit_describe(q->e, &q->best, &i.holder);
	i.stored = i.holder.stored;
	i.at = exit_class(q->e, &q->best);
	i.stand = q->verdict == WRONG ? STAND_FIRM
		  : q->best.kind == ROOT_FREE_VAR && runs_inside(q->e->x->fn)
			  ? STAND_ASKS
			  : STAND_LATENT;
	if (is_address(q))
		i.kind = ISSUE_ADDRESS;
	exec_issue(q->e->x, &i);
}

/* What callees left behind, and what became of it here. */
static void observe(const struct search *q)
{
	struct issue i = about(q);

	i.stand = q->seen ? STAND_HELD : STAND_CLEAN;
	i.at = q->at;
	i.stored = q->stored;
	i.local = q->local;
	exec_issue(q->e->x, &i);
}

static void check_block(struct exit_end *e, val_t block, const struct freed *f,
			uint8_t *marks)
{
	struct search q = {.e = e, .block = block, .freed = f};

	exit_holders(e, marks, NO_VAL, visit, &q);
	if (q.verdict != FINE)
		tell(&q);
	if (f->trace->inside)
		observe(&q);
}

/* Memory that goes with other memory is told of by itself. */
void exit_check_held(struct exit_end *e)
{
	const struct state *s = e->s;
	uint8_t *marks = NULL;

	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);
		const struct freed *f = state_surely_freed(s, v);

		if (!f || !f->trace || c->link == LINK_INSIDE ||
		    c->link == LINK_START || c->flags & CELL_TOLD)
			continue;
		if (!marks)
			marks = ARENA_ARRAY(e->x->worker->scratch,
					    s->ncells + 1, uint8_t);
		for (val_t w = 1; w <= s->ncells; w++)
			marks[w] = state_block(s, w) == v;
		check_block(e, v, f, marks);
	}
}
