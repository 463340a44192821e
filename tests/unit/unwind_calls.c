/* SPDX-License-Identifier: MIT */
/* Built several times, each with another CALLS, the name of the table. */
#include "unwind_calls.h"

#include <alloca.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE static __attribute__((noinline))

/* Keeps the compiler from turning a call into a jump. */
#define STAY(x) __asm__ volatile("" : : "g"(x) : "memory")

static _Thread_local struct {
	leaf_fn *leaf;
	void *arg;
	int done;
} sorted;

NOINLINE void plain_inner(leaf_fn *leaf, void *arg)
{
	leaf(arg);
	STAY(arg);
}

NOINLINE void plain(leaf_fn *leaf, void *arg)
{
	plain_inner(leaf, arg);
	STAY(arg);
}

NOINLINE void with_alloca(leaf_fn *leaf, void *arg)
{
	size_t n = 16 + (((uintptr_t)arg * 2654435761u) >> 4) % 700;
	char *p = alloca(n);

	memset(p, 1, n);
	STAY(p);
	leaf(arg);
	STAY(p);
}

NOINLINE void big_frame(leaf_fn *leaf, void *arg)
{
	char a[20000];

	a[0] = 1;
	STAY(&a[0]);
	leaf(arg);
	STAY(&a[0]);
}

NOINLINE void aligned_frame(leaf_fn *leaf, void *arg)
{
	_Alignas(64) char a[128];

	STAY(&a[0]);
	leaf(arg);
	STAY(&a[0]);
}

NOINLINE void many_registers(leaf_fn *leaf, void *arg)
{
	uintptr_t a = (uintptr_t)arg, b = a * 3, c = a * 5, d = a * 7,
		  e = a * 11, f = a * 13, g = a * 17;

	__asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d));
	leaf(arg);
	STAY(a + b * c + d * e + f * g);
}

static int compare(const void *a, const void *b)
{
	if (!sorted.done) {
		sorted.done = 1;
		sorted.leaf(sorted.arg);
	}
	return *(const int *)a - *(const int *)b;
}

NOINLINE void sorting(leaf_fn *leaf, void *arg)
{
	int v[] = {3, 1, 2};

	sorted.leaf = leaf;
	sorted.arg = arg;
	sorted.done = 0;
	qsort(v, 3, sizeof(v[0]), compare);
	STAY(&v[0]);
}

struct wandering {
	uint64_t path;
	int depth;
	leaf_fn *leaf;
	void *arg;
};

static void wander_on(void *arg);

NOINLINE void wander(uint64_t path, int depth, leaf_fn *leaf, void *arg)
{
	struct wandering w = {path >> 3 | path << 61, depth - 1, leaf, arg};

	if (depth == 0) {
		leaf(arg);
		STAY(&w);
		return;
	}
	switch (path & 7) {
	case 0:
		with_alloca(wander_on, &w);
		break;
	case 1:
		many_registers(wander_on, &w);
		break;
	case 2:
		aligned_frame(wander_on, &w);
		break;
	case 3:
	case 4:
		wander(w.path, w.depth, leaf, arg);
		break;
	default:
		plain(wander_on, &w);
	}
	STAY(&w);
}

static void wander_on(void *arg)
{
	struct wandering *w = arg;

	wander(w->path, w->depth, w->leaf, w->arg);
	STAY(w);
}

#define TEXT(x) #x
#define NAME(x) TEXT(x)

const struct call_shapes CALLS = {
	.name = NAME(CALLS),
	.plain = plain,
	.with_alloca = with_alloca,
	.big_frame = big_frame,
	.aligned_frame = aligned_frame,
	.many_registers = many_registers,
	.sorting = sorting,
	.wander = wander,
};
