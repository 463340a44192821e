/* SPDX-License-Identifier: MIT */
/*
 * block.h - what is known of a block, however it is placed
 */
#ifndef PRELOAD_BLOCK_H
#define PRELOAD_BLOCK_H

#include "preload/preload.h"

/*
 *	NONE --alloc--> LIVE --free--> HELD --checked--> FREE --alloc--> LIVE
 *	                               HELD, FREE --guarded--> DEAD
 *
 * HELD memory is poisoned and waits in a quarantine; DEAD memory cannot be
 * read any more.
 */
enum block_state {
	BLOCK_NONE,
	BLOCK_LIVE,
	BLOCK_HELD,
	BLOCK_FREE,
	BLOCK_DEAD,
};

/* Who allocated or freed: tid 0 when it did not happen or is forgotten. */
struct block_event {
	uint64_t goroutine;
	uint32_t stack; /* in the depot of unwind/; 0: not taken */
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
