/* SPDX-License-Identifier: MIT */
/* Every byte that malloc_usable_size promises can be written. */
#include <malloc.h>
#include <string.h>

#include "run.h"

int main(void)
{
	MUST(malloc_usable_size(NULL) == 0);
	for (size_t n = 0; n < 20000; n += n / 16 + 1) {
		char *p = malloc(n);
		size_t room = malloc_usable_size(p);

		MUST(room >= n);
		memset(p, 0x77, room);
		p = realloc(p, room);
		MUST(malloc_usable_size(p) >= room);
		for (size_t i = 0; i < room; i++)
			MUST(p[i] == 0x77);
		free(p);
	}
	puts("ok");
	return 0;
}
