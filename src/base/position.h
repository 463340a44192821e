/* SPDX-License-Identifier: MIT */
/*
 * position.h - places in source text, in 32 bits
 *
 * Every file of a session has a range of numbers of its own: a pos is the
 * file's base plus the offset of a byte in it.  base + size is still the
 * file's (the end of the text).  Files of one package get rising bases in
 * the order of the package's list, so that comparing two positions of one
 * package orders them as a reader would.  Sources of a session together
 * are limited to 4 GiB.
 *
 * Ownership: files live as long as their set; their text too.
 *
 * Threads: file_set_add() and all lookups may be called from any thread;
 * a file's line table is made when it is first asked for.
 */
#ifndef BASE_POSITION_H
#define BASE_POSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t pos_t;

#define NO_POS ((pos_t)0)

struct file_set;
struct line_table;

/* A `//line` directive: from here on positions are told otherwise. */
struct line_directive {
	uint32_t offset;       /* of the first byte it speaks for */
	const char *path;      /* of a name: lives as long as the process */
	uint32_t line, column; /* column 0: columns are not told */
};

struct source_file {
	const char *path; /* as it was found, for opening and messages */
	const char *text; /* NUL-terminated; the NUL is not counted */
	uint32_t size;
	pos_t base;
	/* Written by the parser before anybody else sees the file. */
	const struct line_directive *directives;
	uint32_t ndirectives;
	bool own_text; /* text is malloc's, and freed with the set */
	bool padded;   /* text ends as source_pad() makes it */
	struct line_table *_Atomic lines; /* private */
	struct file_set *set;		  /* private */
};

/*
 * A text that is scanned where it lies is followed by this many bytes,
 * written by source_pad(): the NUL, and one of everything that a scanner
 * looks for in a loop, so that it need not look for the end as well.  A
 * text without them is copied before it is scanned.
 */
#define SOURCE_PADDING 128
void source_pad(char *text, size_t size);

/* What a message shows.  Columns count bytes from 1. */
struct position {
	const char *path; /* NULL for NO_POS */
	uint32_t line, column;
	uint32_t offset;
};

struct file_set *file_set_create(void);
void file_set_destroy(struct file_set *set);

/*
 * Adds a file; path and text are not copied: they must outlive the set, or
 * be given up to it (own_text).  NULL when the 4 GiB are used up.
 */
struct source_file *file_set_add(struct file_set *set, const char *path,
				 const char *text, uint32_t size);

/*
 * Reads and adds; 0, or a negative errno: -EFBIG over 1 GiB or when the
 * 4 GiB are used up, -EISDIR, -EINVAL for what is no regular file.
 */
int file_set_read(struct file_set *set, const char *path,
		  struct source_file **ret);

/* Copies the directives of a file, but not their paths; for the parser. */
void source_set_directives(struct source_file *f,
			   const struct line_directive *d, uint32_t n);

/* The file that a position lies in; NULL for NO_POS. */
struct source_file *file_set_find(struct file_set *set, pos_t pos);

/* Where it is; position_raw() does not look at `//line`. */
struct position position_of(struct file_set *set, pos_t pos);
struct position position_raw(struct file_set *set, pos_t pos);

/* The same where the file is known, without a search and a lock. */
struct position position_in(struct source_file *f, pos_t pos);
uint32_t position_line(struct source_file *f, pos_t pos); /* raw */

/* The number of lines; one that no newline ends counts. */
uint32_t source_nlines(struct source_file *f);

static inline uint32_t pos_offset(const struct source_file *f, pos_t pos)
{
	return pos - f->base;
}

#endif
