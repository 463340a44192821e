/* SPDX-License-Identifier: MIT */
/*
 * Nanoseconds for a stack, four ways, in one run:
 *
 *	frame pointers alone, unwind_here_id() when it knows the stack and
 *	when it does not, and _Unwind_Backtrace().
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unwind.h>

#include "record/record.h"
#include "unwind/unwind.h"

static volatile uint64_t sink;
static size_t frames;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

typedef void way_fn(const uint64_t *fp);

static void by_memo(const uint64_t *fp)
{
	sink += unwind_here_id(fp);
}

static void by_memo_frames(const uint64_t *fp)
{
	uint64_t pc[RECORD_FRAMES];
	uint16_t flags;

	frames = unwind_here(fp, pc, RECORD_FRAMES, &flags);
}

static void by_walk(const uint64_t *fp)
{
	struct unwind_start s = {.exact = false};
	uint64_t pc[RECORD_FRAMES];
	uint16_t flags;

	s.regs[UNWIND_RBP] = fp[0];
	s.regs[UNWIND_RSP] = (uintptr_t)(fp + 2);
	s.regs[UNWIND_PC] = fp[1];
	s.known = 1u << UNWIND_RBP | 1u << UNWIND_RSP | 1u << UNWIND_PC;
	frames = unwind_stack(&s, pc, RECORD_FRAMES, &flags);
}

/* Right only because this file is built with frame pointers. */
static void by_frame_pointers(const uint64_t *fp)
{
	uint64_t pc[RECORD_FRAMES];

	for (size_t i = 0; i < frames - 3; i++) {
		pc[i] = fp[1];
		sink += pc[i];
		fp = (const uint64_t *)fp[0];
	}
}

static _Unwind_Reason_Code count(struct _Unwind_Context *c, void *arg)
{
	sink += _Unwind_GetIP(c);
	++*(size_t *)arg;
	return _URC_NO_REASON;
}

static void by_libgcc(const uint64_t *fp)
{
	size_t n = 0;

	(void)fp;
	_Unwind_Backtrace(count, &n);
}

static __attribute__((noinline)) void entry(way_fn *way)
{
	way(__builtin_frame_address(0));
}

static __attribute__((noinline)) void deep(int depth, way_fn *way, int times)
{
	if (depth == 0)
		for (int i = 0; i < times; i++)
			entry(way);
	else
		deep(depth - 1, way, times);
	__asm__ volatile("" : : : "memory");
}

static void measure(const char *name, way_fn *way, int depth, int times)
{
	double best = 1e18;

	/* The best of many short runs: others use the machine, too. */
	for (int i = 0; i < 300; i++) {
		double start = now();

		deep(depth, way, times);
		start = (now() - start) / times;
		best = start < best ? start : best;
	}
	printf("%-34s %8.1f ns  %6.2f ns/frame\n", name, best,
	       best / (double)frames);
}

int main(void)
{
	unwind_init();
	for (int depth = 4; depth <= 64; depth *= 2) {
		deep(depth, by_walk, 1);
		printf("%zu frames\n", frames);
		measure("frame pointers", by_frame_pointers, depth, 500);
		measure("unwind_here_id", by_memo, depth, 500);
		measure("unwind_here", by_memo_frames, depth, 500);
		measure("unwind_stack", by_walk, depth, 200);
		measure("_Unwind_Backtrace", by_libgcc, depth, 20);
	}
	return 0;
}
