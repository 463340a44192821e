/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of program/ share
 */
#ifndef PROGRAM_INTERNAL_H
#define PROGRAM_INTERNAL_H

#include "program/program.h"
#include "types/types.h"

struct parser;

/* Who asks for an import, or a body: the ctx of a types_config. */
struct package_context {
	const struct program *program;
	const struct program_package *pp;
	struct arena *arena;   /* of a body */
	struct parser *parser; /* for a body */
};

struct types_config package_config(struct package_context *pc);

#endif
