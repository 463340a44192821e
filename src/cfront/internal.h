/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files that make a c_package share
 */
#ifndef CFRONT_INTERNAL_H
#define CFRONT_INTERNAL_H

#include "base/vec.h"
#include "cfront/unit.h"

struct buf;

/* A list of words that grows in an arena. */
struct words {
	const char **at;
	uint32_t len, cap;
};

/* flags.c: p->flags and p->cxx_flags. */
void c_package_flags(struct c_package *p);

/*
 * Splits text as the go command splits #cgo lines: at spaces, with quotes of
 * both kinds and backslashes.
 */
void c_split(struct arena *a, const char *text, size_t len, struct words *to);

/* pkgconfig.c: the flags that pkg-config has for these words. */
bool c_pkg_config(struct c_package *p, struct c_place at,
		  const struct words *asked, struct words *to);

/* preamble.c: p->sources and p->made. */
void c_package_sources(struct c_package *p);

/* exports.c: the text of _cgo_export.h; "" when nothing is exported. */
void c_export_header(struct c_package *p, struct buf *out);

/* preamble.c: what import "C" brings; false when there is none. */
bool c_preamble_text(const struct ast_file *f, struct buf *out);

/* Where pos is, as a reader of the Go file counts. */
struct c_place c_place_in(const struct ast_file *f, uint32_t pos);

#endif
