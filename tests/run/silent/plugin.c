/* SPDX-License-Identifier: MIT */
/* A plugin is loaded and unloaded many times; its blocks outlive it. */
#include <dlfcn.h>
#include <string.h>

#include "run.h"

int main(int argc, char **argv)
{
	char path[4096];
	char *kept[50];

	(void)argc;
	snprintf(path, sizeof(path), "%s.so", argv[0]);
	for (int i = 0; i < 50; i++) {
		char *(*name_of)(int);
		void *so = dlopen(path, RTLD_NOW | RTLD_LOCAL);

		MUST(so);
		name_of = (char *(*)(int))dlsym(so, "name_of");
		MUST(name_of);
		kept[i] = name_of(i);
		MUST(!dlclose(so));
	}
	for (int i = 0; i < 50; i++) {
		char want[32];

		snprintf(want, sizeof(want), "plugin %d", i);
		MUST(!strcmp(kept[i], want));
		free(kept[i]);
	}
	puts("50 times");
	return 0;
}
