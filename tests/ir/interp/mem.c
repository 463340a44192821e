/* SPDX-License-Identifier: MIT */
/*
 * Memory of the program that is interpreted.  There is no collector: tests
 * are short, and addresses that never come back make mistakes visible.
 */
#include "interp.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PIECE = 4 << 20 };
static const size_t limit = (size_t)3 << 30;

char mem_zero_base[16] __attribute__((aligned(16)));

static char *at, *end;
static size_t total;

_Noreturn static void out_of_memory(void)
{
	fprintf(stderr, "interp: the program uses too much memory\n");
	_exit(EXIT_LIMIT);
}

static char *map_piece(size_t size)
{
	/* Low addresses, as Go's own programs have them, if they are free. */
	static uintptr_t hint = (uintptr_t)64 << 20;
	char *p;

	total += size;
	if (total > limit)
		out_of_memory();
	p = mmap((void *)hint, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		out_of_memory();
	hint += size;
	return p;
}

void *mem_alloc(size_t size)
{
	size_t align = size >= 16 ? 16 : 8;
	char *p;

	if (size == 0)
		return mem_zero_base;
	if (size > ((size_t)1 << 46))
		out_of_memory();
	if (size >= PIECE / 4)
		return map_piece((size + 4095) & ~(size_t)4095);
	size = (size + align - 1) & ~(align - 1);
	p = at + (-(uintptr_t)at & (align - 1));
	if (!at || size > (size_t)(end - at) || p + size > end) {
		at = map_piece(PIECE);
		end = at + PIECE;
		p = at;
	}
	at = p + size;
	return p;
}

void *mem_alloc_typed(const struct tinfo *t, int64_t n)
{
	return mem_alloc((size_t)t->size * (size_t)n);
}
