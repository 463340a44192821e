/* SPDX-License-Identifier: MIT */
/*
 * dir.h - one directory as a package: what go/build's ImportDir says of it
 *
 * Comes in: a directory and a target.  Goes out: which of its files are
 * wanted and as what, what they import, and what is wrong with them.
 *
 * Ownership: everything lives in the arena given.
 *
 * Threads: a struct dir_reader belongs to one thread.
 */
#ifndef LOAD_DIR_H
#define LOAD_DIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "load/load.h"

struct arena;
struct head_import;
struct names;
struct parser;
struct target;

enum entry_type { ENTRY_FILE, ENTRY_DIR, ENTRY_LINK, ENTRY_OTHER };

struct dir_entry {
	const char *name;
	uint8_t type; /* enum entry_type, links not followed */
};

struct dir_listing {
	struct dir_entry *entries; /* by name */
	uint32_t n;
};

/* 0, or a negative errno. */
int dir_list(struct arena *a, const char *path, struct dir_listing *ret);

const struct dir_entry *dir_find(const struct dir_listing *l, const char *name);

/* Whether a file among them ends in .go, wanted or not. */
bool dir_has_go(const char *path, const struct dir_listing *l);

struct dir_file {
	const char *name;
	uint8_t kind;	  /* enum load_file_kind */
	const char *text; /* NULL: only the head was read */
	uint32_t size;
	struct head_import *imports;
	uint32_t nimports;
	/* Where lines begin; made when a place is told. */
	uint32_t *lines;
	uint32_t nlines;
};

/* The imports of one kind of files, by path, each once. */
struct dir_import {
	const char *path;
	uint32_t file;	 /* of the first */
	uint32_t offset; /* in it */
};

enum dir_group { DIR_PACKAGE, DIR_TEST, DIR_XTEST, NDIR_GROUPS };

struct dir_imports {
	struct dir_import *at;
	uint32_t n;
};

struct dir_cgo_line {
	uint32_t file, offset, len;
};

struct dir_error {
	const char *path;
	uint32_t line, column; /* 0: of the file as a whole */
	const char *message;
	bool syntax;
};

struct source_dir {
	const char *path;
	const char *name;	/* of the package; "" when not known */
	struct dir_file *files; /* wanted Go files, by name */
	uint32_t nfiles;
	struct load_names others[LOAD_NOTHER];
	struct dir_imports imports[NDIR_GROUPS];
	struct dir_cgo_line *cgo_lines;
	uint32_t ncgo_lines;
	struct dir_error *errors; /* in the order of the files */
	uint32_t nerrors;
	int error;  /* the directory could not be read: a negative errno */
	bool no_go; /* no Go file is wanted, but no error either */
	bool cgo;   /* has files of kind LOAD_FILE_CGO */
};

enum dir_flags {
	DIR_READ_TESTS = 1 << 0, /* the texts of test files too */
	DIR_READ_NONE = 1 << 1,	 /* no texts, only heads */
	DIR_ALL_FILES = 1 << 2,	 /* constraints do not count */
};

/* What a thread needs to read directories; zeroed, then .arena is set. */
struct dir_reader {
	struct arena *arena;
	char *block;
	struct names *names;
	struct parser *parser;
	uint64_t files_read, bytes_read;
};

void dir_reader_finish(struct dir_reader *r);

/* listing: of the directory, or the files named in it; NULL: read it. */
struct source_dir *dir_scan(struct dir_reader *r, const struct target *t,
			    const char *path, const struct dir_listing *listing,
			    unsigned flags);

/* Line and column, from 1, of an offset in the file, whose text is there. */
void dir_place(struct arena *a, struct dir_file *f, uint32_t offset,
	       uint32_t *ret_line, uint32_t *ret_column);

/* Reads the text that DIR_READ_... left out; 0, or a negative errno. */
int dir_read_text(struct dir_reader *r, const struct source_dir *d,
		  struct dir_file *f);

#endif
