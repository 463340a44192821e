/* SPDX-License-Identifier: MIT */
/*
 * preload.h - what every file of the runtime may use
 *
 * Law of this folder: the code runs inside malloc, free and a SIGSEGV
 * handler of a process we do not own.  No heap, no stdio, no lock of libc,
 * no call that is not in tests/preload.imports; errno is the program's and
 * is only written where malloc's contract says so.  Memory comes from raw
 * mmap, and every table has a ceiling.
 *
 *	hooks    what the program calls          signals  sigaction family
 *	  heap     which placement, budget       fault    SIGSEGV
 *	    dense    packed blocks               tell     findings to records
 *	    paged    blocks with own pages       session  the shared records
 *	      mem      address space, guards     boot     start and fork
 *
 * Beside them: thread (what each thread keeps), budget (time for guards),
 * span (where packed blocks lie), loader (dlclose), lock, text.
 *
 * Lock order, outermost first: the stack for reports (fault), modules
 * (tell), thread list, classes by number, dead spans, spans, paged, unwind's
 * own, ranges.  No more than the first is held while belay is waited for.
 */
#ifndef PRELOAD_PRELOAD_H
#define PRELOAD_PRELOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE ((size_t)4096)
#define COLD __attribute__((cold, noinline))
#define HOT __attribute__((hot))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* What malloc promises for every type (x86-64 and arm64 psABI). */
enum { MIN_ALIGN = 16 };

static inline size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) & ~(to - 1);
}

static inline size_t round_down(size_t n, size_t to)
{
	return n & ~(to - 1);
}

static inline bool is_power_of_two(size_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static inline size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

#endif
