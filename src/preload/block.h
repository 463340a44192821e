/* SPDX-License-Identifier: MIT */
/*
 * block.h - what is known of a block, however it is placed
 */
#ifndef PRELOAD_BLOCK_H
#define PRELOAD_BLOCK_H

#include "preload/preload.h"
#include "record/heap.h"

/* Who allocated or freed: tid 0 when it did not happen or is forgotten. */
struct block_event {
	uint64_t goroutine;
	/* In the depot of unwind/, with or without STACK_LIKELY; 0: none. */
	uint32_t stack;
	uint32_t tid;
};

struct block {
	uintptr_t address;
	size_t size;  /* as asked for */
	size_t limit; /* bytes that belong to it, slack and all */
	enum block_state state;
	struct block_event alloc, free;
};

#endif
