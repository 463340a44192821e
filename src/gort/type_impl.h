/* SPDX-License-Identifier: MIT */
/* type_impl.h - what type*.c and map*.c share */
#ifndef GORT_TYPE_IMPL_H
#define GORT_TYPE_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gort/type.h"

struct gort;

enum {
	TYPE_DEPTH = 64,      /* of structs and arrays in each other */
	TYPE_FIELDS = 65536,  /* of one struct */
	TYPE_COUNT = 1 << 22, /* that are kept */
	TYPE_SIZE_BITS = 40,
	TYPE_NAME = 4096, /* bytes of a name that are kept */
	TYPE_MEMORY = 1 << 30,
};

/* A type, and where it is read from. */
struct type_entry {
	struct go_type t; /* must be first */
	uint64_t die;	  /* offset in debug information, or 0 */
	bool done;	  /* all but what go_type_open() fills */
};

static inline struct type_entry *type_entry(const struct go_type *t)
{
	return (struct type_entry *)(uintptr_t)t;
}

/* True when types have taken all the memory that they may. */
bool type_no_room(const struct gort *g);

/* Where a type that cannot be read would be: of no kind, holds nothing. */
const struct go_type *type_unknown(struct gort *g, uint64_t size);

/* type_dwarf.c, type_runtime.c: elem and key of what is not a struct. */
void type_dwarf_open(struct gort *g, struct type_entry *e);
void type_runtime_open(struct gort *g, struct type_entry *e);

/* NULL when there is none. */
const struct go_type *type_dwarf(struct gort *g, uint64_t die, int depth);
const struct go_type *type_runtime(struct gort *g, uint64_t addr, int depth);

/* Sizes of what is always the same, by kind; false: others. */
bool type_size_of_kind(enum go_kind kind, uint64_t *ret);

/*
 * Whether fields and elements fit, what t holds, and done.  What does not
 * fit is replaced.
 */
void type_finish(struct gort *g, struct type_entry *e);

/* The collector's mask of a descriptor: nbits bits for each size bytes. */
struct type_mask {
	uint64_t bits, nbits, size;
};

bool type_mask_read(struct gort *g, uint64_t addr, struct type_mask *ret);

/* Is a value of this descriptor's type kept in the interface itself? */
bool type_is_direct(struct gort *g, uint64_t addr);

#endif
