/* SPDX-License-Identifier: MIT */
/*
 * cgo.h - the #cgo lines above an import "C"
 */
#ifndef LOAD_CGO_H
#define LOAD_CGO_H

#include <stdint.h>

struct arena;
struct source_dir;
struct target;

/*
 * Adds the lines in text[from, to), a comment of the file with that number,
 * that are meant for the target.  NULL, or what is wrong with one of them.
 */
const char *cgo_read_lines(struct arena *a, const struct target *t,
			   struct source_dir *d, uint32_t file,
			   const char *text, uint32_t from, uint32_t to);

#endif
