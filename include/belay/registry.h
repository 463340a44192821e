/* SPDX-License-Identifier: MIT */
/*
 * registry.h - integers that stand for objects other code may remember
 *
 * Put the handle, not the pointer, in a map, a Go value or a message, and
 * ask for the pointer only at the moment of use.  Once the object is revoked
 * every copy of its handle is stale, and belay_registry_acquire() says so
 * instead of handing out freed memory:
 *
 *	void *c;
 *
 *	if (belay_registry_acquire(reg, h, &c) == 0) {
 *		conn_send(c, msg);
 *		belay_registry_release(reg, h);
 *	}
 *
 * Ownership: belay_registry_add() gives the object to the registry, which
 * keeps it until it is revoked.  Whoever acquires a handle is a user of the
 * object until it is released; a handle by itself keeps nothing alive.  When
 * the registry does not keep an object and its last user leaves, its
 * destructor runs: once, with no lock held, free to call back into the
 * registry, on the thread that left, or in belay_registry_reap() if the
 * registry was made for that.  Destructors that make other objects of the
 * registry die do not nest: they run one after the other.
 *
 * Threads: any function may be called from any thread at any time, but for
 * belay_registry_destroy(), which must be the last call.  Acquire, release
 * and revoke take no lock and never wait.
 *
 * After fork() the child may go on with all registries at once.  What other
 * threads of the parent were using stays in use, since they are not there to
 * release it.
 */
#ifndef BELAY_REGISTRY_H
#define BELAY_REGISTRY_H

#include <stddef.h>
#include <stdint.h>

#include "belay/alloc.h"
#include "belay/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct belay_registry;

/*
 * Names one object of one registry.  0 is never a handle.  Handles can be
 * compared and hashed; two handles of one registry are never equal, however
 * many objects come and go, and those of two registries only by a chance of
 * one in 2^63.
 */
typedef uint64_t belay_handle;

typedef void belay_destroy_fn(void *ctx, void *obj);

/*
 * What is told about an object when it is added.  All but obj may be zero.
 * The name is for reports; it has to stay where it is as long as the object.
 */
struct belay_object {
	void *obj;
	belay_destroy_fn *destroy;
	void *ctx; /* for destroy */
	const char *name;
	uint32_t type; /* for belay_registry_acquire_type() */
};

enum {
	/* Destructors run in belay_registry_reap() and nowhere else. */
	BELAY_REGISTRY_REAP = 1,
};

/*
 * Zero means the default.  The allocator is called with no lock held, by
 * belay_registry_add() when the registry grows; memory is given back when
 * the registry is destroyed, or when two threads grow it at once.
 */
struct belay_registry_options {
	const struct belay_allocator *allocator; /* see belay/alloc.h */
	uint32_t max; /* most objects at a time; default and limit 2^28 - 64 */
	uint32_t flags;
};

/*
 * Options may be NULL.  BELAY_EINVAL for a max above the limit and for
 * unknown flags.
 */
BELAY_API BELAY_NODISCARD int
belay_registry_create(const struct belay_registry_options *options,
		      struct belay_registry **ret);

/*
 * Revokes every object, runs what destructors are due (those that wait for
 * belay_registry_reap() too) and frees the registry.  BELAY_EBUSY when users
 * are left: the registry stays, everything in it revoked, and has to be
 * destroyed again when they are gone.  NULL is fine.
 */
BELAY_API int belay_registry_destroy(struct belay_registry *reg);

/*
 * BELAY_EFULL when max objects are there or all slots were used up,
 * BELAY_ENOMEM: the object stays the caller's.  destroy may be NULL.
 */
BELAY_API BELAY_NODISCARD int belay_registry_add(struct belay_registry *reg,
						 void *obj,
						 belay_destroy_fn *destroy,
						 belay_handle *ret);

/* The same with everything that can be said about an object. */
BELAY_API BELAY_NODISCARD int
belay_registry_add_object(struct belay_registry *reg,
			  const struct belay_object *object, belay_handle *ret);

/*
 * Makes the caller a user of the object.  BELAY_ESTALE when it was revoked
 * or is gone, BELAY_EINVAL when this registry never gave out such a handle
 * (null, forged, of another registry), BELAY_EFULL with 2^30 - 1 users.
 */
BELAY_API BELAY_NODISCARD int
belay_registry_acquire(struct belay_registry *reg, belay_handle h, void **ret);

/* The same; BELAY_ETYPE when the object was added with another type. */
BELAY_API BELAY_NODISCARD int
belay_registry_acquire_type(struct belay_registry *reg, belay_handle h,
			    uint32_t type, void **ret);

/*
 * Ends one use.  BELAY_EMISUSE when nobody uses the object, so that there is
 * nothing to end, or when there is no such object; this also goes to the
 * handler of belay_on_misuse().
 */
BELAY_API int belay_registry_release(struct belay_registry *reg,
				     belay_handle h);

/*
 * From the return of this function on the handle is stale; users keep what
 * they have until they release it.  BELAY_ESTALE when that was so before,
 * BELAY_EINVAL as in acquire.
 */
BELAY_API int belay_registry_revoke(struct belay_registry *reg, belay_handle h);

/*
 * The registry stops to keep the object, as in revoke, but the handle is
 * good as long as somebody uses it: a weak handle.  BELAY_ESTALE when it is
 * stale or weak already, BELAY_EINVAL as in acquire.
 */
BELAY_API int belay_registry_weaken(struct belay_registry *reg, belay_handle h);

/* 0 or what acquire would have said a moment ago. */
BELAY_API int belay_registry_check(const struct belay_registry *reg,
				   belay_handle h);

/*
 * A use that ends with a scope.  Ending it twice is harmless:
 *
 *	BELAY_AUTO_BORROW struct belay_borrow b = {0};
 *
 *	if (belay_registry_get(reg, h, &b) == 0)
 *		conn_send(b.obj, msg);
 */
struct belay_borrow {
	struct belay_registry *reg; /* NULL when nothing is borrowed */
	belay_handle handle;
	void *obj;
};

#define BELAY_AUTO_BORROW __attribute__((cleanup(belay_borrow_end)))

/* Acquire into *ret, which must not hold a borrow; codes as there. */
BELAY_API BELAY_NODISCARD int belay_registry_get(struct belay_registry *reg,
						 belay_handle h,
						 struct belay_borrow *ret);

BELAY_API void belay_borrow_end(struct belay_borrow *borrow);

/*
 * Calls each with every object that was there from the beginning to the end
 * of the call and perhaps with some that came or went meanwhile, until it
 * returns non-zero, which is then the result; else 0.  The object is in use
 * while each runs, which may call anything but belay_registry_destroy().
 */
typedef int belay_each_fn(void *ctx, belay_handle h,
			  const struct belay_object *object);

BELAY_API int belay_registry_each(struct belay_registry *reg,
				  belay_each_fn *each, void *ctx);

/*
 * Runs destructors that wait, in the order of the deaths, at most max of
 * them, and returns how many ran.  For registries with BELAY_REGISTRY_REAP;
 * one thread at a time.  A destructor may make further objects die; they
 * wait for the same or the next call.
 */
BELAY_API size_t belay_registry_reap(struct belay_registry *reg, size_t max);

/*
 * Writes what can be said of a handle, such as
 *
 *	'db' (handle 0x1f00000003, type 7, revoked, 2 users)
 *
 * as snprintf() does, and returns what that returns.
 */
BELAY_API int belay_registry_describe(struct belay_registry *reg,
				      belay_handle h, char *buf, size_t size);

/* Counted slot by slot, so only roughly right while others are at work. */
struct belay_registry_stats {
	size_t live;	/* neither revoked nor gone */
	size_t revoked; /* revoked, but in use */
	size_t users;	/* acquired and not released, over all objects */
	size_t retired; /* slots at the end of their generations */
	size_t slots;	/* that objects can be in, free ones too */
	size_t bytes;	/* of memory for all that */
};

BELAY_API void belay_registry_stats(const struct belay_registry *reg,
				    struct belay_registry_stats *ret);

/*
 * What other languages need to look up handles without calling C.  This is
 * ABI and does not change:
 *
 * A handle is (generation << 32 | k << 27 | i) ^ key, with k below 31.  Its
 * slot is chunk[k] + i.  Where chunk[k] is NULL or i not below 64 << k there
 * is no such slot.  Chunks come (load them with acquire) but never move and
 * never go before the registry does.
 *
 * A slot's word is, from the top: 32 bits of generation, REVOKED, KEPT, and
 * 30 bits that count users.  An object is there while any of KEPT and users
 * is not zero.  Generation 0 was never given out.
 *
 *	acquire: compare-and-swap w to w + 1 (acquire), if w has the
 *		generation of the handle, is not REVOKED and an object is there
 *	release: compare-and-swap w to w - 1 (acquire and release), if w has
 *		that generation and users.  If that leaves no object, do not
 *		swap but call belay_registry_release(), which cleans up.
 *
 * obj may be read between the two.  It may also be read (with acquire)
 * without them and counts if the word, read after it, says that the handle
 * is good; but then nothing keeps what it points to.
 */
struct belay_slot {
	uint64_t word;
	void *obj;
};

#define BELAY_SLOT_REVOKED 0x80000000u
#define BELAY_SLOT_KEPT 0x40000000u
#define BELAY_SLOT_USERS 0x3fffffffu

struct belay_registry_view {
	uint64_t key; /* 31 for k: a null handle finds no chunk */
	struct belay_slot *chunk[32];
};

/* Valid as long as the registry. */
BELAY_API const struct belay_registry_view *
belay_registry_view(const struct belay_registry *reg);

#ifdef __cplusplus
}
#endif

#endif
