/* SPDX-License-Identifier: MIT */
/*
 * The end of a function: for each state in which it returns, what was freed
 * and is still held, what was lost, and what is handed out though it is
 * gone.  After a panic nothing is looked at: nobody goes on from there.
 */
#include "flow/exit.h"

#include <string.h>

#include "base/name.h"
#include "flow/gopointer.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "types/types.h"

bool exit_is_main(const struct ir_function *fn)
{
	return fn->pkg && !fn->parent && fn->object &&
	       strcmp(fn->name, "main") == 0 &&
	       strcmp(name_text(fn->pkg->types->name), "main") == 0;
}

static bool is_error(struct type *t)
{
	const struct named *n = t ? type_as_named(t) : NULL;

	return n && !n->obj->pkg &&
	       strcmp(name_text(n->obj->name), "error") == 0;
}

/* Results that are freed memory. */
static void check_results(struct exit_end *e)
{
	struct exec *x = e->x;

	for (uint32_t i = 0; i < e->nresults; i++) {
		val_t v = e->results[i];
		struct type *t = state_cell(e->s, v)->type;

		if (v && !is_error(t))
			event_escape(x, e->s, v, "returned");
	}
}

/* Anything at all that the other checks would look at. */
static bool is_of_interest(const struct state *s)
{
	if (s->ndropped > 0)
		return true;
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);

		if (c->freed || c->finalizer || c->origin == ORIGIN_C)
			return true;
	}
	return false;
}

static void check_end(struct exec *x, uint32_t i)
{
	struct exit_end e = {
		.x = x,
		.s = x->ends[i],
		.results = x->results[i],
		.nresults = x->returns[i]->nargs,
	};

	x->in = x->returns[i];
	if (x->fn->object && x->fn->object->flags & OBJECT_EXPORTED_C)
		gopointer_returned(x, e.s, e.results, e.nresults);
	if (!is_of_interest(e.s))
		return;
	check_results(&e);
	exit_index(&e);
	exit_check_held(&e);
	exit_check_leaks(&e);
	exit_check_finalizers(&e);
}

void exit_check(struct exec *x)
{
	for (uint32_t i = 0; i < x->nends; i++)
		check_end(x, i);
}
