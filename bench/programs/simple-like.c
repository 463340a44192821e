/* SPDX-License-Identifier: MIT */
/*
 * simple-like - malloc and free in a loop, nothing else
 *
 * Arrays of blocks of one size, freed in the order they were made, in the
 * opposite one, and half and half: the worst case for everything that adds
 * work to a call.
 */
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1000, ROUNDS = 25000 };

static void *block[MOST];

static void fill(int n, size_t size)
{
	for (int i = 0; i < n; i++) {
		block[i] = malloc(size);
		if (!block[i])
			abort();
		*(char *)block[i] = (char)i;
	}
}

static void forward(int n)
{
	for (int i = 0; i < n; i++)
		free(block[i]);
}

static void backward(int n)
{
	while (n > 0)
		free(block[--n]);
}

int main(void)
{
	static const int sizes[] = {16, 24, 32, 48, 64, 100};

	for (int i = 0; i < ROUNDS; i++) {
		size_t size = (size_t)sizes[i % 6];

		fill(25, size);
		forward(25);
		fill(400, size);
		backward(400);
		fill(MOST, size);
		forward(MOST / 2);
		for (int k = MOST / 2; k < MOST; k++)
			free(block[MOST + MOST / 2 - 1 - k]);
	}
	puts("done");
	return 0;
}
