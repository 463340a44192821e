/* SPDX-License-Identifier: MIT */
/* expr.h - DWARF expressions, as call frame information uses them */
#ifndef UNWIND_EXPR_H
#define UNWIND_EXPR_H

#include <stdbool.h>
#include <stdint.h>

struct cfi_row;
struct stack_view;

/*
 * Evaluates the block at row->base + where.  push, where not NULL, is on
 * the stack at the start.  False for anything unsound: then *ret is
 * untouched.
 */
bool expr_eval(const struct cfi_row *row, int32_t where,
	       struct stack_view *view, const uint64_t *regs, uint32_t known,
	       const uint64_t *push, uint64_t *ret);

#endif
