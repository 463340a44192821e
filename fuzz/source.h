/* SPDX-License-Identifier: MIT */
/*
 * source.h - what fuzzers of the Go front end share: a file from bytes
 */
#ifndef FUZZ_SOURCE_H
#define FUZZ_SOURCE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/position.h"
#include "syntax/parser.h"
#include "types/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 64 << 10 };

static void must(int what)
{
	if (!what)
		abort();
}

/* Calls check with the bytes as a text that ends with a NUL. */
static inline int fuzz_source(const uint8_t *data, size_t size,
			      void (*check)(struct file_set *set,
					    struct parser *p, char *text,
					    size_t size))
{
	static struct names *names;
	struct file_set *set;
	struct parser *p;
	char *text;

	if (size > MAX_SIZE)
		return 0;
	if (!names) {
		types_init();
		names = names_create();
	}
	text = malloc(size + 1);
	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	set = file_set_create();
	p = parser_create(names);
	check(set, p, text, size);
	parser_destroy(p);
	file_set_destroy(set);
	free(text);
	return 0;
}

#endif
