/* SPDX-License-Identifier: MIT */
/*
 * Call frame information from bytes.
 *
 *	4 bytes: the pc, relative to the tables
 *	the rest: .eh_frame_hdr and what follows it, as in a program
 *
 * What is found is applied to registers that point into a small stack.
 */
#include <stdlib.h>
#include <string.h>

#include "unwind/cfi.h"
#include "unwind/module.h"
#include "unwind/stack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void apply(const struct cfi_row *row)
{
	uint64_t stack[64], regs[UNWIND_NREGS];
	struct stack_view view = {.page = 0};
	uint32_t known = (1u << UNWIND_NREGS) - 1;

	view.lo = (uintptr_t)stack;
	view.hi = (uintptr_t)(stack + 64);
	for (size_t i = 0; i < 64; i++)
		stack[i] = (uintptr_t)&stack[i * 7 % 64];
	for (size_t i = 0; i < UNWIND_NREGS; i++)
		regs[i] = (uintptr_t)&stack[i];
	for (int i = 0; i < 4; i++)
		if (!cfi_apply(row, &view, regs, &known))
			return;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct module m = {.nsegments = 1};
	struct cfi_row row;
	uint8_t *image;
	int32_t pc;

	if (size < sizeof(pc))
		return 0;
	memcpy(&pc, data, sizeof(pc));
	size -= sizeof(pc);
	/* Its own block, so that one byte too far is seen. */
	image = malloc(size + 1);
	if (!image)
		return 0;
	memcpy(image, data + sizeof(pc), size);
	m.segments[0].start = (uintptr_t)image;
	m.segments[0].end = (uintptr_t)image + size;
	m.eh_frame_hdr = (uintptr_t)image;
	if (cfi_find(&m, (uintptr_t)image + (uintptr_t)(intptr_t)pc, &row))
		apply(&row);
	free(image);
	return 0;
}
