/* SPDX-License-Identifier: MIT */
/*
 * fake_symbol.h - symbol.h with the names that a test wants
 *
 * The test fills fake_names; these functions stand in front of those of
 * src/symbol when the test is linked.
 */
#ifndef TESTS_UNIT_FAKE_SYMBOL_H
#define TESTS_UNIT_FAKE_SYMBOL_H

#include <stdlib.h>
#include <string.h>

#include "symbol/symbol.h"

struct fake_name {
	const char *path;
	uint64_t from, to; /* addresses of the file */
	struct symbol_frame frame;
	bool frameless;
};

struct symbol_module {
	char path[256], open_path[256];
};

struct symbols {
	struct symbol_module modules[64];
	size_t nmodules;
};

static const struct fake_name *fake_names;
static size_t fake_nnames;
static struct symbol_module fake_last; /* as given to symbols_open */

struct symbols *symbols_create(const char *const *debug_dirs)
{
	(void)debug_dirs;
	return calloc(1, sizeof(struct symbols));
}

void symbols_destroy(struct symbols *s)
{
	free(s);
}

struct symbol_module *symbols_open(struct symbols *s, const char *path,
				   const char *open_path,
				   const uint8_t *build_id, size_t build_id_len)
{
	struct symbol_module *m = &s->modules[s->nmodules++ % 64];

	(void)build_id;
	(void)build_id_len;
	memset(m, 0, sizeof(*m));
	strncpy(m->path, path, sizeof(m->path) - 1);
	if (open_path)
		strncpy(m->open_path, open_path, sizeof(m->open_path) - 1);
	fake_last = *m;
	return m;
}

const char *symbol_module_error(const struct symbol_module *m)
{
	(void)m;
	return NULL;
}

/* Every row that covers the address is a frame, in the order of the table. */
size_t symbol_lookup(struct symbol_module *m, uint64_t vaddr,
		     struct symbol_frame *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < fake_nnames && n < max; i++) {
		const struct fake_name *f = &fake_names[i];

		if (strcmp(f->path, m->path) == 0 && f->from <= vaddr &&
		    vaddr < f->to)
			out[n++] = f->frame;
	}
	if (n == 0 && max > 0)
		out[n++] = (struct symbol_frame){0};
	return n;
}

bool symbol_go_frameless(struct symbol_module *m, uint64_t vaddr)
{
	for (size_t i = 0; i < fake_nnames; i++) {
		const struct fake_name *f = &fake_names[i];

		if (f->frameless && strcmp(f->path, m->path) == 0 &&
		    f->from <= vaddr && vaddr < f->to)
			return true;
	}
	return false;
}

const char *symbol_go_version(struct symbol_module *m)
{
	(void)m;
	return NULL;
}

#endif
