/* SPDX-License-Identifier: MIT */
/*
 * dir_read.h - the bytes of a file, no more of them than are needed
 */
#ifndef LOAD_DIR_READ_H
#define LOAD_DIR_READ_H

#include <stdbool.h>
#include <stddef.h>

struct dir_reader;

/* A file that is being looked at; closed with file_view_close(). */
struct file_view {
	const char *text; /* the first size bytes; not ended by NUL */
	size_t size;
	bool whole; /* these are all */
	int fd;	    /* -1: closed */
	bool kept;  /* text is in the arena, with a NUL behind it */
};

/*
 * Opens a file of the directory and reads its first block; 0, or a negative
 * errno.  The text is good until the next one is opened.
 */
int file_view_open(struct dir_reader *r, int dir, const char *name,
		   struct file_view *ret);

/* Reads all of it into the arena; 0, or a negative errno. */
int file_view_keep(struct dir_reader *r, struct file_view *v);

void file_view_close(struct file_view *v);

#endif
