/* SPDX-License-Identifier: MIT */
/*
 * demangle.h - C++ and Rust names as the source has them
 *
 * By libiberty, which is linked statically, bounds its recursion and knows
 * what gcc and clang make, current Rust included.
 */
#ifndef SYMBOL_DEMANGLE_H
#define SYMBOL_DEMANGLE_H

#include <stdbool.h>

struct arena;

/* True for what only a C++ compiler would have called a function. */
bool demangle_is_cxx(const char *name);

/* The name itself when it is not a mangled one; else from the arena. */
const char *demangle(struct arena *a, const char *name);

#endif
