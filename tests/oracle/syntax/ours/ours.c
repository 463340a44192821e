/* SPDX-License-Identifier: MIT */
/*
 * ours.c - our dumps, asked for as main.go is
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/dump.h"
#include "syntax/parser.h"

struct session {
	struct file_set *files;
	struct names *names;
	struct parser *parser;
	struct arena *arena;
	struct buf out;
	pos_t first_error;
};

static void on_error(void *ctx, pos_t pos, const char *msg)
{
	struct session *s = ctx;

	(void)msg;
	if (!s->first_error)
		s->first_error = pos;
}

/* The line of the first error, or 0 and the dump in out. */
static uint32_t dump_tree(struct session *s, struct source_file *source)
{
	struct ast_file *f;

	arena_reset(s->arena);
	s->first_error = NO_POS;
	f = parser_file(s->parser, s->arena, source, PARSE_COMMENTS, on_error,
			s);
	if (f->bad)
		return position_line(source, s->first_error);
	dump_ast(f, &s->out);
	return 0;
}

static unsigned long long hash(const struct buf *b)
{
	unsigned long long h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < b->len; i++)
		h = (h ^ (unsigned char)b->data[i]) * 0x100000001b3u;
	return h;
}

static int read_source(struct session *s, const char *path,
		       struct source_file **ret)
{
	int err = file_set_read(s->files, path, ret);

	if (err)
		fprintf(stderr, "%s: %s\n", path, strerror(-err));
	return err;
}

static int hashes(struct session *s, const char *list)
{
	FILE *f = fopen(list, "r");
	struct source_file *source;
	char path[4096];
	uint32_t line;

	if (!f) {
		perror(list);
		return 1;
	}
	while (fgets(path, sizeof(path), f)) {
		path[strcspn(path, "\n")] = '\0';
		/* A set for each file: their text need not stay. */
		s->files = file_set_create();
		if (read_source(s, path, &source))
			return 1;
		buf_clear(&s->out);
		dump_tokens(source, &s->out);
		printf("%016llx ", hash(&s->out));
		buf_clear(&s->out);
		line = dump_tree(s, source);
		if (line)
			printf("- %u %s\n", line, path);
		else
			printf("%016llx 0 %s\n", hash(&s->out), path);
		file_set_destroy(s->files);
	}
	fclose(f);
	return 0;
}

static int one(struct session *s, const char *what, const char *path)
{
	struct source_file *source;
	uint32_t line;

	s->files = file_set_create();
	if (read_source(s, path, &source))
		return 1;
	if (strcmp(what, "tokens") == 0) {
		dump_tokens(source, &s->out);
	} else {
		line = dump_tree(s, source);
		if (line) {
			fprintf(stderr, "%s:%u: rejected\n", path, line);
			return 1;
		}
	}
	return buf_write(&s->out, 1) < 0;
}

int main(int argc, char **argv)
{
	struct session s = {0};

	if (argc != 3) {
		fprintf(stderr, "usage: ours tokens|ast|hash FILE\n");
		return 2;
	}
	s.names = names_create();
	s.parser = parser_create(s.names);
	s.arena = arena_create(0);
	buf_init(&s.out, 0);
	if (strcmp(argv[1], "hash") == 0)
		return hashes(&s, argv[2]);
	return one(&s, argv[1], argv[2]);
}
