/* SPDX-License-Identifier: MIT */
/* Standard input goes to the program, byte for byte. */
#include <unistd.h>

#include "run.h"

int main(void)
{
	unsigned long sum = 0, n = 0;
	int c;

	while ((c = getchar()) != EOF) {
		sum = sum * 31 + (unsigned long)c;
		n++;
	}
	printf("%lu bytes, %lu\n", n, sum);
	return 0;
}
