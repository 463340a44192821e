/* SPDX-License-Identifier: MIT */
/*
 * outlives good|bad FILE - writes its pid, works for half a second, and then
 * ends well, or with a use after free
 */
#include <string.h>
#include <unistd.h>

#include "run.h"

static APART int use_freed(void)
{
	volatile int *p = malloc(40);

	free((void *)p);
	return *p;
}

static void churn(void)
{
	for (size_t n = 1; n < 20000; n += 7)
		free(malloc(n));
}

int main(int argc, char **argv)
{
	FILE *f;

	MUST(argc == 3);
	f = fopen(argv[2], "w");
	MUST(f);
	fprintf(f, "%d\n", (int)getpid());
	fclose(f);
	for (int i = 0; i < 10; i++) {
		churn();
		usleep(50000);
	}
	if (!strcmp(argv[1], "bad"))
		return use_freed() == 12345;
	f = fopen(argv[2], "a");
	MUST(f);
	fputs("done\n", f);
	return fclose(f);
}
