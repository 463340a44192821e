/* SPDX-License-Identifier: MIT */
/* Under a limit of address space malloc ends in ENOMEM and recovers. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "run.h"

enum { MOST = 4096, PIECE = 1 << 20 };

static int fill(void **p)
{
	int n = 0;

	while (n < MOST && (p[n] = malloc(PIECE)) != NULL)
		*(char *)p[n++] = 1;
	return n;
}

int main(int argc, char **argv)
{
	static void *p[MOST];
	struct rlimit limit = {512 << 20, 512 << 20};
	int n;

	/* Again under the limit, so that it holds from the start. */
	if (argc == 1) {
		MUST(!setrlimit(RLIMIT_AS, &limit));
		execl("/proc/self/exe", argv[0], "limited", (char *)NULL);
		MUST(!"execl");
	}
	for (int round = 0; round < 3; round++) {
		errno = 0;
		n = fill(p);
		MUST(n > 32 && n < MOST && errno == ENOMEM);
		while (n > 0)
			free(p[--n]);
	}
	puts("ENOMEM");
	return 0;
}
