/* SPDX-License-Identifier: MIT */
/*
 * unwind.h - return addresses of the calling thread, and nothing else
 *
 * Comes in: a place to start from (a call into the allocator, or the
 * registers of a fault).  Goes out: a list of program counters over C and
 * Go frames.  Names are found outside the process.
 *
 * Law of this folder: it runs inside malloc and inside a SIGSEGV handler
 * of a process we do not own.  No heap, no stdio, no libc locks, no
 * dl_iterate_phdr, no libgcc; memory comes from raw mmap; files are read by
 * raw system calls; every walk has a bound; memory that may not be there is
 * not touched.  errno is never changed.
 *
 * Threads: every function may be called from any thread at any time, from
 * a signal handler too, unless it says otherwise.
 */
#ifndef UNWIND_UNWIND_H
#define UNWIND_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_ranges;
struct record_module;
struct record_stack;

/* Registers in the order of DWARF on x86-64: 0 rax, 1 rdx, 2 rcx, 3 rbx,
 * 4 rsi, 5 rdi, 6 rbp, 7 rsp, 8..15 r8..r15, 16 the return address (pc). */
enum { UNWIND_RBP = 6, UNWIND_RSP = 7, UNWIND_PC = 16, UNWIND_NREGS = 17 };

/* Where a walk starts.  Bit i of known is set when regs[i] is right. */
struct unwind_start {
	uint64_t regs[UNWIND_NREGS];
	uint32_t known;
	bool exact; /* pc is an instruction (a fault), not a return address */
};

/*
 * Finds out what the process is: its modules, whether it is a Go program
 * and of which version.  Once, from the runtime's constructor, before any
 * other thread exists.  Never fails: what cannot be found is not used.
 */
void unwind_init(void);

/* The Go version ("go1.26.8") of the main program; "" where it is not Go. */
const char *unwind_go_version(void);

/* Modules changed (dlopen, dlclose): caches that depend on them are dropped.
 * Cheap; the modules are read anew when somebody needs one. */
void unwind_modules_changed(void);

/*
 * The goroutine that runs on this thread, 0 when none does or it is not a
 * Go program.
 */
uint64_t unwind_goroutine(void);

/*
 * Takes a stack into pc[0..max), innermost first, and returns how many.
 * *ret_flags gets enum record_stack_flags.  The walk goes through C frames
 * by their call frame information, over the border into Go frames by the
 * saved state of the goroutine and frame pointers, and back again for
 * callbacks.
 */
size_t unwind_stack(const struct unwind_start *start, uint64_t *pc, size_t max,
		    uint16_t *ret_flags);

/*
 * The same for a call into the runtime, as fast as it can be: fp is the
 * frame pointer of the runtime's entry point (__builtin_frame_address(0)
 * of a function built with frame pointers), so fp[0] is the caller's rbp
 * and fp[1] the return address.  pc[0] is that return address.
 *
 * The result is remembered together with every word of stack that it
 * depends on.  A later call with the same return address whose words are
 * all equal gets the remembered stack without a walk; that is exact, not a
 * guess, since the walk is a function of just those words.
 */
size_t unwind_here(const void *fp, uint64_t *pc, size_t max,
		   uint16_t *ret_flags);

/*
 * The same, kept: an id of the stack in a depot of this process, equal for
 * equal stacks.  0 when the depot is full (its ceiling is set at init) or
 * no memory could be had.
 */
uint32_t unwind_here_id(const void *fp);

/*
 * The same for a place that is passed too often for all of it: the
 * innermost UNWIND_NEAR frames of C and, where they are called from Go, all
 * of the Go part.  A stack that goes on is marked RECORD_STACK_CUT, one that
 * leaves frames of C out before Go's RECORD_STACK_GAP.
 */
enum { UNWIND_NEAR = 8 };
uint32_t unwind_near_id(const void *fp);

/* The stack of an id; its length, or 0 for a bad id. */
size_t unwind_depot_get(uint32_t id, uint64_t *pc, size_t max,
			uint16_t *ret_flags);

/* Where stacks lie and how many words of them, for record/heap.h. */
void unwind_depot_place(uint64_t *ret_stacks, uint64_t *ret_used);

/* The memory that this folder keeps. */
const struct heap_ranges *unwind_ranges(void);

/* Bytes that caches and depot hold. */
size_t unwind_memory(void);

/*
 * The modules now loaded, into m[0..max); how many there are.  May be more
 * than max.  Reads /proc/self/maps; not for hot paths.
 */
size_t unwind_modules(struct record_module *m, size_t max);

/* The locks of this folder across a fork: prepare, then in both sides. */
void unwind_fork_prepare(void);
void unwind_fork_parent(void);
void unwind_fork_child(void);

#endif
