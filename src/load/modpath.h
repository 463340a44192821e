/* SPDX-License-Identifier: MIT */
/*
 * modpath.h - what paths of modules and imports may look like
 *
 * Functions that check give NULL, or what is wrong, as the go command says
 * it; texts that are made live in the arena.
 */
#ifndef LOAD_MODPATH_H
#define LOAD_MODPATH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* "malformed import path "x y": invalid char ' '", or NULL. */
const char *import_path_check(struct arena *a, const char *path);

/* The same without "malformed ..." around it. */
const char *path_check(struct arena *a, const char *path);

/* Whether the module's path fits the version; NULL when it does. */
const char *module_path_check_major(struct arena *a, const char *path,
				    const char *version);

/*
 * The path or version with "!x" for "X", as in the module cache; NULL when
 * it cannot be there.
 */
const char *module_path_escape(struct arena *a, const char *path);

/* First element has no dot: only std can have it. */
bool path_is_standard(const char *path);

/* path is prefix, or goes on with a '/' behind it. */
bool path_has_prefix(const char *path, const char *prefix);

/* ".", "..", "./x", "../x" */
bool path_is_local(const char *path);

/* What replace and use mean as a directory: local or rooted. */
bool path_is_directory(const char *path);

/* "a/b/../c/" -> "a/c": what path.Clean of Go does. */
char *path_clean(struct arena *a, const char *path);

/* dir/name, cleaned; name when it is rooted. */
char *path_join(struct arena *a, const char *dir, const char *name);

/* What is before the last '/': "/" for "/x", "." for "x". */
char *path_dir(struct arena *a, const char *path);

/* dir's way to path, "." for itself; NULL when path is not below dir. */
const char *path_below(const char *path, const char *dir);

/* The same, also when only the names with all links resolved fit. */
const char *path_in_dir(struct arena *a, const char *path, const char *dir);

/* A Go string literal, with quotes around, of what a message quotes. */
char *quote_go(struct arena *a, const char *s);

#endif
