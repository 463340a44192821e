/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * What is left of a function when the passes are done goes from scratch
 * memory to memory that stays, each list as long as it is, instructions of
 * a block behind each other.  So scratch memory is all that is taken by what
 * was thrown away, and by the builder's own.
 *
 * An instruction or constant that was copied says so in spare, and its
 * block or val points to the copy.
 */

enum { MOVED = 0x80 };

/*
 * Half of all operands are constants, and half of these were there before:
 * the same small numbers again and again.  A constant belongs to nobody, so
 * functions share them.
 */
static struct ir_const *share_const(struct ir_build *f,
				    const struct ir_const *c)
{
	enum { BITS = 13 };
	struct ir_builder *b = f->b;
	uint64_t key = (uint64_t)(uintptr_t)c->val * 31 +
		       (uint64_t)(uintptr_t)c->v.type;
	struct ir_const **at;

	if (!b->consts)
		b->consts = ARENA_ARRAY(b->keep, 1 << BITS, struct ir_const *);
	at = &b->consts[key * 0x9e3779b97f4a7c15 >> (64 - BITS)];
	if (!*at || (*at)->val != c->val || (*at)->v.type != c->v.type) {
		*at = arena_raw(b->keep, sizeof(**at));
		**at = *c;
		(*at)->v.spare = 0;
	}
	return *at;
}

static struct ir_value *keep_const(struct ir_build *f, struct ir_const *c)
{
	struct ir_const *to;

	if (c->v.spare & MOVED)
		return (struct ir_value *)(uintptr_t)c->val;
	to = share_const(f, c);
	c->v.spare |= MOVED;
	c->val = (const struct value *)to;
	return &to->v;
}

static struct ir_value *keep_value(struct ir_build *f, struct ir_value *v)
{
	struct ir_const gone = {0};

	if (!v)
		return NULL;
	if (v->op == OP_CONST)
		return keep_const(f, (struct ir_const *)v);
	if (!ir_is_instr(v))
		return v;
	if (v->spare & MOVED)
		return (struct ir_value *)((struct ir_instr *)v)->block;
	/* A goto jumped over its definition, which is no valid source. */
	f->fn->broken = true;
	gone.v.op = OP_CONST;
	gone.v.type = v->type;
	return keep_const(f, &gone);
}

static struct ir_instr *keep_instr(struct ir_build *f, struct ir_instr *in)
{
	size_t size = sizeof(*in) + in->nargs * sizeof(in->args[0]);
	struct ir_instr *to = arena_raw(f->b->keep, size);

	memcpy(to, in, size);
	to->v.spare = 0;
	if (in->v.op == OP_SELECT)
		to->states = vec_copy(f->b->keep, in->states, in->nargs / 2,
				      sizeof(in->states[0]));
	in->v.spare = MOVED;
	in->block = (struct ir_block *)to;
	return to;
}

static struct ir_block **keep_blocks(struct ir_block *blocks,
				     struct ir_block **from, uint32_t n,
				     struct ir_block ***room)
{
	struct ir_block **to = *room;

	*room += n;
	for (uint32_t i = 0; i < n; i++)
		to[i] = &blocks[from[i]->index];
	return to;
}

/* Blocks, their edges and their place in the dominator tree. */
static struct ir_block *keep_graph(struct ir_build *f, uint32_t n)
{
	struct ir_block *blocks = ARENA_ARRAY(f->b->keep, n, struct ir_block);
	struct ir_block **room;
	size_t edges = n;

	for (uint32_t i = 0; i < n; i++) {
		struct ir_block *b = f->blocks.at[i];

		edges += b->npreds + b->nsuccs + b->ndominees;
	}
	room = ARENA_ARRAY(f->b->keep, edges, struct ir_block *);
	f->fn->blocks = room;
	f->fn->nblocks = n;
	for (uint32_t i = 0; i < n; i++)
		*room++ = &blocks[i];
	for (uint32_t i = 0; i < n; i++) {
		struct ir_block *b = f->blocks.at[i], *to = &blocks[i];

		*to = *b;
		to->preds = keep_blocks(blocks, b->preds, b->npreds, &room);
		to->succs = keep_blocks(blocks, b->succs, b->nsuccs, &room);
		to->dominees =
			keep_blocks(blocks, b->dominees, b->ndominees, &room);
		to->idom = b->idom ? &blocks[b->idom->index] : NULL;
		to->instrs_cap = b->ninstrs;
		to->preds_cap = b->npreds;
		to->succs_cap = b->nsuccs;
	}
	if (f->fn->recover)
		f->fn->recover = &blocks[f->fn->recover->index];
	return blocks;
}

static void keep_instrs(struct ir_build *f, struct ir_block *blocks, uint32_t n)
{
	struct ir_instr **room;
	size_t total = 0;

	for (uint32_t i = 0; i < n; i++)
		total += blocks[i].ninstrs;
	room = ARENA_ARRAY(f->b->keep, total, struct ir_instr *);
	for (uint32_t i = 0; i < n; i++) {
		struct ir_block *b = &blocks[i];

		for (uint32_t j = 0; j < b->ninstrs; j++)
			room[j] = keep_instr(f, b->instrs[j]);
		b->instrs = room;
		room += b->ninstrs;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct ir_block *b = &blocks[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			in->block = b;
			for (uint32_t k = 0; k < in->nargs; k++)
				in->args[k] = keep_value(f, in->args[k]);
		}
	}
}

void keep_function(struct ir_build *f)
{
	struct ir_function *fn = f->fn;
	struct arena *a = f->b->keep;

	fn->params = vec_keep(a, &f->params, 0);
	fn->free_vars = vec_keep(a, &f->free_vars, 0);
	fn->anons = vec_keep(a, &f->anons, 0);
	fn->locals = NULL;
	if (!f->blocks.len)
		return;
	keep_instrs(f, keep_graph(f, f->blocks.len), f->blocks.len);
	fn->locals = vec_keep(a, &f->locals, 0);
	for (uint32_t i = 0; i < fn->nlocals; i++)
		fn->locals[i] =
			(struct ir_instr *)keep_value(f, &fn->locals[i]->v);
}
