/* SPDX-License-Identifier: MIT */
/* nearest.h - what the user may have meant */
#ifndef CLI_NEAREST_H
#define CLI_NEAREST_H

#include <stddef.h>

/*
 * The word that needs the fewest changes (a letter added, left out, taken
 * for another, or two neighbours swapped) to become the misspelt one; the
 * first of several.  NULL when the best needs more than a third of it.
 */
const char *nearest_word(const char *misspelt, const char *const *words,
			 size_t n);

#endif
