/* SPDX-License-Identifier: MIT */
/*
 * head.h - the package clause and the imports of a Go file
 *
 * Loading reads the heads of thousands of files and nearly all of them are
 * plain; those are read here without a tree.  What is not plain (an error,
 * an escape in a path, a name that is not ASCII) is left to the parser,
 * which also has the words for it.
 *
 * Offsets are from the start of the text.
 */
#ifndef LOAD_HEAD_H
#define LOAD_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct parser;

struct head_import {
	const char *path;      /* without quotes */
	uint32_t offset;       /* of the name, or of the path without one */
	uint32_t doc, doc_end; /* the comment above; equal: there is none */
};

enum head_state {
	HEAD_DONE,
	HEAD_MORE, /* the text ends before the head does */
	HEAD_ODD,  /* for the parser */
};

struct head {
	const char *package; /* NULL: no package clause */
	struct head_import *imports;
	uint32_t nimports;
	uint32_t end; /* of what was looked at */
	/* From head_parse(): a syntax error; NULL when there is none. */
	const char *error;
	uint32_t error_offset;
};

/* whole: nothing follows the text. */
enum head_state head_scan(struct arena *a, const char *text, size_t len,
			  bool whole, struct head *ret);

/*
 * The same by the parser, for a whole text with a NUL behind it.  The tree
 * lives in scratch, the rest in a.
 */
void head_parse(struct arena *a, struct arena *scratch, struct parser *p,
		const char *text, size_t len, struct head *ret);

/* A path that only looks like one: "a b", "x!", "". */
bool head_path_is_valid(const char *path);

#endif
