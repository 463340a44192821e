/* SPDX-License-Identifier: MIT */
/*
 * clang.h - libclang, opened when the first C source is met
 *
 * A program that has no C does not pay for it, and a machine without it
 * loses the C side only: clang_open() then says what to install.
 *
 *	const struct clang_api *clang = clang_open(&why);
 *
 *	index = clang->createIndex(0, 0);
 *
 * Threads: any; it is opened once, and stays open.  libclang may be used
 * by several threads at a time when each has an index of its own.
 */
#ifndef CFRONT_CLANG_H
#define CFRONT_CLANG_H

#include <clang-c/Index.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct clang_api {
#define CLANG(name) __typeof__(clang_##name) *name;
#include "cfront/clang.def"
#undef CLANG
	const char *path;    /* of the library */
	const char *version; /* as it calls itself */
	/* Where its own headers (stddef.h) are; NULL: it knows best. */
	const char *resources;
};

/*
 * The library named by $BELAY_LIBCLANG, or the newest one there is from 17
 * on; NULL, with one line about why, when there is none.
 */
const struct clang_api *clang_open(const char **ret_why);

/* The path of the library that clang_open() would open; false: not known. */
bool clang_find(char *ret, size_t size);

/* A copy of the text in the arena, the string given back; never NULL. */
const char *clang_text(const struct clang_api *clang, struct arena *a,
		       CXString s);

#endif
