/* SPDX-License-Identifier: MIT */
/*
 * cdata.h - the globals of C and C++ in another process
 *
 * Comes in: a process or a core.  Goes out: where its modules (the program
 * and its shared objects) have their data, and what an address in there is
 * called: "registry[2]", "table.slot[1]" by debug information, "registry+16"
 * by the symbol table, which a stripped module lacks.
 *
 * Ownership: opened and closed; the memory must live as long.  Threads: one
 * at a time.  Files are hostile: a broken one gives fewer names.
 */
#ifndef GORT_CDATA_H
#define GORT_CDATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct cdata;
struct memory;

/*
 * debug_dirs: as for gort_open().  Modules that are loaded later are not in
 * it, and data of those that are unloaded is not there to be read.
 */
struct cdata *cdata_open(struct memory *m, const char *const *debug_dirs);
void cdata_close(struct cdata *c); /* NULL is fine */

struct cdata_range {
	uint64_t start, end; /* of data that can be written */
	const char *path;    /* of the module */
};

/* Sorted, without overlaps.  Until the next call. */
const struct cdata_range *cdata_ranges(struct cdata *c, size_t *ret_n);

/* Reads the names of the modules now rather than when one is wanted. */
void cdata_read_names(struct cdata *c);

/* Adds the name of what is at addr; false when nothing names it. */
bool cdata_name(struct cdata *c, uint64_t addr, struct buf *out);

/* Adds its module and section, "libx.so.1, .bss+0x40"; false: none. */
bool cdata_place(struct cdata *c, uint64_t addr, struct buf *out);

/* Adds its type, as "struct node *"; false when that is not known. */
bool cdata_type(struct cdata *c, uint64_t addr, struct buf *out);

#endif
