/* SPDX-License-Identifier: MIT */
/* Buffers grow and shrink in every step and keep their bytes. */
#include <string.h>

#include "run.h"

static void check(const unsigned char *p, size_t n, unsigned char mark)
{
	for (size_t i = 0; i < n; i++)
		MUST(p[i] == (unsigned char)(mark + i));
}

static void mark_all(unsigned char *p, size_t from, size_t to, unsigned char m)
{
	for (size_t i = from; i < to; i++)
		p[i] = (unsigned char)(m + i);
}

int main(void)
{
	unsigned char *p[16] = {0};
	size_t n[16] = {0};

	for (int step = 1; step < 2000; step++) {
		int i = step % 16;
		size_t to = step % 7 == 0 ? n[i] / 2 + 1 : n[i] + n[i] / 8 + 1;

		p[i] = realloc(p[i], to);
		MUST(p[i]);
		check(p[i], to < n[i] ? to : n[i], (unsigned char)i);
		mark_all(p[i], n[i], to, (unsigned char)i);
		n[i] = to;
	}
	for (int i = 0; i < 16; i++) {
		check(p[i], n[i], (unsigned char)i);
		printf("%zu\n", n[i]);
		free(p[i]);
	}
	return 0;
}
