/* SPDX-License-Identifier: MIT */
/*
 * guard.h - memory for what nobody else may see or overwrite
 *
 * Two kinds.  A guarded block has pages of its own, with an unreadable page
 * before and after it, and can be made read-only or unreadable while it is
 * not needed.  Packed secrets share pages and are reached by handle: for keys
 * and passwords, of which there may be hundreds where only a few pages can be
 * locked.
 *
 *	struct belay_guard *key;
 *
 *	err = belay_guard_create(32, 0, &key);
 *	fill(belay_guard_data(key));
 *	belay_guard_protect(key, BELAY_GUARD_SEALED);
 *	...
 *	belay_guard_protect(key, BELAY_GUARD_READ);
 *	use(belay_guard_data(key));
 *	belay_guard_destroy(key);
 *
 * All of it is locked in memory where limits allow, and says whether it was;
 * is left out of core dumps; has canaries around it that are checked when it
 * is freed; and is wiped before anybody else can get it.
 *
 * A map whose values are struct belay_guard * or handles of secrets, and
 * whose value type destroys them, has values that are unreadable from the
 * delete on.
 */
#ifndef BELAY_GUARD_H
#define BELAY_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include "belay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct belay_guard;

enum {
	/* BELAY_EFULL instead of memory that is not locked. */
	BELAY_GUARD_MUST_LOCK = 1,

	/*
	 * The addresses are never used again after the destroy: whoever still
	 * has a pointer faults for ever.  Costs address space.
	 */
	BELAY_GUARD_KEEP = 2,
};

enum belay_guard_state {
	BELAY_GUARD_OPEN,   /* can be read and written, as after the create */
	BELAY_GUARD_READ,   /* a write is a fault */
	BELAY_GUARD_SEALED, /* any access is a fault */
};

/*
 * size zeroed bytes, at a multiple of 16, as near to the page after them as
 * that allows.  BELAY_EINVAL for 0 and for unknown flags, BELAY_ENOMEM,
 * BELAY_EFULL.
 *
 * Threads: any; one block is used by one thread at a time.
 */
BELAY_API BELAY_NODISCARD int belay_guard_create(size_t size, uint32_t flags,
						 struct belay_guard **ret);

BELAY_API void *belay_guard_data(const struct belay_guard *guard);
BELAY_API size_t belay_guard_size(const struct belay_guard *guard);

/* 1 when its pages are locked in memory, else 0. */
BELAY_API int belay_guard_locked(const struct belay_guard *guard);

/* BELAY_EINVAL for another number, BELAY_ENOMEM when the kernel refuses. */
BELAY_API int belay_guard_protect(struct belay_guard *guard,
				  enum belay_guard_state state);

/*
 * Wipes it and gives it back.  BELAY_EMISUSE when bytes beside it were
 * written, which the handler of belay_on_misuse() is told; the block is gone
 * all the same.  NULL is fine.
 */
BELAY_API int belay_guard_destroy(struct belay_guard *guard);

/* 1 when the bytes are equal, else 0; takes the same time either way. */
BELAY_API BELAY_NODISCARD int belay_guard_equal(const void *a, const void *b,
						size_t len);

/* Zeroes that no compiler leaves out. */
BELAY_API void belay_guard_wipe(void *p, size_t len);

/*
 * A vault holds packed secrets.  The page of a secret can be read and written
 * while one of the secrets in it is open, and not at all else.
 *
 * Threads: any function from any thread at any time, but for
 * belay_vault_destroy(), which must be the last call.  In the child of a fork
 * a vault may only be used if no other thread was using it at the time.
 */
struct belay_vault;

/* Zero means the default. */
struct belay_vault_options {
	size_t bytes;	/* most memory for secrets; default 64 KiB */
	uint32_t flags; /* BELAY_GUARD_MUST_LOCK */
};

/* The longest secret; longer ones are guarded blocks. */
#define BELAY_VAULT_MAX 4000

/* Options may be NULL. */
BELAY_API BELAY_NODISCARD int
belay_vault_create(const struct belay_vault_options *options,
		   struct belay_vault **ret);

/*
 * Drops all secrets and gives the memory back.  BELAY_EBUSY when some are
 * open: the vault stays, and has to be destroyed again.  NULL is fine.
 */
BELAY_API int belay_vault_destroy(struct belay_vault *vault);

/*
 * A new secret of len zeroed bytes, which is open: fill it and close it.
 * BELAY_EINVAL for a len of 0 or above BELAY_VAULT_MAX, BELAY_EFULL when
 * there is no room, or none that can be locked, BELAY_ENOMEM.
 */
BELAY_API BELAY_NODISCARD int belay_vault_new(struct belay_vault *vault,
					      size_t len, uint64_t *ret_handle,
					      void **ret);

/* Opens it once more; BELAY_ESTALE or BELAY_EINVAL, as in registry.h. */
BELAY_API BELAY_NODISCARD int belay_vault_open(struct belay_vault *vault,
					       uint64_t handle, void **ret,
					       size_t *ret_len);

/* Ends one new or open.  BELAY_EMISUSE when it is not open. */
BELAY_API int belay_vault_close(struct belay_vault *vault, uint64_t handle);

/*
 * From here on the handle is stale.  The secret is wiped now, or when those
 * who have it open close it.  BELAY_EMISUSE when it is wiped now and bytes
 * beside it were written, which is also told to the handler and counted.
 */
BELAY_API int belay_vault_drop(struct belay_vault *vault, uint64_t handle);

struct belay_vault_stats {
	size_t secrets;
	size_t open;	 /* news and opens without their close */
	size_t pages;	 /* in use */
	size_t unlocked; /* of these, that could not be locked in memory */
	size_t overflows;
};

BELAY_API void belay_vault_stats(struct belay_vault *vault,
				 struct belay_vault_stats *ret);

#ifdef __cplusplus
}
#endif

#endif
