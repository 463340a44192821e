/* SPDX-License-Identifier: MIT */
/*
 * memory.h - the memory of a process that stands still, or of a core file
 *
 * Comes in: a pid or a path.  Goes out: bytes, what is mapped where, and
 * the threads with their registers.  Nothing is ever written.  Holes, sizes
 * that cannot be and files that are cut short are normal: what is not there
 * is read as less than was asked for.
 *
 *	s = stop_begin(pid, 2000, NULL, &why);
 *	m = memory_of_process(pid, &why);
 *	v = stop_threads(s, &n);
 *	memory_set_threads(m, v, n);
 *	...
 *	memory_close(m);
 *	stop_end(s);
 *
 * A process that is not stopped can be read as well, and answers with what
 * it holds at each moment; what was read once is then remembered for a
 * while.  memory_refresh() forgets it.
 *
 * Ownership: what is returned lives until memory_close(), memory_refresh()
 * or memory_set_threads() changes it.  A text in ret_why is not freed, and
 * is good until the same thread fails again in this folder.
 *
 * Threads: one at a time per struct memory, unless it says otherwise.
 */
#ifndef TRACE_MEMORY_H
#define TRACE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "record/record.h"

struct memory;

enum { MEMORY_PAGE = 4096, MEMORY_BUILD_ID = 20 };

enum memory_perms {
	MEMORY_READ = 1 << 0,
	MEMORY_WRITE = 1 << 1,
	MEMORY_EXEC = 1 << 2,
};

struct memory_region {
	uint64_t start, end; /* end is the first address behind */
	uint64_t offset;     /* of start in the file */
	uint64_t inode;	     /* 0: of no file, or of a core */
	/*
	 * The mapped file by its name in the process, or "[heap]", "[stack]",
	 * "[vdso]", "[anon:...]"; "" for none.  Never NULL.
	 */
	const char *path;
	/*
	 * Where the file can be opened now, in spite of other roots and of
	 * deletion; NULL where it cannot, or where a core says that it was
	 * another one.
	 */
	const char *open_path;
	uint8_t perms; /* a set of enum memory_perms */
	bool shared;   /* with whoever else has it mapped; false in a core */
	bool deleted;  /* the file has no name any more */
	bool device;   /* of a device: never read */
};

enum memory_thread_state {
	MEMORY_THREAD_UNKNOWN, /* no registers */
	MEMORY_THREAD_STOPPED, /* all registers */
	/*
	 * It is in the kernel and cannot be woken; it will not run code of
	 * its own before it is let go.  Only the argument registers, rsp and
	 * rip are there, as they were when it went in.
	 */
	MEMORY_THREAD_IN_KERNEL,
};

struct memory_thread {
	pid_t tid;
	enum memory_thread_state state;
	uint64_t regs[RECORD_REGS]; /* in the order of record.h */
	uint64_t fs_base;
	char name[16]; /* NUL-terminated; "" when unknown */
};

/*
 * NULL with one line that says why, and what to do, when it cannot be read.
 * pid may be that of any of its threads.
 */
struct memory *memory_of_process(pid_t pid, const char **ret_why);

/*
 * A core as the kernel or gdb writes it.  What it has left out (code,
 * constants) is read from the files that were mapped, as long as those are
 * still the same.
 */
struct memory *memory_of_core(const char *path, const char **ret_why);

void memory_close(struct memory *m); /* NULL is fine */

/* 0 for a core. */
pid_t memory_pid(const struct memory *m);

/* The program's own file, by its name in the process; "" when unknown. */
const char *memory_program(const struct memory *m);

/* What kept a core from being whole, as "cut short: ..."; NULL: nothing. */
const char *memory_note(const struct memory *m);

/*
 * Forgets what was read, and asks for the regions again.  False when the
 * process is gone: then what was read stays.
 */
bool memory_refresh(struct memory *m);

/* True when the process has ended, or has become another program. */
bool memory_gone(const struct memory *m);

/* How many bytes from addr on could be read; short at a hole. */
size_t memory_read(struct memory *m, uint64_t addr, void *to, size_t n);

/*
 * The word at addr, at any alignment.  Pages are kept, so that many words
 * cost little: a few nanoseconds each.
 */
bool memory_word(struct memory *m, uint64_t addr, uint64_t *ret);

/*
 * The text at addr up to its NUL byte, cut to size - 1 bytes.  False when
 * it cannot be read, or has no end within that.
 */
bool memory_text(struct memory *m, uint64_t addr, char *to, size_t size);

/* Sorted, without overlaps. */
const struct memory_region *memory_regions(const struct memory *m,
					   size_t *ret_n);

/* The region that holds addr, or NULL. */
const struct memory_region *memory_region_at(const struct memory *m,
					     uint64_t addr);

/* By tid; the one that crashed first, in a core. */
const struct memory_thread *memory_threads(const struct memory *m,
					   size_t *ret_n);

/* Takes a copy of what stop_threads() says. */
void memory_set_threads(struct memory *m, const struct memory_thread *v,
			size_t n);

/* AT_ENTRY, AT_PHDR, ... of the process; false where it has none. */
bool memory_auxv(const struct memory *m, uint64_t type, uint64_t *ret);

/*
 * Reads [start, end) in large pieces and gives each to `each`, in the order
 * of addresses.  data is aligned to 64, addr and n to 8.  What is not
 * mapped, may not be read, or was never touched (and is zero therefore) is
 * left out.  False ends the scan.  How many bytes were given.
 */
typedef bool memory_scan_fn(void *arg, uint64_t addr, const void *data,
			    size_t n);

uint64_t memory_scan(struct memory *m, uint64_t start, uint64_t end,
		     memory_scan_fn *each, void *arg);

#endif
