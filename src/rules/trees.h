/* SPDX-License-Identifier: MIT */
/*
 * trees.h - syntax trees of the few files that findings are in (private)
 *
 * Trees of packages without C are gone by then (program_drop_trees()): they
 * are parsed again, without types.
 *
 * Ownership: the trees live in the arena given, or in the program.
 *
 * Threads: one at a time.
 */
#ifndef RULES_TREES_H
#define RULES_TREES_H

struct arena;
struct ast_file;
struct program;
struct source_file;
struct trees;

struct trees *trees_create(const struct program *p, struct arena *a);
void trees_finish(struct trees *t);

/* Never NULL. */
struct ast_file *trees_file(struct trees *t, struct source_file *f);

#endif
