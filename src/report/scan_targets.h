/* SPDX-License-Identifier: MIT */
/*
 * scan_targets.h - all memory that a pointer of Go should be asked about
 *
 * Internal to report/scan.c.
 */
#ifndef REPORT_SCAN_TARGETS_H
#define REPORT_SCAN_TARGETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "gort/walk.h"
#include "report/scan.h"

struct gort;
struct glibc_heap;
struct memory;

struct scan_target {
	enum scan_class class;
	const char *path; /* of the mapped file, "" for none; NULL: unmapped */
};

struct scan_targets {
	struct VEC(struct walk_target) ranges; /* sorted */
	struct VEC(struct scan_target) what;   /* of each */
	struct VEC(struct walk_block) blocks;  /* of the heap, in use */
	struct VEC(struct walk_range) skip;
};

/* Everything but what is Go's, a module's or a thread's own. */
void scan_targets_all(struct scan_targets *t, struct memory *m, struct gort *g,
		      const struct glibc_heap *h);

/* What is at each address: its block, or the byte alone. */
void scan_targets_asked(struct scan_targets *t, const struct glibc_heap *h,
			const uint64_t *addresses, size_t n);

/* The blocks in use, and what of malloc's own is no root. */
void scan_targets_blocks(struct scan_targets *t, const struct glibc_heap *h);

void scan_targets_finish(struct scan_targets *t);

#endif
