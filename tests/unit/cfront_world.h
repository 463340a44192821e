/* SPDX-License-Identifier: MIT */
/*
 * cfront_world.h - small programs with C in them, in a folder of their own
 *
 *	world_begin();
 *	world_file("a.go", "package a\n...");
 *	world_load();
 *	... world.errors, world_type("x") ...
 *	world_end();
 *
 * Answers of clang are cached below the same folder.
 */
#ifndef TESTS_UNIT_CFRONT_WORLD_H
#define TESTS_UNIT_CFRONT_WORLD_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/cfront.h"
#include "cfront/clang.h"
#include "load/load.h"
#include "program/program.h"
#include "types/types.h"

static struct {
	char dir[64], cache[80];
	struct program *program;
	struct arena *arena;
	struct buf errors; /* "a.go:1:2: text\n" each */
} world;

static inline int world_remove(const char *path, const struct stat *st,
			       int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void world_file(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", world.dir, name);
	f = fopen(path, "w");
	if (!f)
		abort();
	fputs(text, f);
	fclose(f);
}

static inline void world_begin(void)
{
	strcpy(world.dir, "/tmp/belay-cfront-XXXXXX");
	if (!mkdtemp(world.dir))
		abort();
	snprintf(world.cache, sizeof(world.cache), "%s/.cache", world.dir);
	c_side_cache(world.cache);
	setenv("CGO_ENABLED", "1", 1);
	setenv("GOFLAGS", "-mod=mod", 1);
	world_file("go.mod", "module world\n\ngo 1.24\n");
	world.arena = arena_create(0);
	buf_init(&world.errors, 1 << 20);
	world.program = NULL;
}

static inline void world_load(void)
{
	struct program_config config = {.dir = world.dir, .jobs = 1};
	struct program_error *e;
	size_t n;

	program_destroy(world.program);
	buf_clear(&world.errors);
	world.program = program_load(&config);
	e = program_errors(world.program, world.arena, &n);
	for (size_t i = 0; i < n; i++)
		if (e[i].root)
			buf_printf(&world.errors, "%s:%u:%u: %s\n",
				   e[i].path ? e[i].path : "-", e[i].line,
				   e[i].column, e[i].message);
}

static inline void world_end(void)
{
	program_destroy(world.program);
	arena_destroy(world.arena);
	buf_finish(&world.errors);
	nftw(world.dir, world_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* What was wrong, "" when nothing was. */
static inline const char *world_errors(void)
{
	return buf_text(&world.errors);
}

/* The type of a variable of the package, or its underlying type. */
static inline const char *world_print(const char *name, bool under)
{
	struct program *p = world.program;
	struct package *pkg = p->packages[p->npackages - 1].types;
	struct object *obj = scope_lookup(pkg->scope, name_of(name));
	struct buf b;
	const char *text;

	if (!obj || !obj->type)
		return NULL;
	buf_init(&b, 1 << 20);
	type_print(&b, under ? type_under(obj->type) : unalias(obj->type),
		   qualify_name);
	text = arena_strdup(world.arena, buf_text(&b));
	buf_finish(&b);
	return text;
}

#endif
