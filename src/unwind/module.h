/* SPDX-License-Identifier: MIT */
/* module.h - the ELF images of this process */
#ifndef UNWIND_MODULE_H
#define UNWIND_MODULE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record/record.h"

enum { MODULE_SEGMENTS = 8, MODULE_HEADER = 64 };

/* A piece of memory that the image maps and that can be read. */
struct segment {
	uintptr_t start, end;
	bool writable;
};

struct module {
	struct record_module record;
	struct segment segments[MODULE_SEGMENTS];
	size_t nsegments;
	uintptr_t eh_frame_hdr; /* 0 where there is none */
	size_t tls_size;	/* PT_TLS: bytes in memory */
	/* The ELF header as it was: tells whether it is still this file. */
	uint8_t header[MODULE_HEADER];
};

/* Reads the modules for the first time. */
void modules_init(void);

/*
 * The module of a pc into *ret, from memory that is still mapped.  False
 * when there is none.  A copy, since dlclose may come at any time.
 */
bool module_find(uintptr_t pc, struct module *ret);

/* The program itself, which is never unloaded; false when not known. */
bool module_main(struct module *ret);

/*
 * Raised when modules change: what was cached under another number is void.
 */
extern _Atomic uint32_t modules_number;

static inline uint32_t modules_generation(void)
{
	return atomic_load_explicit(&modules_number, memory_order_acquire);
}

/* Last byte + 1 of the main thread's stack, 0 when not known. */
uintptr_t modules_main_stack(void);

size_t modules_memory(void);
void modules_after_fork(void);

/* The readable segment of m that holds address, NULL for none. */
const struct segment *module_segment(const struct module *m, uintptr_t address);

#endif
