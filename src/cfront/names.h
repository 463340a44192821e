/* SPDX-License-Identifier: MIT */
/*
 * names.h - which names of C a Go file uses, and what they are called in C
 *
 * Only these are asked of clang: a header declares thousands of things, and
 * a file uses a few.
 */
#ifndef CFRONT_NAMES_H
#define CFRONT_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"

struct arena;
struct ast_file;
struct selector_expr;

/* A name behind "C." and where it is first used. */
struct c_name {
	name_t name;
	pos_t pos;
};

/* Looks like C.x; no other thing may be called C where "C" is imported. */
bool c_is_reference(const struct selector_expr *e);

/* Of a file, each once, sorted by their text; *ret_n of them, in a. */
struct c_name *c_names_of(const struct ast_file *f, struct arena *a,
			  uint32_t *ret_n);

/* What C has for C.name: "unsigned char" for uchar, "struct s" for struct_s. */
const char *c_spelling(struct arena *a, const char *name);

#endif
