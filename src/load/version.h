/* SPDX-License-Identifier: MIT */
/*
 * version.h - versions of modules and of Go, and their order
 *
 * Modules have semantic versions with a "v" (v1.2.3-pre+build); Go has its
 * own form (1.21, 1.21.3, 1.22rc1), and the pseudo-modules "go" and
 * "toolchain" of a module graph have those.
 */
#ifndef LOAD_VERSION_H
#define LOAD_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/* Semantic versions.  What is not valid is less than what is. */
bool semver_valid(const char *v);
int semver_compare(const char *v, const char *w);

/* v1.2.3[-pre] with nothing left out, but for "+incompatible". */
bool semver_canonical(const char *v);

/* "v1" of "v1.2.3": its length, 0 when v is not valid. */
size_t semver_major_len(const char *v);

/* Of Go, without "go" in front; what is not valid is least. */
bool go_version_valid(const char *v);
int go_version_compare(const char *v, const char *w);

/* A language version: "1.22", without a patch level or "rc1". */
bool go_version_is_lang(const char *v);

/* The version in a toolchain's name: "1.22.3" of "go1.22.3-custom"; its
 * length, and where it starts in *ret; 0 when there is none. */
size_t go_version_of_toolchain(const char *name, const char **ret);

/* Orders versions of the module with that path; "none" is least. */
int module_version_compare(const char *path, const char *v, const char *w);

/* "go" or "toolchain". */
bool module_is_toolchain(const char *path);

#endif
