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

bool ir_is_c(const struct ir_function *fn)
{
	const struct object *obj = fn->object;

	return obj && obj->pkg && strcmp(obj->pkg->path, "C") == 0;
}
