/* SPDX-License-Identifier: MIT */
/*
 * Finalizers that free what others have
 *
 * An object with a finalizer owns the memory that this frees.  When anything
 * that outlives the function holds the memory by a way that does not lead
 * through the object, that will have freed memory as soon as the object is
 * collected.  What holds it need not know of the object: nothing keeps that
 * alive.
 */
#include "flow/exit.h"

#include <string.h>

#include "base/arena.h"
#include "flow/model.h"
#include "flow/plan.h"
#include "flow/trace.h"
#include "ir/ir.h"

enum { MOST_FINALIZED = 16 };

struct search {
	struct exit_end *e;
	val_t object;
	const struct model_finalized *m;
};

/* Where the memory came within reach of the root. */
static const struct trace *stored_in(const struct exit_hold *h)
{
	for (uint32_t i = 0; i < h->n; i++)
		if (h->steps[i].edge->stored)
			return h->steps[i].edge->stored;
	return NULL;
}

/* What comes second is what makes it wrong: in the callee, when one call does
 * both. */
static const struct trace *later_of(const struct trace *a,
				    const struct trace *b)
{
	if (!a || !b)
		return a ? a : b;
	while (a->inside && b->inside && a->fn == b->fn && a->pos == b->pos) {
		a = a->inside;
		b = b->inside;
	}
	return a->fn == b->fn && b->pos > a->pos ? b : a;
}

/* A finalizer that takes something out of a map knows of the holder. */
static bool cleans_up(const struct ir_function *fn)
{
	for (uint32_t b = 0; fn && b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			const struct ir_builtin *f =
				in->v.op == OP_CALL ? IR_AS(BUILTIN, ir_builtin,
							    in->args[0])
						    : NULL;

			if (f && (strcmp(f->name, "delete") == 0 ||
				  strcmp(f->name, "clear") == 0))
				return true;
		}
	return false;
}

static bool visit(void *ctx, const struct exit_hold *h)
{
	struct search *q = ctx;
	const struct state *s = q->e->s;
	const struct cell *c = state_cell(s, q->m->memory);
	struct issue i = {
		.kind = ISSUE_FINALIZER,
		.origin = c->origin,
		.how = FREED_FINALIZER,
		.certain = s->certain,
		.family = c->family,
		.fn = q->e->x->fn,
		.alloc = c->made,
		.freed = q->m->by->trace,
	};

	if (h->kind == ROOT_LOCAL || h->kind == ROOT_GOROUTINE)
		return true;
	if (exit_container(h) < 0 && h->kind != ROOT_GLOBAL &&
	    h->kind != ROOT_C_GLOBAL)
		return true;
	exit_describe(q->e, h, &i.holder);
	i.stored = stored_in(h);
	i.primary = later_of(i.stored, i.freed);
	if (!i.primary)
		return true;
	i.fn = i.primary->fn;
	exec_issue(q->e->x, &i);
	return false;
}

static bool lives_on(void *ctx, const struct exit_hold *h)
{
	bool *ret = ctx;

	if (h->kind == ROOT_LOCAL)
		return true;
	*ret = true;
	return false;
}

/* Nobody but this function has the object: its finalizer is not taken off. */
static bool is_local(const struct exit_end *e, val_t object)
{
	uint8_t *marks =
		ARENA_ARRAY(e->x->worker->scratch, e->s->ncells + 1, uint8_t);
	bool lives = e->roots[object] && e->roots[object] != ROOT_LOCAL;

	marks[object] = 1;
	if (!lives)
		exit_holders(e, marks, NO_VAL, lives_on, &lives);
	return !lives;
}

/* Freed by hand, and the finalizer is still set. */
static void check_double(struct exit_end *e, val_t object,
			 const struct model_finalized *m)
{
	const struct state *s = e->s;
	const struct freed *f = state_surely_freed(s, m->memory);
	const struct cell *c = state_cell(s, state_block(s, m->memory));
	struct issue i = {
		.kind = ISSUE_DOUBLE,
		.origin = c->origin,
		.certain = s->certain,
		.family = c->family,
		.alloc = c->made,
	};

	if (!f || !m->sure || c->flags & CELL_TOLD || !m->freed->trace ||
	    !is_local(e, object))
		return;
	i.how = f->how;
	i.freed_as = f->family;
	i.freed = f->trace;
	i.primary = i.use = trace_innermost(m->freed->trace);
	i.fn = i.primary->fn;
	exec_issue(e->x, &i);
}

static void check_object(struct exit_end *e, val_t object)
{
	struct model_finalized found[MOST_FINALIZED];
	uint32_t n = model_finalized(e->x, e->s, object, found, MOST_FINALIZED);
	struct arena *a = e->x->worker->scratch;

	/* The search is for nodes that the index knows. */
	if (n > 0)
		exit_index(e);
	for (uint32_t i = 0; i < n; i++) {
		struct search q = {.e = e, .object = object, .m = &found[i]};
		val_t block = state_block(e->s, found[i].memory);
		uint8_t *marks;

		if (cleans_up(found[i].by->fn))
			continue;
		check_double(e, object, &found[i]);
		marks = ARENA_ARRAY(a, e->s->ncells + 1, uint8_t);
		for (val_t v = 1; v <= e->s->ncells; v++)
			marks[v] = state_block(e->s, v) == block;
		exit_holders(e, marks, object, visit, &q);
	}
}

void exit_check_finalizers(struct exit_end *e)
{
	uint32_t n = e->s->ncells;

	for (val_t v = 1; v <= n; v++)
		if (state_cell(e->s, v)->finalizer)
			check_object(e, v);
}
