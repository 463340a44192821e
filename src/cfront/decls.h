/* SPDX-License-Identifier: MIT */
/*
 * decls.h - what a C source says about some names, as flat data
 *
 * Comes in: a source and the names that a Go file uses of it.  Goes out:
 * what each of them is, the types that it is made of, what clang found
 * wrong, and the headers that were read.  There are no pointers in it: it
 * comes from a child process or from a file of the cache as it is.
 *
 * Ownership: all of it lies in one block, in the arena that it was read
 * into.
 *
 * Threads: none has to care; it does not change.
 */
#ifndef CFRONT_DECLS_H
#define CFRONT_DECLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

/* A place in the text: of a NUL-terminated string; 0 is "". */
typedef uint32_t c_text_t;

/* A type's number; 0 is void. */
typedef uint32_t c_type_t;

enum c_type_kind {
	C_TYPE_VOID,
	C_TYPE_BOOL,
	C_TYPE_CHAR,  /* 8 bits, signed */
	C_TYPE_UCHAR, /* 8 bits, unsigned */
	C_TYPE_INT,
	C_TYPE_UINT,
	C_TYPE_FLOAT,
	C_TYPE_COMPLEX,
	C_TYPE_ENUM,
	C_TYPE_POINTER,
	C_TYPE_ARRAY,
	C_TYPE_FUNC,
	C_TYPE_STRUCT,
	C_TYPE_UNION,
	C_TYPE_TYPEDEF,
	C_TYPE_OPAQUE, /* has a size only */
	C_NTYPE_KINDS
};

enum c_type_flags {
	C_TYPE_INCOMPLETE = 1 << 0, /* struct, union: declared only */
	C_TYPE_NEGATIVE = 1 << 1,   /* enum: has negative values */
	C_TYPE_VARIADIC = 1 << 2,   /* func */
	C_TYPE_CXX_CLASS = 1 << 3,  /* struct: declared as a class */
};

struct c_type {
	uint8_t kind, flags;
	uint16_t unused;
	/* Of a basic type as gcc spells it; a tag ("": none), a typedef. */
	c_text_t name;
	int64_t size;  /* in bytes; -1: it has none */
	int64_t count; /* array: of elements; -1: flexible */
	c_type_t elem; /* pointer, array, typedef; func: its result */
	/* Fields of a struct or union, parameters of a function. */
	uint32_t first_member, nmembers;
	uint32_t unused2;
};

struct c_member {
	c_text_t name;
	c_type_t type;
	int64_t offset; /* of a field, in bits */
	int32_t bits;	/* of a bit field; -1: it is none */
	uint32_t unused;
};

enum c_decl_kind {
	C_DECL_UNKNOWN, /* clang does not know the name */
	C_DECL_TYPE,
	C_DECL_FUNC,
	C_DECL_VAR,
	C_DECL_MACRO, /* an expression that is not constant */
	C_DECL_INT,
	C_DECL_RUNE, /* a macro that is a character */
	C_DECL_FLOAT,
	C_DECL_STRING,
	C_NDECL_KINDS
};

/* What C.name is. */
struct c_decl {
	c_text_t name; /* as Go spells it */
	uint8_t kind;
	uint8_t is_unsigned; /* int */
	uint16_t unused;
	c_type_t type;
	uint32_t len; /* string: in bytes */
	union {
		int64_t integer;
		double real;
		uint64_t text; /* string */
	};
};

/* Something wrong with the C. */
struct c_note {
	c_text_t path; /* 0: not known */
	uint32_t line, column;
	c_text_t message;
};

/* A file that was read. */
struct c_header {
	c_text_t path;
	uint32_t unused;
	int64_t size, mtime; /* mtime in ns */
};

struct c_decls {
	const struct c_type *types;
	const struct c_member *members;
	const struct c_decl *decls;
	const struct c_note *notes;
	const struct c_header *headers;
	const char *text;
	uint32_t ntypes, nmembers, ndecls, nnotes, nheaders, ntext;
};

static inline const char *c_text(const struct c_decls *d, c_text_t at)
{
	return d->text + at;
}

/* Appends the bytes. */
void c_decls_write(const struct c_decls *d, struct buf *out);

/*
 * Reads bytes that were written so, or that anybody made up; NULL when they
 * do not hold together.  Every number in a result is in range, and types
 * that are made of each other without a pointer between have an end.
 */
const struct c_decls *c_decls_read(const void *data, size_t size,
				   struct arena *a);

#endif
