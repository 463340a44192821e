/* SPDX-License-Identifier: MIT */
/*
 * types_source.h - packages from source texts, for tests of the checker
 *
 *	struct types_source ts;
 *
 *	types_source_open(&ts);
 *	pkg = types_source_add(&ts, "a/b", "package b; var X int");
 *	pkg = types_source_check(&ts, "package p; import \"a/b\"; ...");
 *	CHECK_STR(types_source_errors(&ts, pkg), "");
 *	types_source_close(&ts);
 *
 * A package that was added can be imported by those that come after it.
 */
#ifndef TESTS_UNIT_TYPES_SOURCE_H
#define TESTS_UNIT_TYPES_SOURCE_H

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/name.h"
#include "base/position.h"
#include "syntax/parser.h"
#include "types/types.h"

enum { TYPES_SOURCE_PACKAGES = 16 };

struct types_source {
	struct file_set *files;
	struct names *names;
	struct parser *parser;
	struct arena *arena, *bodies;
	struct types_config config; /* may be changed before a check */
	enum parse_mode mode;
	struct package *packages[TYPES_SOURCE_PACKAGES];
	size_t npackages;
	struct buf syntax; /* errors of the parser */
	struct buf text;
};

static inline struct package *types_source_import(void *ctx, const char *path,
						  const char **ret_why)
{
	struct types_source *ts = ctx;

	for (size_t i = 0; i < ts->npackages; i++)
		if (strcmp(ts->packages[i]->path, path) == 0)
			return ts->packages[i];
	*ret_why = "no such package in the test";
	return NULL;
}

static inline void types_source_syntax(void *ctx, pos_t pos, const char *msg)
{
	struct types_source *ts = ctx;

	buf_printf(&ts->syntax, "syntax %u: %s\n",
		   position_of(ts->files, pos).line, msg);
}

static inline void types_source_body(void *ctx, struct ast_file *file,
				     struct func_decl *decl)
{
	struct types_source *ts = ctx;

	parser_func_body(ts->parser, ts->bodies, file->source, decl,
			 types_source_syntax, ts);
}

static inline void types_source_open(struct types_source *ts)
{
	memset(ts, 0, sizeof(*ts));
	types_init();
	ts->files = file_set_create();
	ts->names = names_create();
	ts->parser = parser_create(ts->names);
	ts->arena = arena_create(0);
	ts->bodies = arena_create(0);
	buf_init(&ts->syntax, 1 << 20);
	buf_init(&ts->text, 1 << 20);
	ts->config.go_version = "";
	ts->config.ctx = ts;
	ts->config.importer = types_source_import;
	ts->config.parse_body = types_source_body;
	ts->config.files = ts->files;
}

static inline void types_source_close(struct types_source *ts)
{
	parser_destroy(ts->parser);
	names_destroy(ts->names);
	file_set_destroy(ts->files);
	arena_destroy(ts->bodies);
	arena_destroy(ts->arena);
	buf_finish(&ts->syntax);
	buf_finish(&ts->text);
}

/* Files are called a.go, b.go and so on; texts must stay as they are. */
static inline struct package *types_source_files(struct types_source *ts,
						 const char *path,
						 const char *const *texts,
						 uint32_t n)
{
	struct ast_file **files = ARENA_ARRAY(ts->arena, n, struct ast_file *);

	for (uint32_t i = 0; i < n; i++) {
		const char *name =
			arena_printf(ts->arena, "%c.go", (char)('a' + i));
		struct source_file *src = file_set_add(
			ts->files, name, texts[i], (uint32_t)strlen(texts[i]));

		files[i] = parser_file(ts->parser, ts->arena, src, ts->mode,
				       types_source_syntax, ts);
	}
	return types_check(&ts->config, path, files, n, ts->arena, ts->bodies);
}

static inline struct package *
types_source_add(struct types_source *ts, const char *path, const char *text)
{
	struct package *pkg = types_source_files(ts, path, &text, 1);

	if (ts->npackages < TYPES_SOURCE_PACKAGES)
		ts->packages[ts->npackages++] = pkg;
	return pkg;
}

static inline struct package *types_source_check(struct types_source *ts,
						 const char *text)
{
	return types_source_files(ts, "p", &text, 1);
}

/* "LINE: TEXT\n" for each; of a text of several lines the first one. */
static inline const char *types_source_text(struct types_source *ts,
					    const struct type_error *list,
					    uint32_t n)
{
	buf_clear(&ts->text);
	buf_puts(&ts->text, buf_text(&ts->syntax));
	for (uint32_t i = 0; i < n; i++) {
		const char *msg = list[i].msg;

		buf_printf(&ts->text, "%u: %.*s\n",
			   position_of(ts->files, list[i].pos).line,
			   (int)strcspn(msg, "\n"), msg);
	}
	return buf_text(&ts->text);
}

static inline const char *types_source_errors(struct types_source *ts,
					      const struct package *pkg)
{
	return types_source_text(ts, pkg->errors, pkg->nerrors);
}

#endif
