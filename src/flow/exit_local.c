/* SPDX-License-Identifier: MIT */
/*
 * Containers that die with the function
 *
 * A map that only this function has is garbage when it returns; memory of C
 * that it holds, and nobody else, is then lost.  Only memory that is known
 * to be allocated on this path counts; and when such memory is freed anywhere
 * in the function, this is a loop that was not followed to its end.
 */
#include "flow/exit_leak.h"

#include "flow/trace.h"
#include "ir/ir.h"

/* On another path, or of another entry: all of them are, as a rule. */
static bool is_freed_somewhere(const struct exec *x, const struct cell *c)
{
	pos_t pos = trace_innermost(c->made)->pos;

	for (uint32_t i = 0; i < x->nfreed_sites; i++)
		if (x->freed_sites[i] == pos || x->freed_sites[i] == NO_POS)
			return true;
	return false;
}

static void check_entry(struct leaks *l, val_t container, const struct edge *e)
{
	const struct state *s = l->e->s;
	const struct edge *in = state_edge(s, e->to, ACCESS_DEREF, 0);
	struct exec *x = l->e->x;
	struct issue i;

	if (!in || in->to == NO_VAL || !leak_is_owned(l, in->to) ||
	    !state_cell(s, in->to)->made ||
	    is_freed_somewhere(x, state_cell(s, in->to)))
		return;
	i = leak_of(l, in->to, exec_step(x, NULL, TRACE_CALL, "return"));
	i.stored = in->stored;
	i.holder = (struct issue_holder){
		.access = ACCESS_ELEM,
		.type = state_cell(s, container)->type,
		.stored = in->stored,
	};
	exec_issue(x, &i);
}

void leak_check_local(struct leaks *l)
{
	const struct state *s = l->e->s;

	if (exit_is_main(l->e->x->fn))
		return;
	for (val_t v = 1; v <= s->ncells; v++) {
		const struct cell *c = state_cell(s, v);

		if (!(c->flags & CELL_FRESH) || c->origin != ORIGIN_GO ||
		    leak_is_kept(l, v))
			continue;
		for (const struct edge *e = state_first(s, v); e;
		     e = state_next(s, e))
			if (e->access == ACCESS_ELEM && e->to != NO_VAL)
				check_entry(l, v, e);
	}
}
