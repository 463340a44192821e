/* SPDX-License-Identifier: MIT */
/*
 * go_effects.h - comments above Go functions (private); see model.h
 */
#ifndef FLOW_GO_EFFECTS_H
#define FLOW_GO_EFFECTS_H

#include "base/ptrmap.h"
#include "flow/model.h"

struct arena;

struct go_effects_table {
	struct arena *arena;
	struct ptrmap by_fn; /* struct ir_function * -> struct go_effects * */
};

/* Reads those of all functions of a program. */
void go_effects_read(struct go_effects_table *t, struct ir_program *p);

/* model.c: those that came with the models. */
const struct go_effects_table *model_go_effects(const struct model_table *t);

#endif
