/* SPDX-License-Identifier: MIT */
/*
 * scan.h - what a process that nobody watched holds of C's memory
 *
 * Comes in: a process that stands still, or a core; it need not have been
 * started by Belay, which then knows of no block but what glibc's malloc
 * itself shows.  Goes out: the C heap by sizes, which Go maps and other
 * holders point to it, and pointers to memory that was freed, is not mapped
 * or belongs to neither Go nor malloc.
 *
 * Ownership: a scan and all texts in it live until scan_destroy().  Threads:
 * one at a time.
 */
#ifndef REPORT_SCAN_H
#define REPORT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finding/finding.h"
#include "gort/walk.h"

struct arena;
struct gort;
struct memory;

/* What a holder's word points to. */
enum scan_class {
	SCAN_BLOCK,    /* a block of the C heap that is in use */
	SCAN_FREED,    /* one that was freed */
	SCAN_UNMAPPED, /* nothing, or what nobody may read */
	SCAN_FOREIGN,  /* mapped memory that is neither Go's nor malloc's */
	SCAN_ASKED,    /* what --address says */
	SCAN_CLASSES
};

/* "block", "freed", "unmapped", "foreign", "asked". */
const char *scan_class_name(enum scan_class class);

/* Blocks of one size. */
struct scan_size {
	uint64_t size; /* what the program may use of each */
	uint64_t live, freed;
};

/* What one map holds, or one root: a variable, a stack. */
struct scan_group {
	enum scan_class class;
	enum holder_kind kind;
	bool certain;
	uint64_t pointers;
	uint64_t blocks, bytes;	      /* each counted once */
	struct finding_holder holder; /* the map or root; may lack a name */
	const char *example;	      /* the path of one pointer, or NULL */
};

/* One pointer to memory that it should not point to. */
struct scan_pointer {
	enum scan_class class;
	enum holder_kind kind;
	uint64_t value;
	uint64_t start, end; /* of what it points into */
	const char *what;    /* "freed block of 48 bytes", "/dev/shm/x" */
	struct finding_holder holder;
};

struct scan {
	struct arena *arena;
	const char *program, *core; /* core: NULL for a process */
	const char *go_version;	    /* NULL: there is no Go in it */
	const char *note;	    /* why something is missing, or NULL */
	uint32_t pid;
	double pause; /* seconds that it stood still; 0 for a core */
	bool ended;   /* while it was looked at */

	bool heap; /* there is one of glibc's malloc */
	uint64_t live_blocks, live_bytes, freed_blocks, freed_bytes;
	size_t areas[3];	 /* by enum glibc_area_kind */
	bool lists;		 /* small freed blocks are known as such */
	struct scan_size *sizes; /* by bytes in use, most first */
	size_t nsizes;

	struct scan_group *groups; /* by class, bytes, path */
	size_t ngroups;
	/* Bad or asked for; by class, kind (Go's first) and path. */
	struct scan_pointer *pointers;
	size_t npointers;
	uint64_t dropped; /* pointers that there was no room for */
	uint64_t errors;  /* certain ones of Go to freed or unmapped memory */
	struct walk_stats stats;
};

struct scan_input {
	struct memory *memory;
	struct gort *gort; /* NULL: none */
	const char *const *debug_dirs;
	struct walk_names *names; /* opened earlier, or NULL */
	struct walk_limits limits;
	/* Who points to what is at these, and nothing else; 0: to anything. */
	const uint64_t *addresses;
	size_t naddresses;
};

/* Never NULL.  What comes before the heap is the caller's to set. */
struct scan *scan_run(const struct scan_input *in);
void scan_destroy(struct scan *s); /* NULL is fine */

#endif
