/* SPDX-License-Identifier: MIT */
/* mapped.h - the modules of a process that stands still */
#ifndef REPORT_MAPPED_H
#define REPORT_MAPPED_H

struct memory;
struct record_process;

/*
 * The modules of p as the runtime would have recorded them.  It does that
 * only when it has found something itself.
 */
void mapped_modules(struct memory *m, struct record_process *p);

#endif
