/* SPDX-License-Identifier: MIT */
/*
 * watch.h - from the start of a program to its report
 *
 * Follows the records of a program and its children until the program has
 * ended.  Each finding's process waits until its modules were opened here,
 * so that names can be found even when its files are gone by then.
 *
 * Threads: one.
 */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

struct held;
struct launch;
struct recorder;
struct reporter;

/*
 * Until l has ended.  Call before recorder_save() and watch_report().  held:
 * who looks into the processes, or NULL.
 */
void watch(struct recorder *rec, struct reporter *rep, struct launch *l,
	   struct held *held);

/* Hands everything that was recorded to the reporter. */
void watch_report(struct recorder *rec, struct reporter *rep,
		  const struct launch *l);

#endif
