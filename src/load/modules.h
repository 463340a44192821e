/* SPDX-License-Identifier: MIT */
/*
 * modules.h - the modules of a load: main ones, and those they require
 *
 * Comes in: the settings (goenv.h).  Goes out: which version of which
 * module counts, and in which directory it lies.  Follows cmd/go's modload:
 * the main module's go.mod, or go.work and the go.mod of each module that
 * it uses; replace and exclude; the vendor directory; minimal version
 * selection over the go.mod files in the module cache.
 *
 * From Go 1.17 on a go.mod lists all modules that its packages need, so the
 * whole graph is only read when a package is in none of those.
 *
 * Ownership: everything lives in the arena of the settings, which is only
 * used under the lock while loading goes on.
 *
 * Threads: modules_init() runs alone; all other functions are for any
 * thread, and take the lock where they need it.
 */
#ifndef LOAD_MODULES_H
#define LOAD_MODULES_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "load/load.h"
#include "load/modfile.h"
#include "load/strmap.h"

struct arena;
struct diags;
struct goenv;

enum build_mod { BUILD_READONLY, BUILD_VENDOR, BUILD_MOD };

/* How much of the module graph counts. */
enum pruning {
	PRUNED, /* requirements of modules at go 1.17 or later end there */
	UNPRUNED,
	PRUNE_WORKSPACE, /* pruned to the union of the workspace's modules */
};

struct main_module {
	struct load_module *module;
	const char *root;   /* its directory */
	const char *prefix; /* of its packages' paths: its path, "" for std */
	const char *go_mod;
	struct modfile file;
	struct strmap replace; /* "path" or "path@version" -> mod_version */
	struct strmap exclude; /* "path@version" */
	bool in_goroot;
};

/* A module's own requirements. */
struct mod_summary {
	const char *go_version; /* "" when it has no go line */
	bool unpruned;
	struct mod_version *require;
	uint32_t nrequire;
	const char **ignore;
	uint32_t nignore;
	const char *error; /* it could not be read, or NULL */
};

struct mod_graph {
	struct strmap selected; /* path -> version */
	struct strmap required; /* "path@version" -> mod_requirements */
};

struct mod_requirements {
	struct mod_version *at;
	uint32_t n;
};

struct vendored {
	struct mod_version module;
	const char *go_version;		/* "" when it is not told */
	struct mod_version replacement; /* path NULL: none */
	bool explicit;
	bool has_packages;
};

struct modules {
	struct goenv *env;
	struct arena *arena;
	struct diags *diags;
	pthread_mutex_t lock; /* guards arena, and what is made on demand */

	bool enabled; /* GO111MODULE is not off */
	enum build_mod build_mod;
	bool build_mod_explicit;
	const char *build_mod_reason; /* or NULL */
	const char *work_dir; /* of go.work; NULL outside of a workspace */
	struct modfile work;
	struct strmap work_replace;
	struct main_module *mains;
	uint32_t nmains;
	const char *go_version;	 /* of the main module or the workspace */
	const char *replace_dir; /* where relative replacements start */

	enum pruning pruning;
	struct mod_version *roots; /* sorted, "go" among them */
	uint32_t nroots;
	struct strmap root_version; /* path -> greatest version */

	const char *vendor_dir;	    /* BUILD_VENDOR */
	struct vendored **vendored; /* in the order of modules.txt */
	uint32_t nvendored;
	struct strmap vendored_at;	/* "path@version" -> vendored */
	struct strmap vendored_package; /* import path -> vendored */

	struct mod_graph *graph; /* on demand */
	struct strmap summaries; /* "path@version", on demand */
	struct strmap places;	 /* "path@version" -> where it lies */
	struct strmap infos;	 /* "path@version" -> load_module */
	struct VEC(struct load_module *) info_list;
};

void modules_init(struct modules *m, struct goenv *env, struct diags *diags);
void modules_finish(struct modules *m);

bool modules_is_main(const struct modules *m, const char *path);

/* The version of a module among the roots; NULL when it is not there. */
const char *modules_root_version(const struct modules *m, const char *path);

/* Its version in the whole graph, which is read now; NULL for none. */
const char *modules_selected(struct modules *m, const char *path);

/* All modules of the graph but for go and toolchain: mains, then by path. */
struct mod_version *modules_build_list(struct modules *m, uint32_t *ret_n);

/* The go.mod of the main module, or the go.work; NULL: there is none. */
const char *modules_file(const struct modules *m);

/*
 * The directory of a module, or of what replaces it.  *ret_local: it is
 * no copy in the module cache.  NULL, or why it cannot be had.
 */
const char *modules_dir(struct modules *m, const struct mod_version *mod,
			const char **ret_dir, bool *ret_local);

/* What a module requires; never NULL, see its error. */
const struct mod_summary *modules_summary(struct modules *m,
					  const struct mod_version *mod);

/* What replaces a module; path NULL: nothing does. */
struct mod_version modules_replacement(struct modules *m,
				       const struct mod_version *mod);

/* The one description of a module that packages point to. */
struct load_module *modules_info(struct modules *m,
				 const struct mod_version *mod);

/* "path@version" in the arena; "path" for no version. */
char *mod_key(struct arena *a, const struct mod_version *mod);

/* The value of a table for that key. */
void *mod_find(const struct strmap *table, const struct mod_version *mod);

/* "path@version" or "path", for messages. */
const char *mod_text(struct arena *a, const struct mod_version *mod);

#endif
