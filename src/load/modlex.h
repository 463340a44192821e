/* SPDX-License-Identifier: MIT */
/*
 * modlex.h - go.mod and go.work as lines of words
 *
 * The form below the meaning: a statement is a line of words, or a block of
 * lines in parentheses behind some words.  Comments begin with two slashes.
 */
#ifndef LOAD_MODLEX_H
#define LOAD_MODLEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct arena;

struct modlex_line {
	const char **words; /* quoted ones with their quotes */
	uint32_t nwords;
	uint32_t line, column;
	const char *comment; /* behind the words, with its slashes, or NULL */
	/* In a block: how many words at the front are the block's. */
	uint32_t nblock;
};

struct modlex {
	struct VEC(struct modlex_line) lines;  /* in the arena */
	struct VEC(struct modlex_line) blocks; /* their opening lines */
	/* The first error ends the reading; NULL when there is none. */
	const char *error;
	uint32_t error_line, error_column;
};

void modlex_read(struct arena *a, const char *text, size_t len,
		 struct modlex *ret);

#endif
