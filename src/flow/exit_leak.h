/* SPDX-License-Identifier: MIT */
/* exit_leak.h - what exit_leak.c and exit_local.c share (private to them) */
#ifndef FLOW_EXIT_LEAK_H
#define FLOW_EXIT_LEAK_H

#include "flow/exit.h"

struct leaks {
	struct exit_end *e;
	uint8_t *kept; /* by node: it outlives the function, or may */
};

bool leak_is_kept(const struct leaks *l, val_t v);
/* Memory of C that nobody has and nobody frees. */
bool leak_is_owned(const struct leaks *l, val_t v);
struct issue leak_of(const struct leaks *l, val_t lost,
		     const struct trace *primary);

/* exit_local.c: containers that die with the function. */
void leak_check_local(struct leaks *l);

#endif
