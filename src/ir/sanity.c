/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include <stdarg.h>

#include "base/buf.h"
#include "ir/print.h"
#include "ir/sanity.h"
#include "types/construct.h"

/*
 * The verifier: what doc/ir.md says must hold, of functions and of the graph
 * of their blocks.  Rules for single instructions are in sanity_instr.c.  It
 * asks only for what is known after so many passes, and tells the first
 * rule that is broken; a function is checked in time that is linear in its
 * size, but for the types of its values.
 */

/* Which pass brings what; in the order of passes.def. */
enum {
#define PASS(name, function) AFTER_##function,
#include "ir/passes.def"
#undef PASS
	NPASSES
};

bool sanity_fail(struct sanity *s, const char *fmt, ...)
{
	struct printer p = {.b = s->out};
	va_list ap;

	print_function_name(&p, s->fn);
	if (s->block)
		buf_printf(s->out, ", block %u", s->block->index);
	if (s->instr) {
		buf_puts(s->out, ", '");
		print_instr(&p, s->instr);
		buf_putc(s->out, '\'');
	}
	buf_puts(s->out, ": ");
	va_start(ap, fmt);
	buf_vprintf(s->out, fmt, ap);
	va_end(ap);
	return false;
}

static bool check_params(struct sanity *s)
{
	const struct ir_function *fn = s->fn;
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(fn->v.type));
	uint32_t first = sig && sig->recv;

	if (!sig)
		return sanity_fail(s, "its type is no signature");
	for (uint32_t i = 0; i < fn->nparams; i++) {
		const struct ir_param *v = fn->params[i];
		struct type *t = NULL;

		if (v->fn != fn || v->v.op != OP_PARAM || v->v.num != i)
			return sanity_fail(s, "parameter %u is not its own", i);
		if (i < first)
			t = sig->recv->type;
		else if (i - first < tuple_len(sig->params))
			t = sig->params->vars[i - first]->type;
		if (!fn->broken && t && !type_identical(t, v->v.type))
			return sanity_fail(
				s,
				"parameter %u has another type than in "
				"the signature",
				i);
	}
	if (!fn->broken && fn->nblocks &&
	    fn->nparams != first + tuple_len(sig->params))
		return sanity_fail(s, "%u parameters, %u in the signature",
				   fn->nparams, first + tuple_len(sig->params));
	return true;
}

static bool check_lists(struct sanity *s)
{
	const struct ir_function *fn = s->fn;

	for (uint32_t i = 0; i < fn->nfree_vars; i++) {
		const struct ir_free_var *v = fn->free_vars[i];

		if (v->fn != fn || v->v.op != OP_FREE_VAR || v->v.num != i)
			return sanity_fail(s, "free variable %u is not its own",
					   i);
	}
	for (uint32_t i = 0; i < fn->nlocals; i++) {
		const struct ir_instr *in = fn->locals[i];

		if (in->v.op != OP_ALLOC || in->v.flags & IR_HEAP ||
		    !in->block || in->block->fn != fn)
			return sanity_fail(s, "local %u is none", i);
	}
	for (uint32_t i = 0; i < fn->nanons; i++) {
		if (fn->anons[i]->parent != fn || fn->anons[i]->anon_index != i)
			return sanity_fail(s, "literal %u is not its own", i);
	}
	if (fn->recover && (fn->recover->index >= fn->nblocks ||
			    fn->blocks[fn->recover->index] != fn->recover))
		return sanity_fail(s, "the recover block is none of its own");
	return true;
}

static bool has_succ(const struct ir_block *b, const struct ir_block *s)
{
	return (b->nsuccs > 0 && b->succs[0] == s) ||
	       (b->nsuccs > 1 && b->succs[1] == s);
}

static bool check_places(struct sanity *s)
{
	const struct ir_function *fn = s->fn;

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		if (fn->blocks[i]->index != i || fn->blocks[i]->fn != fn)
			return sanity_fail(s, "block %u is not in its place",
					   i);
	}
	return true;
}

/* Predecessors are checked by their number: a list of them may be long, and
 * who has a successor is in its list once.  in_degree: by block, zero. */
static bool check_edges(struct sanity *s, uint32_t *in_degree)
{
	const struct ir_function *fn = s->fn;

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = s->block = fn->blocks[i];

		if (b->nsuccs > 2)
			return sanity_fail(s, "%u successors", b->nsuccs);
		if (b->nsuccs == 2 && b->succs[0] == b->succs[1])
			return sanity_fail(s, "both ways lead to block %u",
					   b->succs[0]->index);
		for (uint32_t j = 0; j < b->nsuccs; j++) {
			const struct ir_block *to = b->succs[j];

			if (to->fn != fn || to->index >= fn->nblocks ||
			    fn->blocks[to->index] != to)
				return sanity_fail(
					s, "a successor of another function");
			in_degree[to->index]++;
		}
	}
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = s->block = fn->blocks[i];

		for (uint32_t j = 0; j < b->npreds; j++) {
			const struct ir_block *from = b->preds[j];

			if (from->fn != fn || from->index >= fn->nblocks ||
			    fn->blocks[from->index] != from ||
			    !has_succ(from, b))
				return sanity_fail(
					s, "predecessor %u does not lead here",
					from->index);
		}
		if (b->npreds != in_degree[i])
			return sanity_fail(
				s, "%u predecessors, but %u blocks lead here",
				b->npreds, in_degree[i]);
		if (i > 0 && b != fn->recover && !b->npreds)
			return sanity_fail(s, "unreachable");
	}
	s->block = NULL;
	return true;
}

/*
 * A tree in which the parent of each block dominates all its predecessors,
 * in the tree's own sense (Georgiadis and Tarjan, Dominator Tree
 * Certification, TALG 2015: the parent property).
 */
static bool check_dominators(struct sanity *s)
{
	const struct ir_function *fn = s->fn;

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = s->block = fn->blocks[i];
		bool root = i == 0 || b == fn->recover;

		if (root != !b->idom)
			return sanity_fail(s, root ? "a root has a dominator"
						   : "no dominator");
		for (uint32_t j = 0; !root && j < b->npreds; j++) {
			if (!ir_dominates(b->idom, b->preds[j]))
				return sanity_fail(
					s,
					"dominated by %u, but not through %u",
					b->idom->index, b->preds[j]->index);
		}
		for (uint32_t j = 0; j < b->ndominees; j++) {
			if (b->dominees[j]->idom != b)
				return sanity_fail(s, "%u is no dominee",
						   b->dominees[j]->index);
		}
	}
	s->block = NULL;
	return true;
}

static bool check_numbers(struct sanity *s)
{
	const struct ir_function *fn = s->fn;
	uint32_t registers = 0, instrs = 0;

	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = s->block = fn->blocks[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			const struct ir_instr *in = s->instr = b->instrs[j];

			if (in->id != instrs++)
				return sanity_fail(s, "instruction %u is %u",
						   instrs - 1, in->id);
			if (ir_ops[in->v.op].class == CLASS_REGISTER &&
			    in->v.num != registers++)
				return sanity_fail(s, "register %u is %u",
						   registers - 1, in->v.num);
		}
	}
	if (registers != fn->nregisters || instrs != fn->ninstrs)
		return sanity_fail(s, "%u registers of %u", fn->nregisters,
				   registers);
	s->block = NULL;
	s->instr = NULL;
	return true;
}

/* Phis first, one instruction that ends the block, and that last. */
static bool check_block(struct sanity *s, const struct ir_block *b)
{
	bool phis = true;

	s->block = b;
	if (!b->ninstrs)
		return sanity_fail(s, "empty");
	for (uint32_t i = 0; i < b->ninstrs; i++) {
		const struct ir_instr *in = b->instrs[i];
		bool end, last = i + 1 == b->ninstrs;

		if (!in || in->v.op < OP_ALLOC || in->v.op >= NOPS)
			return sanity_fail(s, "no instruction at %u", i);
		s->instr = in;
		if (in->block != b)
			return sanity_fail(s, "of another block");
		if (in->v.op == OP_PHI && !phis)
			return sanity_fail(s, "behind what is no Phi");
		phis &= in->v.op == OP_PHI;
		end = ir_ops[in->v.op].class == CLASS_END;
		if (end != last)
			return sanity_fail(s, end ? "not at the end"
						  : "at the end");
		if (!sanity_instr(s, in))
			return false;
	}
	s->instr = NULL;
	return true;
}

bool sanity_at(const struct ir_function *fn, unsigned passes, struct buf *b)
{
	struct arena *a;
	struct sanity s = {
		.fn = fn,
		.out = b,
		.numbered = passes > AFTER_pass_number,
	};
	bool ok = check_params(&s) && check_lists(&s);

	if (!ok || !fn->nblocks)
		return ok;
	a = arena_create(0);
	ok = check_places(&s) &&
	     check_edges(&s, ARENA_ARRAY(a, fn->nblocks, uint32_t));
	ok = ok && (passes <= AFTER_pass_dominators || check_dominators(&s));
	for (uint32_t i = 0; ok && i < fn->nblocks; i++)
		ok = check_block(&s, fn->blocks[i]);
	ok = ok && (!s.numbered || check_numbers(&s));
	arena_destroy(a);
	return ok;
}

bool ir_sanity(const struct ir_function *fn, struct buf *b)
{
	return sanity_at(fn, NPASSES + 1, b);
}
