/* SPDX-License-Identifier: MIT */
/*
 * The cache of rows: a direct-mapped table of pairs of words.
 *
 *	check = pc ^ mix(row, generation)	row
 *
 * Readers and writers take no lock.  The two words are written one after
 * the other, so a reader may see the check of one pair with the row of
 * another; mix() spreads every bit of the row over the whole word, so that
 * such a pair does not answer to any pc that is asked for.  The generation
 * of the modules is mixed in too: when it moves on, every pair is void at
 * once and nothing has to be cleared.
 */
#include "unwind/row.h"

#include <stdatomic.h>

#include "unwind/cfi.h"
#include "unwind/go.h"
#include "unwind/module.h"
#include "unwind/sys.h"

enum { ROWS_LOG = 16, ROWS = 1 << ROWS_LOG };

struct pair {
	_Atomic uint64_t check;
	_Atomic uint64_t row;
};

const uint8_t row_registers[1 + ROW_SAVED] = {7, 6, 3, 12, 13, 14, 15};

static struct pair *pairs;

static uint64_t mix(uint64_t row, uint32_t generation)
{
	uint64_t h =
		row + ((uint64_t)generation + 1) * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ (h >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	h = (h ^ (h >> 32)) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ (h >> 32);
}

static bool pack_cfa(const struct cfi_row *r, uint64_t *row)
{
	if (r->cfa.kind != CFI_REG || r->cfa.value < -(1 << 21) ||
	    r->cfa.value >= 1 << 21)
		return false;
	for (unsigned i = 0; i < 1 + ROW_SAVED; i++) {
		if (row_registers[i] != r->cfa_reg)
			continue;
		*row |= (uint64_t)i << 3;
		*row |= ((uint64_t)(int64_t)r->cfa.value & 0x3fffff) << 6;
		return true;
	}
	return false;
}

static bool pack_slot(const struct cfi_rule *r, unsigned i, uint64_t *row)
{
	uint64_t slot;

	if (r->kind == CFI_SAME)
		slot = 0;
	else if (r->kind == CFI_UNDEF)
		slot = ROW_LOST_SLOT;
	else if (r->kind == CFI_OFFSET && r->value % 8 == 0 && r->value < 0 &&
		 r->value > -8 * ROW_LOST_SLOT)
		slot = (uint64_t)(-r->value / 8);
	else
		return false;
	*row |= slot << (28 + 6 * i);
	return true;
}

static uint64_t pack(const struct cfi_row *r)
{
	const struct cfi_rule *ra = &r->regs[UNWIND_PC];
	uint64_t row = ROW_PLAIN;

	if (ra->kind == CFI_UNDEF)
		return ROW_END;
	if (r->signal || ra->kind != CFI_OFFSET || ra->value != -8 ||
	    r->regs[UNWIND_RSP].kind != CFI_SAME || !pack_cfa(r, &row))
		return ROW_COMPLEX;
	for (unsigned i = 0; i < ROW_SAVED; i++)
		if (!pack_slot(&r->regs[row_registers[1 + i]], i, &row))
			return ROW_COMPLEX;
	return row;
}

/* *cacheable is false when the next try may find more. */
static uint64_t compile(uintptr_t pc, bool *cacheable)
{
	struct module m;
	struct cfi_row r;

	*cacheable = true;
	if (go_text(pc))
		return ROW_GO;
	if (!module_find(pc, &m)) {
		*cacheable = false;
		return ROW_LOST;
	}
	if (!cfi_find(&m, pc, &r))
		return go_text_perhaps(pc) ? ROW_GO : ROW_LOST | ROW_SURE;
	return pack(&r);
}

uint64_t row_find(uintptr_t pc)
{
	uint32_t generation = modules_generation();
	uint64_t check, row;
	struct pair *p;
	bool cacheable;

	if (!pairs)
		return compile(pc, &cacheable);
	p = &pairs[pc * UINT64_C(0x9e3779b97f4a7c15) >> (64 - ROWS_LOG)];
	check = atomic_load_explicit(&p->check, memory_order_relaxed);
	row = atomic_load_explicit(&p->row, memory_order_relaxed);
	if ((check ^ mix(row, generation)) == pc)
		return row;
	row = compile(pc, &cacheable);
	/* Under the old generation: a change meanwhile voids the pair. */
	if (cacheable) {
		atomic_store_explicit(&p->row, row, memory_order_relaxed);
		atomic_store_explicit(&p->check, pc ^ mix(row, generation),
				      memory_order_relaxed);
	}
	return row;
}

bool row_complex(uintptr_t pc, struct cfi_row *ret)
{
	struct module m;

	return module_find(pc, &m) && cfi_find(&m, pc, ret);
}

void rows_init(void)
{
	pairs = sys_pages(ROWS * sizeof(*pairs));
}

size_t rows_memory(void)
{
	return pairs ? ROWS * sizeof(*pairs) : 0;
}
