/* SPDX-License-Identifier: MIT */
/*
 * modfile.h - reads go.mod and go.work
 *
 * Comes in: the text.  Goes out: what it says, or its errors.  The strict
 * reading is for a main module, which its owner can mend; the lax one is
 * for the go.mod of a dependency, where directives of a future version of
 * Go, and those that only matter in a main module, are passed over.
 *
 * Ownership: everything lives in the arena; the text is not needed after.
 */
#ifndef LOAD_MODFILE_H
#define LOAD_MODFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum modfile_mode { MODFILE_STRICT, MODFILE_LAX, MODFILE_WORK };

/* A module at a version; "" for a main module or any version. */
struct mod_version {
	const char *path, *version;
};

struct mod_require {
	struct mod_version mod;
	bool indirect;
};

struct mod_replace {
	struct mod_version old; /* version "": all of them */
	struct mod_version new; /* version "": path is a directory */
};

struct mod_use {
	const char *path;
	uint32_t line;
};

struct modfile_error {
	uint32_t line, column; /* from 1; columns are of bytes */
	const char *message;
};

struct modfile {
	const char *module;    /* NULL: no module line */
	const char *go;	       /* "1.22"; NULL: no go line */
	const char *toolchain; /* "go1.22.3"; NULL: no such line */
	uint32_t go_line;
	struct mod_require *require;
	uint32_t nrequire;
	struct mod_version *exclude;
	uint32_t nexclude;
	struct mod_replace *replace;
	uint32_t nreplace;
	const char **tool, **ignore;
	uint32_t ntool, nignore;
	struct mod_use *use; /* go.work */
	uint32_t nuse;
	/* When there are any, the rest is what could be understood. */
	struct modfile_error *errors;
	uint32_t nerrors;
};

void modfile_parse(struct arena *a, const char *text, size_t len,
		   enum modfile_mode mode, struct modfile *ret);

#endif
