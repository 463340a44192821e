/* SPDX-License-Identifier: MIT */
/*
 * Which packages may import which: cmd/go's disallowInternal, disallowVendor
 * and what it says of commands.
 */
#include <string.h>

#include "base/arena.h"
#include "load/loader.h"
#include "load/modpath.h"

/* Index of the '/' or start of the last element "internal", or -1. */
static long find_internal(const char *path)
{
	static const char word[] = "internal";
	size_t n = sizeof(word) - 1;
	long at = -1;

	for (const char *e = path;; e++) {
		size_t len = strcspn(e, "/");

		if (len == n && memcmp(e, word, n) == 0)
			at = e - path;
		e += len;
		if (!*e)
			return at;
	}
}

/* Index of the last element "vendor" before another one, or -1. */
static long find_vendor(const char *path)
{
	long at = -1;

	for (const char *e = path;; e++) {
		size_t len = strcspn(e, "/");

		if (len == 6 && memcmp(e, "vendor", 6) == 0 && e[len])
			at = e - path;
		e += len;
		if (!*e)
			return at;
	}
}

/* A directory that path[at] in dir is below of contains src. */
static bool is_inside(struct loader *l, const struct unit *u, long at,
		      const char *src)
{
	size_t n = strlen(u->res.dir), m = strlen(u->path);
	char *parent;

	at -= at > 0;
	if (n + (size_t)at < m)
		return true;
	parent = arena_strndup(l->arena, u->res.dir, n + (size_t)at - m);
	return path_in_dir(l->arena, src, parent) != NULL;
}

static const char *forbids_internal(struct loader *l,
				    const struct unit *importer,
				    const char *importer_path,
				    const struct unit *u)
{
	static const char fips[] = "crypto/internal/fips140";
	long at = find_internal(u->path);
	const char *why, *parent;

	if (at < 0)
		return NULL;
	why = arena_printf(l->arena, "use of internal package %s not allowed",
			   u->path);
	if (path_has_prefix(importer_path, "crypto") &&
	    path_has_prefix(u->path, fips))
		return NULL;
	if (path_has_prefix(importer_path, fips))
		return path_has_prefix(u->path, "crypto/internal") ? NULL : why;
	if (!u->res.mod.path)
		return is_inside(l, u, at, importer->res.dir) ? NULL : why;
	if (importer->command_line) {
		const char *ignored;

		importer_path = resolve_directory(&l->modules, l->arena,
						  importer->res.dir, &ignored);
		if (!importer_path)
			return why;
	}
	parent = arena_strndup(l->arena, u->path, (size_t)(at - (at > 0)));
	return *parent == '\0' || path_has_prefix(importer_path, parent) ? NULL
									 : why;
}

const char *build_forbids(struct loader *l, const struct unit *importer,
			  const char *importer_path, const char *written,
			  const struct unit *u)
{
	const char *why;
	long at;

	/* What is wrong in itself is told once. */
	if (!u->src || u->package->broken)
		return NULL;
	why = forbids_internal(l, importer, importer_path, u);
	if (why)
		return why;
	at = find_vendor(u->path);
	if (at >= 0 && !is_inside(l, u, at, importer->res.dir))
		return "use of vendored package not allowed";
	at = find_vendor(written);
	if (at >= 0)
		return arena_printf(l->arena, "%s must be imported as %s",
				    written, written + at + 7);
	if (strcmp(u->src->name, "main") == 0 &&
	    strcmp(importer->res.dir, u->res.dir) != 0)
		return arena_printf(l->arena,
				    "import %s is a program, not an importable "
				    "package",
				    quote_go(l->arena, u->path));
	return NULL;
}
