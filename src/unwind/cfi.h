/* SPDX-License-Identifier: MIT */
/* cfi.h - call frame information of one pc, and what it makes of registers */
#ifndef UNWIND_CFI_H
#define UNWIND_CFI_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/unwind.h"

struct module;
struct stack_view;

enum cfi_kind {
	CFI_SAME,     /* still in the register; what is not mentioned is that */
	CFI_UNDEF,    /* lost */
	CFI_OFFSET,   /* in memory at CFA + value */
	CFI_VALUE,    /* is CFA + value */
	CFI_REG,      /* is in register value */
	CFI_EXPR,     /* in memory where the expression says */
	CFI_VAL_EXPR, /* is what the expression says */
};

/* For expressions value is where the block is, relative to the FDE. */
struct cfi_rule {
	uint8_t kind;
	int32_t value;
};

/* How to get from the registers at one pc to those of the caller. */
struct cfi_row {
	struct cfi_rule cfa; /* CFI_REG: cfa_reg + value; or CFI_VAL_EXPR */
	uint8_t cfa_reg;
	bool signal;	 /* the frame was pushed by the kernel */
	uintptr_t base;	 /* the FDE, for expressions */
	uintptr_t limit; /* end of the memory that holds it */
	struct cfi_rule regs[UNWIND_NREGS]; /* [UNWIND_PC]: the caller's pc */
};

/* False when m has nothing, or nothing sound, about pc. */
bool cfi_find(const struct module *m, uintptr_t pc, struct cfi_row *ret);

/*
 * Replaces the registers by those of the caller; bit i of *known says that
 * regs[i] is right.  False when the caller's pc or stack pointer cannot be
 * had.
 */
bool cfi_apply(const struct cfi_row *row, struct stack_view *view,
	       uint64_t regs[UNWIND_NREGS], uint32_t *known);

#endif
