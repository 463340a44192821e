/* SPDX-License-Identifier: MIT */
/*
 * name.h - identifiers as numbers: equal names are equal numbers
 *
 * A name is a 32-bit number that stands for its text for the whole
 * process.  Numbers depend on which thread came first, and hashes on the
 * run: never sort by either, never print them, never let the order of a
 * hash table show.
 *
 * Two levels: each thread that scans has a cache of its own (struct names),
 * which it asks without a lock; behind all of them is one table in shards
 * with a lock each.
 *
 * Threads: a cache belongs to one thread; everything else is for any.
 */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t name_t;

/* The name of nothing; its text is "". */
#define NO_NAME ((name_t)0)

/* The text behind a number lies here, NUL-terminated. */
struct name_entry {
	uint32_t hash;
	uint32_t len;
	bool exported; /* begins with an upper-case letter (Unicode Lu) */
	uint8_t token; /* syntax/token.h: a keyword's, or 0 */
	char text[];
};

extern char *name_base; /* private: where entries start */

static inline const struct name_entry *name_entry(name_t n)
{
	return (const struct name_entry *)(name_base + (size_t)n * 8);
}

static inline const char *name_text(name_t n)
{
	return name_entry(n)->text;
}

static inline size_t name_len(name_t n)
{
	return name_entry(n)->len;
}

static inline bool name_exported(name_t n)
{
	return name_entry(n)->exported;
}

/*
 * Private: a name in a cache, found by its bytes alone, filled up with
 * zeros.  There is a table for names of up to 8 bytes, of up to 16, and of
 * up to 32.
 */
struct name_slot8 {
	uint64_t key;
	name_t name; /* NO_NAME: empty */
	uint32_t token;
};

struct name_slot16 {
	uint64_t key[2];
	name_t name;
	uint32_t token;
};

struct name_slot32 {
	uint64_t key[4];
	name_t name;
	uint32_t token;
};

/* Private: longer names, compared with their text. */
struct name_long_slot {
	uint32_t hash;
	name_t name;
};

/* A thread's cache.  Its fields are private. */
struct names {
	struct name_slot8 *slots8;
	struct name_slot16 *slots16;
	struct name_slot32 *slots32;
	struct name_long_slot *longs;
	/* Numbers of slots: 64 less their logarithms; the last one less 1. */
	unsigned shift8, shift16, shift32;
	uint32_t long_mask;
	uint32_t used8, used16, used32, long_used;
	uint32_t plain_token;
};

struct names *names_create(void);
void names_destroy(struct names *ns); /* names stay */

/* The name of n bytes of text, with its hash by name_hash(). */
name_t names_get(struct names *ns, const char *text, size_t n, uint32_t hash);

uint32_t name_hash(const char *text, size_t n);

/* Without a cache: for names that are seldom made. */
name_t name_of(const char *text);
name_t name_of_len(const char *text, size_t n);

/*
 * Makes a keyword of a name.  Caches that met it before do not know; the
 * one given does.
 */
void name_set_token(struct names *ns, const char *text, uint8_t token);

/* The token that a cache has for all other names; 0 at first. */
void names_set_plain_token(struct names *ns, uint8_t token);

/* Private: odd numbers that differ from run to run. */
extern uint64_t name_seed[4];

/*
 * For the scanner: the slot where a name with this key is, or where to begin
 * to look for it.  A key has no zero byte before its last others.
 */
static inline const struct name_slot8 *names_slot8(const struct names *ns,
						   uint64_t key)
{
	return &ns->slots8[key * name_seed[0] >> ns->shift8];
}

static inline const struct name_slot16 *names_slot16(const struct names *ns,
						     const uint64_t key[2])
{
	uint64_t h = key[0] * name_seed[0] + key[1] * name_seed[1];

	return &ns->slots16[h >> ns->shift16];
}

static inline const struct name_slot32 *names_slot32(const struct names *ns,
						     const uint64_t key[4])
{
	uint64_t h = key[0] * name_seed[0] + key[1] * name_seed[1] +
		     key[2] * name_seed[2] + key[3] * name_seed[3];

	return &ns->slots32[h >> ns->shift32];
}

/* The slot that holds a key; it is made when it is not there. */
const struct name_slot8 *names_find8(struct names *ns, uint64_t key);
const struct name_slot16 *names_find16(struct names *ns,
				       const uint64_t key[2]);
const struct name_slot32 *names_find32(struct names *ns,
				       const uint64_t key[4]);

/* Orders by text, as Go orders strings. */
int name_compare(name_t a, name_t b);

/* The predeclared blank name "_". */
extern name_t name_blank;

#endif
