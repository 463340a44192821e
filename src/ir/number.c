/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

/* Numbers of registers, t0, t1 ..., and of instructions: in the order of the
 * blocks. */
void pass_number(struct ir_build *f)
{
	uint32_t registers = 0, instrs = 0;

	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			in->id = instrs++;
			if (ir_ops[in->v.op].class == CLASS_REGISTER)
				in->v.num = registers++;
		}
	}
	f->fn->nregisters = registers;
	f->fn->ninstrs = instrs;
}
