/* SPDX-License-Identifier: MIT */
/*
 * types_dump [-skip ID]... <LIST - the dumps of the packages in a list
 *
 * LIST is as given.h says.  For each package a line "## ID" before anything
 * is done with it, so that whoever reads knows where it broke down; then,
 * if it is wanted, its dump and a section of syntax errors.
 */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "given.h"
#include "types/dump.h"
#include "types/types.h"

enum { CEILING = 1 << 30 };

static struct buf out;

static void flush(void)
{
	buf_write(&out, STDOUT_FILENO);
	buf_clear(&out);
}

static void begin(struct given *g)
{
	buf_printf(&out, "## %s\n", g->id);
	flush();
}

static void dump_syntax(struct given_world *w, struct given *g)
{
	buf_puts(&out, "# syntax\n");
	for (uint32_t i = 0; i < g->errors.len; i++) {
		struct given_error *e = &g->errors.at[i];
		struct position p = position_raw(w->files, e->pos);
		const char *slash = p.path ? strrchr(p.path, '/') : NULL;

		buf_printf(&out, "%s:%u:%u: %s\n", slash ? slash + 1 : "-",
			   p.line, p.column, e->msg);
	}
}

static int run(int argc, char **argv)
{
	struct given_world w;

	given_start(&w);
	w.begin = begin;
	buf_init(&out, CEILING);
	if (!given_read(&w, stdin))
		return 2;
	for (int i = 1; i + 1 < argc; i += 2) {
		struct given *g = given_find(&w, argv[i + 1]);

		if (g)
			g->skip = true;
	}
	for (uint32_t i = 0; i < w.packages.len; i++) {
		struct given *g = w.packages.at[i];

		if (!given_check(&w, g) || !g->want)
			continue;
		types_dump(g->package, w.files, &out);
		dump_syntax(&w, g);
		flush();
		given_drop(g, true);
	}
	buf_puts(&out, "## END\n");
	flush();
	return 0;
}

int main(int argc, char **argv)
{
	return given_main(run, argc, argv);
}
