/* SPDX-License-Identifier: MIT */
/*
 * A plugin that sees libc before anybody else (PHP loads its extensions so)
 * frees what the program allocated.  It is found beside the program, by the
 * RUNPATH of the caller of dlopen.
 */
#include <dlfcn.h>
#include <string.h>

#include "run.h"

int main(int argc, char **argv)
{
	const char *base = strrchr(argv[0], '/');
	char name[256];
	void *(*exchange)(void *);
	void *so;

	(void)argc;
	snprintf(name, sizeof(name), "%s.so", base ? base + 1 : argv[0]);
	so = dlopen(name, RTLD_NOW | RTLD_DEEPBIND);
	MUST(so);
	exchange = (void *(*)(void *))dlsym(so, "exchange");
	MUST(exchange);
	for (size_t i = 0; i < 1000; i++) {
		char *p = exchange(calloc(1, i + 1));

		MUST(p && !strcmp(p, "other"));
		free(p);
	}
	puts("exchanged");
	return 0;
}
