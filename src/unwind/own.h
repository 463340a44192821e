/* SPDX-License-Identifier: MIT */
/* own.h - memory that this folder keeps, and that belay must know for ours */
#ifndef UNWIND_OWN_H
#define UNWIND_OWN_H

#include <stddef.h>

/*
 * Zeroed pages that are never given back; NULL: no memory.  What is in them
 * (copies of the program's stack) is no pointer of the program.
 */
void *own_pages(size_t len);

#endif
