/* SPDX-License-Identifier: MIT */
/* depot.h - stacks kept once each, by number */
#ifndef UNWIND_DEPOT_H
#define UNWIND_DEPOT_H

#include <stddef.h>
#include <stdint.h>

void depot_init(void);

/* The number of a stack, the same for the same; 0 when the depot is full. */
uint32_t depot_put(const uint64_t *pc, size_t n, uint16_t flags);

size_t depot_memory(void);

#endif
