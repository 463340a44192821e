/* SPDX-License-Identifier: MIT */
/*
 * dump.h - everything that types/ knows about a package, as text
 *
 * For tests, which compare it with what go/types knows, and for the curious.
 * doc/dump-format.md describes the format.
 */
#ifndef TYPES_DUMP_H
#define TYPES_DUMP_H

struct buf;
struct file_set;
struct package;

void types_dump(struct package *pkg, struct file_set *files, struct buf *out);

#endif
