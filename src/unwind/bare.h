/* SPDX-License-Identifier: MIT */
/* bare.h - leaves functions that have no tables, by their own code */
#ifndef UNWIND_BARE_H
#define UNWIND_BARE_H

#include <stdbool.h>
#include <stdint.h>

struct walk;

/*
 * Carries out what the code at w's pc does until it returns, if that is
 * only to restore registers and the stack.  False, and w as it was, when it
 * is more than that.  code..end is memory that can be read.
 */
bool bare_return(struct walk *w, uintptr_t code, uintptr_t end);

#endif
