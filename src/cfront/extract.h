/* SPDX-License-Identifier: MIT */
/*
 * extract.h - from a source to decls.h, with libclang
 *
 * c_extract() runs in the child process that isolate.h makes, so that what
 * it leaves behind does not matter.
 */
#ifndef CFRONT_EXTRACT_H
#define CFRONT_EXTRACT_H

#include "base/ptrmap.h"
#include "base/vec.h"
#include "cfront/decls.h"
#include "cfront/names.h"
#include "cfront/unit.h"

struct buf;

/* What is asked for: names of a source; the same for all files that have it. */
struct c_question {
	struct c_package *package;
	const struct c_source *source;
	const struct c_name *names;
	uint32_t nnames;
};

/* Appends the answer as c_decls_write() does; nothing if there is none. */
void c_extract(const struct c_question *q, struct buf *out);

/* Private to extract.c and describe.c: decls that grow. */
struct c_builder {
	struct c_package *package;
	struct c_unit unit;
	struct arena *arena;
	struct VEC(struct c_type) types;
	struct VEC(struct c_member) members;
	struct VEC(struct c_decl) decls;
	struct VEC(struct c_note) notes;
	struct VEC(struct c_header) headers;
	struct VEC(char) text;
	struct ptrmap numbers; /* clang's type -> number + 1 */
	struct ptrmap tags;    /* a hash of a declaration -> its first entry */
	struct VEC(struct tag_entry) entries;
	/* Types whose parts are still to be described. */
	struct VEC(struct pending) todo;
};

struct tag_entry {
	CXCursor decl;
	c_type_t number;
	uint32_t next; /* + 1 */
};

struct pending {
	CXType type;
	c_type_t number;
};

c_text_t c_add_text(struct c_builder *b, const char *text, size_t len);

/* The number of a type; its parts come later, with c_describe_rest(). */
c_type_t c_describe(struct c_builder *b, CXType type);
void c_describe_rest(struct c_builder *b);

/* A function as it is declared, with its parameters. */
c_type_t c_describe_function(struct c_builder *b, CXType type);

#endif
