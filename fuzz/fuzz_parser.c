/* SPDX-License-Identifier: MIT */
/*
 * A tree of any bytes: every error lies in the file.  When there is none,
 * declarations lie in it one behind the other, and a tree whose bodies were
 * skipped first and parsed later is the same tree.
 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/dump.h"
#include "syntax/parser.h"
#include "source.h"

enum {
	MAX_SIZE = 256 << 10,
	MAX_TEXT = 256 << 20,
};

static void check_decls(const struct source_file *f, const struct ast_file *ast)
{
	pos_t last = f->base;

	for (uint32_t i = 0; i < ast->ndecls; i++) {
		pos_t from = node_pos(ast->decls[i]);
		pos_t to = node_end(ast->decls[i]);

		must(from >= last && to >= from && to <= f->base + f->size);
		last = from;
	}
}

static void parse_bodies(struct parser *p, struct arena *a,
			 struct source_file *f, struct ast_file *ast)
{
	for (uint32_t i = 0; i < ast->ndecls; i++) {
		struct func_decl *d = AS(FUNC_DECL, func_decl, ast->decls[i]);

		if (d && d->node.flags & NODE_SKIPPED)
			parser_func_body(p, a, f, d, in_file, f);
	}
}

/* Literals in package variables stay skipped: those are not compared. */
static bool has_skipped_literal(const char *tree)
{
	return strstr(tree, "(FuncLit") != NULL;
}

static void check(struct file_set *set, struct names *names,
		  struct source_file *f)
{
	struct parser *p = parser_create(names);
	struct arena *a = arena_create(0);
	struct ast_file *whole = parser_file(p, a, f, PARSE_ALL, in_file, f);
	struct ast_file *parts =
		parser_file(p, a, f, PARSE_SKIP_BODIES, in_file, f);
	struct buf one, two;

	(void)set;
	if (!whole->bad)
		check_decls(f, whole);
	buf_init(&one, MAX_TEXT);
	buf_init(&two, MAX_TEXT);
	dump_ast(whole, &one);
	if (!whole->bad && !has_skipped_literal(buf_text(&one))) {
		must(!parts->bad);
		parse_bodies(p, a, f, parts);
		dump_ast(parts, &two);
		must(strcmp(buf_text(&one), buf_text(&two)) == 0);
	}
	buf_finish(&one);
	buf_finish(&two);
	arena_destroy(a);
	parser_destroy(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_source(data, size, MAX_SIZE, check);
}
