/* SPDX-License-Identifier: MIT */
/*
 * meaning.h - from C's types to the types that cgo gives them in Go
 *
 * Comes in: what sources say about names (decls.h).  Goes out: an object of
 * types/ for each name, the same for all files of a package.
 *
 * Ownership: what is made lives in the arena given.
 *
 * Threads: one, until the last name was added.
 */
#ifndef CFRONT_MEANING_H
#define CFRONT_MEANING_H

#include <stdbool.h>

#include "base/name.h"
#include "base/ptrmap.h"

struct arena;
struct c_decls;
struct object;
struct package;

/* The names of one Go package. */
struct c_meaning {
	struct arena *arena;
	const char *goos;
	struct package *pkg; /* types are in it */
	struct package *c;   /* "C": functions, variables, constants */
	struct ptrmap objects;
	/* Types by name, "_Ctype_int": struct go_name. */
	struct ptrmap names;
	struct type *incomplete;
	uint32_t nanonymous;
	int64_t word; /* bytes of a pointer */
};

/* Zeroed memory, then this; word is the size of a pointer. */
void c_meaning_init(struct c_meaning *m, struct arena *a, struct package *pkg,
		    const char *goos, int64_t word);

/* Adds what d knows; what was known before stays. */
void c_meaning_add(struct c_meaning *m, const struct c_decls *d);

/* The object of C.name, or NULL. */
struct object *c_meaning_object(const struct c_meaning *m, name_t name);

#endif
