/* SPDX-License-Identifier: MIT */
/*
 * held.h - when `belay run` looks into its programs from outside
 *
 * At the end of a process, which belay stops there; every N seconds; when
 * belay gets SIGUSR1; and while a process waits in a finding.  What is seen
 * goes to the reporter.
 *
 * Threads: one.
 */
#ifndef CLI_HELD_H
#define CLI_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct held;
struct record_process;
struct recorder;
struct reporter;

struct held_options {
	uint64_t seconds; /* between two looks; 0: only at the end */
	bool notes;	  /* what C alone holds is wanted */
	bool leaks;	  /* and what nobody does */
	bool keep_going;  /* a finding is not the end of its process */
};

/*
 * After launch_start(), since SIGCHLD is blocked from here on.  Never NULL:
 * what cannot be had is said, and left out.
 */
struct held *held_create(const struct held_options *o, struct recorder *rec,
			 struct reporter *rep);
void held_destroy(struct held *h); /* NULL is fine */

/* Does what is due. */
void held_poll(struct held *h);

/* Milliseconds until something is due, `most` at most. */
int held_wait(const struct held *h, int most);

/* The process of place i waits in findings that were not seen yet. */
void held_in_finding(struct held *h, size_t i, struct record_process *copy);

#endif
