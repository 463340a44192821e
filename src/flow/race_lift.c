/* SPDX-License-Identifier: MIT */
/*
 * Paths of a callee as its caller has them: parameters are arguments, free
 * variables what the closure has captured, results the call.  What a
 * goroutine is given may be its own: of many entries of a slice or a map each
 * goroutine may have got another one.
 */
#include <string.h>

#include "flow/race_impl.h"
#include "ir/ir.h"

enum { MAX_DEPTH = 40 };

void race_bind(struct race_frame *f, const struct ir_instr *call,
	       struct race_binding *ret)
{
	uint32_t first = ir_callee_at(call);

	memset(ret, 0, sizeof(*ret));
	/* The receiver of an invoked method stands where the function does. */
	if (!(call->v.flags & IR_INVOKE))
		first++;
	for (uint32_t i = first; i < call->nargs && ret->nargs < RACE_MAX_ARGS;
	     i++) {
		ret->values[ret->nargs] = call->args[i];
		ret->args[ret->nargs++] = race_value(f, call->args[i]);
	}
	ret->call = call->v.op == OP_CALL ? call : NULL;
}

static struct race_at lift_key(struct race_frame *f,
			       const struct race_binding *b, struct race_at at)
{
	const struct ir_value *v;

	if (at.key != KEY_PARAM)
		return at;
	v = at.index < b->nargs ? b->values[at.index] : NULL;
	if (!v)
		return (struct race_at){
			.step = at.step, .key = KEY_OWN, .of = b};
	at = race_key_of(f, (enum race_step)at.step, v);
	if (b->spawned && at.key != KEY_CONST) {
		at.key = KEY_OWN;
		at.of = v;
	}
	return at;
}

/* What one goroutine of many has got: which entry, nobody else need share. */
static const struct race_path *given_away(struct race_frame *f,
					  const struct race_path *p)
{
	const struct race_path *q;

	if (!p)
		return NULL;
	q = race_prefix(f->run, p, 0);
	for (uint32_t i = 0; q && i < p->n; i++) {
		struct race_at at = p->at[i];

		if (at.key == KEY_ANY || at.key == KEY_PARAM)
			at.key = KEY_OWN;
		q = race_step(f->run, q, at);
	}
	return q;
}

static const struct race_path *lift_closure(struct race_frame *f,
					    const struct race_binding *b,
					    const struct race_closure *c)
{
	const struct race_path *free[64];

	if (c->n > 64 || f->depth > MAX_DEPTH)
		return NULL;
	f->depth++;
	for (uint32_t i = 0; i < c->n; i++)
		free[i] = c->free[i] ? race_lift(f, b, c->free[i]) : NULL;
	f->depth--;
	return race_closure(f->run, c->fn, free, c->n);
}

const struct race_path *race_lift(struct race_frame *f,
				  const struct race_binding *b,
				  const struct race_path *p)
{
	const struct race_path *q = NULL;

	switch (p->root) {
	case ROOT_PARAM:
		q = p->index < b->nargs ? b->args[p->index] : NULL;
		break;
	case ROOT_FREE:
		q = b->closure && p->index < b->closure->n
			    ? b->closure->free[p->index]
			    : NULL;
		break;
	case ROOT_GLOBAL:
		q = race_root(f->run, ROOT_GLOBAL, p->of, 0);
		break;
	case ROOT_RESULT:
		q = b->call ? race_root(f->run, ROOT_VALUE, b->call, p->index)
			    : NULL;
		break;
	case ROOT_CLOSURE:
		q = lift_closure(f, b, p->of);
		break;
	}
	if (b->spawned)
		q = given_away(f, q);
	for (uint32_t i = 0; q && i < p->n; i++)
		q = race_append(f, q, lift_key(f, b, p->at[i]));
	return q;
}
