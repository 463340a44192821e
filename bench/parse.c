/* SPDX-License-Identifier: MIT */
/*
 * parse.c - scanning and parsing of many files that are in memory
 *
 *	parse <LIST
 *
 * Reads the paths of files from standard input, then their text, and does
 * each thing over all of them: once to warm up, once measured.  Trees are
 * given back file by file.  Prints "lines N", then a line for each thing
 * with its CPU seconds: scan, parse, skip (bodies skipped), and the peak of
 * a single file's tree in bytes.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/name.h"
#include "base/position.h"
#include "base/vec.h"
#include "syntax/parser.h"
#include "syntax/scanner.h"

struct bench {
	struct file_set *set;
	struct names *names;
	struct parser *parser;
	struct arena *arena;
	struct VEC(struct source_file *) files;
	uint64_t lines, bad;
	size_t peak; /* of one tree */
};

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_files(struct bench *b)
{
	struct source_file *f;
	char path[4096];
	int err;

	while (fgets(path, sizeof(path), stdin)) {
		path[strcspn(path, "\n")] = '\0';
		err = file_set_read(b->set, path, &f);
		if (err)
			diag("%s: %s", path, strerror(-err));
		else
			vec_push(&b->files, f);
	}
}

static void scan(struct bench *b, struct source_file *f)
{
	struct scanner s;

	scan_create(&s, b->names);
	s.keep_comments = s.keep_directives = true;
	scan_file(&s, f);
	do
		scan_next(&s);
	while (s.tok != TOK_EOF);
	scan_finish(&s);
}

static void parse_as(struct bench *b, struct source_file *f, int mode)
{
	struct ast_file *ast = parser_file(b->parser, b->arena, f,
					   (enum parse_mode)mode, NULL, NULL);

	b->lines += ast->nlines;
	b->bad += ast->bad;
	if (arena_used(b->arena) > b->peak)
		b->peak = arena_used(b->arena);
	arena_reset(b->arena);
}

static void parse(struct bench *b, struct source_file *f)
{
	parse_as(b, f, PARSE_COMMENTS);
}

static void skip(struct bench *b, struct source_file *f)
{
	parse_as(b, f, PARSE_SKIP_BODIES);
}

static double measure(struct bench *b,
		      void (*one)(struct bench *b, struct source_file *f))
{
	double start = 0;

	for (int pass = 0; pass < 2; pass++) {
		b->lines = b->bad = 0;
		start = seconds();
		for (uint32_t i = 0; i < b->files.len; i++)
			one(b, b->files.at[i]);
	}
	return seconds() - start;
}

int main(void)
{
	struct bench b = {.set = file_set_create(),
			  .names = names_create(),
			  .arena = arena_create(0)};
	double scanning, parsing, skipping;

	b.parser = parser_create(b.names);
	read_files(&b);
	scanning = measure(&b, scan);
	skipping = measure(&b, skip);
	b.peak = 0;
	parsing = measure(&b, parse);
	printf("lines %llu\nscan %.4f\nparse %.4f\nskip %.4f\n"
	       "peak %zu\nbad %llu\n",
	       (unsigned long long)b.lines, scanning, parsing, skipping, b.peak,
	       (unsigned long long)b.bad);
	vec_finish(&b.files);
	parser_destroy(b.parser);
	arena_destroy(b.arena);
	names_destroy(b.names);
	file_set_destroy(b.set);
	return 0;
}
