/* SPDX-License-Identifier: MIT */
/*
 * unique.h - blocks whose addresses are never handed out again
 *
 * The address of a block that was freed is as good a key as any: no later
 * block will have it, so an entry that was forgotten in a table is never
 * mistaken for another's.  Memory goes back to the kernel when it is freed,
 * addresses do not: a space of them lasts for a long time, and its end is an
 * error, not a reuse.
 *
 * Small blocks share a span of 64 KiB.  When all blocks of a span are freed,
 * any access to it is a fault.  With BELAY_UNIQUE_PAGES every block has pages
 * of its own, and faults from its free on.
 *
 * A table that uses blocks as keys pins them: freeing a block that is still a
 * key is BELAY_EBUSY.  So the entry has to go first.
 *
 * Where only the identity of a thing is needed, belay_unique_token() gives an
 * address with no memory behind it, which costs next to nothing.
 *
 * Threads: any function from any thread at any time, but for
 * belay_unique_destroy(), which must be the last call; with
 * BELAY_UNIQUE_SINGLE, one thread at a time.
 */
#ifndef BELAY_UNIQUE_H
#define BELAY_UNIQUE_H

#include <stddef.h>
#include <stdint.h>

#include "belay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct belay_unique;

enum {
	BELAY_UNIQUE_SINGLE = 1, /* one thread at a time, and faster for it */
	BELAY_UNIQUE_PAGES = 2,	 /* every block has pages of its own */
};

/* Zero means the default. */
struct belay_unique_options {
	/* Addresses: default 1 TiB, or what the system allows, if less. */
	size_t bytes;
	uint32_t flags;
};

/* Options may be NULL.  BELAY_EINVAL for unknown flags, BELAY_ENOMEM. */
BELAY_API BELAY_NODISCARD int
belay_unique_create(const struct belay_unique_options *options,
		    struct belay_unique **ret);

/* Frees every block.  From here on the system may use its addresses. */
BELAY_API void belay_unique_destroy(struct belay_unique *space);

/*
 * size zeroed bytes at a multiple of 16.  BELAY_EINVAL for 0, BELAY_ENOMEM,
 * BELAY_EFULL when all addresses were handed out.
 */
BELAY_API BELAY_NODISCARD int belay_unique_alloc(struct belay_unique *space,
						 size_t size, void **ret);

/*
 * BELAY_EBUSY when the block is pinned: it stays.  BELAY_ESTALE when it was
 * freed before, BELAY_EINVAL when it is not the address of a block; both go
 * to the handler of belay_on_misuse() too.
 */
BELAY_API BELAY_NODISCARD int belay_unique_free(struct belay_unique *space,
						void *block);

/* 0, or what belay_unique_free() would say of a block without pins. */
BELAY_API int belay_unique_check(struct belay_unique *space, const void *block);

/*
 * One more table uses the block as a key, and one less.  BELAY_ESTALE and
 * BELAY_EINVAL as above; BELAY_EFULL with 65535 pins; BELAY_EMISUSE when it
 * is not pinned.
 */
BELAY_API BELAY_NODISCARD int belay_unique_pin(struct belay_unique *space,
					       const void *block);
BELAY_API int belay_unique_unpin(struct belay_unique *space, const void *block);

/*
 * An address that is no block's and was never given before, with nothing
 * behind it.  BELAY_EFULL as above.
 */
BELAY_API BELAY_NODISCARD int belay_unique_token(struct belay_unique *space,
						 void **ret);

struct belay_unique_stats {
	size_t blocks;	  /* not freed */
	size_t spans;	  /* with blocks that are not */
	size_t left;	  /* bytes of addresses that were never used */
	size_t unguarded; /* spans that could not be made to fault */
};

BELAY_API void belay_unique_stats(struct belay_unique *space,
				  struct belay_unique_stats *ret);

#ifdef __cplusplus
}
#endif

#endif
