/* SPDX-License-Identifier: MIT */
/*
 * layout.c - where the runtime of a Go program has its fields
 *
 *	gort_layout [--all] PROGRAM...
 *
 * Prints what the debug information of a program has in another place than
 * versions.def, and fails then; with --all prints every field.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "gort/debug.h"
#include "gort/layout.h"
#include "symbol/elf_file.h"
#include "symbol/go_version.h"

/* A program has one form of maps, and need not have the other's fields. */
static bool may_be_missing(const char *name, bool swiss)
{
	static const char *const swiss_ends[] = {".Group", ".GroupSize",
						 ".SlotSize", ".ElemOff"};

	static const char *const ends[] = {".Bucket", ".BucketSize", ".KeySize",
					   ".ValueSize", ".Flags"};

	if (!swiss)
		for (size_t i = 0; i < 4; i++)
			if (strcmp(strrchr(name, '.'), swiss_ends[i]) == 0)
				return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcmp(strrchr(name, '.'), ends[i]) == 0)
			return true;
	return strstr(name, swiss ? ".hmap." : "/maps.") != NULL;
}

static int check(struct arena *a, const char *path, bool all)
{
	struct layout want;
	struct elf_file f;
	const char *version;
	struct debug *d;
	bool swiss;
	int bad = 0, known = 0, minor;

	if (elf_file_open(&f, a, path) != NULL)
		return 1;
	version = go_version_read(&f);
	minor = go_version_minor(version);
	swiss = !version || !strstr(version, "noswissmap");
	d = debug_open(a, f.fd);
	elf_file_finish(&f);
	if (!d || minor == 0) {
		printf("%s: no debug information of Go\n", path);
		return 1;
	}
	layout_of_release(minor, &want);
	for (int i = 0; i < LAYOUT_FIELDS; i++) {
		int32_t off = LAYOUT_NONE;
		bool same, found = layout_ask(d, i, &off);

		same = off == want.offset[i] ||
		       (!found && minor >= 24 &&
			may_be_missing(layout_name(a, i), swiss));
		known += found;
		bad += !same;
		if (all || !same)
			printf("%d %s %d%s\n", minor, layout_name(a, i),
			       (int)off, same ? "" : " wrong");
	}
	debug_close(d);
	if (!all)
		printf("go1.%d: %d fields, %d not as in the table\n", minor,
		       known, bad);
	return bad > 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_create(0);
	bool all = argc > 1 && strcmp(argv[1], "--all") == 0;
	int bad = 0;

	for (int i = 1 + all; i < argc; i++)
		bad |= check(a, argv[i], all);
	arena_destroy(a);
	return bad;
}
