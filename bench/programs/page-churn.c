/* SPDX-License-Identifier: MIT */
/*
 * page-churn - large blocks that come and go, each page touched once
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { LIVE = 24, ROUNDS = 40000, PAGE = 4096 };

int main(void)
{
	static char *block[LIVE];
	uint64_t r = 1, sum = 0;

	for (int i = 0; i < ROUNDS; i++) {
		size_t size;
		char **at;

		r = r * 6364136223846793005u + 1442695040888963407u;
		at = &block[(r >> 33) % LIVE];
		size = (size_t)PAGE << (r >> 50) % 9;
		size += (r >> 40) % size;
		if (*at)
			sum += (unsigned char)(*at)[0];
		free(*at);
		*at = malloc(size);
		if (!*at)
			abort();
		for (size_t k = 0; k < size; k += PAGE)
			(*at)[k] = (char)(i + 1);
	}
	for (int i = 0; i < LIVE; i++)
		free(block[i]);
	printf("%llu\n", (unsigned long long)sum);
	return 0;
}
