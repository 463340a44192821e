/* SPDX-License-Identifier: MIT */
/*
 * replay.c - runs a fuzz target over every file of some folders
 *
 * Seeds and past crashes become plain tests that need no fuzzer and work
 * with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In a block of its exact size, so that a sanitizer sees one byte too far. */
static void run(const struct buf *b)
{
	uint8_t *copy = malloc(b->len ? b->len : 1);

	if (!copy)
		abort();
	for (size_t i = 0; i < b->len; i++)
		copy[i] = (uint8_t)b->data[i];
	LLVMFuzzerTestOneInput(copy, b->len);
	free(copy);
}

/* The number of files, or -1 after a line on standard error. */
static int run_folder(const char *folder, struct buf *b)
{
	DIR *dir = opendir(folder);
	char path[4096];
	struct dirent *e;
	int files = 0;

	if (!dir) {
		perror(folder);
		return -1;
	}
	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		buf_clear(b);
		if (buf_read_file(b, path) < 0) {
			perror(path);
			closedir(dir);
			return -1;
		}
		fprintf(stderr, "%s\n", path);
		run(b);
		files++;
	}
	closedir(dir);
	return files;
}

int main(int argc, char **argv)
{
	struct buf b;
	int files = 0, empty = argc < 2;

	buf_init(&b, (size_t)16 << 20);
	for (int i = 1; i < argc; i++) {
		int n = run_folder(argv[i], &b);

		if (n < 0)
			return 2;
		empty += n == 0;
		files += n;
	}
	buf_finish(&b);
	printf("%d passed, %d failed\n", files, empty);
	return empty != 0;
}
