/* SPDX-License-Identifier: MIT */
/*
 * cfront.h - the C side of a Go package
 *
 * Comes in: a package that has import "C", with the trees of its Go files
 * (bodies and comments too).  Goes out: an object for each C.x that they
 * use, as types/ wants it, and what is wrong with the C.
 *
 *	side = c_side_create(load, lp, files, nfiles, arena);
 *	config.c_name = ... c_side_object(side, pkg, name)
 *	config.c_known = c_side_known(side);
 *	pkg = types_check(&config, ...)
 *	c_side_settle(side, pkg);
 *
 * Ownership: it lives in the arena given, which is the package's.
 *
 * Threads: creating and asking belong to the thread that types the package.
 * Once it is settled any thread may ask.
 */
#ifndef CFRONT_CFRONT_H
#define CFRONT_CFRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"
#include "cfront/unit.h"

struct arena;
struct ast_file;
struct c_side;
struct load_package;
struct load_result;
struct object;
struct package;

/*
 * Where answers of clang are kept; NULL: nowhere.  Without a call,
 * $XDG_CACHE_HOME/belay or ~/.cache/belay.  To be called before the first
 * c_side_create(); dir is not copied.
 */
void c_side_cache(const char *dir);

/* NULL when no file imports "C". */
struct c_side *c_side_create(const struct load_result *r,
			     const struct load_package *lp,
			     struct ast_file **files, uint32_t nfiles,
			     struct arena *a);

/* Whether all names that the files use are known. */
bool c_side_known(const struct c_side *s);

/* C.name in a file of pkg, the package that s was made for; or NULL. */
struct object *c_side_object(struct c_side *s, struct package *pkg,
			     name_t name);

/* After typing: so that no later question has anything left to make. */
void c_side_settle(struct c_side *s, struct package *pkg);

/* What is wrong, in no order; at.path may be NULL. */
const struct c_error *c_side_errors(const struct c_side *s, uint32_t *ret_n);

#endif
