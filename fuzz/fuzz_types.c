/* SPDX-License-Identifier: MIT */
/*
 * A file from bytes, parsed and typed: whatever it is, it comes to an end,
 * each error has a place in the file, and what was made of it can be
 * printed.  Imports are of nothing but "unsafe" and "C".
 */
#include "base/arena.h"
#include "base/buf.h"
#include "syntax/parser.h"
#include "types/dump.h"
#include "types/types.h"
#include "source.h"

enum {
	MAX_SIZE = 64 << 10,
	MAX_MEMORY = 512 << 20, /* of one input */
	MAX_TEXT = 64 << 20,
};

static void check(struct file_set *set, struct names *names,
		  struct source_file *f)
{
	struct parser *p = parser_create(names);
	struct arena *a = arena_create(MAX_MEMORY);
	struct types_config config = {
		.go_version = "", .fake_import_c = true, .files = set};
	struct ast_file *ast = parser_file(p, a, f, PARSE_COMMENTS, in_file, f);
	struct package *pkg;
	struct buf out;

	types_init();
	pkg = types_check(&config, "fuzz", &ast, 1, a, a);
	for (uint32_t i = 0; i < pkg->nerrors; i++)
		in_file(f, pkg->errors[i].pos, pkg->errors[i].msg);
	buf_init(&out, MAX_TEXT);
	types_dump(pkg, set, &out);
	buf_finish(&out);
	arena_destroy(a);
	parser_destroy(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_source(data, size, MAX_SIZE, check);
}
