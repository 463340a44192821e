/* SPDX-License-Identifier: MIT */
/*
 * The size of an access is in no register; it is in the instruction.
 *
 * An instruction may touch memory in two places (movs, push of a memory
 * operand), so each operand's address is worked out from the registers and
 * the one that covers the fault is taken.  The registers are those of the
 * moment before the instruction; a string instruction that had come some
 * way has moved them along, which is just what is needed.
 *
 * Where the address cannot be worked out (a segment base, a vector index)
 * the size stays unknown: no answer is better than a wrong one.
 */
#include "report/access.h"

#include <capstone/capstone.h>

/* An operand is no larger than this; xsave and friends are left out. */
enum { MAX_SIZE = 64 };

/* Places in record_finding.regs. */
enum { REG_RSP = 7, REG_RIP = 16 };

static const struct {
	unsigned reg, reg32;
} registers[] = {
	{X86_REG_RAX, X86_REG_EAX},  {X86_REG_RBX, X86_REG_EBX},
	{X86_REG_RCX, X86_REG_ECX},  {X86_REG_RDX, X86_REG_EDX},
	{X86_REG_RSI, X86_REG_ESI},  {X86_REG_RDI, X86_REG_EDI},
	{X86_REG_RBP, X86_REG_EBP},  {X86_REG_RSP, X86_REG_ESP},
	{X86_REG_R8, X86_REG_R8D},   {X86_REG_R9, X86_REG_R9D},
	{X86_REG_R10, X86_REG_R10D}, {X86_REG_R11, X86_REG_R11D},
	{X86_REG_R12, X86_REG_R12D}, {X86_REG_R13, X86_REG_R13D},
	{X86_REG_R14, X86_REG_R14D}, {X86_REG_R15, X86_REG_R15D},
};

_Static_assert(sizeof(registers) / sizeof(registers[0]) == REG_RIP,
	       "one row for each register but rip");

/* False for a register whose value was not recorded. */
static bool value_of(const struct record_finding *f, unsigned reg,
		     uint64_t *ret)
{
	for (int i = 0; i < REG_RIP; i++) {
		if (registers[i].reg == reg) {
			*ret = f->regs[i];
			return true;
		}
		if (registers[i].reg32 == reg) {
			*ret = (uint32_t)f->regs[i];
			return true;
		}
	}
	return false;
}

static bool operand_address(const struct record_finding *f, const cs_insn *in,
			    const x86_op_mem *mem, uint64_t *ret)
{
	uint64_t base = 0, index = 0;

	if (mem->segment == X86_REG_FS || mem->segment == X86_REG_GS)
		return false;
	if (mem->base == X86_REG_RIP)
		base = f->regs[REG_RIP] + in->size;
	else if (mem->base != X86_REG_INVALID && !value_of(f, mem->base, &base))
		return false;
	if (mem->index != X86_REG_INVALID && mem->index != X86_REG_RIZ &&
	    mem->index != X86_REG_EIZ && !value_of(f, mem->index, &index))
		return false;
	*ret = base + index * (uint64_t)mem->scale + (uint64_t)mem->disp;
	return true;
}

static enum record_access type_of(uint8_t cs_access)
{
	if (cs_access & CS_AC_WRITE)
		return RECORD_WRITE;
	return cs_access & CS_AC_READ ? RECORD_READ : RECORD_ACCESS_UNKNOWN;
}

/* A push, pop, call or return has an operand that is not written down. */
static struct access on_the_stack(const struct record_finding *f,
				  const cs_insn *in)
{
	struct access none = {RECORD_ACCESS_UNKNOWN, 0};
	uint64_t at = f->regs[REG_RSP];
	struct access a;

	switch (in->id) {
	case X86_INS_PUSH:
	case X86_INS_CALL:
		a = (struct access){RECORD_WRITE, 8};
		at -= 8;
		break;
	case X86_INS_POP:
	case X86_INS_RET:
		a = (struct access){RECORD_READ, 8};
		break;
	default:
		return none;
	}
	return f->address - at < 8 ? a : none;
}

static struct access of_instruction(const struct record_finding *f,
				    const cs_insn *in)
{
	const cs_x86 *x86 = &in->detail->x86;

	for (int i = 0; i < x86->op_count; i++) {
		const cs_x86_op *op = &x86->operands[i];
		uint64_t at;

		if (op->type != X86_OP_MEM || op->size == 0 ||
		    op->size > MAX_SIZE ||
		    !operand_address(f, in, &op->mem, &at))
			continue;
		if (f->address - at < op->size)
			return (struct access){type_of(op->access), op->size};
	}
	return on_the_stack(f, in);
}

struct access access_decode(const struct record_finding *f)
{
	struct access a = {RECORD_ACCESS_UNKNOWN, 0};
	cs_insn *in = NULL;
	csh handle;
	size_t len = f->ncode;

	if (f->nregs == RECORD_REGS && len > 0 &&
	    cs_open(CS_ARCH_X86, CS_MODE_64, &handle) == CS_ERR_OK) {
		if (len > sizeof(f->code))
			len = sizeof(f->code);
		cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
		if (cs_disasm(handle, f->code, len, f->regs[REG_RIP], 1, &in) ==
		    1) {
			a = of_instruction(f, in);
			cs_free(in, 1);
		}
		cs_close(&handle);
	}
	if (f->access == RECORD_READ || f->access == RECORD_WRITE)
		a.type = (enum record_access)f->access;
	return a;
}
