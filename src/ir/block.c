/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * Edges of the control flow graph.  Their order matters: that of the
 * successors to If, that of the predecessors to Phi.
 */

static void push_block(struct arena *a, struct ir_block ***list, uint32_t *n,
		       uint32_t *cap, struct ir_block *b)
{
	if (*n == *cap)
		*list = vec_grow(*list, *n, cap, sizeof(**list), a);
	(*list)[(*n)++] = b;
}

void block_add_edge(struct ir_build *f, struct ir_block *from,
		    struct ir_block *to)
{
	push_block(f->a, &from->succs, &from->nsuccs, &from->succs_cap, to);
	push_block(f->a, &to->preds, &to->npreds, &to->preds_cap, from);
}

static bool is_phi(const struct ir_block *b, uint32_t i)
{
	return i < b->ninstrs && b->instrs[i]->v.op == OP_PHI;
}

void block_remove_pred(struct ir_block *b, struct ir_block *p)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->npreds; i++) {
		if (b->preds[i] == p)
			continue;
		b->preds[n] = b->preds[i];
		for (uint32_t j = 0; i != n && is_phi(b, j); j++)
			b->instrs[j]->args[n] = b->instrs[j]->args[i];
		n++;
	}
	b->npreds = n;
	for (uint32_t j = 0; is_phi(b, j); j++)
		b->instrs[j]->nargs = n;
}

struct ir_instr *block_last(const struct ir_block *b)
{
	return b->ninstrs ? b->instrs[b->ninstrs - 1] : NULL;
}
