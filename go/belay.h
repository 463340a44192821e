/* SPDX-License-Identifier: MIT */
/* belay.h - libbelay 0.1.0 in one header, made by tools/amalgamate.sh */
/*
 * alloc.h - where a belay object gets its memory from
 *
 * Whatever can be created can be given an allocator; without one, or with a
 * NULL, it is malloc and its relatives.  The structure must outlive every
 * object that was created with it.
 *
 * Threads: its functions are called from whichever thread calls the object,
 * and must be as safe for threads as the objects are used.
 */
#ifndef BELAY_ALLOC_H
#define BELAY_ALLOC_H

#include <stddef.h>

struct belay_allocator {
	void *ctx;

	/* NULL when there is no memory; as aligned as malloc's; size > 0. */
	void *(*alloc)(void *ctx, size_t size);

	/*
	 * As realloc's with p not NULL; on failure p stays as it is.  May be
	 * NULL: then it is a new block, a copy and a free.
	 */
	void *(*realloc)(void *ctx, void *p, size_t old_size, size_t size);

	/* size is what was asked for.  May be NULL: nothing is given back. */
	void (*free)(void *ctx, void *p, size_t size);
};

#endif
/*
 * annotate.h - telling `belay run` what a block of memory is
 *
 * A report about a block that was freed too early, or is still held, names
 * it by what is said here: "the value of map 'sessions'" rather than an
 * address.  A program that does not run under `belay run` pays for one test
 * of a pointer; nothing has to be linked.  libbelay's maps do it for
 * the values of stable maps (BELAY_MAP_STABLE) that have a name.
 *
 * Ownership: the texts are copied.  What was said about a block goes with it.
 *
 * Threads: any.
 */
#ifndef BELAY_ANNOTATE_H
#define BELAY_ANNOTATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * error.h - the error codes every belay_ function returns
 *
 * Functions that can fail return int: 0 on success, one of these negative
 * codes on failure.  Out parameters are written only on success.
 *
 * The library never ends a program by itself.  Misuse that it can see is
 * BELAY_EMISUSE, and is told to a handler first if there is one.
 *
 * Threads: any function may be called from any thread.
 */
#ifndef BELAY_ERROR_H
#define BELAY_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#define BELAY_API __attribute__((visibility("default")))
#define BELAY_NODISCARD __attribute__((warn_unused_result))

/* X(name, value, text).  Values are ABI: append only. */
#define BELAY_ERROR_MAP(X)                              \
	X(ENOMEM, -1, "out of memory")                  \
	X(EINVAL, -2, "invalid argument")               \
	X(EFULL, -3, "no room left")                    \
	X(ESTALE, -4, "handle is stale")                \
	X(EMISUSE, -5, "contract broken by the caller") \
	X(EUNCOMPARABLE, -6, "key cannot be compared")  \
	X(ENOENT, -7, "no such entry")                  \
	X(EBUSY, -8, "still in use")                    \
	X(ETYPE, -9, "object is of another type")

enum belay_error {
#define X(name, value, text) BELAY_##name = (value),
	BELAY_ERROR_MAP(X)
#undef X
};

/* Never NULL; the text is static. */
BELAY_API const char *belay_strerror(int err);

/*
 * Who is told when a caller breaks a contract, with the code that the call
 * is about to return and one line of text that is valid during the call.
 * It runs on the thread that made the mistake and with no lock held, and may
 * log, abort, or call anything.  One handler for the whole process; NULL,
 * which is the default, is nobody.
 */
typedef void belay_misuse_fn(void *ctx, int err, const char *text);

BELAY_API void belay_on_misuse(belay_misuse_fn *handler, void *ctx);

/* A handler: writes the line to standard error and aborts, as Go does. */
BELAY_API void belay_misuse_abort(void *ctx, int err, const char *text);

#ifdef __cplusplus
}
#endif

#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The program is watched, and by a runtime that takes annotations. */
BELAY_API bool belay_annotate_active(void);

/*
 * The block belongs to an owner of this kind ("map", "arena", ...) and name;
 * name may be NULL.  The block starts at p, which malloc gave.
 */
BELAY_API void belay_annotate_owner(const void *p, size_t size,
				    const char *kind, const char *name);

/* The block has no owner any more, though it is not freed yet. */
BELAY_API void belay_annotate_disown(const void *p);

#ifdef __cplusplus
}
#endif

#endif
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
/*
 * map.h - a hash map that behaves as Go's does and cannot dangle
 *
 * A map is made from two type descriptors, one for its keys and one for its
 * values, and copies both in:
 *
 *	struct belay_map *m;
 *	uint32_t key = 7, value = 49;
 *	void *at;
 *	int err;
 *
 *	err = belay_map_create(&belay_type_u32, &belay_type_u32, NULL, &m);
 *	if (!err)
 *		err = belay_map_set(m, &key, &value);
 *	if (!err && belay_map_get(m, &key, &at) == 0)
 *		printf("%u\n", *(uint32_t *)at);
 *	belay_map_destroy(m);
 *
 * What get hands out is good until the map is written to.  Whoever wants to
 * keep a value across that asks for a reference, which is a number and not a
 * pointer, and at each use gets the value or BELAY_ESTALE:
 *
 *	struct belay_map_ref ref;
 *
 *	err = belay_map_ref(m, &key, &ref);
 *	...			(the entry, or the whole map, may go)
 *	if (belay_map_ref_get(ref, &at) == 0)
 *		use(at);
 *
 * A NULL map is Go's nil map: it can be read, measured, iterated over and
 * deleted from, and is empty; writing to it is BELAY_EINVAL.
 *
 * Ownership: belay_map_create() gives the map to the caller.  Descriptors,
 * allocator and name stay the caller's and outlive the map.  Keys and values
 * are the map's from a successful call on, if their descriptor has a destroy
 * function: it is called once, when the entry goes.
 *
 * Threads: a map may be read by many threads, or written by one, at a time,
 * as in Go; where a function says "read" or "write" it means that.  Reading
 * includes iterating.  What breaks the rule is mostly seen and becomes
 * BELAY_EMISUSE, see belay_set_misuse_handler().  Different maps are
 * independent.
 */
#ifndef BELAY_MAP_H
#define BELAY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>


#ifdef __cplusplus
extern "C" {
#endif

/* A map holds no more entries than this: then it is BELAY_EFULL. */
#define BELAY_MAP_MAX ((size_t)1 << 31)

struct belay_type;

/*
 * How the library may read an object by itself.  For BELAY_KIND_OTHER it is
 * what the functions of the descriptor do.
 */
enum belay_kind {
	BELAY_KIND_OTHER,
	BELAY_KIND_INT,	   /* 1, 2, 4 or 8 bytes, of which all bits count */
	BELAY_KIND_PLAIN,  /* bytes, all of which count: no padding */
	BELAY_KIND_CSTR,   /* const char *, ended by a zero */
	BELAY_KIND_STRING, /* struct belay_string */
	BELAY_KIND_FLOAT,  /* float or double, compared as Go does */
	BELAY_KIND_STRUCT, /* fields, one after the other */
	BELAY_KIND_ANY	   /* struct belay_any */
};

/* One member of a struct, or an array of them. */
struct belay_field {
	size_t offset;
	const struct belay_type *type;
	size_t count; /* 1 unless it is an array */
};

/*
 * What a key or a value is.  Objects that are equal must have equal hashes;
 * equality must not change while an object is a key.  A type that breaks this
 * makes its own entries hard to find and does no other harm.
 */
struct belay_type {
	const char *name; /* for messages */
	size_t size;	  /* may be 0 */
	size_t align;	  /* a power of two, as much as malloc's at most */
	enum belay_kind kind;

	/*
	 * For BELAY_KIND_OTHER.  A type without them can be a value, and a
	 * map with such keys is BELAY_EUNCOMPARABLE.  hash may fail with that
	 * code too, if it depends on the object.  The seed differs from map
	 * to map: a hash that ignores it can be attacked.
	 */
	int (*hash)(const struct belay_type *type, const void *obj,
		    uint64_t seed, uint64_t *ret);
	bool (*equal)(const struct belay_type *type, const void *a,
		      const void *b);

	/* What to do with one that goes; NULL is nothing. */
	void (*destroy)(const struct belay_type *type, void *obj);

	/*
	 * Where in it there are pointers, for belay_map_visit().  A struct
	 * without any has those of its fields.
	 */
	const size_t *pointers;
	size_t npointers;

	/* For BELAY_KIND_STRUCT. */
	const struct belay_field *fields;
	size_t nfields;
};

/* Text or bytes that may hold zeros.  data may be NULL if len is 0. */
struct belay_string {
	const char *data;
	size_t len;
};

/*
 * An object whose type is known only when there is one: Go's any.  A type of
 * NULL is nil.  Two are equal when their types are the same descriptor and
 * their objects are equal.  As a key it is BELAY_EUNCOMPARABLE if its type is.
 */
struct belay_any {
	const struct belay_type *type;
	const void *obj;
};

BELAY_API extern const struct belay_type belay_type_u8, belay_type_u16,
	belay_type_u32, belay_type_u64, belay_type_i8, belay_type_i16,
	belay_type_i32, belay_type_i64;
BELAY_API extern const struct belay_type
	belay_type_ptr; /* void *, by address */
BELAY_API extern const struct belay_type belay_type_f32, belay_type_f64;
BELAY_API extern const struct belay_type belay_type_cstr, belay_type_string;
BELAY_API extern const struct belay_type belay_type_any;
BELAY_API extern const struct belay_type belay_type_unit; /* no bytes: a set */

/* Of any type, for hash functions of others to build upon.  Threads: any. */
BELAY_API BELAY_NODISCARD int belay_hash(const struct belay_type *type,
					 const void *obj, uint64_t seed,
					 uint64_t *ret);
BELAY_API bool belay_equal(const struct belay_type *type, const void *a,
			   const void *b);

/* Of len bytes.  Threads: any. */
BELAY_API uint64_t belay_hash_bytes(const void *data, size_t len,
				    uint64_t seed);

struct belay_map;

enum belay_map_flag {
	/*
	 * Go's own structure of before 1.24, readable and slower: 8-slot
	 * buckets, overflow, growth by evacuation.  It makes no references.
	 */
	BELAY_MAP_CLASSIC = 1,

	/*
	 * A value stays at its address as long as its entry does, so that
	 * references last as long as the entry and values can be held; costs
	 * an allocation for each entry.
	 */
	BELAY_MAP_STABLE = 2,

	/* No references: four bytes less for each slot of small entries. */
	BELAY_MAP_UNCHECKED = 4
};

struct belay_map_options {
	const struct belay_allocator *allocator; /* NULL: malloc */
	const char *name;			 /* for messages; may be NULL */
	size_t hint;				 /* entries to make room for */
	unsigned flags;				 /* of enum belay_map_flag */
	uint64_t seed; /* 0: random.  Others are for tests. */
};

/*
 * options may be NULL.  BELAY_EUNCOMPARABLE if keys cannot be compared,
 * BELAY_EINVAL if a descriptor or an option makes no sense.
 *
 * Threads: any.
 */
BELAY_API BELAY_NODISCARD int
belay_map_create(const struct belay_type *key, const struct belay_type *value,
		 const struct belay_map_options *options,
		 struct belay_map **ret);

/*
 * NULL is fine.  From here on all references are stale; values that are held
 * stay until they are released.
 *
 * Threads: as a write.
 */
BELAY_API void belay_map_destroy(struct belay_map *m);

/* Threads: reads. */
BELAY_API size_t belay_map_len(const struct belay_map *m);

/*
 * Where the value of key is, until the map is written to.  BELAY_ENOENT if
 * there is no such key, BELAY_EUNCOMPARABLE if there cannot be.
 *
 * Threads: reads.
 */
BELAY_API BELAY_NODISCARD int belay_map_get(const struct belay_map *m,
					    const void *key, void **ret);

/*
 * m[key] = value.  When the key is there, the value that it had is destroyed,
 * and the key that is there stays, as in Go: the one that was passed is still
 * the caller's.  (A floating-point zero takes the sign of the new key.)  On
 * failure the map is as it was.
 *
 * Threads: writes.
 */
BELAY_API BELAY_NODISCARD int belay_map_set(struct belay_map *m,
					    const void *key, const void *value);

/*
 * The same without the value: *ret is where it is, as it was if the key was
 * there (*ret_added, which may be NULL, is false), zeroed if it is new.
 *
 * Threads: writes.
 */
BELAY_API BELAY_NODISCARD int belay_map_put(struct belay_map *m,
					    const void *key, bool *ret_added,
					    void **ret);

/*
 * BELAY_ENOENT when there was no such key, for those who care.
 *
 * Threads: writes.
 */
BELAY_API int belay_map_delete(struct belay_map *m, const void *key);

/*
 * Removes all, keys that do not equal themselves too.  Memory goes back in
 * steps, while the map is used.
 *
 * Threads: writes.
 */
BELAY_API int belay_map_clear(struct belay_map *m);

/*
 * An iterator, in the caller's memory; nothing has to be given back.  It
 * begins anywhere.  Each entry that is there from the beginning to the end is
 * seen once, whatever is added, deleted or changed meanwhile by its own
 * thread; one that is deleted before it is reached is not seen; one that is
 * added may be seen or not.
 */
struct belay_map_iter {
	uint64_t opaque[64];
};

/* m may be NULL.  Threads: reads. */
BELAY_API void belay_map_iter_init(struct belay_map_iter *it,
				   const struct belay_map *m);

/*
 * The next entry, until the map is written to.  BELAY_ENOENT at the end;
 * BELAY_ESTALE when the map was destroyed.  Either of the two may be NULL.
 *
 * Threads: reads.
 */
BELAY_API BELAY_NODISCARD int belay_map_iter_next(struct belay_map_iter *it,
						  const void **ret_key,
						  void **ret_value);

/*
 * Calls visit for each entry as an iterator would.  visit may read and write
 * the map; a result that is not 0 ends the walk and is returned.
 *
 * Threads: reads, and whatever visit does.
 */
BELAY_API int belay_map_each(struct belay_map *m,
			     int (*visit)(void *ctx, const void *key,
					  void *value),
			     void *ctx);

/*
 * The name of a value.  Copy it, compare it, keep it longer than the map.
 * All bits zero is never a reference to anything.
 */
struct belay_map_ref {
	uint64_t map;
	uint32_t slot;
	uint32_t generation;
};

/*
 * Names the value of key.  The name is stale when the entry is deleted, the
 * map cleared or destroyed, and when the entry moves: for that, see
 * BELAY_MAP_STABLE.  BELAY_EINVAL for a map that makes no references.
 *
 * Threads: reads.
 */
BELAY_API BELAY_NODISCARD int
belay_map_ref(struct belay_map *m, const void *key, struct belay_map_ref *ret);

/*
 * Where the value is, until the map is written to, or BELAY_ESTALE.  Any bits
 * may be passed.
 *
 * Threads: reads the map that it names, which nobody may destroy meanwhile.
 */
BELAY_API BELAY_NODISCARD int belay_map_ref_get(struct belay_map_ref ref,
						void **ret);

/* A value that is not destroyed before it is released. */
struct belay_map_hold {
	void *value;
	void *opaque;
};

/*
 * Holds the value of a stable map: its entry may be deleted or overwritten
 * and its map destroyed, and the value is still there; it is destroyed by the
 * last release.  BELAY_ESTALE as above, BELAY_EINVAL for other maps.
 *
 * Threads: writes.
 */
BELAY_API BELAY_NODISCARD int belay_map_hold(struct belay_map_ref ref,
					     struct belay_map_hold *ret);

/*
 * BELAY_EMISUSE if it holds nothing.
 *
 * Threads: writes.
 */
BELAY_API int belay_map_release(struct belay_map_hold *hold);

struct belay_map_stats {
	size_t len;
	size_t buckets;	  /* main ones, old ones included */
	size_t overflow;  /* further ones, in use */
	size_t evacuated; /* old ones that are moved, or split of this round */
	size_t target;	  /* what evacuated grows to: 0 when not growing */
	size_t bytes;	  /* all memory of the map, blocks of values included */
	size_t held;	  /* values that are deleted and still held */
	bool growing;
};

/* Threads: reads. */
BELAY_API BELAY_NODISCARD int belay_map_stats(const struct belay_map *m,
					      struct belay_map_stats *ret);

/*
 * Calls visit with the address of every pointer in keys and values, as their
 * descriptors say where they are: each entry once, wherever it is while the
 * map grows.  visit may change the pointers of values.  A result that is not
 * 0 ends the walk and is returned.
 *
 * Threads: writes; visit must not call the map.
 */
BELAY_API int belay_map_visit(struct belay_map *m,
			      int (*visit)(void *ctx, void **pointer),
			      void *ctx);

#ifdef __cplusplus
}
#endif

#endif
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
