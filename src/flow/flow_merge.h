/* SPDX-License-Identifier: MIT */
/*
 * flow_merge.h - what the workers have found, put together (private)
 *
 * Ownership: the arrays of the result are in the flow's arena.
 *
 * Threads: one, when the workers are done.
 */
#ifndef FLOW_FLOW_MERGE_H
#define FLOW_FLOW_MERGE_H

struct flow;
struct flow_result;

void flow_merge(struct flow *f, struct flow_result *result);

#endif
