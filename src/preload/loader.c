/* SPDX-License-Identifier: MIT */
/*
 * A library that goes away may make room for another one at the same
 * addresses, and what is remembered of its code would be wrong.  One that
 * comes is found when its first address turns up.
 */
#include <dlfcn.h>

#include "preload/hooks.h"
#include "unwind/unwind.h"

EXPORT int dlclose(void *handle)
{
	static int (*real)(void *);
	int result;

	if (!real)
		hooks_find(&real, "dlclose");
	result = real(handle);
	unwind_modules_changed();
	return result;
}
