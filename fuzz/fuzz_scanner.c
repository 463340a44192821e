/* SPDX-License-Identifier: MIT */
/*
 * Tokens of any bytes: they come to an end, each lies in the file behind the
 * one before, and so does each error.
 */
#include "syntax/scanner.h"
#include "source.h"

enum { MAX_SIZE = 1 << 20 };

static void check(struct file_set *set, struct names *names,
		  struct source_file *f)
{
	struct scanner s;
	pos_t last = f->base;
	size_t n = 0;

	(void)set;
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
	return fuzz_source(data, size, MAX_SIZE, check);
}
