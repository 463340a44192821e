/* SPDX-License-Identifier: MIT */
/* stack.h - which memory a walk may read */
#ifndef UNWIND_STACK_H
#define UNWIND_STACK_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/arch.h"

/*
 * Memory that is there as long as the calling thread stays in its present
 * call: words in [lo, hi) are read without asking.  Any other address is
 * asked for, one system call for each page and walk.
 */
struct stack_view {
	uintptr_t lo, hi;
	uintptr_t page; /* the last one asked for and found; 0 for none */
};

/* A view for a walk of the calling thread that starts at its live sp. */
void stack_view_init(struct stack_view *v, uintptr_t sp);

/* Whether the page of an address outside of [lo, hi) is there. */
bool stack_ask(struct stack_view *v, uintptr_t address);

/*
 * A word into *ret.  False when the address is not aligned or its memory
 * is not there.
 */
static inline bool stack_read(struct stack_view *v, uintptr_t address,
			      uint64_t *ret)
{
	if (address & 7)
		return false;
	if ((address < v->lo || address >= v->hi) && !stack_ask(v, address))
		return false;
	*ret = load_word(address);
	return true;
}

#endif
