/* SPDX-License-Identifier: MIT */
/*
 * replay.c - runs a fuzz target over every file of a folder
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

int main(int argc, char **argv)
{
	char path[4096];
	struct dirent *e;
	struct buf b;
	int files = 0;
	DIR *dir;

	if (argc != 2 || !(dir = opendir(argv[1]))) {
		fprintf(stderr, "usage: %s CORPUS\n", argv[0]);
		return 2;
	}
	buf_init(&b, (size_t)16 << 20);
	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", argv[1], e->d_name);
		buf_clear(&b);
		if (buf_read_file(&b, path) < 0) {
			perror(path);
			return 1;
		}
		fprintf(stderr, "%s\n", path);
		run(&b);
		files++;
	}
	buf_finish(&b);
	closedir(dir);
	printf("%d passed, %d failed\n", files, files == 0);
	return files == 0;
}
