/* SPDX-License-Identifier: MIT */
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

#include "belay/alloc.h"
#include "belay/error.h"

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
