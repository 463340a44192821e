/* SPDX-License-Identifier: MIT */
/*
 * program.h - a whole Go program: loaded, parsed and typed, in parallel
 *
 * Comes in: patterns.  Goes out: packages in an order in which each comes
 * after those it imports, with trees, types, and everything that was wrong.
 * Functions' bodies are parsed and typed in the packages that the patterns
 * name; those of the packages they import are skipped and can be had one by
 * one (program_check_body).
 *
 * Ownership: all of it belongs to the program and goes with it.
 *
 * Threads: program_load() uses as many as it is told and has joined them
 * when it returns.  A program may be read from any thread after that.
 */
#ifndef PROGRAM_PROGRAM_H
#define PROGRAM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/position.h"

struct arena;
struct ast_file;
struct func_lit;
struct load_package;
struct load_result;
struct object;
struct package;
struct program;
struct ptrmap;
struct type_error;

struct program_config {
	const char *dir; /* relative paths start here; NULL: where we are */
	const char *const *patterns; /* none: "./..." */
	size_t npatterns;
	const char *tags, *goos, *goarch; /* NULL: as the go command has them */
	bool tests;			  /* also what `go test` compiles */
	bool comments;	/* keep comments in the trees of named packages */
	bool load_only; /* neither parse nor type anything */
	unsigned jobs;	/* threads; 0: one per processor */
	/* Told as work goes on, from any thread, one call at a time. */
	void (*progress)(void *ctx, const char *stage, uint32_t done,
			 uint32_t of);
	void *ctx;
};

struct program_package {
	const struct load_package *load;
	struct ast_file **files; /* in the order of load->files */
	uint32_t nfiles;
	struct package *types;
	struct c_side *c; /* NULL: no import "C" */
	/* Private: see schedule() in program.c. */
	struct arena *arena;
	struct arena *trees; /* syntax; NULL once dropped */
	const struct type_error *syntax_errors;
	uint32_t nsyntax_errors;
	struct program_package **importers;
	uint32_t nimporters;
	uint32_t waits_for;
	bool parsed;
};

/* One thing that is wrong with the source; see program_errors(). */
struct program_error {
	const char *path;      /* as the finding shows it; NULL: none */
	uint32_t line, column; /* from 1; 0: not known */
	const char *message;
	bool root; /* in a package that a pattern names */
};

struct program_stats {
	uint32_t packages, files, root_packages, root_files;
	uint64_t lines, bytes, root_lines;
	/* CPU seconds of all threads, by stage. */
	double load, parse, types;
};

struct program {
	struct load_result *load;
	struct file_set *files;
	struct program_package *packages; /* dependencies first */
	uint32_t npackages;
	/* Of the main module, or the folder we are in: paths are shown
	 * relative to it. */
	const char *root;
	struct program_stats stats;
	unsigned jobs;
	struct arena *arena; /* private */
};

/* Never NULL. */
struct program *program_load(const struct program_config *config);
void program_destroy(struct program *p); /* NULL is fine */

/*
 * Gives back the syntax trees of packages without import "C", once nobody
 * asks for bodies or looks at trees any more; types, objects and texts stay.
 * Nothing may hold on to a node: nfiles is 0 then.
 */
void program_drop_trees(struct program *p);

/*
 * Everything that is wrong, by path, line, column and message, each once.
 * Of a package that no pattern names only its first error is told.  The
 * list lives in a.
 */
struct program_error *program_errors(const struct program *p, struct arena *a,
				     size_t *ret_n);

/* How many packages that a pattern names were parsed in part at least. */
uint32_t program_analysed(const struct program *p);

/*
 * Parses and types the body of a function of a package that no pattern
 * names.  What is made lives in a; errors are in *ret, uses of generics in
 * *instances (struct package, instances).  Bodies of different functions may be
 * asked for by different threads at the same time, one function only once.
 */
void program_check_body(const struct program *p,
			const struct program_package *in, struct object *func,
			struct arena *a, struct ptrmap *instances,
			struct type_error **ret, uint32_t *ret_n);

/*
 * The same for a function literal in the initialization of var, a package-
 * level variable.  Literals of the same variable are one function here.
 */
void program_check_lit(const struct program *p,
		       const struct program_package *in, struct object *var,
		       struct func_lit *lit, struct arena *a,
		       struct ptrmap *instances, struct type_error **ret,
		       uint32_t *ret_n);

/* The path as findings show it: relative to the program's root. */
const char *program_path(const struct program *p, const char *path);

#endif
