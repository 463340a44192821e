/* SPDX-License-Identifier: MIT */
/*
 * The head of a Go file from bytes: its constraint, its package clause and
 * its imports.  What the quick reader of heads makes of it the parser must
 * make of it too, and a part of a file must not lead to another answer.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/name.h"
#include "load/constraint.h"
#include "load/head.h"
#include "load/target.h"
#include "syntax/parser.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int what)
{
	if (!what)
		abort();
}

static void same(const struct head *x, const struct head *y)
{
	must(strcmp(x->package, y->package) == 0);
	must(x->nimports == y->nimports);
	for (uint32_t i = 0; i < x->nimports; i++) {
		must(strcmp(x->imports[i].path, y->imports[i].path) == 0);
		must(x->imports[i].offset == y->imports[i].offset);
	}
}

static int is_ascii(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] <= 0)
			return 0;
	}
	return 1;
}

static void read_head(struct arena *a, const char *text, size_t size)
{
	struct names *names = names_create();
	struct parser *p = parser_create(names);
	struct head whole, part, parsed;
	bool done = head_scan(a, text, size, true, &whole) == HEAD_DONE;

	head_parse(a, a, p, text, size, &parsed);
	must(parsed.error_offset <= size && parsed.end <= size);
	/* The parser also looks for bytes that are no text behind the head. */
	if (done && is_ascii(text, size)) {
		must(whole.end <= size);
		/* It has looked at the word behind the head as well. */
		if (parsed.error)
			must(parsed.error_offset >= whole.end);
		else
			same(&whole, &parsed);
	}
	if (done && head_scan(a, text, size / 2, false, &part) == HEAD_DONE)
		same(&whole, &part);
	parser_destroy(p);
	names_destroy(names);
}

static void read_constraint(struct arena *a, const char *text, size_t size)
{
	struct target on, off;
	const char *why, *again;
	bool value;

	target_init(&on, a, "linux", "amd64", true, 22);
	target_init(&off, a, "windows", "arm64", false, 10);
	value = constraint_wants(&on, a, text, size, &why);
	must(!value || !why);
	/* Whether it is well formed does not depend on the target. */
	constraint_wants(&off, a, text, size, &again);
	must(!why == !again);
	constraint_eval(&on, a, text, size, &why);
	constraint_eval(&off, a, text, size, &again);
	must(!why == !again);
	constraint_eval_old(&on, text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create(0);
	char *text = arena_alloc(a, size + 1);

	if (size)
		memcpy(text, data, size);
	read_constraint(a, text, size);
	read_head(a, text, size);
	arena_destroy(a);
	return 0;
}
