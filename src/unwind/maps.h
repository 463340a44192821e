/* SPDX-License-Identifier: MIT */
/* maps.h - the lines of /proc/self/maps, without memory of its own */
#ifndef UNWIND_MAPS_H
#define UNWIND_MAPS_H

#include <stdbool.h>
#include <stdint.h>

struct mapping {
	uintptr_t start, end;
	uint64_t offset; /* in the file */
	uint64_t device; /* with inode: which file; 0, 0 for none */
	uint64_t inode;
	bool readable, writable, executable;
	const char *path; /* NUL-terminated, cut; "" where there is none */
};

/* Returns false to stop. */
typedef bool mapping_fn(const struct mapping *m, void *arg);

/*
 * Calls fn for each mapping, lowest first.  The path is valid during the
 * call only.  False when the file cannot be read to its end and fn did not
 * ask to stop.
 */
bool maps_each(mapping_fn *fn, void *arg);

#endif
