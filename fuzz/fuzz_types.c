/* SPDX-License-Identifier: MIT */
/*
 * A file from bytes, parsed and typed: whatever it is, it comes to an end,
 * each error has a place in the file, and what was made of it can be
 * printed.  Imports are of nothing but "unsafe" and "C".
 */
#include "base/arena.h"
#include "base/buf.h"
#include "types/dump.h"
#include "source.h"

enum {
	MAX_MEMORY = 512 << 20, /* of one input */
	MAX_TEXT = 64 << 20,
};

static void in_file(void *ctx, pos_t pos, const char *msg)
{
	const struct source_file *f = ctx;

	must(pos >= f->base && pos <= f->base + f->size);
	must(msg && *msg);
}

static void check(struct file_set *set, struct parser *p, char *text,
		  size_t size)
{
	struct arena *a = arena_create(MAX_MEMORY);
	struct source_file *f =
		file_set_add(set, "fuzz.go", text, (uint32_t)size);
	struct types_config config = {
		.go_version = "", .fake_import_c = true, .files = set};
	struct ast_file *ast = parser_file(p, a, f, PARSE_COMMENTS, in_file, f);
	struct package *pkg = types_check(&config, "fuzz", &ast, 1, a, a);
	struct buf out;

	for (uint32_t i = 0; i < pkg->nerrors; i++)
		in_file(f, pkg->errors[i].pos, pkg->errors[i].msg);
	buf_init(&out, MAX_TEXT);
	types_dump(pkg, set, &out);
	buf_finish(&out);
	arena_destroy(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_source(data, size, check);
}
