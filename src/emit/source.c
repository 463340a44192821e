/* SPDX-License-Identifier: MIT */
/*
 * A binary built with -trimpath, or elsewhere, names its files by paths
 * that do not exist here:
 *
 *	example.com/app/cache/pool.go	    a package of the main module
 *	/_/example.com/app/cache/pool.c	    C beside it
 *	command-line-arguments/main.go	    go build main.go
 *	github.com/u/lib@v1.2.3/lib.go	    a module of the cache
 *	runtime/map.go, /_/GOROOT/src/...   the standard library
 *	/src/app/cache/pool.go		    whatever another machine had
 *
 * The first five say where they belong, so they are looked for just there:
 * in the module around the working folder, the module cache and GOROOT.
 * For the last kind only the folders that the user named are searched, with
 * leading parts of the path taken off one after the other: any file named
 * main.go would be found under the working folder, and mostly a wrong one.
 */
#include "emit/source.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"

/* A source file has a size that people can still edit. */
enum { MAX_SOURCE = 8 << 20 };

/* What is shown of a line. */
enum { MAX_LINE = 400 };

struct found {
	struct found *next;
	const char *file;
	const char *path; /* NULL: not found */
};

struct sources {
	struct arena *arena;
	const char *const *dirs;
	const char *cwd;	 /* NULL when it cannot be told */
	const char *module;	 /* path of the module around cwd, or NULL */
	const char *module_root; /* its folder */
	struct found *found;	 /* last used first */
	/* The file that a line was last taken from, and where its lines begin.
	 */
	const char *path; /* as source_find() returned it, or NULL */
	struct buf text;
	struct VEC(uint32_t) lines;
};

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The rest of s after prefix, or NULL. */
static const char *after(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(s, prefix, n) == 0 ? s + n : NULL;
}

/* The path in a go.mod's module line, or NULL. */
static const char *module_line(struct arena *arena, const char *text)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		const char *name;

		line += strspn(line, "\n");
		name = after(line, "module");
		if (!name || (*name != ' ' && *name != '\t'))
			continue;
		name += strspn(name, " \t\"");
		return arena_strndup(arena, name, strcspn(name, " \t\r\n\""));
	}
	return NULL;
}

/* Looks for go.mod in the working folder and those around it. */
static void find_module(struct sources *s)
{
	char *dir = arena_strdup(s->arena, s->cwd);
	struct buf b;

	buf_init(&b, MAX_SOURCE);
	while (dir[0] == '/') {
		const char *path = arena_printf(s->arena, "%s/go.mod", dir);

		if (is_file(path) && buf_read_file(&b, path) == 0) {
			s->module = module_line(s->arena, buf_text(&b));
			s->module_root = dir;
			break;
		}
		*strrchr(dir, '/') = '\0';
	}
	buf_finish(&b);
}

struct sources *sources_create(const char *const *dirs)
{
	struct arena *arena = arena_create(0);
	struct sources *s = ARENA_NEW(arena, struct sources);
	char *cwd = getcwd(NULL, 0);

	s->arena = arena;
	s->dirs = dirs;
	buf_init(&s->text, MAX_SOURCE);
	if (cwd && cwd[0] == '/') {
		s->cwd = arena_strdup(arena, strcmp(cwd, "/") ? cwd : "");
		find_module(s);
	}
	free(cwd);
	return s;
}

void sources_destroy(struct sources *s)
{
	if (!s)
		return;
	buf_finish(&s->text);
	vec_finish(&s->lines);
	arena_destroy(s->arena);
}

static const char *try(struct sources *s, const char *dir, const char *rest)
{
	const char *path = arena_printf(s->arena, "%s/%s", dir, rest);

	return is_file(path) ? path : NULL;
}

/* Under a folder of the user's: the longest end of the name that is there. */
static const char *try_ends(struct sources *s, const char *dir,
			    const char *file)
{
	const char *path = NULL;

	while (file && !path) {
		file += strspn(file, "/");
		path = try(s, dir, file);
		file = strchr(file, '/');
	}
	return path;
}

static const char *try_module(struct sources *s, const char *file)
{
	const char *rest = after(file, "command-line-arguments/");

	if (rest && s->cwd)
		return try(s, s->cwd, rest);
	if (!s->module)
		return NULL;
	rest = after(file, s->module);
	return rest && rest[0] == '/' ? try(s, s->module_root, rest + 1) : NULL;
}

static const char *try_goroot(struct sources *s, const char *file)
{
	const char *roots[] = {getenv("GOROOT"), "/usr/local/go",
			       "/usr/lib/go"};
	const char *rest = after(file, "GOROOT/");

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		const char *path;

		if (!roots[i] || !roots[i][0])
			continue;
		path = rest ? try(s, roots[i], rest)
			    : try(s, arena_printf(s->arena, "%s/src", roots[i]),
				  file);
		if (path)
			return path;
	}
	return NULL;
}

/* A capital letter X of a module's path is !x in the cache. */
static const char *escape(struct arena *arena, const char *file)
{
	const char *end = strchr(file, '@');
	char *out = arena_alloc(arena, 2 * strlen(file) + 1);
	char *to = out;

	for (; *file; file++) {
		if (*file >= 'A' && *file <= 'Z' && file < end) {
			*to++ = '!';
			*to++ = (char)(*file - 'A' + 'a');
		} else {
			*to++ = *file;
		}
	}
	return out;
}

static const char *try_modcache(struct sources *s, const char *file)
{
	const char *cache = getenv("GOMODCACHE");
	const char *gopath = getenv("GOPATH");
	const char *home = getenv("HOME");

	if (!strchr(file, '@'))
		return NULL;
	file = escape(s->arena, file);
	if (cache && cache[0])
		return try(s, cache, file);
	if (gopath && gopath[0])
		return try(s,
			   arena_printf(s->arena, "%.*s/pkg/mod",
					(int)strcspn(gopath, ":"), gopath),
			   file);
	if (home && home[0])
		return try(s, arena_printf(s->arena, "%s/go/pkg/mod", home),
			   file);
	return NULL;
}

static const char *search(struct sources *s, const char *file)
{
	const char *trimmed = after(file, "/_/");
	const char *path = NULL;

	if (is_file(file))
		return arena_strdup(s->arena, file);
	for (size_t i = 0; s->dirs && s->dirs[i] && !path; i++)
		path = try_ends(s, s->dirs[i], file);
	if (path || (file[0] == '/' && !trimmed))
		return path;

	if (trimmed)
		file = trimmed;
	path = try_module(s, file);
	if (!path)
		path = try_modcache(s, file);
	return path ? path : try_goroot(s, file);
}

const char *source_find(struct sources *s, const char *file)
{
	struct found **at = &s->found;
	struct found *f;

	while (*at && strcmp((*at)->file, file) != 0)
		at = &(*at)->next;
	f = *at;
	if (f) {
		*at = f->next;
	} else {
		f = ARENA_NEW(s->arena, struct found);
		f->file = arena_strdup(s->arena, file);
		f->path = search(s, file);
	}
	f->next = s->found;
	s->found = f;
	return f->path;
}

const char *source_name(struct sources *s, const char *file)
{
	const char *path = source_find(s, file);
	const char *rest = path && s->cwd ? after(path, s->cwd) : NULL;

	if (!path)
		return file;
	if (after(path, "./"))
		return path + 2;
	return rest && rest[0] == '/' ? rest + 1 : path;
}

/* Findings of one file follow each other: it is read once for all of them. */
static void open_text(struct sources *s, const char *path)
{
	const char *line, *end;

	if (s->path == path)
		return;
	s->path = path;
	s->lines.len = 0;
	buf_clear(&s->text);
	if (buf_read_file(&s->text, path) != 0 || s->text.len == 0)
		return;
	line = buf_text(&s->text);
	for (;;) {
		vec_push(&s->lines, (uint32_t)(line - s->text.data));
		end = strchr(line, '\n');
		if (!end)
			break;
		line = end + 1;
	}
}

void source_line(struct sources *s, const char *file, int line, struct buf *out)
{
	const char *path = source_find(s, file);
	const char *text;
	size_t n;

	if (!path || line < 1)
		return;
	open_text(s, path);
	if ((uint32_t)line > s->lines.len)
		return;
	text = s->text.data + s->lines.at[line - 1];
	n = strcspn(text, "\r\n");
	buf_add(out, text, n < MAX_LINE ? n : MAX_LINE);
}
