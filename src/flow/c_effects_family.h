/* SPDX-License-Identifier: MIT */
/*
 * c_effects_family.h - families that bodies do not name (private)
 */
#ifndef FLOW_C_EFFECTS_FAMILY_H
#define FLOW_C_EFFECTS_FAMILY_H

#include "flow/c_effects_impl.h"

/* The functions of one package's C that Go calls, in the program's order. */
struct c_function {
	const struct ir_function *fn;
	struct c_known *known;
};

struct c_functions {
	struct c_function *at;
	uint32_t len, cap;
};

/* Gives rows of bodies the families that follow from each other. */
void c_families(struct c_functions *functions, struct arena *a);

#endif
