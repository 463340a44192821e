/* SPDX-License-Identifier: MIT */
/*
 * dwarf_index.h - from an address to its unit and function in DWARF
 *
 * Internal to dwarf.c.  The caller owns the struct; libdw's handle must
 * outlive it.
 */
#ifndef SYMBOL_DWARF_INDEX_H
#define SYMBOL_DWARF_INDEX_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/interval.h"
#include "symbol/symbol.h"

/* The bound on what is followed downwards in the tree of a unit. */
enum { DWARF_MAX_DEPTH = 64 };

/* A namespace, class, function or block, in the order of their offsets. */
struct dwarf_scope {
	Dwarf_Off off;
	size_t parent; /* index of the one around it; DWARF_NO_SCOPE */
};

#define DWARF_NO_SCOPE SIZE_MAX

struct dwarf_unit {
	Dwarf_Die die;
	Dwarf_Off off; /* of die; units are in this order */
	enum symbol_language language;
	bool indexed;		     /* what follows is filled */
	struct interval_list ranges; /* of functions: indexes into funcs */
	Dwarf_Die *funcs;
	size_t nfuncs, funcs_cap;
	struct dwarf_scope *scopes; /* C++ only */
	size_t nscopes, scopes_cap;
};

struct dwarf_index {
	struct dwarf_unit *units;
	size_t nunits, cap;
	struct interval_list ranges; /* values are indexes into units */
};

void dwarf_index_init(struct dwarf_index *x, Dwarf *dw);
void dwarf_index_finish(struct dwarf_index *x);

/* NULL when no unit says it has addr. */
struct dwarf_unit *dwarf_index_unit(struct dwarf_index *x, uint64_t addr);

/* The innermost function with code at addr, NULL when there is none. */
Dwarf_Die *dwarf_unit_func(struct dwarf_unit *u, uint64_t addr);

/*
 * The offsets of what encloses the entry at off, innermost first; how many.
 * 0 when off is none of the unit's scopes.
 */
size_t dwarf_unit_around(const struct dwarf_unit *u, Dwarf_Off off,
			 Dwarf_Off *out, size_t max);

#endif
