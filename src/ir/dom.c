/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/*
 * The dominator tree, by semidominators and nearest common ancestors
 * (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, JGAA 2006;
 * the first half is Lengauer and Tarjan's, TOPLAS 1979).
 *
 * Blocks are numbered in preorder of a depth-first search.  The
 * semidominator of a block is the least number from which a path leads to
 * it whose inner blocks have greater numbers than its own; it is found from
 * the last block to the first, in a forest of the blocks that are done,
 * whose paths are compressed when they are walked.  Then the immediate
 * dominator of a block is the nearest ancestor of its parent in the tree,
 * as built so far, whose number is not above the semidominator's.
 *
 * There are two roots, the entry and the recover block: neither has a
 * dominator.  Every walk has a stack of its own: a function may have as many
 * blocks in a row as it has lines.
 */

struct dom {
	uint32_t n;
	struct ir_block **block; /* by number, as all that follow */
	uint32_t *parent;	 /* in the search tree; a root's is its own */
	uint32_t *ancestor;	 /* the same, compressed */
	uint32_t *label;	 /* least semidominator on the way to it */
	uint32_t *semi, *idom;
	uint32_t *stack;
	uint32_t *number; /* by block index */
};

#define UNSEEN UINT32_MAX

static void visit(struct dom *d, struct ir_block *b, uint32_t parent)
{
	uint32_t i = d->n++;

	d->number[b->index] = i;
	d->block[i] = b;
	d->parent[i] = d->ancestor[i] = parent;
	d->label[i] = i;
	d->stack[i] = 0; /* the successor to look at next */
}

/* The way down is the parents' chain, so that it needs no stack. */
static void search(struct dom *d, struct ir_block *root)
{
	uint32_t first = d->n, i = first;

	visit(d, root, first);
	for (;;) {
		struct ir_block *b = d->block[i];

		if (d->stack[i] < b->nsuccs) {
			struct ir_block *s = b->succs[d->stack[i]++];

			if (d->number[s->index] == UNSEEN) {
				visit(d, s, i);
				i = d->n - 1;
			}
		} else if (i == first) {
			break;
		} else {
			i = d->parent[i];
		}
	}
}

/*
 * The least semidominator on the way from v up to the last block that is
 * linked, that is, whose number is at least `linked`.
 */
static uint32_t eval(struct dom *d, uint32_t v, uint32_t linked)
{
	uint32_t n = 0, root;

	while (d->ancestor[v] >= linked && d->ancestor[v] != v) {
		d->stack[n++] = v;
		v = d->ancestor[v];
	}
	root = v;
	while (n) {
		uint32_t w = d->stack[--n];

		if (d->label[v] < d->label[w])
			d->label[w] = d->label[v];
		d->ancestor[w] = d->ancestor[root];
		v = w;
	}
	return d->label[v];
}

static void compute(struct dom *d)
{
	for (uint32_t i = d->n; i-- > 1;) {
		struct ir_block *b = d->block[i];
		uint32_t s = d->parent[i];

		for (uint32_t j = 0; j < b->npreds; j++) {
			uint32_t v = d->number[b->preds[j]->index];

			if (v > i)
				v = eval(d, v, i + 1);
			if (v < s)
				s = v;
		}
		d->semi[i] = d->label[i] = s;
	}
	for (uint32_t i = 0; i < d->n; i++) {
		uint32_t p = d->parent[i];

		while (p != i && p > d->semi[i])
			p = d->idom[p];
		d->idom[i] = p;
	}
}

static void make_tree(struct ir_build *f, const struct dom *d)
{
	struct ir_block **room = ARENA_ARRAY(f->a, d->n, struct ir_block *);

	for (uint32_t i = 0; i < d->n; i++) {
		struct ir_block *b = d->block[i];

		b->idom = d->idom[i] == i ? NULL : d->block[d->idom[i]];
		b->dominees = NULL;
		b->ndominees = 0;
		if (b->idom)
			b->idom->ndominees++;
	}
	for (uint32_t i = 0; i < d->n; i++) {
		struct ir_block *b = d->block[i];

		b->dominees = room;
		room += b->ndominees;
		b->ndominees = 0;
		if (b->idom)
			b->idom->dominees[b->idom->ndominees++] = b;
	}
}

/* Numbers of a walk of the tree: see ir_dominates(). */
static void number_tree(struct dom *d, struct ir_block *root, uint32_t *pre,
			uint32_t *post)
{
	struct ir_block *b = root;

	b->dom_pre = (*pre)++;
	d->stack[b->index] = 0;
	for (;;) {
		if (d->stack[b->index] < b->ndominees) {
			b = b->dominees[d->stack[b->index]++];
			b->dom_pre = (*pre)++;
			d->stack[b->index] = 0;
			continue;
		}
		b->dom_post = (*post)++;
		if (b == root)
			break;
		b = b->idom;
	}
}

void pass_dominators(struct ir_build *f)
{
	uint32_t n = f->blocks.len, pre = 0, post = 0;
	uint32_t *room = ARENA_ARRAY(f->a, (size_t)n * 7, uint32_t);
	struct ir_block *recover = f->fn->recover;
	struct dom d = {
		.block = ARENA_ARRAY(f->a, n, struct ir_block *),
		.parent = room,
		.ancestor = room + n,
		.label = room + (size_t)n * 2,
		.semi = room + (size_t)n * 3,
		.idom = room + (size_t)n * 4,
		.stack = room + (size_t)n * 5,
		.number = room + (size_t)n * 6,
	};

	memset(d.number, 0xff, n * sizeof(d.number[0]));
	search(&d, f->blocks.at[0]);
	if (recover && d.number[recover->index] == UNSEEN)
		search(&d, recover);
	compute(&d);
	make_tree(f, &d);
	number_tree(&d, f->blocks.at[0], &pre, &post);
	if (recover && !recover->idom)
		number_tree(&d, recover, &pre, &post);
}
