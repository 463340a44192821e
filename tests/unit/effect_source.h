/* SPDX-License-Identifier: MIT */
/*
 * effect_source.h - effects of C that is written in a test
 */
#ifndef TESTS_UNIT_EFFECT_SOURCE_H
#define TESTS_UNIT_EFFECT_SOURCE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/clang.h"
#include "cfront/effect.h"
#include "cfront/unit.h"

/* Adds a source; ends the test program when there is no libclang. */
static inline void add_c(struct effects *e, const char *text)
{
	struct CXUnsavedFile file = {"/made/up.c", text, strlen(text)};
	const char *args[2], *why;
	const struct clang_api *clang = clang_open(&why);
	struct c_unit u = {.clang = clang};
	int n = 0;

	if (!clang) {
		fprintf(stderr, "%s\n", why);
		exit(77);
	}
	if (clang->resources) {
		args[n++] = "-resource-dir";
		args[n++] = clang->resources;
	}
	u.index = clang->createIndex(0, 0);
	clang->parseTranslationUnit2(u.index, file.Filename, args, n, &file, 1,
				     CXTranslationUnit_KeepGoing, &u.tu);
	effects_add_unit(e, &u);
	clang->disposeTranslationUnit(u.tu);
	clang->disposeIndex(u.index);
}

/* The rows of a function but reads and writes, with '; ' between. */
static inline const char *rows_of(struct arena *a, const struct effects *e,
				  const char *name)
{
	const struct c_effects *f = effects_of(e, name);
	struct buf out;
	const char *kept;

	if (!f)
		return "not there";
	if (!f->known)
		return "not known";
	buf_init(&out, 1 << 16);
	for (uint32_t i = 0; i < f->nrows; i++) {
		if (f->rows[i].kind == EFFECT_READS ||
		    f->rows[i].kind == EFFECT_WRITES)
			continue;
		if (out.len)
			buf_puts(&out, "; ");
		effect_print(&f->rows[i], &out);
	}
	kept = arena_strdup(a, buf_text(&out));
	buf_finish(&out);
	return kept;
}

#endif
