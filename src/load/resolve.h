/* SPDX-License-Identifier: MIT */
/*
 * resolve.h - from an import path to the directory of its package
 *
 * The order is that of cmd/go's modload: the standard library, then every
 * module whose path is a prefix of the import path.  All of those that have
 * Go files in the directory are found; more than one is an error.
 *
 * Threads: any; what is found lives in the arena given.
 */
#ifndef LOAD_RESOLVE_H
#define LOAD_RESOLVE_H

#include <stdbool.h>

#include "load/dir.h"
#include "load/modfile.h"

struct arena;
struct modules;

struct resolved {
	const char *dir;	/* NULL: there is none ("C", or an error) */
	struct mod_version mod; /* path NULL: none, the package is in std */
	bool standard;
	const char *error;	    /* NULL: found; else in Go's words */
	struct dir_listing listing; /* of dir */
};

void resolve_import(struct modules *m, struct arena *a, const char *path,
		    struct resolved *ret);

/*
 * The path that an import means in a package of the standard library, which
 * has a vendor directory of its own: "vendor/golang.org/x/..."; path itself
 * when it is not there.
 */
const char *resolve_std_vendor(struct modules *m, struct arena *a,
			       const char *importer, const char *path);

/* The import path of a directory; NULL, and why, when it has none. */
const char *resolve_directory(struct modules *m, struct arena *a,
			      const char *dir, const char **ret_why);

/*
 * The directory of a package in a module that lies in root and whose path,
 * or "", is prefix.  False when it has no Go files, or another module has
 * it.  local: root is no copy in the module cache.
 */
bool resolve_in_module(struct arena *a, const char *path, const char *prefix,
		       const char *root, bool local, const char **ret_dir,
		       struct dir_listing *ret_listing);

#endif
