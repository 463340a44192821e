/* SPDX-License-Identifier: MIT */
/*
 * dump_effects.h - `belay dump effects`
 */
#ifndef CLI_DUMP_EFFECTS_H
#define CLI_DUMP_EFFECTS_H

struct buf;
struct program;
struct program_package;

/* What the C functions do that the package uses or defines. */
void dump_package_effects(const struct program *p,
			  const struct program_package *pp, struct buf *out);

#endif
