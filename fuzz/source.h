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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int what)
{
	if (!what)
		abort();
}

/* An error: its place is in the file that is ctx. */
static inline void in_file(void *ctx, pos_t pos, const char *msg)
{
	const struct source_file *f = ctx;

	must(pos >= f->base && pos <= f->base + f->size);
	must(msg && *msg);
}

/* Calls check with the bytes as a file, unless there are more than max. */
static inline int fuzz_source(const uint8_t *data, size_t size, size_t max,
			      void (*check)(struct file_set *set,
					    struct names *names,
					    struct source_file *f))
{
	static struct names *names;
	struct file_set *set;
	char *text;

	if (size > max)
		return 0;
	if (!names)
		names = names_create();
	text = malloc(size + 1);
	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	set = file_set_create();
	check(set, names, file_set_add(set, "fuzz.go", text, (uint32_t)size));
	file_set_destroy(set);
	free(text);
	return 0;
}

#endif
