/* SPDX-License-Identifier: MIT */
/*
 * dwarf.h - C and C++ functions and lines by their debug information
 *
 * Read by libdw, which knows DWARF 2 to 5, compressed sections and shared
 * ("dwz") supplements.  Units compiled from Go are left out: the pclntab
 * says the same and is always there.
 *
 * Ownership: what is opened must be closed; texts returned live until then
 * or, when demangled, in the arena.
 */
#ifndef SYMBOL_DWARF_H
#define SYMBOL_DWARF_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct dwarf_names;
struct symbol_frame;

/*
 * fd: of the file; the caller keeps it, and may close it afterwards.  NULL
 * when the file has no debug information that can be read.
 */
struct dwarf_names *dwarf_names_open(struct arena *a, int fd);
void dwarf_names_close(struct dwarf_names *d); /* NULL is fine */

/* Frames for vaddr, innermost first; 0 when nothing is known about it. */
size_t dwarf_names_lookup(struct dwarf_names *d, uint64_t vaddr,
			  struct symbol_frame *out, size_t max);

#endif
