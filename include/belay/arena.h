/* SPDX-License-Identifier: MIT */
/*
 * arena.h - memory that goes all at once, and references that know it
 *
 * An arena hands out memory from large chunks and takes nothing back alone:
 * it goes with the scope it was allocated in, with a reset, or with the
 * arena.
 *
 *	struct belay_arena_scope scope;
 *	struct node *n;
 *
 *	belay_arena_begin(arena, &scope);
 *	err = BELAY_ARENA_NEW(arena, &n);
 *	...
 *	belay_arena_end(arena, &scope);
 *
 * A pointer into an arena does not know when that happened.  A reference
 * does: belay_arena_ref_get() on one whose memory is gone is BELAY_ESTALE, at
 * any later time, on any thread.  Whoever uses the memory on another thread
 * than the arena's holds it meanwhile: then it stays, whatever happens to
 * the arena, until it is released.
 *
 * Ownership: what comes out of an arena belongs to it.
 *
 * Threads: an arena belongs to one thread at a time.  belay_arena_ref_get(),
 * belay_arena_hold(), belay_arena_release() and belay_arena_reap() may be
 * called from any thread at any time.
 */
#ifndef BELAY_ARENA_H
#define BELAY_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "belay/alloc.h"
#include "belay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct belay_arena;

enum {
	/*
	 * For finding bugs: memory that is gone is never used again and cannot
	 * be read or written, so that whoever still has a pointer faults.
	 * Costs address space for ever, and a page or more a chunk.
	 */
	BELAY_ARENA_GUARD = 1,

	/*
	 * Giving memory back is left to belay_arena_reap(), or to arenas that
	 * need memory: then destroying takes the same short time whatever the
	 * size.  Not together with an allocator of one's own.
	 */
	BELAY_ARENA_LAZY = 2,
};

/* Zero means the default. */
struct belay_arena_options {
	const struct belay_allocator *allocator; /* not with GUARD or LAZY */
	size_t chunk; /* bytes of the first chunk; default 64 KiB */
	size_t limit; /* most bytes of chunks; default: no limit */
	uint32_t flags;
};

/* Options may be NULL.  BELAY_EINVAL for flags that do not exist or fit. */
BELAY_API BELAY_NODISCARD int
belay_arena_create(const struct belay_arena_options *options,
		   struct belay_arena **ret);

/*
 * Ends all scopes, runs what belay_arena_on_end() asked for and gives the
 * memory back, but for what is held.  NULL is fine.
 */
BELAY_API void belay_arena_destroy(struct belay_arena *arena);

/* The same, but the arena goes on, empty and with no scope open. */
BELAY_API void belay_arena_reset(struct belay_arena *arena);

/*
 * Uninitialised memory; align is a power of two up to 4096.  size may be 0:
 * then it is a pointer that nothing may be read through.  BELAY_EINVAL,
 * BELAY_ENOMEM, BELAY_EFULL at the limit.
 */
BELAY_API BELAY_NODISCARD int belay_arena_alloc(struct belay_arena *arena,
						size_t size, size_t align,
						void **ret);

/* The same with zeros in it. */
BELAY_API BELAY_NODISCARD int belay_arena_zalloc(struct belay_arena *arena,
						 size_t size, size_t align,
						 void **ret);

/* n elements; BELAY_EINVAL when n times size does not fit. */
BELAY_API BELAY_NODISCARD int belay_arena_array(struct belay_arena *arena,
						size_t n, size_t size,
						size_t align, void **ret);

/* len bytes, and a zero behind them. */
BELAY_API BELAY_NODISCARD int belay_arena_string(struct belay_arena *arena,
						 const char *text, size_t len,
						 char **ret);

/* Zeroed memory for what ret points to, and for n of them. */
#define BELAY_ARENA_NEW(arena, ret)                                      \
	belay_arena_zalloc(arena, sizeof(**(ret)), __alignof__(**(ret)), \
			   (void **)(ret))
#define BELAY_ARENA_ARRAY(arena, n, ret)                                   \
	belay_arena_array(arena, n, sizeof(**(ret)), __alignof__(**(ret)), \
			  (void **)(ret))

/*
 * An allocator that takes from the arena and gives nothing back, for maps and
 * whatever else takes one.  It is the arena's and goes with it.
 */
BELAY_API const struct belay_allocator *
belay_arena_allocator(struct belay_arena *arena);

/* Where the arena stood at the begin of a scope.  Fields are private. */
struct belay_arena_scope {
	struct belay_arena_scope *outer;
	void *chunk, *newest, *endings, *epoch;
	char *at;
};

/* The scope has to stay where it is until its end. */
BELAY_API void belay_arena_begin(struct belay_arena *arena,
				 struct belay_arena_scope *scope);

/*
 * Gives up what was allocated since the begin.  BELAY_EMISUSE, which goes to
 * the handler of belay_on_misuse() too, when it is not the innermost scope.
 */
BELAY_API int belay_arena_end(struct belay_arena *arena,
			      struct belay_arena_scope *scope);

/*
 * Calls end(ctx, obj) right before the memory of the innermost scope goes,
 * the last asked for first.  It must not allocate from the arena.
 */
typedef void belay_arena_end_fn(void *ctx, void *obj);

BELAY_API BELAY_NODISCARD int belay_arena_on_end(struct belay_arena *arena,
						 belay_arena_end_fn *end,
						 void *ctx, void *obj);

/* Names memory; may be copied.  Fields are private. */
struct belay_arena_ref {
	uint64_t handle;
	void *ptr;
};

/*
 * A reference that is good until the innermost scope ends, which p should
 * have been allocated in, or an outer one.  BELAY_ENOMEM.
 */
BELAY_API BELAY_NODISCARD int belay_arena_ref(struct belay_arena *arena,
					      void *p,
					      struct belay_arena_ref *ret);

/* BELAY_ESTALE when the memory is gone, BELAY_EINVAL for {0}. */
BELAY_API BELAY_NODISCARD int
belay_arena_ref_get(const struct belay_arena_ref *ref, void **ret);

/* The same, and the memory stays until it is released. */
BELAY_API BELAY_NODISCARD int
belay_arena_hold(const struct belay_arena_ref *ref, void **ret);

/*
 * Ends one hold; memory that waited for it goes now, on this thread.
 * BELAY_EMISUSE when it is not held.
 */
BELAY_API int belay_arena_release(const struct belay_arena_ref *ref);

/*
 * Gives back memory that BELAY_ARENA_LAZY left, until that is max bytes or
 * more, and returns how much it was.
 */
BELAY_API size_t belay_arena_reap(size_t max);

struct belay_arena_stats {
	size_t chunks;
	size_t bytes; /* of chunks */
	size_t used;  /* handed out, with what alignment cost */
};

BELAY_API void belay_arena_stats(const struct belay_arena *arena,
				 struct belay_arena_stats *ret);

#ifdef __cplusplus
}
#endif

#endif
