/* SPDX-License-Identifier: MIT */
/*
 * goenv.h - the settings of the go command, and where Go is
 *
 * A setting comes from the environment, else from the user's go/env file
 * (go env -w), else from GOROOT's go.env, else it has a default.
 *
 * GOROOT is $GOROOT, or the tree that the go command on PATH belongs to, or
 * what that command says when it is a wrapper.  When go.mod or go.work asks
 * for a newer Go than that and GOTOOLCHAIN allows it, it is the toolchain in
 * the module cache, as the go command would switch to it.
 */
#ifndef LOAD_GOENV_H
#define LOAD_GOENV_H

#include <stdbool.h>
#include <stddef.h>

#include "load/strmap.h"

struct arena;
struct target;

struct goenv {
	struct arena *arena;
	struct strmap user, system; /* go/env, GOROOT/go.env */
	const char *dir;	    /* absolute; where the user stands */
	const char *goroot;	    /* "" when there is none */
	const char *goroot_src;	    /* goroot/src */
	const char *version;	    /* "1.27.0"; "" when not known */
	const char *gopath;	    /* the first of them */
	const char *modcache;
	const char *work;     /* the go.work in use, or NULL */
	const char *mod_root; /* the nearest directory with a go.mod, or NULL */
	/* From GOFLAGS; NULL when not there. */
	const char *mod, *modfile, *tags;
	bool overlay;	      /* -overlay is there, and not followed */
	const char *bad_flag; /* in GOFLAGS, that cannot be understood */
	/* Why a newer Go that go.mod asks for is not used, or NULL. */
	const char *toolchain_problem;
};

/* dir: absolute.  Finds everything but what is for a target. */
void goenv_init(struct goenv *e, struct arena *a, const char *dir);

/* A setting, "" when it has none. */
const char *goenv_get(const struct goenv *e, const char *name);

/*
 * What to build for.  NULL and -1 are taken from the settings; tags are
 * those of the user.  *ret_why is what is wrong with GOEXPERIMENT, or NULL.
 */
void goenv_target(struct goenv *e, const char *goos, const char *goarch,
		  int cgo, const char *tags, struct target *ret,
		  const char **ret_why);

/* dir or the nearest above it that has a file of that name; or NULL. */
const char *goenv_find_above(struct arena *a, const char *dir,
			     const char *name);

/* This machine's GOARCH. */
const char *host_arch(void);

bool same_directory(const char *a, const char *b);
bool is_directory(const char *path);
bool is_file(const char *path); /* exists and is no directory */

#endif
