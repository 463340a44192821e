/* SPDX-License-Identifier: MIT */
/*
 * unit.h - the C of a Go package, as something clang can parse
 *
 * Comes in: a package that has import "C", with the trees of its Go files.
 * Goes out: the C sources of it (the preamble of each Go file, the package's
 * .c and .cc files) with the flags that they are compiled with; each can be
 * parsed.  As in cgo, every Go file has a preamble of its own: what one
 * declares static is not seen by another.
 *
 * Ownership: a c_package and all in it live in the arena it was made in,
 * which must not go before the files' texts do.  A c_unit is libclang's
 * memory, and given back by c_unit_close().
 *
 * Threads: one at a time per c_package; different packages may be worked at
 * by different threads.
 */
#ifndef CFRONT_UNIT_H
#define CFRONT_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cfront/clang.h"

struct arena;
struct ast_file;
struct load_package;
struct load_result;

/* A place in a Go file's preamble, a C file or a header; lines from 1. */
struct c_place {
	const char *path; /* NULL: not known */
	uint32_t line, column;
};

/* Something that is wrong with the C of a package. */
struct c_error {
	struct c_place at;
	const char *message;
};

struct c_flags {
	const char **at;
	uint32_t n;
};

/* One translation unit. */
struct c_source {
	/* What clang calls it: a made-up name for a preamble, and for a C file
	 * its own.  Absolute. */
	const char *path;
	/* The text; NULL: it is read from path. */
	const char *text;
	size_t size;
	const struct ast_file *go; /* whose preamble it is, or NULL */
	bool cxx;
};

struct c_package {
	const struct load_package *load;
	struct ast_file **files; /* all Go files of it */
	uint32_t nfiles;
	const char *goos, *goarch;
	struct c_flags flags; /* of C sources */
	struct c_flags cxx_flags;
	struct c_source *sources; /* preambles in order of files, then files */
	uint32_t nsources, npreambles;
	struct c_error *errors;
	uint32_t nerrors, errors_cap;
	/* Headers that do not exist but are included by name: absolute path
	 * and text, as _cgo_export.h. */
	struct CXUnsavedFile *made;
	uint32_t nmade;
	struct arena *arena;
};

/*
 * Never NULL.  Runs pkg-config when a #cgo line asks for it.  Does not open
 * libclang: c_unit_open() does.
 */
struct c_package *c_package_create(const struct load_result *r,
				   const struct load_package *lp,
				   struct ast_file **files, uint32_t nfiles,
				   struct arena *a);

/* Tells an error, each once; at most a few for a package. */
void c_package_error(struct c_package *p, struct c_place at,
		     const char *message);

enum c_unit_mode {
	C_UNIT_DECLS = 0,	/* bodies of functions are skipped */
	C_UNIT_BODIES = 1 << 0, /* they are not */
	C_UNIT_MACROS = 1 << 1, /* keep what was defined and expanded where */
};

struct c_unit {
	const struct clang_api *clang;
	CXIndex index;
	CXTranslationUnit tu;
};

/* A tail begins with a #line that gives it a name that begins so. */
#define C_TAIL "belay-"

/*
 * Parses a source, with tail (or NULL) behind its text.  False, and told as
 * an error of the package, when there is nothing to work with; a source with
 * errors still gives a unit with what could be understood.
 */
bool c_unit_open(struct c_package *p, const struct c_source *source,
		 unsigned mode, const char *tail, struct c_unit *ret);
void c_unit_close(struct c_unit *u);

/*
 * Tells what clang found wrong: missing headers with what to install, and
 * of the rest the first error.  Errors in tail are left out.
 */
void c_unit_tell(struct c_package *p, const struct c_unit *u);

/* Where a reader finds it: a preamble's places are in its Go file. */
struct c_place c_place_of(const struct c_unit *u, CXSourceLocation at,
			  struct arena *a);

#endif
