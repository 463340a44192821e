/* SPDX-License-Identifier: MIT */
/*
 * cdata_dwarf.h - variables of C and C++ by debug information
 *
 * Internal to gort/cdata.c.  Opened and closed; one thread at a time.
 */
#ifndef GORT_CDATA_DWARF_H
#define GORT_CDATA_DWARF_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct cdata_dwarf;

/* fd stays the caller's.  NULL when there is nothing of C in the file. */
struct cdata_dwarf *cdata_dwarf_open(int fd);
void cdata_dwarf_close(struct cdata_dwarf *d); /* NULL is fine */

/* The variable at vaddr with the fields and indexes that lead there. */
bool cdata_dwarf_name(struct cdata_dwarf *d, uint64_t vaddr, struct buf *out);

/* The type of what is there. */
bool cdata_dwarf_type(struct cdata_dwarf *d, uint64_t vaddr, struct buf *out);

#endif
