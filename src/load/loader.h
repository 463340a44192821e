/* SPDX-License-Identifier: MIT */
/*
 * loader.h - a load while it goes on
 *
 * Three steps.  First the patterns are turned into the paths of packages
 * (match.h).  Then, in parallel, each path is resolved to a directory, the
 * directory is read, and what it imports is gone through the same way
 * (unit.c): what a path means does not depend on who asks, so the order in
 * which threads come to it does not matter.  At last packages are made of
 * this by one thread, depth first from the patterns on, in an order that
 * only depends on the paths (build.c, variant.c).
 */
#ifndef LOAD_LOADER_H
#define LOAD_LOADER_H

#include <pthread.h>

#include "base/vec.h"
#include "load/diags.h"
#include "load/dir.h"
#include "load/goenv.h"
#include "load/load.h"
#include "load/modules.h"
#include "load/resolve.h"
#include "load/strmap.h"
#include "load/target.h"

struct importers;
struct pool;

/* The pseudo-path of a package that is made of files named one by one. */
#define COMMAND_LINE "command-line-arguments"

enum { LOAD_MAX_THREADS = 256 };

/* A path that is being loaded, and what has been found there. */
struct unit {
	const char *path;
	bool root;    /* a pattern names it */
	bool literal; /* by its path, not by a wildcard */
	bool tests;   /* its tests are loaded */
	bool in_main; /* of a main module */
	bool in_all;  /* scratch of match.c */
	bool command_line;
	bool scheduled;
	struct resolved res;
	struct source_dir *src; /* NULL: no directory */
	/* Beside src->imports: the units of the paths; NULL for "C". */
	struct unit **deps[NDIR_GROUPS];
	struct unit **implicit; /* with load_config.implicit */
	uint32_t nimplicit;

	/* build.c */
	uint8_t state;
	bool listed; /* as a root */
	bool has_variants;
	struct load_package *package; /* also of one that is missing */
	bool missing;
	bool told;	 /* missing: where it is imported */
	bool needed;	 /* scratch of require.c */
	const char *why; /* missing, or not importable: in one line */
};

/* What a pattern stands for. */
struct match {
	const char *pattern;
	struct VEC(struct unit *) units;
	struct VEC(const char *) errors;
	bool literal;
};

struct worker {
	struct dir_reader reader;
};

struct loader {
	const struct load_config *config;
	struct goenv env;
	struct target target;
	struct modules modules;
	struct diags diags;
	struct pool *pool;
	struct worker *workers;
	unsigned nworkers;
	/* For the thread that called, while no task runs; in tasks it is
	 * guarded by the lock of modules. */
	struct arena *arena;
	struct load_result *result;

	pthread_mutex_t lock; /* guards the next three */
	struct arena *shared;
	struct strmap units;
	struct VEC(struct unit *) list;

	struct match *matches;
	uint32_t nmatches;
	struct VEC(struct load_package *) packages;
	struct VEC(struct load_package *) roots;
	struct VEC(struct load_package *) missing;
	struct importers *importers;	/* variant.c */
	struct load_package *test_main; /* the same; with implicit */
};

/* What a result owns. */
struct load_memory {
	struct arena *arenas[LOAD_MAX_THREADS + 2];
	unsigned narenas;
	struct strmap by_id;
};

/* The unit of a path, made when it is new. */
struct unit *unit_get(struct loader *l, const char *path);

/* Hands a unit to the pool, once. */
void unit_schedule(struct loader *l, struct unit *u);

/* Also loads what its tests import; it has been loaded. */
void unit_schedule_tests(struct loader *l, struct unit *u);

/* The flags for dir_scan() of a unit. */
unsigned unit_scan_flags(const struct unit *u);

/* Fills matches from the patterns, and loads everything. */
void match_patterns(struct loader *l);

/* Makes the packages from the units. */
void build_packages(struct loader *l);

/* Makes the plain package of a unit, and all that it imports. */
void build_unit(struct loader *l, struct unit *u);

/* The package of u is being made: an import of it would close a cycle. */
bool unit_is_open(const struct unit *u);

/* package.c */

enum build_kind { BUILD_PLAIN, BUILD_TEST, BUILD_XTEST };

/* A package of the unit's directory with nothing in it. */
struct load_package *build_new(struct loader *l, const struct unit *u);

/* The same package with lists of its own. */
struct load_package *build_copy(struct loader *l, const struct load_package *p);

void build_files(struct loader *l, struct load_package *p, const struct unit *u,
		 enum build_kind kind);
void build_imports(struct loader *l, struct load_package *p,
		   const struct unit *u, enum build_kind kind);

/* Puts it behind the other packages of the result. */
void build_keep(struct loader *l, struct load_package *p);

/* Gives the files of all packages their places in the file set. */
void build_positions(struct loader *l);

/* A diagnostic of p, or NULL; file: of u, UINT32_MAX for none. */
void build_diagnostic(struct loader *l, struct load_package *p,
		      const struct unit *u, uint32_t file, uint32_t offset,
		      const char *message);
void build_dir_errors(struct loader *l, struct load_package *p,
		      const struct source_dir *d);

/* allow.c: why a package may not import another; NULL when it may. */
const char *build_forbids(struct loader *l, const struct unit *importer,
			  const char *importer_path, const char *written,
			  const struct unit *u);

/* require.c: whether go.mod requires what is needed. */
void check_requirements(struct loader *l);

/* variant.c: what every test needs, with the first step. */
void variants_schedule(struct loader *l);

/* After all plain packages are made, the
 * variants of a root's tests. */
void variants_prepare(struct loader *l);
void variants_of(struct loader *l, struct unit *u);

#endif
