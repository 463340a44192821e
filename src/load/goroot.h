/* SPDX-License-Identifier: MIT */
/*
 * goroot.h - the tree of a Go toolchain: which one, its version, its
 * experiments
 */
#ifndef LOAD_GOROOT_H
#define LOAD_GOROOT_H

struct arena;
struct goenv;
struct target;

/* Sets goroot and version: "" when there is no Go. */
void goroot_find(struct goenv *e);

/* Sets them anew when go.mod or go.work asks for a newer Go. */
void goroot_switch(struct goenv *e);

/*
 * Adds the tags of the experiments that are on for the target: those of the
 * toolchain, changed by words, GOEXPERIMENT.  NULL, or what is wrong.
 */
const char *goroot_experiments(const struct goenv *e, const char *words,
			       struct target *t);

/* The program of that name on PATH, or NULL. */
const char *goroot_look_path(struct arena *a, const char *name);

/* A whole small file as text, or NULL. */
char *goroot_read(struct arena *a, const char *path);

#endif
