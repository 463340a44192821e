/* SPDX-License-Identifier: MIT */
/*
 * load.h - from patterns to packages, as the go command means them
 *
 * Comes in: what a user writes (./..., fmt, a.go b.go) and the environment
 * of the go command (go.mod, go.work, vendor, GOFLAGS, the module cache,
 * GOROOT).  Goes out: the packages that the patterns name and everything
 * they import, each with the files that make it for one target, the text of
 * those files, and what each import path in it means.  What `go list -e
 * -deps` says of a package is said here; `go list` itself is not run.
 *
 * A thing that is wrong (a missing module, two packages in one directory)
 * becomes a diagnostic, and the rest is loaded all the same.
 *
 * Ownership: everything reachable from a result lives as long as the
 * result, also the texts of the sources that were added to the file set:
 * destroy the set (or at least stop asking it about text) before the result.
 *
 * Threads: load_packages() starts its own and has joined them when it
 * returns.  A result may be read from any thread.  Two loads at one time
 * are fine when they have different file sets.
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/position.h"

struct arena;
struct buf;

struct load_config {
	const char *dir; /* relative paths start here; NULL: where we are */
	const char *const *patterns; /* none: "." */
	size_t npatterns;
	const char *tags;   /* "a,b"; NULL: those in GOFLAGS */
	const char *goos;   /* NULL: GOOS, or this machine's */
	const char *goarch; /* NULL: GOARCH, or this machine's */
	int cgo;	    /* 0, 1; -1: as the go command decides */
	bool tests;	    /* also the variants that `go test` compiles */
	/*
	 * Also what the linker adds without an import: runtime for a command,
	 * runtime/cgo for a package with import "C".  Nothing of it matters
	 * for types.
	 */
	bool implicit;
	unsigned jobs;		/* threads; 0: one per processor */
	struct file_set *files; /* sources are added here; not NULL */
};

enum load_severity { LOAD_WARNING, LOAD_ERROR };

/* Why there is no package, or why it is not whole. */
struct load_diagnostic {
	const char *path;      /* file or directory; NULL: neither */
	uint32_t line, column; /* from 1; 0: not known */
	uint8_t severity;      /* enum load_severity */
	/* A syntax error before the first declaration: whoever parses the
	 * whole file is told it again. */
	bool syntax;
	const char *message; /* may be of several lines, as Go's */
	const struct load_package *package; /* which it spoils, or NULL */
};

struct load_module {
	const char *path;
	const char *version; /* "" for a main module */
	const char *dir;     /* NULL: not in the cache */
	const char *go_mod;  /* its go.mod; NULL: none */
	/* "1.22" as in go.mod; "" when that has no go line. */
	const char *go_version;
	struct load_module *replace; /* where it comes from instead, or NULL */
	bool main;
};

enum load_file_kind {
	LOAD_FILE_GO,
	LOAD_FILE_CGO,	 /* has import "C" */
	LOAD_FILE_TEST,	 /* x_test.go of the package itself */
	LOAD_FILE_XTEST, /* x_test.go of package p_test */
};

/*
 * A Go file of a package.  A file that is in two packages (p and p
 * [p.test]) has a struct source_file in each, over one text.
 */
struct load_file {
	const char *name; /* without its directory */
	struct source_file *source;
	uint8_t kind; /* enum load_file_kind */
};

/* Files that are no Go files of the package, by name, as `go list` names. */
enum load_other {
	LOAD_OTHER_IGNORED_GO,
	LOAD_OTHER_INVALID_GO, /* also among the files, when possible */
	LOAD_OTHER_IGNORED,
	LOAD_OTHER_C,
	LOAD_OTHER_CXX,
	LOAD_OTHER_M,
	LOAD_OTHER_H,
	LOAD_OTHER_F,
	LOAD_OTHER_S,
	LOAD_OTHER_SWIG,
	LOAD_OTHER_SWIGCXX,
	LOAD_OTHER_SYSO,
	LOAD_OTHER_TEST_GO, /* of the package, whether compiled here or not */
	LOAD_OTHER_XTEST_GO,
	LOAD_NOTHER
};

struct load_names {
	const char **at;
	uint32_t n;
};

/* One import path of a package. */
struct load_import {
	const char *path; /* as it is written in the files */
	pos_t pos;	  /* of the first one; NO_POS: implicit */
	/* NULL for "C", for what could not be found, and where it would close
	 * a cycle; why then says so in one line ("C": NULL). */
	struct load_package *package;
	const char *why;
};

/* A `#cgo` line of a preamble, as it is written; not ended by NUL. */
struct load_cgo_line {
	pos_t pos; /* of the '#' */
	const char *text;
	uint32_t len;
};

enum load_variant {
	LOAD_PLAIN,
	LOAD_TEST,	 /* p [p.test]: with its own test files */
	LOAD_XTEST,	 /* p_test [p.test] */
	LOAD_RECOMPILED, /* q [p.test]: imports p [p.test] on some way */
};

struct load_package {
	const char *id;	  /* "p", "p [p.test]", "p_test [p.test]"; unique */
	const char *path; /* "p", "p_test": what it calls itself */
	const char *name; /* of its package clause; "" when not known */
	const char *dir;  /* absolute; "" when it was not found */
	struct load_module *module; /* NULL: std, or none */
	/* The language its files are written in: "go1.22"; "" the newest. */
	const char *go_version;
	uint8_t variant;   /* enum load_variant */
	bool standard;	   /* from GOROOT */
	bool root;	   /* a pattern names it (or its variant's package) */
	bool command_line; /* made of files named one by one */
	bool broken;	   /* has a diagnostic of its own */
	bool cgo;	   /* has import "C", and cgo is on */
	/* The package under test; NULL for LOAD_PLAIN. */
	struct load_package *for_test;
	struct load_file *files; /* Go files to compile, tests last */
	uint32_t nfiles;
	struct load_names others[LOAD_NOTHER];
	struct load_import *imports; /* of files[], sorted by path */
	uint32_t nimports;
	struct load_cgo_line *cgo_lines;
	uint32_t ncgo_lines;
	uint32_t index; /* in the result's packages */
};

struct load_result {
	/* Dependencies first; the same for any number of threads. */
	struct load_package **packages;
	uint32_t npackages;
	/* In the order of the patterns, sorted within one; subset of these. */
	struct load_package **roots;
	uint32_t nroots;
	/* What was asked for or imported but has no files at all. */
	struct load_package **missing;
	uint32_t nmissing;
	/* By path, line, column, message. */
	struct load_diagnostic *diagnostics;
	uint32_t ndiagnostics;
	/* The target and the toolchain that were loaded for. */
	const char *goos, *goarch;
	bool cgo;
	const char *goroot;	      /* "" when there is none */
	const char *go_version;	      /* "go1.27.0"; "" when not known */
	struct load_module **modules; /* main modules first; none: outside */
	uint32_t nmodules;
	uint64_t files_read, bytes_read; /* for statistics */
	struct load_memory *memory;	 /* private */
};

/* Never NULL.  What cannot be loaded at all is a diagnostic too. */
struct load_result *load_packages(const struct load_config *config);
void load_result_destroy(struct load_result *r); /* NULL is fine */

/* What path means in a file of p; NULL when no file of p imports it. */
const struct load_import *load_import_of(const struct load_package *p,
					 const char *path);

/* The package with that id; NULL when there is none. */
struct load_package *load_find(const struct load_result *r, const char *id);

/* The packages as text; doc/dump-format.md, "packages". */
void load_print(const struct load_result *r, struct buf *out);

#endif
