/* SPDX-License-Identifier: MIT */
/*
 * dump_calls.h - `belay dump calls`
 */
#ifndef CLI_DUMP_CALLS_H
#define CLI_DUMP_CALLS_H

#include <stdbool.h>

struct buf;
struct program;

/* As --algorithm has it. */
#define DUMP_ALGORITHMS "static|cha|rta|vta|rta-vta"

/*
 * Prints who calls whom; algorithm is one of callgraph_algorithms, NULL for
 * VTA.  deps: also what functions of packages call that no pattern names.
 * What is left in out is to be written; false: standard output is broken.
 */
bool dump_calls(struct program *p, const char *algorithm, bool deps,
		struct buf *out);

#endif
