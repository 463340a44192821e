/* SPDX-License-Identifier: MIT */
/*
 * walk.h - the directories below one that may hold packages
 *
 * Those whose names begin with '.' or '_', testdata, and what a go.mod tells
 * to ignore are passed over with all that is below them; symbolic links are
 * not followed, but for the first directory.
 */
#ifndef LOAD_WALK_H
#define LOAD_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"
#include "load/dir.h"

struct arena;
struct pattern;

enum walk_stop {
	WALK_STOP_MODULE = 1 << 0, /* at a directory with a go.mod */
	WALK_STOP_VENDOR = 1 << 1, /* below a directory vendor */
};

struct walk_dir {
	const char *path;
	const char *name; /* prefix and the way from the root */
	struct dir_listing listing;
};

struct walk {
	struct arena *arena;
	const struct pattern *pattern; /* or NULL: everything */
	const char *root, *prefix;
	unsigned stop;
	/* What go.mod ignores, and where it lies. */
	const char *ignore_root;
	const char *const *ignore;
	uint32_t nignore;
	bool skip_root;			   /* the root itself is no package */
	struct VEC(struct walk_dir) found; /* in the order of their paths */
	const char *error; /* the first directory that could not be read */
};

void walk_run(struct walk *w);

#endif
