/* SPDX-License-Identifier: MIT */
/*
 * put_file.h - trees of small files for tests
 */
#ifndef TESTS_UNIT_PUT_FILE_H
#define TESTS_UNIT_PUT_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Writes root/path, and the folders above it; ends the test when it fails. */
static inline void put_file(const char *root, const char *path,
			    const char *text)
{
	char full[256];
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (char *p = full + strlen(root) + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(full, 0777);
		*p = '/';
	}
	f = fopen(full, "w");
	if (!f) {
		perror(full);
		exit(1);
	}
	fputs(text, f);
	fclose(f);
}

#endif
