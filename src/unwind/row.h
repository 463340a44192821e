/* SPDX-License-Identifier: MIT */
/* row.h - call frame information boiled down to one word for each pc */
#ifndef UNWIND_ROW_H
#define UNWIND_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cfi_row;

/*
 * What to do at a pc.  The word of a ROW_PLAIN holds the rules of an
 * ordinary frame: the return address is at CFA - 8, the CFA is a
 * callee-saved register plus a constant, and the callee-saved registers are
 * where they were, or at CFA - 8 * n, or lost.
 *
 *	bits  0..2   kind
 *	bits  3..5   the register of the CFA, an index into row_registers[]
 *	bits  6..27  what is added to it, signed
 *	bits 28..63  six bits for each of rbp, rbx, r12, r13, r14, r15:
 *		     0 the same, n at CFA - 8 * n, 63 lost
 */
enum row_kind {
	ROW_PLAIN,
	ROW_COMPLEX, /* ask cfi_find() */
	ROW_END,     /* the outermost frame, as the tables say */
	ROW_LOST,    /* there are no tables; see also ROW_SURE */
	ROW_GO,	     /* the Go compiler's code, which has none: see go.h */
};

enum { ROW_SAVED = 6, ROW_LOST_SLOT = 63 };

/* With ROW_LOST: the module is known, so that nothing can be found later. */
enum { ROW_SURE = 1 << 3 };

/* DWARF numbers: rsp first, then those that have slots, in their order. */
extern const uint8_t row_registers[1 + ROW_SAVED];

static inline enum row_kind row_kind(uint64_t row)
{
	return (enum row_kind)(row & 7);
}

static inline unsigned row_cfa_register(uint64_t row)
{
	return row >> 3 & 7;
}

static inline int64_t row_cfa_offset(uint64_t row)
{
	return (int64_t)(row << 36) >> 42;
}

static inline unsigned row_slot(uint64_t row, unsigned i)
{
	return row >> (28 + 6 * i) & 63;
}

/* Makes room for the cache.  Without it every pc is looked up anew. */
void rows_init(void);

/* The row for a pc: of the call itself, not of its return address. */
uint64_t row_find(uintptr_t pc);

/* The whole of it, for a pc that is ROW_COMPLEX. */
bool row_complex(uintptr_t pc, struct cfi_row *ret);

size_t rows_memory(void);

#endif
