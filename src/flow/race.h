/* SPDX-License-Identifier: MIT */
/*
 * race.h - maps that two goroutines use at the same time
 *
 * Comes in: the functions and the call graph of struct flow.  Goes out:
 * issues of kind ISSUE_RACE among those of the first worker, each with a
 * struct race.  race.c tells how they are found.
 *
 * Threads: one, when the workers are done.
 */
#ifndef FLOW_RACE_H
#define FLOW_RACE_H

#include <stdbool.h>

struct flow;
struct trace;
struct type;

/* One of the two accesses; issue.primary is the first one's trace. */
struct race_side {
	bool write;
	/* It is in a goroutine that begins with the trace go; else NULL. */
	const struct trace *go;
	const struct trace *access;
	const char *lock; /* one that it holds, in words; or NULL */
	bool lock_read;	  /* it is held for reading only */
};

struct race {
	struct race_side sides[2];
	bool handler; /* the goroutines are those of a server's requests */
	bool self;    /* several goroutines run the same code */
};

void race_find(struct flow *f);

#endif
