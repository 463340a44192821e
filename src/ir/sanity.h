/* SPDX-License-Identifier: MIT */
/*
 * sanity.h - what the files of the verifier offer each other
 */
#ifndef IR_SANITY_H
#define IR_SANITY_H

#include "ir/ir.h"

struct sanity {
	const struct ir_function *fn;
	const struct ir_block *block; /* being looked at, or NULL */
	const struct ir_instr *instr;
	struct buf *out;
	bool numbered; /* registers and instructions have their numbers */
};

/* Writes where we are and what is wrong; gives false. */
bool sanity_fail(struct sanity *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* sanity_instr.c: the rules of one instruction */
bool sanity_instr(struct sanity *s, const struct ir_instr *in);

#endif
