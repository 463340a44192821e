/* SPDX-License-Identifier: MIT */
/*
 * unkept.h - memory that is used when its owner may be collected (private)
 *
 * Ownership: issues and traces are in the flow's arena.
 * Threads: one, when the workers are done.
 */
#ifndef FLOW_UNKEPT_H
#define FLOW_UNKEPT_H

struct flow;

/* Adds an ISSUE_UNKEPT for each such use to the first worker's issues. */
void unkept_find(struct flow *f);

#endif
