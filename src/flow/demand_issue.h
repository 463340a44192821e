/* SPDX-License-Identifier: MIT */
/* demand_issue.h - what demand.c and demand_key.c share (private to them) */
#ifndef FLOW_DEMAND_ISSUE_H
#define FLOW_DEMAND_ISSUE_H

#include "flow/issue.h"

struct exec;

/* The step t uses a map as it must not; the rest of the issue is filled. */
void demand_tell(struct exec *x, const struct state *s, struct issue *i,
		 const struct trace *t);
/* By a way from a parameter, captured variable or global of the caller. */
bool demand_was_before(const struct state *s, val_t v);

#endif
