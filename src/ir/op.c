/* SPDX-License-Identifier: MIT */
#include "ir/ir.h"

#include <string.h>

#include "types/types.h"

const struct ir_op_info ir_ops[NOPS] = {
#define OP(NAME, name, class, operands) \
	[OP_##NAME] = {name, operands, CLASS_##class},
#include "ir/op.def"
#undef OP
};

struct ir_function *ir_static_callee(const struct ir_instr *call)
{
	const struct ir_value *v;
	uint32_t at = ir_callee_at(call);

	if (!ir_is_call(call) || call->v.flags & IR_INVOKE ||
	    at >= call->nargs || !call->args[at])
		return NULL;
	v = call->args[at];
	if (v->op == OP_MAKE_CLOSURE)
		v = ((const struct ir_instr *)v)->args[0];
	return IR_AS(FUNC, ir_function, v);
}

const struct ir_value *ir_bare(const struct ir_value *v)
{
	while (v->op == OP_MAKE_INTERFACE || v->op == OP_CHANGE_TYPE ||
	       v->op == OP_CONVERT)
		v = ((const struct ir_instr *)v)->args[0];
	return v;
}

struct ir_function *ir_as_function(const struct ir_value *v)
{
	v = ir_bare(v);
	if (v->op == OP_MAKE_CLOSURE)
		v = ((const struct ir_instr *)v)->args[0];
	return IR_AS(FUNC, ir_function, v);
}

name_t ir_field_name(const struct ir_instr *in)
{
	struct type *t = in->args[0]->type;
	struct structure *st;

	if (in->v.op == OP_FIELD_ADDR)
		t = type_pointee(t);
	st = TYPE_AS(STRUCT, structure, type_under(t));
	return st && in->index < st->nfields ? st->fields[in->index]->name
					     : NO_NAME;
}

bool ir_is_c(const struct ir_function *fn)
{
	const struct object *obj = fn->object;

	return obj && obj->pkg && strcmp(obj->pkg->path, "C") == 0;
}
