/* SPDX-License-Identifier: MIT */
/*
 * debug.h - the Go part of a file's debug information
 *
 * Read with libdw.  One pass over the top level of all units that were
 * compiled from Go finds the variables and the types by name; everything
 * else is read when somebody asks.  Internal to gort/.
 *
 * Ownership: opened and closed; texts are libdw's, and good until then.
 */
#ifndef GORT_DEBUG_H
#define GORT_DEBUG_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ptrmap.h"
#include "base/vec.h"
#include "symbol/dwarf_file.h"

struct arena;

struct debug_variable {
	const char *name;
	uint64_t vaddr;
	Dwarf_Off type;
};

struct debug {
	struct arena *arena;
	struct dwarf_file file;
	struct VEC(struct debug_variable) variables; /* in malloc's memory */
	struct ptrmap named; /* hash of a name to a chain of types */
};

/* NULL when the file has no debug information of Go. */
struct debug *debug_open(struct arena *a, int fd);
void debug_close(struct debug *d); /* NULL is fine */

/* The type with that name; a typedef is followed.  False: none. */
bool debug_type(struct debug *d, const char *name, Dwarf_Die *ret);

/* What the DW_AT_type of die refers to, typedefs without a kind followed. */
bool debug_type_of(Dwarf_Die *die, Dwarf_Die *ret);
bool debug_resolve(Dwarf_Die *die, Dwarf_Die *ret);

bool debug_number(Dwarf_Die *die, unsigned attr, uint64_t *ret);
const char *debug_name(Dwarf_Die *die); /* never NULL */

/*
 * Where "a.b" is in a struct, and the type of it.  Embedded structs have to
 * be named.
 */
bool debug_member(Dwarf_Die *strct, const char *path, uint64_t *ret_offset,
		  Dwarf_Die *ret_type);

/* Attributes of Go's own. */
enum {
	DEBUG_AT_GO_KIND = 0x2900,
	DEBUG_AT_GO_KEY = 0x2901,
	DEBUG_AT_GO_ELEM = 0x2902,
	DEBUG_AT_GO_EMBEDDED = 0x2903,
	DEBUG_AT_GO_RUNTIME_TYPE = 0x2904,
};

#endif
