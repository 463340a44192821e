/* SPDX-License-Identifier: MIT */
/*
 * The whole allocator interface of libc, and nothing behind it but heap.h.
 * Each function is its own frame, so that stacks start at its caller;
 * results and errors are those of the C standard and of glibc's manual.
 */
#include "preload/hooks.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "preload/heap.h"

#define HERE __builtin_frame_address(0)

void hooks_find(void *function, const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	memcpy(function, &p, sizeof(p));
}

static void *or_enomem(void *p)
{
	if (UNLIKELY(!p))
		errno = ENOMEM;
	return p;
}

static void *aligned(size_t align, size_t size, const void *fp)
{
	return heap_alloc(size, align < MIN_ALIGN ? MIN_ALIGN : align, false,
			  fp);
}

static void *zeroed(size_t n, size_t size, const void *fp)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return or_enomem(NULL);
	return or_enomem(heap_alloc(total, MIN_ALIGN, true, fp));
}

static void *resized(void *p, size_t size, const void *fp)
{
	if (!p)
		return or_enomem(heap_alloc(size, MIN_ALIGN, false, fp));
	if (size == 0) {
		heap_free(p, fp);
		return NULL;
	}
	return or_enomem(heap_realloc(p, size, fp));
}

HOT EXPORT void *malloc(size_t size)
{
	return or_enomem(heap_alloc(size, MIN_ALIGN, false, HERE));
}

HOT EXPORT void free(void *p)
{
	if (p)
		heap_free(p, HERE);
}

EXPORT void *calloc(size_t n, size_t size)
{
	return zeroed(n, size, HERE);
}

EXPORT void *realloc(void *p, size_t size)
{
	return resized(p, size, HERE);
}

EXPORT void *reallocarray(void *p, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		return or_enomem(NULL);
	return resized(p, total, HERE);
}

/* C23: the sizes are promises that need no check to be kept. */
EXPORT void free_sized(void *p, size_t size)
{
	(void)size;
	if (p)
		heap_free(p, HERE);
}

EXPORT void free_aligned_sized(void *p, size_t align, size_t size)
{
	(void)align;
	(void)size;
	if (p)
		heap_free(p, HERE);
}

EXPORT int posix_memalign(void **ret, size_t align, size_t size)
{
	void *p;

	if (!is_power_of_two(align) || align % sizeof(void *) != 0)
		return EINVAL;
	p = aligned(align, size, HERE);
	if (!p)
		return ENOMEM;
	*ret = p;
	return 0;
}

EXPORT void *aligned_alloc(size_t align, size_t size)
{
	if (!is_power_of_two(align)) {
		errno = EINVAL;
		return NULL;
	}
	return or_enomem(aligned(align, size, HERE));
}

/* glibc rounds a bad alignment up instead of refusing it. */
EXPORT void *memalign(size_t align, size_t size)
{
	if (align > SIZE_MAX / 2 + 1) {
		errno = EINVAL;
		return NULL;
	}
	if (!is_power_of_two(align) && align > 1)
		align = (size_t)1 << (64 - __builtin_clzll(align));
	return or_enomem(aligned(align, size, HERE));
}

EXPORT void *valloc(size_t size)
{
	return or_enomem(aligned(PAGE, size, HERE));
}

EXPORT void *pvalloc(size_t size)
{
	if (size > SIZE_MAX - PAGE)
		return or_enomem(NULL);
	/* glibc gives a page even for nothing. */
	return or_enomem(aligned(PAGE, round_up(size + !size, PAGE), HERE));
}

EXPORT size_t malloc_usable_size(void *p)
{
	return p ? heap_size(p) : 0;
}
