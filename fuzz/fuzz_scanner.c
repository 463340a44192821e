/* SPDX-License-Identifier: MIT */
/*
 * Tokens of any bytes: they come to an end, each lies in the file behind the
 * one before, and so does each error.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/position.h"
#include "syntax/scanner.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 1 << 20 };

static void must(int what)
{
	if (!what)
		abort();
}

static void in_file(void *ctx, pos_t pos, const char *msg)
{
	const struct source_file *f = ctx;

	must(pos >= f->base && pos <= f->base + f->size);
	must(msg && *msg);
}

static void scan(struct names *names, struct source_file *f)
{
	struct scanner s;
	pos_t last = f->base;
	size_t n = 0;

	scan_create(&s, names);
	s.error = in_file;
	s.ctx = f;
	s.keep_comments = s.keep_directives = true;
	scan_file(&s, f);
	do {
		scan_next(&s);
		must(s.tok < NTOKENS);
		must(s.pos >= last && s.pos <= f->base + f->size);
		last = s.pos;
		/* Each takes a byte, or is a semicolon that was put in. */
		must(++n <= 2 * (size_t)f->size + 2);
	} while (s.tok != TOK_EOF);
	for (uint32_t i = 0; i < s.comments.len; i++)
		must(s.comments.at[i].pos + s.comments.at[i].len <=
		     f->base + f->size);
	scan_finish(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct names *names;
	struct file_set *set;
	char *text;

	if (size > MAX_SIZE)
		return 0;
	if (!names)
		names = names_create();
	text = malloc(size + 1);
	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	set = file_set_create();
	scan(names, file_set_add(set, "fuzz.go", text, (uint32_t)size));
	file_set_destroy(set);
	free(text);
	return 0;
}
