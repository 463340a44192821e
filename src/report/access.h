/* SPDX-License-Identifier: MIT */
/*
 * access.h - what an instruction did to memory
 *
 * Comes in: the bytes of a faulting instruction, its registers and the
 * address.  Goes out: read or write, and how many bytes.  Keeps nothing.
 */
#ifndef REPORT_ACCESS_H
#define REPORT_ACCESS_H

#include "record/record.h"

struct access {
	enum record_access type;
	int size; /* 0: unknown */
};

/*
 * Reads the fault of f.  What the processor said about the type counts
 * more than the instruction, which may do both.
 */
struct access access_decode(const struct record_finding *f);

#endif
