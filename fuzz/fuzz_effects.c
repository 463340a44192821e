/* SPDX-License-Identifier: MIT */
/*
 * Rows of effects from bytes: what is read and printed must read the same
 * again, and what is kept must come back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/effect.h"
#include "cfront/effect_run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int what)
{
	if (!what)
		abort();
}

static void print_all(const struct effect_rows *rows, struct buf *out)
{
	for (uint32_t i = 0; i < rows->len; i++) {
		if (i)
			buf_puts(out, "; ");
		effect_print(&rows->at[i], out);
	}
}

static void read_rows(struct arena *a, const char *text, size_t size)
{
	struct effect_rows rows = {0}, again = {0};
	const char *why = NULL;
	uint32_t at = effect_parse(a, text, size, &rows, &why);
	struct buf first, second;

	must(!at == !why);
	must(at <= size + 1);
	buf_init(&first, 1 << 20);
	buf_init(&second, 1 << 20);
	print_all(&rows, &first);
	must(effect_parse(a, buf_text(&first), first.len, &again, &why) == 0);
	print_all(&again, &second);
	must(strcmp(buf_text(&first), buf_text(&second)) == 0);
	buf_finish(&first);
	buf_finish(&second);
}

static void read_file(struct arena *a, const char *text, size_t size)
{
	struct effects *e = effects_create(a);
	struct effect_error error = {0};

	if (!effects_add_file(e, ".belay", text, size, &error)) {
		must(error.line >= 1 && error.column >= 1);
		must(error.message != NULL);
	}
	effects_solve(e);
}

static void read_kept(struct arena *a, const char *text, size_t size)
{
	struct effects *e = effects_create(a), *again = effects_create(a);
	struct buf kept, twice;

	if (!effects_read(e, text, size))
		return;
	buf_init(&kept, 1 << 20);
	buf_init(&twice, 1 << 20);
	effects_write(e, &kept);
	must(effects_read(again, buf_text(&kept), kept.len));
	effects_write(again, &twice);
	must(strcmp(buf_text(&kept), buf_text(&twice)) == 0);
	buf_finish(&kept);
	buf_finish(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create(0);
	char *text = arena_alloc(a, size + 1);

	if (size)
		memcpy(text, data, size);
	read_rows(a, text, size);
	read_file(a, text, size);
	read_kept(a, text, size);
	arena_destroy(a);
	return 0;
}
