/* SPDX-License-Identifier: MIT */
#include "lib/poison.h"

#ifdef __has_include
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif
#endif

#ifndef RUNNING_ON_VALGRIND
#define RUNNING_ON_VALGRIND 0
#define VALGRIND_MAKE_MEM_NOACCESS(p, size) ((void)(p), (void)(size))
#define VALGRIND_MAKE_MEM_DEFINED(p, size) ((void)(p), (void)(size))
#endif

/* The names are the sanitizer's. NOLINTBEGIN(bugprone-reserved-identifier) */
void __asan_poison_memory_region(const volatile void *p, size_t size)
	__attribute__((weak));
void __asan_unpoison_memory_region(const volatile void *p, size_t size)
	__attribute__((weak));
/* NOLINTEND(bugprone-reserved-identifier) */

bool belay__poisons(void)
{
	return __asan_poison_memory_region || RUNNING_ON_VALGRIND;
}

void belay__poison(const void *p, size_t size)
{
	if (__asan_poison_memory_region)
		__asan_poison_memory_region(p, size);
	else
		VALGRIND_MAKE_MEM_NOACCESS(p, size);
}

/* What was dead is written before it is read, except by a copy of the whole. */
void belay__unpoison(const void *p, size_t size)
{
	if (__asan_unpoison_memory_region)
		__asan_unpoison_memory_region(p, size);
	else
		VALGRIND_MAKE_MEM_DEFINED(p, size);
}
