/* SPDX-License-Identifier: MIT */
/*
 * name.h - identifiers as numbers: equal names are equal numbers
 *
 * A name is a 32-bit number that stands for its text for the whole
 * process.  Numbers depend on which thread came first, and hashes on the
 * run: never sort by either, never print them, never let the order of a
 * hash table show.
 *
 * All threads share one table.  Looking up what is in it takes no lock; a
 * thread that scans has a view of it (struct names), where that is fastest.
 *
 * Threads: a view belongs to one thread; everything else is for any.
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
 * Private: a name in the table, found by its bytes alone, filled up with
 * zeros.  There is a part for names of up to 8 bytes, of up to 16, and of
 * up to 32.
 */
struct name_slot8 {
	uint64_t key[1]; /* 0: empty; written last */
	name_t name;
};

struct name_slot16 {
	uint64_t key[2];
	name_t name;
};

struct name_slot32 {
	uint64_t key[4];
	name_t name;
};

/* A thread's view of the table.  Its fields are private. */
struct names {
	const struct name_slot8 *slots8;
	const struct name_slot16 *slots16;
	const struct name_slot32 *slots32;
	/* Numbers of slots: 64 less their logarithms. */
	unsigned shift8, shift16, shift32;
};

struct names *names_create(void);
void names_destroy(struct names *ns); /* names stay */

/* The name of n bytes of text, with its hash by name_hash(). */
name_t names_get(struct names *ns, const char *text, size_t n, uint32_t hash);

uint32_t name_hash(const char *text, size_t n);

/* Without a view: for names that are seldom made. */
name_t name_of(const char *text);
name_t name_of_len(const char *text, size_t n);

/* Makes a keyword of a name. */
void name_set_token(const char *text, uint8_t token);

/* Private: odd numbers that differ from run to run. */
extern uint64_t name_seed[4];

/*
 * For the scanner: the name with a key, if it is in the first slot where it
 * could be; else NO_NAME.
 */
static inline name_t names_try8(const struct names *ns, uint64_t key)
{
	uint64_t h = key * name_seed[0];
	const struct name_slot8 *s = &ns->slots8[h >> ns->shift8];

	return __atomic_load_n(&s->key[0], __ATOMIC_ACQUIRE) == key ? s->name
								    : NO_NAME;
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

static inline name_t names_try16(const struct names *ns, const uint64_t key[2])
{
	const struct name_slot16 *s = names_slot16(ns, key);

	return __atomic_load_n(&s->key[0], __ATOMIC_ACQUIRE) == key[0] &&
			       s->key[1] == key[1]
		       ? s->name
		       : NO_NAME;
}

static inline name_t names_try32(const struct names *ns, const uint64_t key[4])
{
	const struct name_slot32 *s = names_slot32(ns, key);

	return __atomic_load_n(&s->key[0], __ATOMIC_ACQUIRE) == key[0] &&
			       s->key[1] == key[1] && s->key[2] == key[2] &&
			       s->key[3] == key[3]
		       ? s->name
		       : NO_NAME;
}

/* The name with a key, wherever it is; it is made when there is none. */
name_t names_find8(struct names *ns, uint64_t key); /* after names_try8() */
name_t names_find16(struct names *ns, const uint64_t key[2]);
name_t names_find32(struct names *ns, const uint64_t key[4]);

/* Orders by text, as Go orders strings. */
int name_compare(name_t a, name_t b);

/* The predeclared blank name "_". */
extern name_t name_blank;

#endif
