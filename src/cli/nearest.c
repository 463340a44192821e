/* SPDX-License-Identifier: MIT */
#include "cli/nearest.h"

#include <string.h>

enum { LONGEST = 32 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * Optimal string alignment: row i of the table tells how many changes make
 * the first i letters of a into the first j letters of b.  Three rows are
 * kept, since a swap looks two rows back.
 */
static unsigned changes(const char *a, size_t la, const char *b, size_t lb)
{
	unsigned rows[3][LONGEST + 1];

	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *up = rows[(i + 2) % 3];
		const unsigned *up2 = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = up[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least(row[j], up[j] + 1);
			row[j] = least(row[j], row[j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = least(row[j], up2[j - 2] + 1);
		}
	}
	return rows[la % 3][lb];
}

const char *nearest_word(const char *misspelt, const char *const *words,
			 size_t n)
{
	size_t len = strlen(misspelt);
	const char *best = NULL;
	unsigned fewest = (unsigned)(len + 2) / 3 + 1;

	if (len > LONGEST)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		size_t wlen = strlen(words[i]);
		unsigned d;

		if (wlen > LONGEST)
			continue;
		d = changes(misspelt, len, words[i], wlen);
		if (d < fewest) {
			fewest = d;
			best = words[i];
		}
	}
	return best;
}
