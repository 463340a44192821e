/* SPDX-License-Identifier: MIT */
/*
 * core_elf.h - what a core file has, as far as it can be
 *
 * Private to core*.c.  Numbers in it are checked: what is listed lies in the
 * file, and nothing overlaps.
 */
#ifndef TRACE_CORE_ELF_H
#define TRACE_CORE_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"
#include "trace/memory_source.h"

enum {
	CORE_SEGMENTS = 1 << 20,
	CORE_NOTES = 1 << 20,
	CORE_THREADS = 1 << 17,
	CORE_LIST = 64 << 20, /* bytes of the list of mapped files */
	CORE_OPEN = 512,      /* files that are looked for */
};

/* A file that was mapped. */
struct core_file {
	const char *path;
	uint64_t head; /* where its first page was mapped, if has_head */
	bool has_head;
	int fd; /* -1 unless it still is that very file */
};

/* Where a part of it was mapped. */
struct core_mapping {
	uint64_t start, end, offset;
	struct core_file *file;
};

struct core_segment {
	uint64_t start, end;
	uint64_t off, filesz; /* the bytes that the core has, from start on */
	uint8_t perms;
	const struct core_mapping *mapping; /* or NULL */
};

struct core_segments VEC(struct core_segment);

struct core {
	int fd;
	uint64_t size;
	struct core_segment *segments; /* sorted */
	size_t nsegments;
	struct core_mapping *mappings; /* sorted */
	size_t nmappings;
	struct core_file *files;
	size_t nfiles;
	struct VEC(struct memory_thread) threads;
	char name[16];	  /* of the process, cut */
	uint64_t missing; /* bytes that the headers promise and nobody has */
};

/* pread() that is done only when it is all there. */
bool core_bytes(const struct core *c, uint64_t off, void *to, size_t n);

/* Bytes that the core itself has at addr; how many, short at the first hole. */
size_t core_dumped(const struct core *c, uint64_t addr, void *to, size_t n);

/* The notes of [off, off + size): threads, files, auxv, the name. */
void core_read_notes(struct memory *m, struct core *c, uint64_t off,
		     uint64_t size);

/* Opens the files whose first page is the one that the core has. */
void core_open_files(struct core *c);

/* What those files have to be loaded, where the core has nothing at all. */
void core_add_parts(struct memory *m, const struct core *c,
		    struct core_segments *ret);

uint8_t core_perms(uint32_t flags); /* of a program header */

#endif
