/* SPDX-License-Identifier: MIT */
/*
 * Whether a function knows what it drops
 *
 * A caller sees that a callee has stored something over memory of C, or has
 * cleared what held it.  States are joined and forget: that the callee only
 * stores where it has found nothing, or frees each element in a loop before,
 * is not always known any more.  So nothing is told of a function whose code
 * reads the same kind of holder as it writes, or that frees anything.
 */
#include "flow/exit.h"

#include "flow/plan.h"
#include "flow/trace.h"
#include "ir/callgraph.h"
#include "ir/ir.h"
#include "types/types.h"

/* The place that an instruction reads or writes, by its kind. */
struct kind {
	uint8_t op;	   /* OP_LOOKUP, OP_FIELD_ADDR, OP_INDEX_ADDR, or 0 */
	uint32_t field;	   /* of FIELD_ADDR */
	struct type *type; /* of the map, the struct, the slice */
};

static struct kind kind_of_address(const struct ir_value *addr)
{
	const struct ir_instr *in =
		ir_is_instr(addr) ? (const struct ir_instr *)addr : NULL;

	if (!in || (in->v.op != OP_FIELD_ADDR && in->v.op != OP_INDEX_ADDR))
		return (struct kind){.op = 0};
	return (struct kind){in->v.op, in->index, in->args[0]->type};
}

static struct kind written(const struct ir_instr *in)
{
	if (in->v.op == OP_MAP_UPDATE)
		return (struct kind){OP_LOOKUP, 0, in->args[0]->type};
	/* Who cuts a slice or replaces a map reads the variable anyway. */
	if (in->v.op == OP_STORE &&
	    type_under(in->args[1]->type)->kind != TYPE_SLICE &&
	    type_under(in->args[1]->type)->kind != TYPE_MAP)
		return kind_of_address(in->args[0]);
	return (struct kind){.op = 0};
}

static struct kind read_by(const struct ir_instr *in)
{
	if (in->v.op == OP_LOOKUP || in->v.op == OP_RANGE)
		return (struct kind){OP_LOOKUP, 0, in->args[0]->type};
	if (in->v.op == OP_LOAD)
		return kind_of_address(in->args[0]);
	return (struct kind){.op = 0};
}

static bool same_kind(struct kind a, struct kind b)
{
	return a.op && a.op == b.op && a.field == b.field && a.type && b.type &&
	       type_identical(a.type, b.type);
}

static struct kind written_at(const struct ir_function *fn, pos_t pos)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			struct kind k = written(in);

			if (in->pos == pos && k.op)
				return k;
		}
	return (struct kind){.op = 0};
}

bool exit_looks_first(const struct flow *f, const struct trace *drop)
{
	const struct trace *t = trace_innermost(drop);
	int64_t node = callgraph_node(f->graph, t->fn);
	struct kind k = written_at(t->fn, t->pos);

	if (node >= 0 && f->frees[node])
		return true;
	for (uint32_t b = 0; k.op && b < t->fn->nblocks; b++)
		for (uint32_t i = 0; i < t->fn->blocks[b]->ninstrs; i++)
			if (same_kind(k, read_by(t->fn->blocks[b]->instrs[i])))
				return true;
	return false;
}
