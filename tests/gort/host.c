/* SPDX-License-Identifier: MIT */
/* host.c - a C program whose Go is in a shared object: host WORLD.so */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	void *so = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	void (*run)(void);

	if (!so) {
		fprintf(stderr, "host: %s\n", dlerror());
		return 1;
	}
	*(void **)&run = dlsym(so, "world_main");
	run();
	return 0;
}
