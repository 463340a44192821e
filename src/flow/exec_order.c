/* SPDX-License-Identifier: MIT */
/*
 * Order, loops, liveness.
 *
 * Order: reverse postorder (Aho, Lam, Sethi, Ullman, "Compilers", 9.6),
 * with the successors of a block visited last to first: the body of a loop
 * (successor 0 of its test) is then executed before what follows the loop,
 * so that all rounds have met when that begins.
 *
 * Loops: the natural loop of each back edge (an edge to a dominator), found
 * by walking predecessors from its source; those of one head are one.
 *
 * Liveness: the usual backwards data flow (9.2.5) to a fixed point, blocks
 * in postorder.  A phi reads its operands at the end of the predecessors.
 */
#include "flow/exec_order.h"

#include <string.h>

#include "base/arena.h"
#include "flow/exec.h"
#include "ir/ir.h"
#include "syntax/token.h"
#include "types/constant.h"

static void set_bit(uint64_t *set, uint32_t i)
{
	set[i / 64] |= (uint64_t)1 << (i % 64);
}

static void clear_bit(uint64_t *set, uint32_t i)
{
	set[i / 64] &= ~((uint64_t)1 << (i % 64));
}

struct visit {
	const struct ir_block *b;
	uint32_t next; /* successors left to look at */
};

/* Fills at[] from the end; returns where it begins. */
static uint32_t postorder(const struct ir_block *from, uint8_t *seen,
			  struct visit *stack, uint32_t *at, uint32_t end)
{
	uint32_t n = 0;

	if (seen[from->index])
		return end;
	seen[from->index] = 1;
	stack[n++] = (struct visit){from, from->nsuccs};
	while (n) {
		struct visit *v = &stack[n - 1];
		const struct ir_block *succ;

		if (v->next == 0) {
			at[--end] = v->b->index;
			n--;
			continue;
		}
		succ = v->b->succs[--v->next];
		if (!seen[succ->index]) {
			seen[succ->index] = 1;
			stack[n++] = (struct visit){succ, succ->nsuccs};
		}
	}
	return end;
}

static void order(struct exec_order *o, const struct ir_function *fn,
		  struct arena *a)
{
	uint32_t n = fn->nblocks, begin;
	uint8_t *seen = arena_alloc(a, n + 1);
	struct visit *stack = ARENA_ARRAY(a, n + 1, struct visit);
	uint32_t *at = ARENA_ARRAY(a, n + 1, uint32_t);

	begin = postorder(fn->blocks[0], seen, stack, at, n);
	o->at = at + begin;
	o->nranks = n - begin;
	o->rank = ARENA_ARRAY(a, n + 1, uint32_t);
	memset(o->rank, 0xff, (n + 1) * sizeof(*o->rank));
	for (uint32_t i = 0; i < o->nranks; i++)
		o->rank[o->at[i]] = i;
}

static void add_body(struct exec_loop *loop, const struct ir_block *head,
		     const struct ir_block *from, const struct ir_block **stack,
		     uint32_t nblocks, struct arena *a)
{
	uint32_t n = 0;

	if (!loop->body) {
		loop->body = ARENA_ARRAY(a, nblocks / 64 + 1, uint64_t);
		set_bit(loop->body, head->index);
	}
	if (exec_bit(loop->body, from->index))
		return;
	set_bit(loop->body, from->index);
	stack[n++] = from;
	while (n) {
		const struct ir_block *b = stack[--n];

		for (uint32_t i = 0; i < b->npreds; i++) {
			if (exec_bit(loop->body, b->preds[i]->index))
				continue;
			set_bit(loop->body, b->preds[i]->index);
			stack[n++] = b->preds[i];
		}
	}
}

static bool is_one(const struct ir_value *v)
{
	const struct ir_const *c = IR_AS(CONST, ir_const, v);
	bool exact;

	return c && c->val && value_kind(c->val) == VALUE_INT &&
	       value_int64_val(c->val, &exact) == 1 && exact;
}

static bool is_counter(const struct ir_value *v, const struct ir_instr *phi)
{
	const struct ir_instr *in = IR_AS(BINOP, ir_instr, v);

	return in && in->v.tok == TOK_ADD && in->args[0] == &phi->v &&
	       is_one(in->args[1]);
}

/* phi [outside: constant, inside: counter...], each counter phi + 1 */
static const struct ir_instr *counts(const struct exec_loop *loop,
				     const struct ir_block *head,
				     const struct ir_instr *phi)
{
	const struct ir_instr *counter = NULL;

	for (uint32_t i = 0; i < head->npreds; i++) {
		const struct ir_value *v = phi->args[i];

		if (!exec_bit(loop->body, head->preds[i]->index)) {
			if (v->op != OP_CONST)
				return NULL;
			continue;
		}
		if (!is_counter(v, phi) || (counter && &counter->v != v))
			return NULL;
		counter = (const struct ir_instr *)v;
	}
	return counter;
}

/* The test at the head's end: x < bound, x <= bound, x != bound. */
static const struct ir_instr *head_test(const struct ir_block *head,
					const struct ir_instr *phi,
					const struct ir_instr *counter)
{
	const struct ir_instr *end = head->instrs[head->ninstrs - 1], *test;

	if (end->v.op != OP_IF)
		return NULL;
	test = IR_AS(BINOP, ir_instr, end->args[0]);
	if (!test || test->block != head)
		return NULL;
	if (test->args[0] != &phi->v && test->args[0] != &counter->v)
		return NULL;
	return test->v.tok == TOK_LSS || test->v.tok == TOK_LEQ ||
			       test->v.tok == TOK_NEQ
		       ? test
		       : NULL;
}

static void find_counter(struct exec_loop *loop, const struct ir_block *head)
{
	for (uint32_t i = 0; i < head->ninstrs; i++) {
		const struct ir_instr *phi = head->instrs[i];

		if (phi->v.op != OP_PHI)
			return;
		loop->counter = counts(loop, head, phi);
		if (!loop->counter)
			continue;
		loop->test = head_test(head, phi, loop->counter);
		if (loop->test) {
			loop->phi = phi;
			return;
		}
	}
	loop->counter = loop->test = NULL;
}

static void loops(struct exec_order *o, const struct ir_function *fn,
		  struct arena *a)
{
	const struct ir_block **stack =
		ARENA_ARRAY(a, fn->nblocks + 1, const struct ir_block *);

	o->loops = ARENA_ARRAY(a, fn->nblocks + 1, struct exec_loop);
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *head = fn->blocks[i];
		struct exec_loop *loop = &o->loops[i];

		for (uint32_t j = 0; j < head->npreds; j++)
			if (ir_dominates(head, head->preds[j]))
				add_body(loop, head, head->preds[j], stack,
					 fn->nblocks, a);
		if (loop->body)
			find_counter(loop, head);
	}
}

static void read_operands(uint64_t *set, const struct ir_function *fn,
			  const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++) {
		int64_t r = in->args[i] ? ir_value_index(fn, in->args[i]) : -1;

		if (r >= 0)
			set_bit(set, (uint32_t)r);
	}
}

/* What phis of a successor read on the edge from b. */
static void read_phis(uint64_t *set, const struct ir_function *fn,
		      const struct ir_block *b, const struct ir_block *succ)
{
	for (uint32_t p = 0; p < succ->npreds; p++) {
		if (succ->preds[p] != b)
			continue;
		for (uint32_t i = 0; i < succ->ninstrs; i++) {
			const struct ir_instr *phi = succ->instrs[i];
			int64_t r;

			if (phi->v.op != OP_PHI)
				break;
			r = ir_value_index(fn, phi->args[p]);
			if (r >= 0)
				set_bit(set, (uint32_t)r);
		}
	}
}

/* The set of a block from those of its successors; true when it grew. */
static bool flow_block(struct exec_order *o, const struct ir_function *fn,
		       const struct ir_block *b, uint64_t *set, uint32_t words)
{
	uint64_t *live = o->live[b->index];
	bool grew = false;

	memset(set, 0, words * sizeof(*set));
	for (uint32_t i = 0; i < b->nsuccs; i++) {
		const uint64_t *from = o->live[b->succs[i]->index];

		for (uint32_t w = 0; w < words; w++)
			set[w] |= from[w];
		read_phis(set, fn, b, b->succs[i]);
	}
	for (uint32_t i = b->ninstrs; i-- > 0;) {
		const struct ir_instr *in = b->instrs[i];
		int64_t r = ir_value_index(fn, &in->v);

		/* A phi was made on the edge: it lives when b begins. */
		if (in->v.op == OP_PHI)
			continue;
		if (r >= 0)
			clear_bit(set, (uint32_t)r);
		read_operands(set, fn, in);
	}
	for (uint32_t w = 0; w < words; w++) {
		grew |= (set[w] & ~live[w]) != 0;
		live[w] |= set[w];
	}
	return grew;
}

static void liveness(struct exec_order *o, const struct ir_function *fn,
		     struct arena *a)
{
	uint32_t words = exec_nregs(fn) / 64 + 1;
	uint64_t *set = ARENA_ARRAY(a, words, uint64_t);
	bool again = true;

	o->live = ARENA_ARRAY(a, fn->nblocks + 1, uint64_t *);
	for (uint32_t i = 0; i < fn->nblocks; i++)
		o->live[i] = ARENA_ARRAY(a, words, uint64_t);
	while (again) {
		again = false;
		for (uint32_t i = o->nranks; i-- > 0;)
			again |= flow_block(o, fn, fn->blocks[o->at[i]], set,
					    words);
	}
}

struct exec_order *exec_order_make(const struct ir_function *fn,
				   struct arena *a)
{
	struct exec_order *o = ARENA_NEW(a, struct exec_order);

	o->nblocks = fn->nblocks;
	order(o, fn, a);
	loops(o, fn, a);
	liveness(o, fn, a);
	return o;
}
