/* SPDX-License-Identifier: MIT */
/*
 * target.h - which files a build for one system wants
 *
 * A file can say so in its name (x_linux.go) and in its first comments
 * (//go:build linux && cgo); both ask whether tags are true.
 *
 * Threads: a target is made by one; after that any may ask.
 */
#ifndef LOAD_TARGET_H
#define LOAD_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "load/strmap.h"

struct arena;

struct target {
	const char *goos, *goarch;
	bool cgo;
	unsigned go_minor;  /* tags go1.1 to go1.<this> are true */
	struct strmap tags; /* the rest of those that are true */
};

/* Takes the strings as they are; tags are added with target_add_tag(). */
void target_init(struct target *t, struct arena *a, const char *goos,
		 const char *goarch, bool cgo, unsigned go_minor);
void target_add_tag(struct target *t, struct arena *a, const char *tag);

/* Whether the tag of len bytes is true. */
bool target_has_tag(const struct target *t, const char *tag, size_t len);

/* Whether a file of that name may be wanted. */
bool target_wants_name(const struct target *t, const char *name);

#endif
