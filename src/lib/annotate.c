/* SPDX-License-Identifier: MIT */
/*
 * The runtime that belay run puts into a program is found by the name of its
 * one function, once: it is there before main() or never.
 */
#include "belay/annotate.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* What the runtime exports; kind is NULL to disown. */
typedef void annotate_fn(const void *p, size_t size, const char *kind,
			 const char *name);

static annotate_fn *runtime;

static void find_runtime(void)
{
	void *found = dlsym(RTLD_DEFAULT, "belay_runtime_annotate");

	memcpy(&runtime, &found, sizeof(runtime));
}

static annotate_fn *ask_runtime(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, find_runtime);
	return runtime;
}

bool belay_annotate_active(void)
{
	return ask_runtime() != NULL;
}

void belay_annotate_owner(const void *p, size_t size, const char *kind,
			  const char *name)
{
	annotate_fn *fn = ask_runtime();

	if (fn && p && kind)
		fn(p, size, kind, name);
}

void belay_annotate_disown(const void *p)
{
	annotate_fn *fn = ask_runtime();

	if (fn && p)
		fn(p, 0, NULL, NULL);
}
