/* SPDX-License-Identifier: MIT */
/*
 * text.h - one line for standard error, without stdio
 *
 * A line that does not fit is cut, never grown.
 */
#ifndef PRELOAD_TEXT_H
#define PRELOAD_TEXT_H

#include "preload/preload.h"

struct text {
	char bytes[512];
	size_t len;
};

void text_init(struct text *t);
void text_puts(struct text *t, const char *s);
void text_number(struct text *t, uint64_t v);
void text_hex(struct text *t, uint64_t v);

/* Ends the line and writes it to file descriptor 2. */
void text_say(struct text *t);

/* Copies what fits and ends it. */
void text_copy(char *to, size_t size, const char *from);

/* A word for an errno, for the few that system calls of ours return. */
const char *text_error(int error);

#endif
