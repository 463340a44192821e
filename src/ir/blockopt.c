/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * Simple optimizations of the control flow graph (x/tools: blockopt.go):
 * what cannot be reached goes, a block that only jumps is jumped over, and
 * a block is joined with its only successor when it is the only predecessor
 * of that.  The order of work is x/tools', which shows in the order of the
 * blocks that are left and of their predecessors.
 *
 * Two of these steps copy lists: joining moves instructions, jumping over
 * moves predecessors.  In chains of jumps that were written from the end
 * to the start, which nobody does, the same element would be moved again
 * and again.  So there is a budget in proportion to the function; when it
 * is used up, the graph stays as it is, which is right as well.
 */

enum { MOVES_PER_INSTR = 16, MOVES_AT_LEAST = 1 << 20 };

static void remove_nil_blocks(struct ir_build *f)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		if (!b)
			continue;
		b->index = n;
		f->blocks.at[n++] = b;
	}
	f->blocks.len = n;
}

/* What index is while it is a mark. */
#define WHITE ((uint32_t)0)
#define BLACK UINT32_MAX

static void mark_reachable(struct ir_block *from, struct ir_block **stack)
{
	uint32_t n = 0;

	from->index = BLACK;
	stack[n++] = from;
	while (n) {
		struct ir_block *b = stack[--n];

		for (uint32_t i = 0; i < b->nsuccs; i++) {
			struct ir_block *s = b->succs[i];

			if (s->index != WHITE)
				continue;
			s->index = BLACK;
			stack[n++] = s;
		}
	}
}

/* Predecessors that are gone, all at once: there may be many. */
static void remove_white_preds(struct ir_block *b)
{
	uint32_t n = 0, nphis = 0;

	while (nphis < b->ninstrs && b->instrs[nphis]->v.op == OP_PHI)
		nphis++;
	for (uint32_t i = 0; i < b->npreds; i++) {
		if (b->preds[i]->index == WHITE)
			continue;
		for (uint32_t j = 0; j < nphis && i != n; j++)
			b->instrs[j]->args[n] = b->instrs[j]->args[i];
		b->preds[n++] = b->preds[i];
	}
	if (n == b->npreds)
		return;
	b->npreds = n;
	for (uint32_t j = 0; j < nphis; j++)
		b->instrs[j]->nargs = n;
}

static void drop_unreachable_locals(struct ir_build *f)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->locals.len; i++) {
		if (f->locals.at[i]->block)
			f->locals.at[n++] = f->locals.at[i];
	}
	f->locals.len = n;
}

static void delete_unreachable(struct ir_build *f)
{
	struct ir_block **stack =
		ARENA_ARRAY(f->a, f->blocks.len, struct ir_block *);

	for (uint32_t i = 0; i < f->blocks.len; i++)
		f->blocks.at[i]->index = WHITE;
	mark_reachable(f->blocks.at[0], stack);
	if (f->fn->recover && f->fn->recover->index == WHITE)
		mark_reachable(f->fn->recover, stack);
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		if (f->blocks.at[i]->index != WHITE)
			remove_white_preds(f->blocks.at[i]);
	}
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		if (b->index != WHITE)
			continue;
		for (uint32_t j = 0; j < b->ninstrs; j++)
			b->instrs[j]->block = NULL;
		f->blocks.at[i] = NULL;
	}
	remove_nil_blocks(f);
	drop_unreachable_locals(f);
}

/*
 * The predecessor p becomes q.  It is looked for behind where the last one
 * was found: who replaces all of them one by one does so in their order.
 * dom_pre is free for that until there are dominators.
 */
static void replace_pred(struct ir_block *b, struct ir_block *p,
			 struct ir_block *q, int64_t *budget)
{
	uint32_t at = b->dom_pre;

	for (uint32_t i = 0; i < b->npreds; i++, at++) {
		if (at >= b->npreds)
			at = 0;
		if (b->preds[at] != p)
			continue;
		b->preds[at] = q;
		b->dom_pre = at + 1;
		*budget -= i / 8;
		return;
	}
}

static void add_pred(struct ir_build *f, struct ir_block *b, struct ir_block *p)
{
	if (b->npreds == b->preds_cap)
		b->preds = vec_grow(b->preds, b->npreds, &b->preds_cap,
				    sizeof(struct ir_block *), f->a);
	b->preds[b->npreds++] = p;
}

static bool has_phi(const struct ir_block *b)
{
	return b->ninstrs && b->instrs[0]->v.op == OP_PHI;
}

/* a -> b -> c becomes a -> c when b only jumps. */
static bool thread_jump(struct ir_build *f, struct ir_block *b, int64_t *budget)
{
	struct ir_block *c;

	if (b->index == 0 || !b->ninstrs || b->instrs[0]->v.op != OP_JUMP)
		return false;
	c = b->succs[0];
	if (c == b || has_phi(c))
		return false;
	*budget -= b->npreds;
	for (uint32_t j = 0; j < b->npreds; j++) {
		struct ir_block *a = b->preds[j];

		for (uint32_t i = 0; i < a->nsuccs; i++) {
			if (a->succs[i] == b)
				a->succs[i] = c;
		}
		if (a->nsuccs == 2 && a->succs[0] == a->succs[1]) {
			/* An If whose ways are the same is a jump. */
			struct ir_instr *jump =
				ir_new_instr(f, OP_JUMP, NULL, 0);

			jump->block = a;
			a->instrs[a->ninstrs - 1] = jump;
			a->nsuccs = 1;
			*budget -= c->npreds / 8;
			block_remove_pred(c, b);
		} else if (j == 0) {
			replace_pred(c, b, a, budget);
		} else {
			add_pred(f, c, a);
		}
	}
	f->blocks.at[b->index] = NULL;
	return true;
}

/* a -> b becomes ab when there is no other way from a and to b. */
static bool fuse(struct ir_build *f, struct ir_block *a, int64_t *budget)
{
	struct ir_block *b;

	if (a->nsuccs != 1)
		return false;
	b = a->succs[0];
	if (b->npreds != 1 || has_phi(b) || b == a)
		return false;
	*budget -= b->ninstrs;
	a->ninstrs--;
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		if (a->ninstrs == a->instrs_cap)
			a->instrs =
				vec_grow(a->instrs, a->ninstrs, &a->instrs_cap,
					 sizeof(struct ir_instr *), f->a);
		a->instrs[a->ninstrs++] = b->instrs[i];
		b->instrs[i]->block = a;
	}
	a->succs = b->succs;
	a->nsuccs = b->nsuccs;
	a->succs_cap = b->succs_cap;
	for (uint32_t i = 0; i < b->nsuccs; i++)
		replace_pred(b->succs[i], b, a, budget);
	f->blocks.at[b->index] = NULL;
	return true;
}

void pass_optimize_blocks(struct ir_build *f)
{
	int64_t budget = MOVES_AT_LEAST;
	bool changed = true;

	delete_unreachable(f);
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		budget += (int64_t)MOVES_PER_INSTR * f->blocks.at[i]->ninstrs;
		f->blocks.at[i]->dom_pre = 0;
	}
	while (changed) {
		changed = false;
		budget -= f->blocks.len;
		for (uint32_t i = 0; i < f->blocks.len && budget > 0; i++) {
			struct ir_block *b = f->blocks.at[i];

			if (!b)
				continue;
			changed |= fuse(f, b, &budget);
			changed |= thread_jump(f, b, &budget);
		}
	}
	remove_nil_blocks(f);
}
