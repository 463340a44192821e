/* SPDX-License-Identifier: MIT */
/*
 * heap.h - what the runtime knows of blocks, as it is read from outside
 *
 * The runtime keeps its tables for itself: a malloc must not pay for those
 * who may want to look.  What is shared is a description, written once when
 * the process starts: where the tables lie.  belay reads them out of the
 * memory of the process while it stands still.
 *
 *	record_live.heap --> record_heap --> table of spans --> heap_span
 *	                                |                       info, slots
 *	                                +--> heap_page_block[page]
 *	                                +--> heap_stack (the depot)
 *
 * The structs here are those of the runtime, or the heads of them; it holds
 * them against each other when it is compiled.  Addresses are of the process
 * that is read.  The reader trusts no number in here: the program can
 * scribble on all of it, and a thread may have been stopped anywhere.
 */
#ifndef RECORD_HEAP_H
#define RECORD_HEAP_H

#include <stdatomic.h>
#include <stdint.h>

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

/* Set in a stack's number: it is of an earlier call from the same place. */
#define STACK_LIKELY UINT32_C(0x80000000)

enum {
	HEAP_UNIT = 16 << 10, /* of the area of spans, a word in their table */
	HEAP_PAGE = 4096,
	HEAP_RANGES = 24,
};

/* What is known of a slot of a span, a word: size, flag, state. */
enum {
	SLOT_STATE_SHIFT = 24,
	SLOT_LIGHT = 1 << 23, /* freed in a hurry: poisoned at its head only */
	SLOT_SIZE_MASK = SLOT_LIGHT - 1,
};

/* And the rest, in an array beside it; threads are indices, 0 is nobody. */
struct heap_slot {
	uint32_t alloc_stack, free_stack;
	uint16_t alloc_thread, free_thread;
};

/* A run of pages cut into slots of one size. */
struct heap_span {
	uint64_t base;
	uint64_t reciprocal;
	uint64_t info;	/* uint32_t for each slot */
	uint64_t slots; /* struct heap_slot for each */
	uint64_t free_bits;
	uint32_t slot_size;
	uint32_t bytes;
	uint32_t nslots;
	uint32_t ncarved;
	uint32_t nfree;
	uint8_t class;
	uint8_t open;
	uint8_t released;
	uint8_t dead; /* guarded as a whole */
};

struct heap_event {
	uint64_t goroutine;
	uint32_t stack;
	uint32_t tid;
};

/* A block with pages of its own, in the place of its first page. */
struct heap_page_block {
	uint64_t address;
	uint64_t size;
	uint32_t npages; /* 0: no block starts here */
	uint32_t state;
	struct heap_event alloc, free;
	uint64_t chosen;
};

/* A stack of the depot; its number is its place in words. */
struct heap_stack {
	uint32_t seal; /* HEAP_SEAL ^ number */
	uint32_t next;
	uint32_t hash;
	uint16_t n, flags;
	/* n words follow */
};

#define HEAP_SEAL UINT32_C(0x5ac0b3e1)

/* Memory of the runtime's own: never a root, never a holder. */
struct heap_ranges {
	_Atomic uint32_t n;
	uint32_t unused;
	struct {
		uint64_t start, size;
	} v[HEAP_RANGES];
};

#define RECORD_HEAP_MAGIC UINT64_C(0x0170616568656200) /* "belheap", 1 */

struct record_heap {
	uint64_t magic;
	/* Spans: the first address, bytes reserved; a word for each unit of
	 * it; where it says how many bytes are in use. */
	uint64_t span_base, span_size, span_table, span_used;
	/* Pages: the first address, how many; a heap_page_block for each;
	 * where it says how many bytes of that table can be read. */
	uint64_t page_base, npages, page_blocks, page_ready;
	/* The depot, in words of eight bytes; where it says how many. */
	uint64_t stacks, stacks_used;
	/* A uint32_t for each index of a thread. */
	uint64_t tids, ntids;
	/* Two struct heap_ranges. */
	uint64_t ranges[2];
};

#endif
