/* SPDX-License-Identifier: MIT */
/* goabi.h - what is known about the Go program that this process is */
#ifndef UNWIND_GOABI_H
#define UNWIND_GOABI_H

#include <stdbool.h>
#include <stdint.h>

/* Offsets that are the same in all versions. */
enum {
	G_STACK_LO = 0,
	G_STACK_HI = 8,
	G_M = 48,
	G_SCHED_SP = 56,
	G_SCHED = 56,
	M_G0 = 0,
};

struct goabi {
	uint16_t minor; /* 0: not Go, or not to be walked */
	uint16_t gobuf_bp, goid, gsignal, curg, incgo, ncgo, depth;
};

struct go_program {
	struct goabi abi;
	char version[32];
	uintptr_t text, etext;	  /* Go's code; 0, 0 when not found */
	uintptr_t code, code_end; /* the executable memory of the program */
	int64_t g_offset;	  /* of g, from the thread pointer */
};

/* Set once by go_init(). */
extern struct go_program go_program;

#endif
